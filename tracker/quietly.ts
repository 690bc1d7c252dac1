// A guest breaks nothing in the host's house: whatever goes wrong in here stays in here.

/**
 * Wraps `act` so that it never throws; it answers nothing instead. Every way in from the browser or the page leads
 * through this, and every use of what may be missing or replaced. Nobody is told: the console belongs to the page.
 */
// @__NO_SIDE_EFFECTS__
export const quietly =
  <Given extends unknown[], Result>(act: (...given: Given) => Result) =>
  // biome-ignore lint/suspicious/noConfusingVoidType: "no answer" costs six bytes less than "the answer undefined"
  (...given: Given): Result | void => {
    try {
      return act(...given);
    } catch {}
  };
