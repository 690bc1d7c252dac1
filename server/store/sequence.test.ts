import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inOneGo } from './in-one-go.ts';
import { GrowingColumn } from './numbers.ts';
import { packColumn, unpackColumn } from './packed-column.ts';
import { Sequence } from './sequence.ts';

it('a sequence has the numbers that were put into it, and stores those that do not follow', () => {
  const number = fc.oneof(
    { weight: 3, arbitrary: fc.constant('next' as const) },
    fc.integer({ min: 1, max: 0xffff_fff0 }),
  );
  fc.assert(
    fc.property(fc.array(number, { maxLength: 200 }), (steps) => {
      const sequence = new Sequence();
      const expected: number[] = [];
      for (const step of steps) {
        const number = step === 'next' ? Math.max(0, ...expected) + 1 : step;
        expected.push(number);
        sequence.push(number);
      }
      expect([...sequence.values()]).toEqual(expected);
      expect(sequence.length).toBe(expected.length);
    }),
    { numRuns: 200 },
  );
  const ascending = new Sequence();
  const small = ascending.bytes;
  for (let i = 1; i <= 100_000; i += 1) ascending.push(i);
  expect(ascending.bytes).toBe(small);
});

it('a growing column is as wide as its numbers need, and what was looked at before does not change', () => {
  const column = new GrowingColumn();
  const looks: [ArrayLike<number>, number[]][] = [];
  const expected: number[] = [];
  for (const value of [0, 255, 256, 65_535, 65_536, 0xffff_ffff, 1]) {
    for (let i = 0; i < 100; i += 1) {
      column.push(value);
      expected.push(value);
    }
    looks.push([column.values(), [...expected]]);
  }
  for (const [look, then] of looks) expect(Array.from(look)).toEqual(then);
  expect(looks.map(([look]) => (look as Uint8Array).BYTES_PER_ELEMENT)).toEqual([1, 1, 2, 2, 4, 4, 4]);
  column.set(3, 77);
  expect([column.at(3), column.at(-1), column.at(700)]).toEqual([77, 0, 0]);
});

it.each([
  ['none', []],
  ['small ones', Array.from({ length: 150_000 }, (_, i) => i % 7)],
  ['ascending ones', Array.from({ length: 150_000 }, (_, i) => 3_600_000 + i * 2 - (i % 3))],
  ['the greatest', Array.from({ length: 70_000 }, (_, i) => (i % 2 ? 0xffff_ffff : 0))],
])('a packed column comes back as it was: %s', (_which, numbers) => {
  for (const isOfSteps of [false, true]) {
    const packed = inOneGo(packColumn(Uint32Array.from(numbers), isOfSteps));
    expect(Array.from(inOneGo(unpackColumn(packed)).values())).toEqual(numbers);
    // What ascends is kept as steps; as it is, it takes a little more than a byte a number.
    if (numbers.length > 0) expect(packed.bytes).toBeLessThan(numbers.length * (isOfSteps ? 1 : 1.1));
  }
});
