// A real Chromium that looks like a person's: the collector does not count browsers that say a program drives them. The same
// flags as in e2e/browser.ts.
import { chromium } from 'playwright-core';
import { findBrowser } from '../../scripts/browser.mjs';

export const BROWSER_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-blink-features=AutomationControlled', // else navigator.webdriver is true
  // Every host of the pages is this machine, by names that are not localhost.
  '--host-resolver-rules=MAP *.test 127.0.0.1',
];

/** One that is headless says so. */
export const PERSON =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

/** With the back/forward cache, which playwright turns off. Undefined where there is no Chromium. */
export async function launchChromium() {
  const executablePath = findBrowser();
  if (executablePath === undefined) return undefined;
  return chromium.launch({ executablePath, ignoreDefaultArgs: ['--disable-back-forward-cache'], args: BROWSER_ARGS });
}
