// How much is deleted at once: as many rows as take a few ms, so that nobody's hits wait long.

/** A step, its fsync included, is to take about so long for whoever waits behind it. */
const STEP_MS = 5;
/** Where the disk alone takes as long, fewer rows would not be done sooner. */
export const LEAST_ROWS = 50;
const MOST_ROWS = 2_000;

/** How many rows to take next, when `most` of them took so long. */
export function nextStep(most: number, tookMs: number): number {
  const next = tookMs > STEP_MS ? most / 2 : most * 1.5;
  return Math.round(Math.min(MOST_ROWS, Math.max(LEAST_ROWS, next)));
}
