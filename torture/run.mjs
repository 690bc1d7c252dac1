// `npm run torture -- [names…] [--seed N] [--short] [--minutes M]`: runs the experiments one after another, prints one JSON
// line for each and a closing table, and ends with 1 when one has not passed. Raw logs: test-results/torture/.
// Every module here that exports `run` is an experiment (harness.mjs says what it is given and returns); all are imported, so
// what does something when it is imported belongs into programs/.
import { appendFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { CannotRun, createContext, resultsFolder } from './harness.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const print = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

/** Those that are asked for by name, or all. @param {string[]} wanted */
async function findExperiments(wanted) {
  const all = readdirSync(folder).filter((file) => file.endsWith('.mjs') && file !== 'run.mjs');
  const files = all.filter((file) => wanted.length === 0 || wanted.includes(file.slice(0, -'.mjs'.length)));
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(folder, file)).href)));
  const experiments = modules.filter((module) => typeof module.run === 'function' && typeof module.name === 'string');
  const unknown = wanted.filter((name) => !experiments.some((experiment) => experiment.name === name));
  if (unknown.length > 0) giveUp(`There is no experiment ${unknown.join(', ')}. All of them: npm run torture.`);
  return experiments.sort((a, b) => (a.row ?? 99) - (b.row ?? 99));
}

/** @param {string} line @returns {never} */
function giveUp(line) {
  process.stderr.write(`${line}\n`);
  process.exit(2);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { seed: { type: 'string' }, short: { type: 'boolean' }, minutes: { type: 'string' } },
    });
    const seed = values.seed === undefined ? Math.floor(Math.random() * 0x7fffffff) : Number(values.seed);
    const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
    if (!Number.isSafeInteger(seed) || (minutes !== undefined && !(minutes > 0)))
      giveUp('--seed takes a whole number, --minutes a number above 0.');
    return { names: positionals, seed, minutes, isShort: values.short ?? false };
  } catch (error) {
    giveUp(/** @type {Error} */ (error).message);
  }
}

/** One line per experiment: what was aimed at, what was reached. @param {Record<string, any>[]} results */
function printTable(results) {
  const width = Math.max(...results.map(({ experiment }) => experiment.length));
  print('');
  for (const { experiment, passed, control, target, reached, seconds } of results) {
    const bites = control === undefined ? '' : control.passed ? '; the control bites' : '; THE CONTROL DOES NOT BITE';
    print(`${passed ? 'passed' : 'FAILED'}  ${experiment.padEnd(width)}  ${reached}${bites} (${seconds} s)`);
    print(`        ${''.padEnd(width)}  target: ${target}`);
  }
}

const { names, seed, minutes, isShort } = readArguments();
const experiments = await findExperiments(names);

/** @type {ReturnType<typeof createContext> | undefined} */
let current;
let isInterrupted = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (isInterrupted) return;
    isInterrupted = true;
    process.stderr.write(`Ending (${signal}): cleaning up …\n`);
    void Promise.resolve(current?.end()).then(() => process.exit(130));
  });
}

mkdirSync(resultsFolder, { recursive: true });
const results = [];
for (const { name, title, target, run } of experiments) {
  process.stderr.write(`${name}: ${title} (seed ${seed})\n`);
  const began = performance.now();
  current = createContext({ name, seed, isShort, minutes });
  let outcome;
  try {
    outcome = await run(current);
  } catch (error) {
    const { message, stack } = /** @type {Error} */ (error);
    current.note(stack ?? String(error));
    outcome = { reached: error instanceof CannotRun ? message : `it broke off: ${message}`, passed: false };
  }
  await current.end();
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const result = { experiment: name, seed, short: isShort, ...outcome, target, seconds };
  const line = JSON.stringify(result);
  print(line);
  appendFileSync(join(resultsFolder, 'results.jsonl'), `${line}\n`);
  results.push(result);
}
printTable(results);
process.exit(results.every(({ passed }) => passed) ? 0 : 1);
