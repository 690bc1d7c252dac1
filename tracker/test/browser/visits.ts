// What the browser tests share: a Chromium for each worker, and a recording server for each test, so that a late message
// of one test cannot come in during the next.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launch, sharedBrowser, type Visit, visit } from '../../../e2e/browser.ts';
import type {} from '../../events.ts';
import { type RecordingServer, startRecordingServer } from './recording-server.ts';

export let server: RecordingServer;
let browser: Browser;

/** To be called once at the top of a test file. `isDriven`: with a Chromium of its own, which leaves `navigator.webdriver` true. */
export const withBrowser = ({ isDriven = false } = {}): void => {
  beforeAll(async () => {
    browser = await (isDriven ? launch({ isDriven }) : sharedBrowser());
  }, 30_000);
  afterAll(async () => {
    if (isDriven) await browser?.close();
  });
  beforeEach(async () => {
    server = await startRecordingServer();
  });
  afterEach(() => server.close());
};

/**
 * Lets a fresh visitor live through `story`. The script must not have made a sound in any page of it, nor sent anything
 * that the collector would refuse.
 */
export const quietVisit = async (
  story: (visitor: Visit) => Promise<void>,
  options?: BrowserContextOptions & { init?: () => void },
): Promise<void> => {
  const visitor = await visit(browser, options);
  try {
    await story(visitor);
    expect(visitor.noise).toEqual([]);
    expect(server.refused).toEqual([]);
  } finally {
    await visitor.close();
  }
};

/**
 * Stops the clock of the pages to come: their time passes by `page.clock.runFor` alone, and to the millisecond. It runs between being
 * installed and being stopped, and cannot be stopped in its past; so that is an hour later, however slow the machine.
 */
export const stopClock = async ({ clock }: Page): Promise<void> => {
  await clock.install({ time: '2026-11-21T10:00:00Z' });
  await clock.pauseAt('2026-11-21T11:00:00Z');
};
