import fc from 'fast-check';
import { expect, it } from 'vitest';
import { highOf, idFrom, lowOf } from '../id64.ts';
import { FIRST_FIELD, NONE, Rows } from './rows.ts';

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
      const rows = new Rows();
      const oracle = new Map<string, number>();
      let count = 0;
      for (const { site, id, add } of steps) {
        const key = `${site} ${id}`;
        const found = rows.find(site, id, -id);
        expect(found === NONE ? undefined : rows.get(found, FIRST_FIELD)).toBe(oracle.get(key));
        if (add && found === NONE) {
          const row = rows.insert(site, id, -id);
          for (let field = FIRST_FIELD; field < 16; field += 1) expect(rows.get(row, field)).toBe(0);
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
        expect(rows.getFloat(row)).toBe(rows.get(row, FIRST_FIELD) + 0.5);
        return [`${rows.siteOf(row)} ${rows.highOf(row)}`, rows.get(row, FIRST_FIELD)] as const;
      });
      expect(new Map(kept)).toEqual(oracle);
    }),
    { numRuns: 30 },
  );
});
