// A site's visitors by minutes of the wall clock: the greatest number of each of the last thirty, the running one last, and
// of those that have ended also how much time was spent in them. Time is measured on the monotonic clock; the wall clock
// only says where a minute begins and what it is called, so that a clock which jumps renames minutes and invents none.

const MINUTES = 30;
export const MINUTE_MS = 60_000;
/** Ordinary time synchronisation moves a clock by far less in a minute. */
const JUMP_MS = 2_000;
/** Whoever counts looks once a minute. After more than this nobody did (a laptop slept), and nobody is believed to be here. */
const STANDSTILL_MS = 2 * MINUTE_MS;

/** Which minute runs. */
export interface RunningMinute {
  /** Minutes since 1970, by the wall clock. */
  minute: number;
  /** Monotonic ms. */
  endsAt: number;
}

/** A minute in which somebody was there, or a part of it: parts of the same minute add up. */
export interface MinuteCount {
  minute: number;
  /** The greatest number of visitors at once, at least 1. */
  peak: number;
  /** The visitors' time in it, summed; a whole number, and at most a minute for each of `peak`. */
  visitorMs: number;
}

export interface Minutes {
  /** The number of visitors is `visitors` from `now` on; between two notes it did not change. */
  note(visitors: number, now: number): void;
  /**
   * The minutes that have ended by `now` and were not taken yet; `next` runs from now on. With `cut` also what there is of
   * the minute that was running.
   */
  take(now: number, next: RunningMinute, cut: boolean): MinuteCount[];
  /** Thirty numbers, oldest first, as of the last note; a minute that was renamed is still one. */
  peaks(): number[];
}

/** Both in ms; the two clocks at the same instant. */
export function runningMinute(now: number, wall: number): RunningMinute {
  const minute = Math.floor(wall / MINUTE_MS);
  return { minute, endsAt: now + (minute + 1) * MINUTE_MS - wall };
}

/** The minute that runs at `now`, as long as the clocks keep their distance. */
export function minuteAt(now: number, { minute, endsAt }: RunningMinute): RunningMinute {
  const passed = Math.max(0, Math.floor((now - endsAt) / MINUTE_MS) + 1);
  return { minute: minute + passed, endsAt: endsAt + passed * MINUTE_MS };
}

/** The running minute by a fresh look at the wall clock; `jumped`: it is another than the one that should run by now. */
export function lookAgain(
  running: RunningMinute,
  now: number,
  wall: number,
): { running: RunningMinute; jumped: boolean } {
  const expected = minuteAt(now, running);
  const found = runningMinute(now, wall);
  const drift = (found.minute - expected.minute) * MINUTE_MS - (found.endsAt - expected.endsAt);
  if (Math.abs(drift) > JUMP_MS) return { running: found, jumped: true };
  // Not the found one: a clock that is a moment behind would begin the last minute a second time.
  return { running: { minute: expected.minute, endsAt: expected.endsAt - drift }, jumped: false };
}

export function createMinutes(now: number, running: RunningMinute): Minutes {
  const peaks: number[] = new Array(MINUTES).fill(0);
  let ended: MinuteCount[] = [];
  let { minute, endsAt } = running;
  let current = 0;
  let notedAt = now;
  /** Of the running minute, since it was last cut. */
  let peak = 0;
  let spentMs = 0;

  function spend(until: number): void {
    if (until <= notedAt) return;
    spentMs += current * (until - notedAt);
    notedAt = until;
  }

  function finish(): void {
    if (peak > 0) ended.push({ minute, peak, visitorMs: Math.min(Math.round(spentMs), peak * MINUTE_MS) });
    peak = current; // whoever was there when the minute began counts for it
    spentMs = 0;
  }

  function pass(until: number): void {
    while (until >= endsAt) {
      spend(endsAt);
      finish();
      peaks.shift();
      peaks.push(current);
      minute += 1;
      endsAt += MINUTE_MS;
    }
    spend(until);
  }

  function reach(until: number): void {
    if (until - notedAt > STANDSTILL_MS) {
      pass(notedAt + STANDSTILL_MS);
      current = 0;
    }
    pass(until);
  }

  return {
    note(visitors, at) {
      reach(at);
      current = visitors;
      if (visitors > peak) peak = visitors;
      if (visitors > (peaks[MINUTES - 1] as number)) peaks[MINUTES - 1] = visitors;
    },
    take(at, next, cut) {
      reach(at);
      if (cut) finish();
      ({ minute, endsAt } = next);
      const taken = ended;
      ended = [];
      return taken;
    },
    peaks: () => [...peaks],
  };
}
