// The dashboard in a real Chromium: what the first view loads, how soon the number is there, what shifts, what blocks. Five minutes; --quick about two.
// Prints one table with the targets of the project; see report/run-benchmark.mjs.
import { first } from './dashboard/first.mjs';
import { steady } from './dashboard/steady.mjs';
import { runBenchmark } from './report/run-benchmark.mjs';

const FULL = { rounds: 7, shiftSeconds: 30, taskSeconds: 60 };
const QUICK = { rounds: 3, shiftSeconds: 30, taskSeconds: 20 };
/** To try the benchmark itself: its figures mean nothing. */
const TRIAL = { rounds: 1, shiftSeconds: 3, taskSeconds: 3 };

/** @typedef {import('./report/run-benchmark.mjs').Bench<typeof FULL>} Bench */

await runBenchmark({ figures: { first, steady }, full: FULL, quick: QUICK, trial: TRIAL });
