// Tells whether the wall clock can be believed. A clock that jumps (a wrong boot time, an operator's slip, a virtual
// machine that woke up) must not make us forget a salt: whatever cannot be undone waits until wall clock and monotonic
// clock have agreed for ten minutes.
import type { Cancel, Clock } from './clock.ts';

const STEADY_MS = 10 * 60_000;
const CHECK_MS = 10_000;
/** Ordinary time synchronisation moves a clock by far less between two checks. */
const JUMP_MS = 2_000;

export interface Steadiness {
  isSteady(): boolean;
  stop: Cancel;
}

export function watchSteadiness(clock: Clock): Steadiness {
  let offset = clock.wall() - clock.monotonic();
  let since = clock.monotonic();

  function check(): void {
    const now = clock.wall() - clock.monotonic();
    if (Math.abs(now - offset) > JUMP_MS) since = clock.monotonic();
    offset = now;
  }

  const stop = clock.every(CHECK_MS, check);
  return {
    isSteady() {
      check();
      return clock.monotonic() - since >= STEADY_MS;
    },
    stop,
  };
}
