// The collector under load: hits per second beside bare node:http, latency, memory, script size. About ten minutes; --quick about three.
// Prints one table with the targets of the project; a target that is missed is said and does not fail the run. Progress goes
// to stderr, so that with --json the output is one JSON object with every round.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { giveUp, root } from '../scripts/ready.mjs';
import { latency } from './ingest/latency.mjs';
import { live } from './ingest/live.mjs';
import { memory } from './ingest/memory.mjs';
import { scriptSize } from './ingest/script-size.mjs';
import { throughput } from './ingest/throughput.mjs';
import { startGenerator } from './load/start-generator.mjs';
import { isInMemory, machine } from './report/machine.mjs';
import { table } from './report/numbers.mjs';
import { endAllSubjects, makeFolder } from './subjects/subject.mjs';

const FULL = {
  rounds: 3,
  roundSeconds: 5,
  warmUpSeconds: 3,
  pairs: 9,
  pairSeconds: 4,
  openSeconds: 60,
  syncs: 1_000,
  memoryHits: 1_000_000,
};
const QUICK = {
  ...FULL,
  roundSeconds: 2,
  warmUpSeconds: 1,
  pairs: 3,
  pairSeconds: 2,
  openSeconds: 10,
  syncs: 200,
  memoryHits: 100_000,
};
/** To try the benchmark itself: its figures mean nothing. */
const TRIAL = { ...QUICK, rounds: 1, roundSeconds: 1, pairs: 1, pairSeconds: 1, openSeconds: 2, memoryHits: 20_000 };

const FIGURES = { throughput, live, latency, memory, size: scriptSize };

/**
 * @typedef {{generator: import('./load/start-generator.mjs').Generator, folder: string, say: (line: string) => void, lengths: typeof FULL}} Bench
 * @typedef {{figure: string, target: string, reached: string, isMet: boolean}} Row
 * @typedef {{rows: Row[], tables: {title: string, lines: string[]}[], notes: string[], raw: object}} Measured
 */

const values = readOptions();
const lengths = values.trial ? TRIAL : values.quick ? QUICK : FULL;
const names = /** @type {(keyof typeof FIGURES)[]} */ (values.only.split(','));
const unknown = names.filter((name) => !(name in FIGURES));
if (unknown.length > 0) giveUp(`--only takes ${Object.keys(FIGURES).join(', ')}, not ${unknown.join(', ')}.`);

const print = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
const say = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);

process.on('exit', endAllSubjects);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const generator = await startGenerator();
process.on('exit', generator.stop);
const folder = makeFolder(values.folder);
const where = await machine();
const inMemory = isInMemory(folder);

/** @type {{[name: string]: Measured}} */
const measured = {};
for (const name of names) {
  say(`— ${name}`);
  measured[name] = await FIGURES[name]({ generator, folder, say, lengths });
}

const warnings = [
  ...(inMemory ? ['The folder is in memory, where fsync costs nothing: choose one on a disk with --folder.'] : []),
  ...(generator.core === undefined ? ['The generator is not pinned to a core: taskset is missing.'] : []),
  ...(where.loadBefore > 0.5
    ? [`The machine was busy before (load ${where.loadBefore}): do not trust these figures.`]
    : []),
  ...(values.quick || values.trial ? ['Short rounds: an impression, not a measurement.'] : []),
];
if (values.json) printJson();
else printTables();
process.exit(0);

function readOptions() {
  try {
    return parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        trial: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        only: { type: 'string', default: Object.keys(FIGURES).join(',') },
        folder: { type: 'string', default: join(root, 'dist') },
      },
    }).values;
  } catch (error) {
    giveUp(/** @type {Error} */ (error).message);
    throw error;
  }
}

function printJson() {
  const figures = Object.fromEntries(Object.entries(measured).map(([name, { raw }]) => [name, raw]));
  const rows = Object.values(measured).flatMap((one) => one.rows);
  print(
    JSON.stringify({
      machine: { ...where, generatorCore: generator.core, inMemory },
      lengths,
      rows,
      warnings,
      figures,
    }),
  );
}

function printTables() {
  const all = Object.values(measured);
  const { cpus, cpu, kernel, node, sqlite, headcount } = where;
  print(`\nHeadcount ${headcount} on ${cpus} × ${cpu}, ${kernel}, Node ${node}, SQLite ${sqlite}`);
  for (const warning of warnings) print(`! ${warning}`);
  for (const { title, lines } of all.flatMap(({ tables }) => tables)) {
    print(`\n${title}`);
    for (const line of lines) print(`  ${line}`);
  }
  const notes = all.flatMap((one) => one.notes);
  if (notes.length > 0) print('');
  for (const note of notes) print(note);
  print('');
  const rows = all.flatMap((one) => one.rows);
  const cells = rows.map(({ figure, target, reached, isMet }) => [figure, target, reached, isMet ? 'met' : 'MISSED']);
  for (const line of table([['figure', 'target', 'reached', ''], ...cells])) print(line);
}
