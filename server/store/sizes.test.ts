import { expect, it } from 'vitest';
import { aRow, newPage } from '../testing/factories.ts';
import { openWrittenFile } from '../testing/written-file.ts';
import { measure } from './sizes.ts';

const AT = Date.UTC(2026, 10, 1);

function sizesOf(...[db, site]: Parameters<typeof measure>) {
  const steps = measure(db, site);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

it('nothing takes nothing', () => {
  expect(sizesOf(openWrittenFile().reader, 1)).toEqual({
    hits: 0,
    first: null,
    last: null,
    rowBytes: 0,
    segmentBytes: 0,
  });
});

it.each([
  ['short rows', () => ({ path: '/', referrer: undefined })],
  [
    'ordinary rows',
    (i: number) => ({
      path: `/posts/number-${i}`,
      referrer: `https://news.example/${i % 90}`,
      title: 'A title of some words',
    }),
  ],
  ['long rows', (i: number) => ({ path: `/${'long/'.repeat(i % 50)}`, eventProps: { text: 'text '.repeat(60) } })],
])('what rows take is estimated to a third of what the file says: %s', (_what, rowOf) => {
  const file = openWrittenFile();
  const rows = Array.from({ length: 20_000 }, (_, i) =>
    aRow({ at: AT + i * 500, siteId: 1, visitor: newPage(), city: 'Wien', region: 'Wien', ...rowOf(i) }),
  );
  file.store(...rows);
  for (const row of rows.slice(0, 10_000)) file.engage(1, row.at, row.pageInstance, 1_000, 50);
  const measured = file.reader
    .prepare("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'hits%' OR name LIKE 'engagements%'")
    .pluck()
    .get() as number;
  const { hits, first, last, rowBytes } = sizesOf(file.reader, 1);
  expect({ hits, first, last }).toEqual({ hits: 20_000, first: AT, last: AT + 19_999 * 500 });
  expect(rowBytes / measured).toBeGreaterThan(2 / 3);
  expect(rowBytes / measured).toBeLessThan(4 / 3);
});
