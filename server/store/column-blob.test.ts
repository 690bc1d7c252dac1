import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeColumn, encodeColumn, stepsOf, sumOfSteps, surprisesOf, withoutSurprises } from './column-blob.ts';

const number = fc.oneof(fc.nat(3), fc.nat(300), fc.nat(70_000), fc.nat(20_000_000), fc.nat(0xffff_ffff));
const column = fc.array(number, { maxLength: 200 }).map((values) => Uint32Array.from(values));

it('a column comes back as it went, in the narrowest array', () => {
  fc.assert(
    fc.property(column, (values) => {
      const decoded = decodeColumn('page', encodeColumn('page', values), values.length);
      expect([...decoded]).toEqual([...values]);
      const max = Math.max(0, ...values);
      expect(decoded.BYTES_PER_ELEMENT).toBe(max < 256 ? 1 : max < 65_536 ? 2 : 4);
    }),
    { numRuns: 500 },
  );
});

it('steps and surprises lose nothing', () => {
  fc.assert(
    fc.property(column, fc.array(fc.nat(9), { minLength: 200, maxLength: 200 }), (values, tellers) => {
      expect(sumOfSteps(stepsOf(values))).toEqual(values);
      const small = values.map((value) => Math.min(value, 0xffff_fffe));
      const teller = Uint8Array.from(tellers).subarray(0, small.length);
      expect(withoutSurprises(surprisesOf(small, teller), teller)).toEqual(small);
    }),
    { numRuns: 500 },
  );
});

describe('a damaged column', () => {
  const values = Uint32Array.from({ length: 60 }, (_, i) => (i * 7919) % 1_000);
  const blob = Buffer.from(encodeColumn('visit country', values));

  it('is found and named, whichever bit flipped', () => {
    for (let bit = 0; bit < blob.length * 8; bit += 1) {
      const flipped = Buffer.from(blob);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => decodeColumn('visit country', flipped, 60), `bit ${bit}`).toThrow(
        expect.objectContaining({ name: 'DamagedColumn', column: 'visit country' }),
      );
    }
    expect([...decodeColumn('visit country', blob, 60)]).toEqual([...values]); // control
  });

  it('is found when it is cut short, another’s, or of another length', () => {
    for (let end = 0; end < blob.length; end += 1)
      expect(() => decodeColumn('visit country', blob.subarray(0, end), 60)).toThrow(/damaged/);
    expect(() => decodeColumn('visit city', blob, 60)).toThrow(/visit city is damaged/);
    expect(() => decodeColumn('visit country', blob, 61)).toThrow(/60 numbers instead of 61/);
  });
});
