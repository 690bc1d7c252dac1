// The only place that asks what time it is, and the only one that sets timers: everything else is given a Clock, so a
// test can step through half an hour in a millisecond. Presence and timers use `monotonic`, which no one can set back;
// `wall` is for what people read and for the calendar.

/** Ends what it was returned for; harmless when called twice or after the fact. */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since 1970, as the operating system believes; may jump. */
  wall(): number;
  /** Milliseconds since some fixed moment; never goes back, never jumps. */
  monotonic(): number;
  /** Runs `task` once, `ms` from now. Does not keep the process alive. */
  after(ms: number, task: () => void): Cancel;
  /** Runs `task` every `ms`. Does not keep the process alive. */
  every(ms: number, task: () => void): Cancel;
}

/**
 * Runs `task` once, `ms` from now, in tests too: for the few milliseconds that are a machine's and nobody's to step through. The process
 * lives on until then.
 */
export function afterReal(ms: number, task: () => void): void {
  setTimeout(task, ms);
}

/** How long it is, in ms, since some moment of this process, in tests too. See afterReal(). */
export const realNow = (): number => performance.now();

export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms).unref();
    return () => clearTimeout(timer);
  },
  every(ms, task) {
    const timer = setInterval(task, ms).unref();
    return () => clearInterval(timer);
  },
};
