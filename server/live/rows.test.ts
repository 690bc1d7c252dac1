import fc from 'fast-check';
import { expect, it } from 'vitest';
import { highOf, idFrom, lowOf, spread } from '../id64.ts';
import { agree } from '../testing/agree.ts';
import { FIRST_FIELD, NONE, Rows } from './rows.ts';

/** Whatever the ids are, places are about as crowded as by chance: of 2^16 ids on 2^16 places, few share one with ten others. */
it.each<[string, (i: number) => readonly [high: number, low: number]]>([
  ['count up', (i) => [0, i]],
  ['count up in both halves', (i) => [i, i]],
  ['differ in the upper bits of both halves only', (i) => [(i >>> 8) << 24, (i & 0xff) << 24]],
  ['differ in the middle only', (i) => [i << 8, 0]],
])('ids that %s fall apart', (_, idOf) => {
  const places = new Uint32Array(2 ** 16);
  for (let i = 0; i < 2 ** 16; i += 1) {
    const [high, low] = idOf(i);
    (places[spread(high, low, 1) >>> 16] as number) += 1;
  }
  expect(Math.max(...places)).toBeLessThan(24);
});

it('is full when it is full, and takes the next one when one has gone', () => {
  const rows = new Rows(3);
  const [first] = [1, 2, 3].map((low) => rows.insert(1, 0, low));
  expect(() => rows.insert(1, 0, 4)).toThrow('no row is free');
  rows.remove(first as number);
  rows.insert(1, 0, 4);
  expect([1, 2, 3, 4].map((low) => rows.find(1, 0, low) !== NONE)).toEqual([false, true, true, true]);
});

it.each(['0000000000000000', 'ffffffffffffffff', '0123456789abcdef', '80000000ffffffff'])('%s is two halves', (id) => {
  expect(idFrom(highOf(id), lowOf(id))).toBe(id);
  expect([highOf(id), lowOf(id)]).toEqual([
    Number.parseInt(id.slice(0, 8), 16) | 0,
    Number.parseInt(id.slice(8), 16) | 0,
  ]);
});

it('finds what is in it and nothing else, whatever came and went', () => {
  // Few ids, so that they come again; many at once, so that it grows, and rows of one place are many.
  const step = fc.record({
    site: fc.integer({ min: 1, max: 3 }),
    id: fc.integer({ min: 0, max: 700 }),
    add: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1500, maxLength: 3000 }), (steps) => {
      const rows = new Rows(2200);
      const oracle = new Map<string, number>();
      let count = 0;
      for (const { site, id, add } of steps) {
        const key = `${site} ${id}`;
        const found = rows.find(site, id, -id);
        agree(found === NONE ? undefined : rows.get(found, FIRST_FIELD), oracle.get(key));
        if (add && found === NONE) {
          const row = rows.insert(site, id, -id);
          for (let field = FIRST_FIELD; field < 16; field += 1) agree(rows.get(row, field), 0);
          count += 1;
          rows.set(row, FIRST_FIELD, count);
          rows.setFloat(row, count + 0.5);
          oracle.set(key, count);
        } else if (!add && found !== NONE) {
          rows.remove(found);
          oracle.delete(key);
        }
      }
      expect(rows.size).toBe(oracle.size);
      const kept = [...rows.all()].map((row) => {
        agree(rows.getFloat(row), rows.get(row, FIRST_FIELD) + 0.5);
        return [`${rows.siteOf(row)} ${rows.highOf(row)}`, rows.get(row, FIRST_FIELD)] as const;
      });
      expect(new Map(kept)).toEqual(oracle);
    }),
    { numRuns: 30 },
  );
});

it('finds a row under its new id and not under the old one, with all that is in it', () => {
  const rows = new Rows(1_000);
  const made = Array.from({ length: 1_000 }, (_, low) => rows.insert(1, 0, low));
  for (const row of made) rows.rename(row, 1, rows.lowOf(row));
  for (const [low, row] of made.entries()) {
    expect([rows.find(1, 0, low), rows.find(1, 1, low)]).toEqual([NONE, row]);
    rows.remove(row);
  }
  expect(rows.size).toBe(0);
});

it('grows without losing anybody', () => {
  const rows = new Rows(200_000);
  for (let i = 0; i < 150_000; i += 1) rows.set(rows.insert(7, i, ~i), FIRST_FIELD, i);
  for (let i = 0; i < 150_000; i += 1) agree(rows.get(rows.find(7, i, ~i), FIRST_FIELD), i);
  expect(rows.find(7, 150_000, ~150_000)).toBe(NONE);
  expect(rows.size).toBe(150_000);
});
