// Millions of latencies in little memory: counted in tenths of a millisecond up to ten seconds; what took longer counts as that.
const BUCKETS = 100_000;

/** @typedef {{count: number, p50: number, p95: number, p99: number, max: number}} Spread */

/** @typedef {ReturnType<typeof createHistogram>} Histogram */

export function createHistogram() {
  const counts = new Uint32Array(BUCKETS);
  let count = 0;
  let max = 0;

  function quantile(/** @type {number} */ share) {
    let seen = 0;
    for (let i = 0; i < BUCKETS; i += 1) {
      seen += counts[i] ?? 0;
      if (seen >= count * share) return (i + 1) / 10;
    }
    return Number.NaN;
  }

  return {
    add(/** @type {number} */ ms) {
      const bucket = Math.max(0, Math.min(BUCKETS - 1, Math.floor(ms * 10)));
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      count += 1;
      if (ms > max) max = ms;
    },
    /** NaN of none. @returns {Spread} */
    spread: () =>
      count === 0
        ? { count, p50: Number.NaN, p95: Number.NaN, p99: Number.NaN, max: Number.NaN }
        : { count, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), max: Math.round(max * 10) / 10 },
    clear() {
      counts.fill(0);
      count = 0;
      max = 0;
    },
  };
}
