import fc from 'fast-check';
import { expect, it } from 'vitest';
import { highOf, lowOf } from '../id64.ts';
import { createIdTable } from './id-table.ts';
import { inOneGo } from './in-one-go.ts';

it('numbers ids as a Map would, whatever comes in whatever order, while it grows and is packed in between', () => {
  const id = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.constantFrom(0n, 1n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n), // zeros and sign bits
    fc.bigInt({ min: 0n, max: 40n }).map((n) => n << 32n), // the same low half
  );
  fc.assert(
    fc.property(fc.array(id, { maxLength: 400 }), (ids) => {
      const table = createIdTable();
      const map = new Map<bigint, number>();
      for (const each of ids) {
        const digits = each.toString(16).padStart(16, '0');
        if (!map.has(each)) map.set(each, map.size + 1);
        expect(table.numberOf(highOf(digits), lowOf(digits))).toBe(map.get(each));
        if (map.size % 70 === 69) table.reserve(2 * map.size);
        if (map.size % 50 === 49) {
          table.pack();
          inOneGo(table.unpack());
        }
      }
      expect(table.size()).toBe(map.size);
    }),
    { numRuns: 300 },
  );
});
