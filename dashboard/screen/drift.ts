// Where the picture stands in a given minute. A picture that never moves burns into a screen that is never off, so it wanders
// by a pixel or two each minute, too slowly to be seen, and begins anew after four hours. Pure.

/** Never further than so many pixels from where it belongs. */
export const MOST_DRIFT_PX = 8;

const triangle = (step: number, half: number) => Math.abs((step % (2 * half)) - half) / half;

/** `minute`: minutes since 1970. */
export function driftAt(minute: number): { x: number; y: number } {
  const along = (half: number) => Math.round((triangle(minute, half) * 2 - 1) * MOST_DRIFT_PX);
  return { x: along(8), y: along(15) };
}
