// The picture wanders, a little, and everywhere.
import { expect, test } from 'vitest';
import { driftAt, MOST_DRIFT_PX } from './drift.ts';

test('it moves a pixel or two every minute, never far, and lets no part of its range out', () => {
  const start = Math.floor(Date.UTC(2026, 10, 21) / 60_000);
  const places = Array.from({ length: 24 * 60 }, (_, minute) => driftAt(start + minute));
  for (const [minute, { x, y }] of places.entries()) {
    expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(MOST_DRIFT_PX);
    const next = places[minute + 1];
    if (!next) break;
    const moved = Math.max(Math.abs(next.x - x), Math.abs(next.y - y));
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThanOrEqual(2);
  }
  expect(Math.min(...places.map(({ x }) => x))).toBe(-MOST_DRIFT_PX);
  expect(Math.max(...places.map(({ y }) => y))).toBe(MOST_DRIFT_PX);
  expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBeGreaterThan(60);
});
