// A view is not lost to a server that restarts or is overrun, and is never counted twice. The clock is playwright's.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { type Answer, pause } from './recording-server.ts';
import { quietVisit, server, stopClock, withBrowser } from './visits.ts';

withBrowser();

/** Opens a page whose views get these answers, and lets `story` say when time passes. */
const visitWithAnswers = (answers: Answer[], story: (page: Page, pass: Pass) => Promise<void>): Promise<void> =>
  quietVisit(async ({ page, noise }) => {
    server.answerNext('view', ...answers);
    await stopClock(page);
    await page.goto(`${server.blog}/post`);
    await server.until('view', 1);
    await pause(100);
    await story(page, async (ms, views) => {
      await page.clock.runFor(ms);
      await server.until('view', views);
      await pause(150);
      expect(server.of('view')).toHaveLength(views);
    });
    // The browser itself writes down each request that failed; nobody can stop it.
    const ours = noise.filter((line) => !line.startsWith('Failed to load resource'));
    noise.splice(0, noise.length, ...ours);
  });

/** Lets the page's time pass, after which so many views have come in, and no more. */
type Pass = (ms: number, views: number) => Promise<void>;

const failures: [string, Answer][] = [
  ['is told 503', { status: 503 }],
  ['is told 500', { status: 500 }],
  ['is told 502', { status: 502 }],
  ['is told 429', { status: 429 }],
  ['loses its connection', { drop: true }],
  ['was stored, but loses its connection before it is told so', { drop: true, stored: true }],
  ['was stored, but is told 504 by a proxy', { status: 504, stored: true }],
];

describe('a view', () => {
  test.each(failures)('that %s is sent again under the same (p, q), and is one in the books', (_name, failure) =>
    visitWithAnswers([failure, failure, failure], async (_page, pass) => {
      await pass(1_999, 1);
      await pass(1, 2);
      await pass(7_999, 2);
      await pass(1, 3);
      await pass(31_999, 3);
      await pass(1, 4);
      const bodies = server.received.filter(({ hit }) => hit.k === 'view').map(({ raw }) => raw);
      expect(new Set(bodies).size).toBe(1);
      expect(server.stored.size).toBe(1);
    }),
  );

  test('is given up after three retries', () =>
    visitWithAnswers(Array(9).fill({ status: 503 }), async (_page, pass) => {
      await pass(2_000, 2);
      await pass(8_000, 3);
      await pass(32_000, 4);
      await pass(10 * 60_000, 4);
    }));

  test.each([202, 400, 404, 413, 415])('that is told %i is not sent again', (status) =>
    visitWithAnswers([{ status }], async (_page, pass) => {
      await pass(60_000, 1);
    }),
  );

  test.each([503, 429])('that is told %i waits as long as Retry-After says', (status) =>
    visitWithAnswers([{ status, retryAfter: '90' }], async (_page, pass) => {
      await pass(89_999, 1);
      await pass(1, 2);
      expect(server.stored.size).toBe(1);
    }),
  );

  test('takes a Retry-After that is no number of seconds for none', () =>
    visitWithAnswers([{ status: 503, retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' }], async (_page, pass) => {
      await pass(2_000, 2);
    }));

  test('is given up when Retry-After asks for more than ten minutes', () =>
    visitWithAnswers([{ status: 503, retryAfter: '601' }], async (_page, pass) => {
      await pass(11 * 60_000, 1);
    }));

  test('is given up when the laptop was closed for longer than ten minutes', () =>
    visitWithAnswers([{ status: 503 }], async (page, pass) => {
      await page.clock.fastForward('11:00');
      await pass(60_000, 1);
      expect(server.of('beat').length).toBeGreaterThan(0);
    }));

  test('is sent again for its own page, after the visitor has gone on to the next', () =>
    visitWithAnswers([{ status: 503 }], async (page, pass) => {
      await page.evaluate(() => history.pushState({}, '', '/next'));
      await pass(2_000, 3);
      const [first, second, third] = server.of('view');
      expect([first?.u, second?.u, third?.u]).toEqual(['/post', '/next', '/post'].map((path) => server.blog + path));
      expect(third).toEqual(first);
      expect(server.stored.size).toBe(2);
    }));
});
