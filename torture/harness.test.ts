import { expect, it, onTestFinished } from 'vitest';

const { createContext } = await import(new URL('harness.mjs', import.meta.url).href);

it('a short run judges no time that the machine may be at fault for, and every one that it cannot be', () => {
  const context = createContext({ name: 'harness', seed: 1, isShort: true, minutes: undefined });
  onTestFinished(context.end);
  expect(context.inTime(false)).toBe(true);
  expect(context.isBearable(4_000, 20)).toBe(true);
  expect(context.isBearable(30_000, 20)).toBe(false);
  expect(context.isBearable(30_000, 26_000)).toBe(true);
});

it('a full run judges both', () => {
  const context = createContext({ name: 'harness', seed: 1, isShort: false, minutes: undefined });
  onTestFinished(context.end);
  expect([context.inTime(true), context.inTime(false)]).toEqual([true, false]);
  expect(context.isBearable(30_000, 20)).toBe(false);
});
