// That a promise about time is no weaker on an idle machine for being fair on a busy one.
import { afterEach, expect, test, vi } from 'vitest';
import { watchLateness } from './lateness.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('where every timer comes when it is due nothing is allowed', () => {
  vi.useFakeTimers();
  const lateness = watchLateness();
  vi.advanceTimersByTime(10_000);
  expect(lateness.allowanceMs()).toBe(0);
  lateness.stop();
});

test('who was kept waiting for 100 ms allows twenty times that', () => {
  const lateness = watchLateness();
  const until = performance.now() + 110;
  while (performance.now() < until);
  expect(lateness.allowanceMs()).toBeGreaterThanOrEqual(1_980);
  lateness.stop();
});
