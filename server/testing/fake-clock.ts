// A clock that stands still until a test moves it. Timers run in the order in which they fall due, each at its own time.
import type { Clock } from '../clock.ts';

export interface FakeClock extends Clock {
  /** Lets time pass, running what falls due on the way. */
  advance(ms: number): void;
  /** Moves the wall clock only, as an operator or a bad time server would. */
  jumpWall(ms: number): void;
}

interface Timer {
  at: number;
  task: () => void;
  everyMs: number | undefined;
}

/** Begins at the given wall time, 2026-11-21T12:00:00Z unless told otherwise; monotonic time begins at 1,000,000 ms. */
export function createFakeClock(wallStart = Date.UTC(2026, 10, 21, 12)): FakeClock {
  let monotonic = 1_000_000;
  let wallOffset = wallStart - monotonic;
  const timers = new Set<Timer>();

  function set(ms: number, task: () => void, everyMs?: number) {
    const timer: Timer = { at: monotonic + ms, task, everyMs };
    timers.add(timer);
    return () => void timers.delete(timer);
  }

  function nextDue(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) if (timer.at <= until && (!next || timer.at < next.at)) next = timer;
    return next;
  }

  return {
    wall: () => monotonic + wallOffset,
    monotonic: () => monotonic,
    after: (ms, task) => set(ms, task),
    every: (ms, task) => set(ms, task, ms),
    advance(ms) {
      const until = monotonic + ms;
      for (let timer = nextDue(until); timer; timer = nextDue(until)) {
        monotonic = Math.max(monotonic, timer.at); // a task may have let time pass itself
        if (timer.everyMs === undefined) timers.delete(timer);
        else timer.at += timer.everyMs;
        timer.task();
      }
      monotonic = Math.max(monotonic, until);
    },
    jumpWall(ms) {
      wallOffset += ms;
    },
  };
}
