// The collector under load: hits per second beside bare node:http, latency, memory, script size. About ten minutes; --quick about three.
// Prints one table with the targets of the project; see report/run-benchmark.mjs.
import { latency } from './ingest/latency.mjs';
import { live } from './ingest/live.mjs';
import { memory } from './ingest/memory.mjs';
import { scriptSize } from './ingest/script-size.mjs';
import { throughput } from './ingest/throughput.mjs';
import { runBenchmark } from './report/run-benchmark.mjs';

const FULL = {
  rounds: 3,
  roundSeconds: 5,
  warmUpSeconds: 3,
  pairs: 9,
  pairSeconds: 4,
  openSeconds: 60,
  bareLogSeconds: 15,
  memoryHits: 1_000_000,
};
const QUICK = {
  ...FULL,
  roundSeconds: 2,
  warmUpSeconds: 1,
  pairs: 3,
  pairSeconds: 2,
  openSeconds: 10,
  bareLogSeconds: 5,
  memoryHits: 100_000,
};
/** To try the benchmark itself: its figures mean nothing. */
const TRIAL = { ...QUICK, rounds: 1, roundSeconds: 1, pairs: 1, pairSeconds: 1, openSeconds: 2, memoryHits: 20_000 };

/** @typedef {import('./report/run-benchmark.mjs').Bench<typeof FULL>} Bench */

await runBenchmark({
  figures: { throughput, live, latency, memory, size: scriptSize },
  full: FULL,
  quick: QUICK,
  trial: TRIAL,
});
