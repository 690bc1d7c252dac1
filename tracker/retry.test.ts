// When a hit is tried again, and when it is over. What comes of it in a browser: test/browser/retries.test.ts.
import { describe, expect, test } from 'vitest';
import { firstWaitMs, giveUpAfterMs, isWorthRetrying, maxWaitMs, waitGrowth } from './retry.ts';

describe('a hit that was not taken', () => {
  test.each([500, 502, 503, 504, 522, 599, 429])('is tried again after %i', (status) => {
    expect(isWorthRetrying(status)).toBe(true);
  });

  test.each([200, 202, 204, 301, 400, 404, 405, 413, 415, 425])('is given up after %i', (status) => {
    expect(isWorthRetrying(status)).toBe(false);
  });

  test('waits 2, 8 and 32 seconds when it is not told how long, and is given up before the server forgets it', () => {
    const waits: number[] = [];
    for (let wait = firstWaitMs; wait < maxWaitMs; wait *= waitGrowth) waits.push(wait);
    expect(waits).toEqual([2_000, 8_000, 32_000]);
    expect(waits.reduce((sum, wait) => sum + wait)).toBeLessThan(giveUpAfterMs);
    expect(giveUpAfterMs).toBeLessThan(15 * 60_000);
  });
});
