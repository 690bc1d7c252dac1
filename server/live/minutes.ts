// The greatest number of visitors in each of the last thirty minutes, the running minute last.

const MINUTES = 30;
const MINUTE_MS = 60_000;

export interface Minutes {
  /** The number of visitors is `visitors` from `now` on; between two notes it did not change. */
  note(visitors: number, now: number): void;
  /** Thirty numbers, oldest first, as of the last note. */
  peaks(): number[];
}

export function createMinutes(startedAt: number): Minutes {
  const peaks: number[] = new Array(MINUTES).fill(0);
  let minute = Math.floor(startedAt / MINUTE_MS);
  let current = 0;

  return {
    note(visitors, now) {
      const steps = Math.min(Math.floor(now / MINUTE_MS) - minute, MINUTES);
      for (let step = 0; step < steps; step += 1) {
        peaks.shift();
        peaks.push(current); // whoever was there when the minute began counts for it
      }
      minute = Math.max(minute, Math.floor(now / MINUTE_MS));
      current = visitors;
      peaks[MINUTES - 1] = Math.max(peaks[MINUTES - 1] ?? 0, visitors);
    },
    peaks: () => [...peaks],
  };
}
