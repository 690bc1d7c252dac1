import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../clock.ts';
import type { ReportReply } from '../contract/browser.ts';
import { ReportRequest } from '../contract/report.ts';
import { VISIT_DIMENSIONS } from '../store/columns.ts';
import { aRow, newPage } from '../testing/factories.ts';
import { openWrittenFile } from '../testing/written-file.ts';
import { openAnalyst } from './analyst.ts';
import { textOf } from './told.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY = 86_400_000;
const SITE = { id: 1, timezone: 'UTC' };
const ask = (range: string, dimension = 'page') =>
  ReportRequest.parse({ range, queries: [{ metrics: ['pageviews'], dimensions: [dimension], limit: 3 }] });

function setUp(queryBudgetMs: number, prepare: (file: ReturnType<typeof openWrittenFile>) => void = () => {}) {
  const file = openWrittenFile();
  prepare(file);
  const deaths: Error[] = [];
  const opened = openAnalyst(file.path, {
    ...{ clock: systemClock, queryBudgetMs },
    onDeath: (error) => deaths.push(error),
  });
  onTestFinished(() => opened.close());
  const report = (...asked: Parameters<typeof opened.report>) => textOf(opened.report(...asked));
  return { ...file, analyst: { ...opened, report }, deaths };
}

/** Of an answer as it is sent. */
const first = (json: string) => (JSON.parse(json) as ReportReply).answers[0];

/** So many rows on each of so many days. */
const rows = (days: number, each: number) => (file: ReturnType<typeof openWrittenFile>) => {
  for (let day = 0; day < days; day += 1) {
    for (let i = 0; i < each; i += 1_000) {
      const some = Array.from({ length: Math.min(1_000, each - i) }, (_, i) => i % 10);
      file.store(...some.map((n) => aRow({ at: NOW - day * DAY, visitor: newPage(), path: `/${n}` })));
    }
  }
};

it('answers what it was asked although its thread is ended meanwhile, and that is not a death', async () => {
  const { analyst, deaths } = setUp(5_000, rows(1, 3));
  const today = () => analyst.report(SITE, ask('today'), NOW);
  const asked = [today(), today(), today()];
  await analyst.restart();
  for (const reply of await Promise.all([...asked, today()])) expect(first(reply)?.totals).toEqual([3]);
  expect(deaths).toEqual([]);
});

it('a small question has its turn while a large one is answered', async () => {
  const { analyst } = setUp(60_000, rows(60, 1_000));
  let isOver = false;
  const large = analyst.report(SITE, ask('91d'), NOW).finally(() => {
    isOver = true;
  });
  await new Promise(setImmediate); // it is asked by now
  expect(await analyst.trail({ siteId: 1, trailOf: newPage(), now: NOW - 200 * DAY })).toBeUndefined();
  expect(isOver).toBe(false);
  expect(first(await large)).toMatchObject({ totals: [60_000], more: true });
});

it('a question over its budget ends in a sentence, and smaller ones are answered as before', {
  timeout: 120_000,
}, async () => {
  const { analyst, deaths } = setUp(150, rows(60, 1_000));
  await expect(analyst.report(SITE, ask('91d'), NOW)).rejects.toMatchObject({ code: 'over_budget', status: 503 });
  const yesterday = async () => first(await analyst.report(SITE, ask('yesterday'), NOW));
  // On a busy machine a small question, too, may take more than its budget: each time it finds more of its day read.
  await expect
    .poll(() => yesterday().catch(() => undefined), { timeout: 60_000 })
    .toMatchObject({ totals: [1_000], more: true });
  expect(deaths).toEqual([]);
});

it('a question that is asked while a long day is read comes back first', async () => {
  const { analyst } = setUp(60_000, (file) => {
    rows(1, 60_000)(file);
    file.store(aRow({ at: NOW - DAY }));
  });
  let isOver = false;
  const large = analyst.report(SITE, ask('today'), NOW).finally(() => {
    isOver = true;
  });
  expect(first(await analyst.report(SITE, ask('yesterday'), NOW))).toMatchObject({ totals: [1] });
  expect(isOver).toBe(false);
  expect(first(await large)).toMatchObject({ totals: [60_000] });
});

it('a day that takes longer to read than a question may is read on, which the question says, and is there soon', {
  timeout: 120_000,
}, async () => {
  const { analyst, deaths } = setUp(250, rows(1, 300_000));
  const today = async () => first(await analyst.report(SITE, ask('today'), NOW));
  await expect(today()).rejects.toMatchObject({
    ...{ code: 'over_budget', status: 503, retryAfter: 3 },
    message: expect.stringMatching(/’s 300,000 hits are being read: ask again in a few seconds\.$/),
  });
  await expect.poll(() => today().catch(() => undefined), { timeout: 60_000 }).toMatchObject({ totals: [300_000] });
  expect(deaths).toEqual([]);
});

it('one that holds the thread up ends with the thread, and the others are asked again', {
  timeout: 120_000,
}, async () => {
  const { analyst, deaths } = setUp(150, rows(1, 100_000));
  const today = () => analyst.report(SITE, ask('today'), NOW).catch(() => '{"answers":[{}]}');
  await expect.poll(async () => first(await today()), { timeout: 60_000 }).toMatchObject({ totals: [100_000] });
  // Once it is read, its only day is one step for all that is asked, and takes many times the budget.
  const dimensions = (i: number) => ['page', 'event', ...[i, i + 1].map((place) => VISIT_DIMENSIONS[place % 15])];
  const metrics = ['visitors', 'visits', 'time_on_page', 'bounce_rate'];
  const queries = Array.from({ length: 30 }, (_, i) => ({ metrics, dimensions: dimensions(i) }));
  const heavy = ReportRequest.parse({ range: 'today', queries });
  const large = expect(analyst.report(SITE, heavy, NOW)).rejects.toMatchObject({ code: 'over_budget' });
  await new Promise(setImmediate);
  let isOver = false;
  const small = analyst.trail({ siteId: 1, trailOf: newPage(), now: NOW - 200 * DAY }).finally(() => {
    isOver = true;
  });
  await large;
  expect(isOver).toBe(false);
  expect(await small).toBeUndefined();
  expect(deaths).toEqual([]);
});

it('a site that was removed is known no more, what was read of it included', async () => {
  const { analyst } = setUp(5_000, rows(1, 3));
  const today = async () => first(await analyst.report(SITE, ask('today'), NOW))?.totals;
  expect(await today()).toEqual([3]);
  analyst.forget(SITE.id);
  expect(await today()).toEqual([0]);
});

it('more questions at once than anybody has are refused at once', async () => {
  const { analyst } = setUp(5_000);
  const replies = await Promise.allSettled(Array.from({ length: 300 }, () => analyst.report(SITE, ask('today'), NOW)));
  const refused = replies.filter((reply) => reply.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(100);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'overloaded', retryAfter: 5 });
});
