// A list that holds still while somebody points at it: whoever is about to click must not click what has just come there. Pure.

/**
 * The values in the order in which they stood: each keeps its place, one that is gone leaves its place to the greatest newcomer, and
 * other newcomers follow at the end. `values`: what is listed now, greatest first; none twice.
 */
export function keepOrder(stood: readonly string[], values: readonly string[]): string[] {
  const newcomers = values.filter((value) => !stood.includes(value));
  const kept = stood.map((value) => (values.includes(value) ? value : newcomers.shift()));
  return [...kept.filter((value) => value !== undefined), ...newcomers];
}
