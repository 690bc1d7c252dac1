// A Chromium that nothing is attached to, steered by its tab strip alone: an attached debugger keeps every tab visible and
// forbids prerendering.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../../scripts/browser.mjs';
import { BROWSER_ARGS, PERSON } from './chromium.mjs';

/** @typedef {Awaited<ReturnType<typeof launchBareChromium>>} BareChromium */

/** With one empty tab. Throws where there is no Chromium. */
export async function launchBareChromium() {
  const executable = findBrowser();
  if (executable === undefined) throw new Error('there is no Chromium: install chromium, or set CHROME_PATH');
  const profile = mkdtempSync(join(tmpdir(), 'headcount-chromium-'));
  const settings = [`--user-agent=${PERSON}`, `--user-data-dir=${profile}`, '--remote-debugging-port=0', 'about:blank'];
  const child = spawn(executable, [...BROWSER_ARGS, ...settings], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // a process group of its own, so that all of it can be killed at once
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const address = await new Promise((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      const found = /ws:\/\/([^/]+)\//.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`Chromium did not start: ${said}`)));
    child.once('error', reject);
  });
  /** @param {string} method @param {string} what */
  async function ask(method, what) {
    const answer = await fetch(`http://${address}/json/${what}`, { method });
    if (!answer.ok) throw new Error(`Chromium: ${what}: ${answer.status}`);
    return answer.text();
  }
  return {
    isRunning: () => child.exitCode === null && child.signalCode === null,
    /** Opens a tab in front; resolves with its id. @param {string} url @returns {Promise<string>} */
    open: async (url) => JSON.parse(await ask('PUT', `new?${url}`)).id,
    /** Brings a tab to the front, so that the others are hidden. @param {string} tab */
    show: (tab) => ask('GET', `activate/${tab}`),
    /** Closes it as a person would. @param {string} tab */
    close: (tab) => ask('GET', `close/${tab}`),
    /** Ends it, with all its processes, as a crash would: nothing is said. Harmless when called twice. */
    async kill() {
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {} // it has ended
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
