// A real Chromium that looks like a person's: the collector does not count browsers that say a program drives them. For the
// benchmarks, the torture and, through e2e/browser.ts, the tests.
import { chromium } from 'playwright-core';
import { findBrowser } from '../../scripts/browser.mjs';

/** Of a browser that does not deny that a program drives it. */
const DRIVEN_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Every host of the pages is this machine, by names that are not localhost: plain http, so an insecure context.
  '--host-resolver-rules=MAP *.test 127.0.0.1',
];

/** Else `navigator.webdriver` is true, as it is by default in a headless Chromium. */
export const BROWSER_ARGS = [...DRIVEN_ARGS, '--disable-blink-features=AutomationControlled'];

/** One that is headless says so. */
export const PERSON =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

/**
 * With the back/forward cache, which playwright turns off. Undefined where there is no Chromium. `isDriven` leaves
 * `navigator.webdriver` true.
 */
export async function launchChromium({ isDriven = false } = {}) {
  const executablePath = findBrowser();
  if (executablePath === undefined) return undefined;
  const args = isDriven ? DRIVEN_ARGS : BROWSER_ARGS;
  return chromium.launch({ executablePath, ignoreDefaultArgs: ['--disable-back-forward-cache'], args });
}
