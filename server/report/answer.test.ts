import { expect, it } from 'vitest';
import { ReportRequest } from '../contract/report.ts';
import { createDayRows } from '../store/day-rows.ts';
import { createDictionary } from '../store/dictionary.ts';
import { addHit } from '../testing/day-rows.ts';
import { wholeReply } from '../testing/whole-reply.ts';
import { createReport } from './answer.ts';
import { planOf } from './question.ts';

const START = Date.UTC(2026, 10, 21);
const DAY = 86_400_000;
const PAGES = 700;

it('the rows of a page are those that stand there in the whole list, wherever it is cut', () => {
  const dictionary = createDictionary();
  const day = createDayRows({ siteId: 1, start: START, end: START + DAY }, dictionary);
  const none = { act: null, came: '[]', place: '[]', machine: '[]' };
  // From one view to nine, many with the same number, in no order.
  for (let page = 0; page < PAGES; page += 1) {
    for (let i = 0; i <= (page * 7919) % 9; i += 1) {
      const id = `${page * 10 + i}`.padStart(16, '0');
      addHit(day, { ...none, at: START + i, page: id, visitor: '', path: `/${(page * 31) % PAGES}` });
    }
  }
  const ask = (limit: number, offset: number) => {
    const query = { metrics: ['pageviews'], dimensions: ['page'], limit, offset };
    const request = ReportRequest.parse({ range: [START, START + DAY], queries: [query] });
    const report = createReport(planOf(request, 'UTC', START), dictionary, () => []);
    for (const { add } of report.spans) add(day.part());
    return wholeReply(report.answer()).answers[0]!;
  };
  const whole = ask(10_000, 0);
  expect(whole).toMatchObject({ more: false, totals: [whole.rows.reduce((sum, row) => sum + row.metrics[0]!, 0)] });
  expect(whole.rows).toHaveLength(PAGES);
  expect(whole.rows[0]?.metrics).toEqual([9]);
  for (const [limit, offset] of [
    ...[1, 2, 10, 99, 300, PAGES - 1, PAGES].map((limit) => [limit, 0] as const),
    ...([
      [10, 10],
      [50, 300],
      [10, PAGES - 10],
      [10, PAGES - 5],
      [10, PAGES + 5],
    ] as const),
  ]) {
    expect(ask(limit, offset)).toEqual({
      rows: whole.rows.slice(offset, offset + limit),
      totals: whole.totals,
      more: offset + limit < PAGES,
    });
  }
});
