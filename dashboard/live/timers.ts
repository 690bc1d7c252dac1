// Timers by name: starting one again replaces it, stopping one that does not run is harmless.

export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Calls `run` after `ms`; the function returned cancels that. */
  after(ms: number, run: () => void): () => void;
}

export function createTimers(clock: Clock) {
  const running = new Map<string, () => void>();
  const stop = (name: string) => {
    running.get(name)?.();
    running.delete(name);
  };
  return {
    stop,
    isRunning: (name: string) => running.has(name),
    start(name: string, ms: number, run: () => void) {
      stop(name);
      const cancel = clock.after(ms, () => {
        running.delete(name);
        run();
      });
      running.set(name, cancel);
    },
  };
}
