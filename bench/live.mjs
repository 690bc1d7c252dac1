// The live view under load: how soon a hit is on screen, what ten thousand watchers cost, who stalls, a million visitors. About ten minutes; --quick about four.
// Prints one table with the targets of the project; see report/run-benchmark.mjs.
import { arrival } from './live/arrival.mjs';
import { fanOut } from './live/fan-out.mjs';
import { pixels } from './live/pixels.mjs';
import { presence } from './live/presence.mjs';
import { slow } from './live/slow.mjs';
import { runBenchmark } from './report/run-benchmark.mjs';

const FULL = {
  rounds: 3,
  arrivalSeconds: 20,
  sites: 500,
  pixelHits: 100,
  watchers: 10_000,
  fanOutSeconds: 20,
  slow: { healthy: 3_000, stalled: 1_000, vanished: 1_000, seconds: 90 },
  visitors: 1_000_000,
};
const QUICK = {
  ...FULL,
  rounds: 1,
  arrivalSeconds: 10,
  pixelHits: 30,
  fanOutSeconds: 10,
};
/** To try the benchmark itself: its figures mean nothing. */
const TRIAL = {
  ...QUICK,
  arrivalSeconds: 3,
  sites: 50,
  pixelHits: 5,
  watchers: 500,
  fanOutSeconds: 3,
  slow: { healthy: 200, stalled: 50, vanished: 50, seconds: 70 },
  visitors: 50_000,
};

/** @typedef {import('./report/run-benchmark.mjs').Bench<typeof FULL>} Bench */

await runBenchmark({
  figures: { arrival, pixels, watchers: fanOut, slow, presence },
  full: FULL,
  quick: QUICK,
  trial: TRIAL,
});
