import { expect, it } from 'vitest';
import { watchSteadiness } from './steady-clock.ts';
import { createFakeClock } from './testing/fake-clock.ts';

const MINUTE = 60_000;

it('believes the wall clock after ten minutes in which it agreed with the monotonic one, not before', () => {
  const clock = createFakeClock();
  const { isSteady } = watchSteadiness(clock);
  clock.advance(10 * MINUTE - 1);
  expect(isSteady()).toBe(false);
  clock.advance(1);
  expect(isSteady()).toBe(true);
});

it.each([-365 * 24 * 60 * MINUTE, -3000, 3000, 40 * 365 * 24 * 60 * MINUTE])(
  'loses faith for ten minutes when it jumps by %i ms',
  (jump) => {
    const clock = createFakeClock();
    const { isSteady } = watchSteadiness(clock);
    clock.advance(15 * MINUTE);
    clock.jumpWall(jump);
    expect(isSteady()).toBe(false);
    clock.advance(10 * MINUTE - 1);
    expect(isSteady()).toBe(false);
    clock.advance(1);
    expect(isSteady()).toBe(true);
  },
);

it('bears the small steps of ordinary time synchronisation', () => {
  const clock = createFakeClock();
  const { isSteady } = watchSteadiness(clock);
  for (let i = 0; i < 60; i += 1) {
    clock.advance(10_000);
    clock.jumpWall(i % 2 === 0 ? 500 : -500);
  }
  expect(isSteady()).toBe(true);
});

it('stops looking when it is told to', () => {
  const clock = createFakeClock();
  const { stop } = watchSteadiness(clock);
  stop();
  stop();
  clock.advance(MINUTE);
});
