// Work that is done a step at a time, so that hits and streams need not wait for all of it.

/** Stops after each step; what it returns is what was made. */
export type Steps<Made> = Generator<void, Made, void>;

/** Each step in a turn of its own. */
export async function inTurns<Made>(steps: Steps<Made>): Promise<Made> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await new Promise(setImmediate);
  }
}
