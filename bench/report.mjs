// Reports over ten million stored hits, beside DuckDB and SQLite in the same run: breakdowns, a whole page, bytes, sealing, the start. The first run makes the hits and keeps them, 5 GB: half an hour in all; then a quarter. --quick: a million.
// Prints one table with the targets of the project; see report/run-benchmark.mjs.
import { runBenchmark } from './report/run-benchmark.mjs';
import { breakdowns } from './reports/breakdowns.mjs';
import { bytes } from './reports/bytes.mjs';
import { page } from './reports/page.mjs';
import { sealing } from './reports/sealing.mjs';
import { server } from './reports/server.mjs';

/** What a dashboard shows before ninety days are asked for. */
const BEFORE = [
  ['2026-01-01', '2026-02-14'],
  ['2026-02-15', '2026-03-31'],
];

const FULL = {
  hits: 10_000_000,
  rounds: 7,
  sealed: { hits: 1_000_000, days: 9 },
  lagSeconds: 10,
  before: BEFORE,
};
const QUICK = { ...FULL, hits: 1_000_000, rounds: 5, sealed: { hits: 200_000, days: 2 }, lagSeconds: 5 };
/** To try the benchmark itself: its figures mean nothing. */
const TRIAL = { ...QUICK, hits: 20_000, rounds: 1, sealed: { hits: 5_000, days: 2 }, lagSeconds: 1 };

/** @typedef {import('./report/run-benchmark.mjs').Bench<typeof FULL>} Bench */

await runBenchmark({
  figures: { breakdowns, page, bytes, sealing, server },
  full: FULL,
  quick: QUICK,
  trial: TRIAL,
  numbers: ['hits'],
});
