// Chance with a seed: the same seed tells the same story again.

/** A number from 0 up to, but without, 1. */
export type Random = () => number;

/** Mulberry32: 32 bits of state, plenty for made-up readers and for nothing that must not be guessed. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const between = (random: Random, least: number, most: number) => least + random() * (most - least);

export const oneOf = <T>(random: Random, choices: readonly T[]): T =>
  choices[Math.floor(random() * choices.length)] as T;

/** Each choice as often as its weight says, in proportion to the others. */
export function weighted<T extends { weight: number }>(random: Random, choices: readonly T[]): T {
  let rest = random() * choices.reduce((sum, { weight }) => sum + weight, 0);
  for (const choice of choices) {
    rest -= choice.weight;
    if (rest < 0) return choice;
  }
  return choices.at(-1) as T;
}

/** Time until the next of many independent happenings. */
export const exponential = (random: Random, mean: number) => -mean * Math.log(1 - random());

/** How long people do things: many briefly, a few very long. Half of the values lie below the median. */
export function logNormal(random: Random, median: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}

export function hex(random: Random, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
}
