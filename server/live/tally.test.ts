// A tally counts as a Map would, whatever is held and released in which order, and tells values apart that differ little.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Tally } from './tally.ts';

const ALIKE = [
  ...[
    '',
    '\0',
    '\0\0',
    'a',
    'a\0',
    '\0a',
    'aa',
    'ab',
    'ba',
    'abc',
    'ab\0c',
    'Ā',
    '\0\u0001',
    '\u0001\0',
    'ä',
    'a\u0308',
  ],
  ...Array.from({ length: 50_000 }, (_, i) => `/articles/${i}`),
  ...Array.from({ length: 2_000 }, (_, i) => 'a'.repeat(i + 3)),
];

it('tells values apart that differ little, and knows one again that was made anew', () => {
  const tally = new Tally();
  const numbers = ALIKE.map((value) => tally.hold(0, value));
  expect(new Set(numbers).size).toBe(ALIKE.length);
  expect(ALIKE.map((value) => tally.numberOf(0, JSON.parse(JSON.stringify(value))))).toEqual(numbers);
});

it('counts as a Map does, and a number stands for its value as long as it is held', () => {
  // Runs of holding and of releasing, so that it grows, is emptied, and begins anew.
  const run = fc.record({ hold: fc.boolean(), values: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 80 }) });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 30 }), (runs) => {
      const tally = new Tally();
      const oracle = new Map<string, { number: number; count: number }>();
      for (const { hold, values } of runs) {
        for (const each of values) {
          const value = `value ${each}`;
          const held = oracle.get(value);
          if (hold) {
            const number = tally.hold(0, value);
            if (held) expect(number).toBe(held.number);
            oracle.set(value, { number, count: (held?.count ?? 0) + 1 });
          } else if (held) {
            tally.release(held.number);
            if (held.count === 1) oracle.delete(value);
            else oracle.set(value, { ...held, count: held.count - 1 });
          }
        }
        if (!hold && values.length > 70) {
          for (const { number, count } of oracle.values()) for (let i = 0; i < count; i += 1) tally.release(number);
          oracle.clear();
        }
        const numbers = [...oracle.values()].map(({ number }) => number);
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(tally.bound).toBeGreaterThan(Math.max(-1, ...numbers));
        if (oracle.size === 0) expect(tally.bound).toBe(0);
        for (let each = 0; each <= 61; each += 1) {
          const value = `value ${each}`;
          expect(tally.numberOf(0, value)).toBe(oracle.get(value)?.number ?? -1);
          expect(tally.countOf(0, value)).toBe(oracle.get(value)?.count ?? 0);
        }
        const ranked = [...oracle].map(([value, { count }]) => [value, count] as [string, number]);
        ranked.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
        expect(tally.tops(1, 10)).toEqual([{ ranked: ranked.slice(0, 10), total: ranked.length }]);
      }
    }),
    { numRuns: 60 },
  );
});

it('lists a part of the holders by their own counts', () => {
  const tally = new Tally();
  const [a, b, c] = ['a', 'b', 'c'].map((value) => tally.hold(0, value)) as [number, number, number];
  const counts = new Int32Array(tally.bound);
  [counts[a], counts[b], counts[c]] = [1, 0, 5];
  const ranked = [
    ['c', 5],
    ['a', 1],
  ];
  expect(tally.tops(1, 10, counts)).toEqual([{ ranked, total: 2 }]);
});

it('counts each list by itself', () => {
  const tally = new Tally();
  const numbers = ALIKE.flatMap((value) => [0, 1, 2].map((list) => tally.hold(list, value)));
  expect(new Set(numbers).size).toBe(3 * ALIKE.length);
  for (const value of ALIKE) {
    tally.hold(2, value);
    tally.release(tally.numberOf(1, value));
  }
  const counts = ALIKE.map((value) => [0, 1, 2, 3].map((list) => tally.countOf(list, value)).join(' '));
  expect(new Set(counts)).toEqual(new Set(['1 0 2 0']));
  expect(tally.tops(4, 1).map(({ ranked, total }) => [ranked[0]?.[1], total])).toEqual([
    [1, ALIKE.length],
    [undefined, 0],
    [2, ALIKE.length],
    [undefined, 0],
  ]);
});

it('lists as many as are asked for, the right ones, whichever way they come', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 40 }), { maxLength: 400 }), fc.integer({ min: 1, max: 45 }), (values, most) => {
      const tally = new Tally();
      const counts = new Map<string, number>();
      for (const each of values) {
        tally.hold(7, `${each}`);
        counts.set(`${each}`, (counts.get(`${each}`) ?? 0) + 1);
      }
      const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most);
      expect([tally.tops(8, most)[7], tally.top(7, most)]).toEqual(Array(2).fill({ ranked, total: counts.size }));
    }),
  );
});
