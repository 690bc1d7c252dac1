// Random numbers that are the same for the same seed, on every machine: an integer generator (mulberry32), and Zipf's law by a table.

/** @param {number} seed a whole number */
export function createRandom(seed) {
  let state = seed >>> 0;
  function integer() {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  return {
    /** From 0 on, below 1. */
    number: () => integer() / 2 ** 32,
    /** 8 hexadecimal digits. */
    hex: () => integer().toString(16).padStart(8, '0'),
  };
}

/**
 * A function that draws numbers from 0 on, below `count`: number n as often as 1 / (n + 1) ** exponent says.
 * @param {ReturnType<typeof createRandom>} random @param {number} count @param {number} exponent
 */
export function createZipf(random, count, exponent) {
  const ends = new Float64Array(count);
  for (let n = 0, sum = 0; n < count; n += 1) {
    sum += (n + 1) ** -exponent;
    ends[n] = sum;
  }
  const all = ends[count - 1] ?? 1;
  return () => {
    const drawn = random.number() * all;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) <= drawn) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
