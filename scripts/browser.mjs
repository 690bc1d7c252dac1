// Finds the browser of the browser tests, or installs one, or says how. Never lets them be skipped.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { giveUp } from './ready.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

/** The path of a Chromium-like browser, or undefined. */
export function findBrowser() {
  const { CHROME_PATH, PATH = '' } = process.env;
  if (CHROME_PATH)
    return existsSync(CHROME_PATH)
      ? CHROME_PATH
      : giveUp(`CHROME_PATH is ${CHROME_PATH}, where no browser is. Correct it.`);
  const onPath = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...PLACES].find((file) => existsSync(file));
}

function installChromium() {
  const apt = (...args) =>
    spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      .status === 0;
  console.log('Installing Debian’s chromium for the browser tests …');
  return apt('update', '-qq') && apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
}

/** The path of a browser, installed if need be and possible. Ends the program with the command to run otherwise. */
export function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  const isRoot = process.getuid?.() === 0;
  const installed = isRoot && installChromium() && findBrowser();
  return (
    installed ||
    giveUp(
      'The browser tests need Chromium, Chrome or Edge. Run: sudo apt-get install -y chromium (or set CHROME_PATH), then npm test again.',
    )
  );
}
