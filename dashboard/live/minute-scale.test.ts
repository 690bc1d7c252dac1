import { expect, test } from 'vitest';
import { steadyScale, stepsPath } from './minute-scale.ts';

test.each([
  [0, 4],
  [4, 4],
  [5, 6],
  [9, 10],
  [10, 10],
  [11, 15],
  [41, 60],
  [99, 100],
  [100, 100],
  [101, 150],
  [1000, 1000],
  [123_456, 150_000],
])('a greatest number of %i stands on a scale to %i', (greatest, scale) => {
  expect(steadyScale(greatest)).toBe(scale);
});

test('while a number grows to a thousand the scale moves twenty times at most, never down, and at least half of it is used', () => {
  const scales = Array.from({ length: 1000 }, (_, i) => steadyScale(i + 1));
  expect(new Set(scales).size).toBeLessThanOrEqual(20);
  expect(scales).toEqual([...scales].sort((a, b) => a - b));
  for (const [i, scale] of scales.entries()) {
    expect(scale).toBeGreaterThanOrEqual(i + 1);
    if (i + 1 >= 4) expect(i + 1).toBeGreaterThan(scale / 2);
  }
});

test('the curve has a step for each minute, the greatest at the top', () => {
  expect(stepsPath([0, 4, 1], 4)).toBe('M0 1H1V0H2V0.75H3');
  expect(stepsPath([], 4)).toBe('');
});
