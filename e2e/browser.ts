// Two ways to a real Chromium (bench/live/). Through playwright, to script a page; and bare, with nothing attached, because an
// attached debugger keeps every tab "visible" and forbids prerendering, which are the very things to be tested.
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterEach, beforeAll } from 'vitest';
import { launchBareChromium } from '../bench/live/bare-chromium.mjs';
import { launchChromium, PERSON } from '../bench/live/chromium.mjs';
import { watchLateness } from '../server/testing/lateness.ts';

export const userAgent = PERSON;

/** `isDriven` leaves `navigator.webdriver` true. */
export const launch = async (options?: { isDriven?: boolean }): Promise<Browser> => {
  const browser = await launchChromium(options);
  if (!browser) throw new Error('there is no Chromium: install chromium, or set CHROME_PATH');
  return browser;
};

/** Of this worker, for all files that it runs (vitest.config.ts: they share modules); playwright ends it with the worker. */
let shared: Promise<Browser> | undefined;

/** The Chromium that every file of this worker may use, each in contexts of its own; another one where the last has crashed. */
export const sharedBrowser = async (): Promise<Browser> => {
  const browser = await shared?.catch(() => undefined);
  if (browser?.isConnected()) return browser;
  shared = launch();
  return shared;
};

/** A Chromium for all tests of a file, to be called once at its top; behind each test everything that it opened is closed. */
export const withBrowser = (): (() => Browser) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await sharedBrowser();
  }, 60_000);
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  return () => browser;
};

/** A Chromium with one empty tab that nothing is attached to; it is steered by its tab strip alone. */
export const launchBare = launchBareChromium;
export type BareBrowser = Awaited<ReturnType<typeof launchBareChromium>>;

export interface Visit {
  page: Page;
  /** Uncaught errors, unhandled rejections, and whatever is written to the console. */
  noise: string[];
  close(): Promise<void>;
}

/** A fresh visitor, with `init` run in each page before anything else. */
export const visit = async (
  browser: Browser,
  options: BrowserContextOptions & { init?: () => void } = {},
): Promise<Visit> => {
  const { init, ...contextOptions } = options;
  const context = await browser.newContext({ userAgent, ...contextOptions });
  if (init) await context.addInitScript(init);
  const page = await context.newPage();
  const noise: string[] = [];
  page.on('pageerror', (error) => noise.push(`${error}`));
  page.on('console', (message) => noise.push(message.text()));
  return { page, noise, close: () => context.close() };
};

/** Resolves when it is on screen; rejects when that took longer than promised, and longer than the machine can be blamed for. */
export async function appears(what: Locator, withinMs: number): Promise<void> {
  const lateness = watchLateness();
  const began = performance.now();
  try {
    await what.waitFor({ timeout: withinMs + 30_000 });
    const ms = performance.now() - began;
    if (ms > withinMs + lateness.allowanceMs())
      throw new Error(`it took ${Math.round(ms)} ms, promised are ${withinMs} ms: ${what}`);
  } finally {
    lateness.stop();
  }
}

/** What stands in the address behind the path, as the page itself has it: playwright's own page.url() is told a moment later. */
export const query = (page: Page): Promise<string> => page.evaluate(() => window.location.search);
