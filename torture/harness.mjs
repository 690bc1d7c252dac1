// What every experiment is given: the context. An experiment is a module torture/<name>.mjs that exports
//   name (the file’s), title and target (a sentence each), row (of the scorecard)
//   run(context) → { …numbers, reached (a sentence), control: { …, passed }, passed }
// and is found by run.mjs because it exports `run`. It must end by itself, on loopback only, and leave nothing behind: what
// it starts or makes it does through the context, or undoes in `context.onEnd`.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startLoad } from './load.mjs';
import { createRandom } from './random.mjs';
import { startServer } from './server.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const resultsFolder = join(root, 'test-results', 'torture');

/** What nobody bears, on whatever machine: so much longer than the machine itself took at worst. */
const UNBEARABLE_MS = 5_000;

/** Ends an experiment as failed, with one sentence instead of a stack: a tool is missing, a mount is refused. */
export class CannotRun extends Error {
  name = 'CannotRun';
}

/**
 * The value that `share` (0–1) of the numbers do not exceed; 0 of none.
 * @param {number[]} numbers
 * @param {number} share
 */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** The greatest, of however many; 0 of none. @param {number[]} numbers */
export const longest = (numbers) => numbers.reduce((most, number) => Math.max(most, number), 0);

/**
 * Ends the experiment with a sentence unless the tool is there.
 * @param {string} tool
 * @param {string} cure
 */
export function needTool(tool, cure) {
  if (spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0) throw new CannotRun(`${tool} is missing. ${cure}`);
}

/**
 * @param {{ name: string, seed: number, isShort: boolean, minutes: number | undefined }} settings
 */
export function createContext({ name, seed, isShort, minutes }) {
  const log = join(resultsFolder, `${name}${isShort ? '-short' : ''}.log`);
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(log, '');
  const began = performance.now();
  /** @type {(() => unknown)[]} */
  const undo = [];
  let isEnded = false;

  /** Undone last-first when the experiment ends, however it ends; at once when it has. @param {() => unknown} task */
  function onEnd(task) {
    if (isEnded) void task();
    else undo.push(task);
  }

  /** A line for the raw log, test-results/torture/<name>.log. @param {string} line */
  const note = (line) => appendFileSync(log, `${((performance.now() - began) / 1000).toFixed(3)} ${line}\n`);

  const context = {
    seed,
    random: createRandom(seed),
    isShort,
    /** Of the full size, for experiments whose size is a duration; undefined: as the experiment sees fit. */
    minutes,
    /** Whether `--minutes` are over: an experiment of many equal parts then ends, and says how far it came. */
    isOver: () => minutes !== undefined && performance.now() - began > minutes * 60_000,
    /** Whether a time is what it must be. A short run, between other tests, is no judge of times. @param {boolean} isInTime */
    inTime: (isInTime) => isShort || isInTime,
    /** What every run judges, where a witness tells what the machine could do. @param {number} longestMs @param {number} machineMaxMs */
    isBearable: (longestMs, machineMaxMs) => longestMs <= machineMaxMs + UNBEARABLE_MS,
    /** Behind a time in a sentence. */
    timed: isShort ? ' (a short run judges times by a generous ceiling, if at all)' : '',
    /** @type {<Size>(full: Size, short: Size) => Size} */
    size: (full, short) => (isShort ? short : full),
    note,
    /** A sign of life for who waits, and a line for the log. @param {string} line */
    say(line) {
      note(line);
      process.stderr.write(`  ${name}: ${line}\n`);
    },
    onEnd,
    /** A new empty folder, deleted at the end; in memory (tmpfs) where `inMemory` and the machine allow it. */
    folder({ inMemory = false } = {}) {
      const made = mkdtempSync(join(inMemory && isWritable('/dev/shm') ? '/dev/shm' : tmpdir(), 'headcount-torture-'));
      onEnd(() => rmSync(made, { recursive: true, force: true }));
      return made;
    },
    /** See server.mjs. @param {import('./server.mjs').ServerOptions} options */
    async startServer(options) {
      const server = startServer(options);
      onEnd(server.kill);
      await server.ready;
      return server;
    },
    /** As startServer, but does not wait: the start itself may be what fails. @param {import('./server.mjs').ServerOptions} options */
    spawnServer(options) {
      const server = startServer(options);
      onEnd(server.kill);
      return server;
    },
    /** See load.mjs. @param {import('./load.mjs').LoadOptions} options */
    startLoad(options) {
      const load = startLoad(options);
      onEnd(load.stop);
      return load;
    },
    /** For run.mjs. Harmless when called twice. */
    async end() {
      isEnded = true;
      for (const task of undo.splice(0).reverse()) {
        try {
          await task();
        } catch (error) {
          note(`clean-up: ${error}`);
        }
      }
    },
  };
  return context;
}

/** @typedef {ReturnType<typeof createContext>} Context */

/** @param {string} folder */
function isWritable(folder) {
  try {
    rmSync(mkdtempSync(join(folder, 'headcount-probe-')), { recursive: true });
    return true;
  } catch {
    return false;
  }
}
