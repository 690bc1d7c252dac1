// Work that others have turns in (a generator that yields between its steps), done without a pause.

/** What it returns in the end. */
export function inOneGo<Result>(work: Generator<unknown, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
