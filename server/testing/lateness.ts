// Promises of the kind "on screen within a second" on a machine that is busy with other tests: whatever is on its way to the screen
// waits for its turn in several processes, and how long a turn is waited for, a timer of this process tells.

const EVERY_MS = 10;
/** Tracker, server, worker, page, playwright, some of them more than once. */
const TURNS = 20;

export interface Lateness {
  /** So much longer than on an idle machine, where it is next to nothing, may take what has begun with this watch. */
  allowanceMs(): number;
  stop(): void;
}

/** Watches from now on. */
export function watchLateness(): Lateness {
  let due = performance.now() + EVERY_MS;
  let longest = 0;
  const look = () => {
    longest = Math.max(longest, performance.now() - due);
  };
  const timer = setInterval(() => {
    look();
    due = performance.now() + EVERY_MS;
  }, EVERY_MS);
  return {
    allowanceMs() {
      look();
      return longest * TURNS;
    },
    stop: () => clearInterval(timer),
  };
}
