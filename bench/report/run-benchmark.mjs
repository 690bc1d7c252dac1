// What every benchmark does around its figures: options, the generator, a folder on a disk, the facts of the machine, and one
// table with the targets of the project. A target that is missed is said and does not fail the run. Progress goes to stderr, so
// that with --json the output is one JSON object with every round.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { giveUp, root } from '../../scripts/ready.mjs';
import { startGenerator } from '../load/start-generator.mjs';
import { endAllSubjects, makeFolder } from '../subjects/subject.mjs';
import { isInMemory, machine } from './machine.mjs';
import { table } from './numbers.mjs';

/**
 * @template Lengths
 * @typedef {{generator: import('../load/start-generator.mjs').Generator, folder: string, say: (line: string) => void, lengths: Lengths}} Bench
 */
/**
 * @typedef {{figure: string, target: string, reached: string, isMet: boolean}} Row
 * @typedef {{rows: Row[], tables: {title: string, lines: string[]}[], notes: string[], raw: object}} Measured
 */

/**
 * Measures the figures that are asked for (`--only`), prints, and ends the process. `trial` lengths try the benchmark itself:
 * their figures mean nothing.
 * @template Lengths
 * @param {{figures: Record<string, (bench: Bench<Lengths>) => Promise<Measured>>, full: Lengths, quick: Lengths, trial: Lengths, numbers?: (keyof Lengths & string)[]}} benchmark
 *   `numbers`: lengths that may be given as options of their names, such as --hits 500000
 */
export async function runBenchmark({ figures, full, quick, trial, numbers = [] }) {
  const values = readOptions(Object.keys(figures), numbers);
  const lengths = { ...(values.trial ? trial : values.quick ? quick : full), ...numbersIn(values, numbers) };
  const names = values.only.split(',');
  const unknown = names.filter((name) => !(name in figures));
  if (unknown.length > 0) giveUp(`--only takes ${Object.keys(figures).join(', ')}, not ${unknown.join(', ')}.`);

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
    const measure = /** @type {(bench: Bench<Lengths>) => Promise<Measured>} */ (figures[name]);
    measured[name] = await measure({ generator, folder, say, lengths });
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

  function printJson() {
    const raw = Object.fromEntries(Object.entries(measured).map(([name, one]) => [name, one.raw]));
    const rows = Object.values(measured).flatMap((one) => one.rows);
    print(
      JSON.stringify({
        machine: { ...where, generatorCore: generator.core, inMemory },
        lengths,
        rows,
        warnings,
        figures: raw,
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
}

/** Those that were given. @param {Record<string, unknown>} values @param {string[]} numbers @returns {Record<string, number>} */
function numbersIn(values, numbers) {
  const given = numbers.filter((name) => values[name] !== undefined);
  const bad = given.find((name) => !/^[1-9]\d*$/.test(String(values[name])));
  if (bad) giveUp(`--${bad} takes a whole number.`);
  return Object.fromEntries(given.map((name) => [name, Number(values[name])]));
}

/** @param {string[]} names of all figures @param {string[]} numbers */
function readOptions(names, numbers) {
  try {
    return parseArgs({
      options: {
        ...Object.fromEntries(numbers.map((name) => [name, { type: /** @type {const} */ ('string') }])),
        quick: { type: 'boolean', default: false },
        trial: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        only: { type: 'string', default: names.join(',') },
        folder: { type: 'string', default: join(root, 'dist') },
      },
    }).values;
  } catch (error) {
    giveUp(/** @type {Error} */ (error).message);
    throw error;
  }
}
