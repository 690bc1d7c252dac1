// When a view is tried again, and when it is over.
import { describe, expect, test } from 'vitest';
import { giveUpAfterMs, isWorthRetrying, maxRetries, waitMs } from './retry.ts';

describe('a view that was not taken', () => {
  test.each([500, 502, 503, 504, 522, 599, 429])('is tried again after %i', (status) => {
    expect(isWorthRetrying(status)).toBe(true);
  });

  test.each([200, 202, 204, 301, 400, 404, 405, 413, 415, 425, 451])('is given up after %i', (status) => {
    expect(isWorthRetrying(status)).toBe(false);
  });

  test('waits 2, 8 and 32 seconds when it is not told how long', () => {
    expect([3, 2, 1].map((left) => waitMs(left, ''))).toEqual([2_000, 8_000, 32_000]);
  });

  test('waits as many seconds as Retry-After says', () => {
    expect(waitMs(3, '120')).toBe(120_000);
    expect(waitMs(1, '1')).toBe(1_000);
  });

  test.each([null, '', '0', 'soon', 'Wed, 21 Oct 2026 07:28:00 GMT', new TypeError('Failed to fetch')])(
    'takes %o for not being told',
    (asked) => {
      expect(waitMs(2, asked as string)).toBe(8_000);
    },
  );

  test('is given up before the server forgets that it has seen it', () => {
    const longestMs = [3, 2, 1].reduce((sum, left) => sum + waitMs(left, ''), 0);
    expect(maxRetries).toBe(3);
    expect(longestMs).toBeLessThan(giveUpAfterMs);
    expect(giveUpAfterMs).toBeLessThan(15 * 60_000);
  });
});
