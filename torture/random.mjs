// Chance that can be repeated: the same seed gives the same moments, bytes and orders.

/**
 * Numbers that a seed repeats (mulberry32: 32 bits of state, enough to choose moments and bytes).
 * @param {number} seed
 */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  /** A whole number, both ends included. @type {(least: number, most: number) => number} */
  const between = (least, most) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    /** @type {<Item>(items: readonly Item[]) => Item} */
    pick: (items) => items[between(0, items.length - 1)],
    /** @type {(chance: number) => boolean} */
    chance: (chance) => next() < chance,
    /** A shuffled copy. @type {<Item>(items: readonly Item[]) => Item[]} */
    shuffle(items) {
      const copy = [...items];
      for (let last = copy.length - 1; last > 0; last -= 1) {
        const other = between(0, last);
        [copy[last], copy[other]] = [copy[other], copy[last]];
      }
      return copy;
    },
    /** @type {(digits: number) => string} */
    hex: (digits) => Array.from({ length: digits }, () => between(0, 15).toString(16)).join(''),
  };
}

/** @typedef {ReturnType<typeof createRandom>} Random */
