import { describe, expect, it } from 'vitest';
import { createTokenBuckets } from './token-buckets.ts';

/** How many of `tries` at the same instant are allowed. */
function allowed(take: () => number, tries: number): number {
  return Array.from({ length: tries }, take).filter((wait) => wait === 0).length;
}

describe('a bucket', () => {
  it.each([
    // per second, burst, allowed at once
    [1, undefined, 10],
    [5, undefined, 10],
    [100, undefined, 200],
    [3, undefined, 10], // as docs/collecting.md says,
    [50, undefined, 100], // and of this
    [3, 7, 7],
    [0.5, 1, 1],
    [1000, 3000, 3000],
    [10, 0, 1], // less than one token would let nobody in, ever
  ])('of %d a second and a burst of %s lets %d through at once', (perSecond, burst, expected) => {
    const { take } = createTokenBuckets(perSecond, burst);
    expect(allowed(() => take('a', 5e8), 5000)).toBe(expected);
  });

  it('is refilled evenly, up to the burst and no further', () => {
    const { take } = createTokenBuckets(10, 20);
    expect(allowed(() => take('a', 0), 100)).toBe(20);
    expect(allowed(() => take('a', 500), 100)).toBe(5);
    expect(allowed(() => take('a', 599), 100)).toBe(0);
    expect(allowed(() => take('a', 600), 100)).toBe(1);
    expect(allowed(() => take('a', 3_600_000), 100)).toBe(20);
  });

  it('that is refused loses nothing by asking: what it was told to wait is enough', () => {
    const { take } = createTokenBuckets(0.25, 4);
    for (let i = 0; i < 4; i++) expect(take('a', 0)).toBe(0);
    for (let i = 0; i < 100; i++) expect(take('a', 0)).toBe(4);
    expect(take('a', 3999)).toBe(1);
    expect(take('a', 4000)).toBe(0);
  });

  it('answers whole seconds, at least one', () => {
    const { take } = createTokenBuckets(1000, 1);
    take('a', 0);
    expect(take('a', 0)).toBe(1);
  });

  it('is one per key, whether that is a text or a number', () => {
    const { take } = createTokenBuckets(1, 1);
    for (const key of ['a', 'b', 1, '1']) expect([key, take(key, 0)]).toEqual([key, 0]);
    for (const key of ['a', 'b', 1, '1']) expect([key, take(key, 0)]).toEqual([key, 1]);
  });
});

it('0 a second is no limit', () => {
  const { take } = createTokenBuckets(0);
  expect(allowed(() => take('a', 0), 10_000)).toBe(10_000);
});

describe('with more keys than are kept', () => {
  const ten = Array.from({ length: 10 }, (_, i) => `ten-${i}`);

  it('whoever is being held back stays held back, while a crowd of new keys comes and goes', () => {
    const { take } = createTokenBuckets(1, 10, 100);
    for (const flooder of ten) expect(allowed(() => take(flooder, 0), 100)).toBe(10);
    for (let i = 0; i < 10_000; i++) take(`crowd-${i}`, i / 100);
    for (const flooder of ten) expect(allowed(() => take(flooder, 100), 100)).toBe(0);
  });

  it('buckets that are full again are forgotten before any other', () => {
    const { take } = createTokenBuckets(1, 10, 100);
    for (const drained of ten) allowed(() => take(drained, 0), 100);
    for (let i = 0; i < 90; i++) take(`quiet-${i}`, 0);
    // By now the quiet ones are full, the drained ones have five tokens.
    for (let i = 0; i < 90; i++) take(`new-${i}`, 5000);
    for (const drained of ten) expect(allowed(() => take(drained, 5000), 100)).toBe(5);
  });

  it('someone is forgotten: the memory is bounded', () => {
    const { take } = createTokenBuckets(0.001, 1, 100);
    for (let i = 0; i < 1000; i++) take(i, 0);
    const remembered = Array.from({ length: 1000 }, (_, i) => i).filter((key) => take(key, 0) !== 0);
    expect(remembered.length).toBeLessThanOrEqual(100);
  });
});

it('gives a bundle larger than the burst from a full bucket, and nobody anything until the debt is paid', () => {
  const buckets = createTokenBuckets(5);
  expect(buckets.take(1, 0, 100)).toBe(0);
  expect(buckets.take(1, 0)).toBeGreaterThan(15);
  expect(buckets.take(1, 18_000)).toBeGreaterThan(0);
  expect(buckets.take(1, 18_300)).toBe(0);
  expect(buckets.take(1, 20_000, 100)).toBeGreaterThan(0); // not full
  expect(buckets.take(1, 60_000, 100)).toBe(0);
});
