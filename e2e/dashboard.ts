// The dashboard as a person sees it, in a browser of its own: what it says, and how long it takes to say so.

import type { Browser, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { watchLateness } from '../server/testing/lateness.ts';
import { userAgent } from './browser.ts';

export interface Dashboard {
  page: Page;
  /** Opens the set-up link, makes an account, names the site and returns the snippet it shows. */
  setUp(link: string, site: string): Promise<string>;
  /**
   * Resolves when everything that is expected is on screen; rejects after `withinMs`, later only if the machine is (lateness.ts).
   * `isClosing`: a tab was closed; where the machine is too late for its page to say so, its silence must show, within 45 s.
   */
  shows(expected: Expected, withinMs: number, isClosing?: boolean): Promise<void>;
  /** Every number that was on screen since the last call. */
  numbersSeen(): Promise<string[]>;
  /** Errors and Content-Security-Policy reports of the page. */
  complaints: string[];
  close(): Promise<void>;
}

export interface Expected {
  visitors?: number;
  tabs?: number;
  pages?: string[];
  /** The report's visitors, visits and pageviews: today's, unless another range was chosen. */
  today?: [number, number, number];
}

export const OWNER = { email: 'owner@example.com', password: 'a quiet place to read' };

/**
 * Chromium lets the page of a tab that is closed run for half a second, and then ends it, whether or not it has said goodbye. A page
 * that was kept from running for 400 ms said it, one for 700 ms never did (Chromium 156, its process stopped while the tab was closed).
 */
const GOODBYE_MS = 500;
/** Then only its silence tells. */
const SILENCE_MS = 45_000;

/** What is on screen now, read in the page. */
function onScreen() {
  const text = (selector: string) => document.querySelector(selector)?.textContent ?? null;
  return {
    visitors: text('[data-live="visitors"]'),
    tabs: text('[data-live="tabs"]'),
    pages: [...document.querySelectorAll('[aria-labelledby="live-pages"] [data-value]')]
      .map((row) => row.getAttribute('data-value'))
      .sort(),
    today: ['visitors', 'visits', 'pageviews'].map((name) => text(`[data-figure="${name}"]`)),
  };
}

/** `onShown` is told how long each expectation took to come true. */
export async function openDashboard(
  browser: Browser,
  onShown: (withinMs: number, ms: number) => void = () => {},
): Promise<Dashboard> {
  const context = await browser.newContext({ userAgent, viewport: { width: 1280, height: 900 } });
  await context.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { numbersSeen: seen });
    new MutationObserver(() => {
      const number = document.querySelector('[data-live="visitors"]')?.textContent;
      if (number && number !== seen.at(-1)) seen.push(number);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // A stream that is cut while the server restarts, and a 401 before sign-in, are reported by Chromium itself.
    if (message.type() === 'error' && !/Failed to load resource|ERR_|EventSource/.test(message.text()))
      complaints.push(message.text());
  });

  return {
    page,
    complaints,
    async setUp(link, site) {
      await page.goto(link);
      await page.getByLabel('E-mail').fill(OWNER.email);
      await page.getByLabel('Password').fill(OWNER.password);
      await page.getByRole('button', { name: 'Create the account' }).click();
      await page.getByLabel('Address of the site').fill(site);
      await page.getByRole('button', { name: 'Add the site' }).click();
      await page.getByText('Waiting for the first visitor').first().waitFor();
      return (await page
        .locator('textarea, pre, code')
        .filter({ hasText: '<script' })
        .first()
        .evaluate((element) =>
          element instanceof HTMLTextAreaElement ? element.value : element.textContent,
        )) as string;
    },
    async shows(expected, withinMs, isClosing = false) {
      const began = performance.now();
      const lateness = watchLateness();
      onTestFinished(lateness.stop);
      const wanted = {
        ...(expected.visitors === undefined ? {} : { visitors: String(expected.visitors) }),
        ...(expected.tabs === undefined ? {} : { tabs: String(expected.tabs) }),
        ...(expected.pages === undefined ? {} : { pages: [...expected.pages].sort() }),
        ...(expected.today === undefined ? {} : { today: expected.today.map(String) }),
      };
      for (;;) {
        const screen = await page.evaluate(onScreen);
        const seen = Object.fromEntries(Object.keys(wanted).map((key) => [key, screen[key as keyof typeof screen]]));
        if (JSON.stringify(seen) === JSON.stringify(wanted)) {
          onShown(withinMs, performance.now() - began);
          return lateness.stop();
        }
        const allowanceMs = lateness.allowanceMs();
        const mostMs = withinMs + allowanceMs;
        const isCutOff = isClosing && allowanceMs >= GOODBYE_MS;
        if (performance.now() - began > (isCutOff ? Math.max(mostMs, SILENCE_MS) : mostMs)) {
          throw new Error(
            `after ${withinMs} ms on screen: ${JSON.stringify(seen)}; expected: ${JSON.stringify(wanted)}`,
          );
        }
        await page.waitForTimeout(20);
      }
    },
    numbersSeen: () => page.evaluate(() => (globalThis as unknown as { numbersSeen: string[] }).numbersSeen.splice(0)),
    close: () => context.close(),
  };
}
