import { expect, it } from 'vitest';
import { inOneGo } from './in-one-go.ts';
import { makeVisits, VISIT_GAP_MS } from './visits.ts';

it('a large day is put into visits in turns, and nothing is lost or cut between two of them', () => {
  const rows = 210_000;
  const visitors = 30_001;
  const time = Uint32Array.from({ length: rows }, (_, row) => (row * 7_919) % 86_400_000);
  const visitor = Uint32Array.from({ length: rows }, (_, row) => (row * 31) % visitors); // 0: anonymous
  const instance = Uint32Array.from({ length: rows }, (_, row) => row + 1);
  const told = new Uint32Array(rows + 1).map((_, number) => (number % 3 === 0 ? number : 0));
  const act = new Uint8Array(rows).map((_, row) => (row % 4 === 0 ? 1 : 0));
  const making = makeVisits({ time, visitor, instance, act, told, visitors, instances: rows });
  let turns = 1;
  let step = making.next();
  for (; !step.done; step = making.next()) turns += 1;
  const made = step.value;
  expect(turns).toBeGreaterThan(8);

  const timesOf = Array.from({ length: visitors }, (): [number, number][] => []);
  for (let row = 0; row < rows; row += 1) timesOf[visitor[row] ?? 0]?.push([time[row] ?? 0, row]);
  const expected: number[][] = [];
  for (const [who, times] of timesOf.entries()) {
    if (who === 0) continue;
    times.sort(([a, x], [b, y]) => a - b || x - y);
    for (const [i, [at, row]] of times.entries()) {
      const before = times[i - 1]?.[0] ?? -Infinity;
      if (at - before > VISIT_GAP_MS) expected.push([who, at, 0, 0, 0]);
      const visit = expected.at(-1) as [number, number, number, number, number];
      visit[act[row] === 0 ? 2 : 3] += 1;
      visit[4] += told[row + 1] ? (told[row + 1] ?? 0) - 1 : 0;
    }
  }
  const linked = Array.from({ length: made.linked }, (_, visit) => [
    ...[made.visitor[visit], made.start[visit], made.pageviews[visit], made.events[visit], made.duration[visit]],
  ]);
  for (const visit of expected) if (visit[4] === 0) visit.pop();
  for (const [i, visit] of expected.entries()) if (visit.length === 4) linked[i]?.pop(); // nothing was told of it
  expect(linked).toEqual(expected);
  const anonymous = timesOf[0]?.length ?? 0;
  expect(made.firstHit.length - 1).toBe(expected.length + anonymous);
  expect(made.firstHit.at(-1)).toBe(rows);
  expect(made.visitors).toBe(visitors - 1);
  expect(
    inOneGo(makeVisits({ time: new Uint32Array(), visitor, instance, act, told, visitors: 0, instances: 0 })).firstHit,
  ).toEqual(new Uint32Array(1));
});
