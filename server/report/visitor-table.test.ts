import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createVisitorTable } from './visitor-table.ts';

it('remembers what a Map would, whatever comes in whatever order, while it grows', () => {
  const id = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.constantFrom(0n, 1n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n), // zeros and sign bits
    fc.bigInt({ min: 0n, max: 40n }).map((n) => n << 32n), // the same low half
  );
  const hit = fc.record({ id, at: fc.nat(2 ** 31 - 1), hour: fc.nat(24) });
  fc.assert(
    fc.property(fc.array(hit, { maxLength: 400 }), (hits) => {
      const table = createVisitorTable();
      const map = new Map<string, { at: number; hour: number }>();
      for (const { id, at, hour } of hits) {
        const text = id.toString(16).padStart(16, '0');
        const place = table.place(text);
        const known = map.get(text);
        expect(table.isKnown(place)).toBe(known !== undefined);
        if (known) expect({ at: table.at(place), hour: table.hour(place) }).toEqual(known);
        table.note(place, at, hour);
        map.set(text, { at, hour });
      }
    }),
    { numRuns: 300 },
  );
});
