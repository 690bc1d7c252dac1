// A process of its own for bench/live/presence.mjs: fills presence with as many visitors as it is told, lets them read for a
// minute of made-up time, and prints what each step cost, as one line of JSON. Run with --expose-gc.
import { performance } from 'node:perf_hooks';
import { createPresence } from '../../dist/server/live/presence.js';

const VISITORS = Number(process.argv[2]);
/** As the server sweeps, and as the tracker beats. */
const SWEEPS_PER_SECOND = 4;
const BEAT_SECONDS = 15;
const SECONDS = 60;
/** Of those who are there; half of them say goodbye, half fall silent. As many come. */
const GO_PER_SECOND = 1 / 300;
const SITES = Number(process.argv[3]);
const PATHS = Array.from({ length: 2_000 }, (_, i) => `/2026/an-article-with-a-usual-name-${i}`);
const SOURCES = ['', 'Google', 'Hacker News', 'DuckDuckGo', 'Mastodon'];
const COUNTRIES = ['DE', 'US', 'IN', 'GB', 'JP', 'FR', 'BR', ''];

const hex = (/** @type {number} */ value) => (value >>> 0).toString(16).padStart(8, '0');
/** A bijection of 32-bit numbers that looks random (murmur3's finaliser). */
function scatter(/** @type {number} */ value) {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
const siteOf = (/** @type {number} */ n) => 1 + (n % SITES);
const pageOf = (/** @type {number} */ n) => hex(scatter(n)) + hex(n);
/** @type {<Item>(list: Item[], n: number) => Item} */
const pick = (list, n) => /** @type {any} */ (list[(scatter(n) >>> 0) % list.length]);

const arrivalOf = (/** @type {number} */ n) => ({
  ...{ siteId: siteOf(n), page: pageOf(n), visitor: hex(scatter(~n)) + hex(n), path: pick(PATHS, n) },
  ...{ referrer: `https://site-${(scatter(n) >>> 0) % 500}.example/`, source: pick(SOURCES, n + 1) },
  ...{ country: pick(COUNTRIES, n + 2), device: n % 3 === 0 ? 'mobile' : 'desktop', campaign: '' },
  ...{ by: /** @type {const} */ ('view'), reading: true, at: 1_800_000_000_000 },
});

/** Strings as a parsed message has them: fresh, and in one piece. @type {<Items>(items: Items) => Items} */
const parsed = (items) => JSON.parse(JSON.stringify(items));

const memory = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage();
};

let changes = 0;
const before = memory();
const presence = createPresence({
  maxLeases: VISITORS * 1.2,
  startedAt: 0,
  onChange: () => (changes += 1),
  onEnd: () => {},
});

/** Made and then timed at a time: what a hit is about has just been parsed, and is in the processor's caches still. */
const FRESH = 200;

/**
 * ms that `task` takes for each of the numbers; what it needs is made before.
 * @template Item @param {number[]} numbers @param {(n: number) => Item} make @param {(item: Item) => void} task
 */
function timed(numbers, make, task) {
  let ms = 0;
  for (let i = 0; i < numbers.length; i += FRESH) {
    const items = parsed(numbers.slice(i, i + FRESH).map(make));
    const began = performance.now();
    for (const item of items) task(item);
    ms += performance.now() - began;
  }
  return ms;
}

let next = 0;
let arriveMs = 0;
/** Who is there, by the second in which they beat: the second in which they came. @type {number[][]} */
const beatsAt = [];

const batchSize = Math.ceil(VISITORS / BEAT_SECONDS);
for (let second = 0; second < BEAT_SECONDS; second += 1) {
  const batch = Array.from({ length: batchSize }, (_, i) => next + i);
  arriveMs += timed(batch, arrivalOf, (arrival) => presence.arrive(arrival, second * 1_000));
  beatsAt.push(batch);
  next += batch.length;
}
const arriveUs = (arriveMs * 1_000) / next;
const filled = memory();

let [renewMs, renewals, laterArriveMs, laterArrivals, mostSweepMs, longestSweepMs, sweepMs] = [0, 0, 0, 0, 0, 0, 0];
for (let second = BEAT_SECONDS; second < BEAT_SECONDS + SECONDS; second += 1) {
  const now = second * 1_000;
  const due = beatsAt[second % BEAT_SECONDS] ?? [];
  const going = Math.round(VISITORS * GO_PER_SECOND);
  const staying = due.slice(going);
  // The beats of a second, in an order that is not the memory's.
  const renewing = [...staying].sort((a, b) => scatter(a) - scatter(b));
  const beatOf = (/** @type {number} */ n) => ({ site: siteOf(n), page: pageOf(n) });
  renewMs += timed(renewing, beatOf, ({ site, page }) => presence.renew(site, page, true, now));
  renewals += renewing.length;
  for (const n of due.slice(0, going / 2)) presence.leave(siteOf(n), pageOf(n), now);
  const coming = Array.from({ length: going }, (_, i) => next + i);
  laterArriveMs += timed(coming, arrivalOf, (arrival) => presence.arrive(arrival, now));
  laterArrivals += coming.length;
  beatsAt[second % BEAT_SECONDS] = [...staying, ...coming];
  next += going;
  let inSecond = 0;
  for (let sweep = 1; sweep <= SWEEPS_PER_SECOND; sweep += 1) {
    const began = performance.now();
    presence.sweep(now + (sweep * 1_000) / SWEEPS_PER_SECOND - 1);
    const took = performance.now() - began;
    inSecond += took;
    longestSweepMs = Math.max(longestSweepMs, took);
  }
  sweepMs += inSecond;
  mostSweepMs = Math.max(mostSweepMs, inSecond);
}
let visitors = 0;
for (let site = 1; site <= SITES; site += 1)
  visitors += presence.counts(site, (BEAT_SECONDS + SECONDS) * 1_000).visitors;
const after = memory();
const bytes = (/** @type {NodeJS.MemoryUsage} */ used) =>
  used.heapUsed + used.external - before.heapUsed - before.external;
process.stdout.write(
  `${JSON.stringify({
    ...{ arriveUs, renewUs: (renewMs * 1_000) / renewals, laterArriveUs: (laterArriveMs * 1_000) / laterArrivals },
    ...{ mostSweepMs, longestSweepMs, meanSweepMs: sweepMs / SECONDS, visitors, changes },
    ...{ bytes: Math.max(bytes(filled), bytes(after)), residentBytes: after.rss - before.rss },
  })}\n`,
);
