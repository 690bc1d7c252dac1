// Row 3: one system call on the files of the data folder fails, for every call that a server makes from its first start on. strace
// counts the calls of each thread and lets the k-th fail, without making it. Afterwards the server must go on, or end by itself
// with a code and start again; it must never have said 202 to what it did not keep.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { needTool, quantile } from './harness.mjs';
import { compare, readCopy } from './stored.mjs';

export const row = 3;
export const name = 'syscalls';
export const title = 'the k-th pwrite, fsync, ftruncate, open or unlink of the database fails, for all k';
export const target =
  '1,000 failing calls: 0 hits acknowledged and not kept, 0 damaged, each followed by recovery in 5 s or an exit and a restart';

const CALLS = ['pwrite64', 'write', 'fsync', 'fdatasync', 'ftruncate', 'openat', 'unlink', 'rename', 'fallocate'];
/** Everything that a server keeps, but what SQLite makes anew (-shm). */
const FILES = [
  'headcount.db',
  'headcount.db-wal',
  'headcount.db-journal',
  'lock.db',
  'ballast',
  'ballast.new',
  'salts',
];
const ERRORS = ['EIO', 'ENOSPC', 'EINTR'];
/** After which nobody knows what is on disk: the process must end, and say that it failed. */
const FAILED_SYNC = /\bf(?:data)?sync\(\d+<[^>]*headcount\.db(?:-wal)?>.* EIO .*\(INJECTED\)/;
const MOST_RECOVERY_MS = 5_000;
const DEAF = ['--import', new URL('programs/deaf-recorder.mjs', import.meta.url).href];

/** The server as it was without a sync of the folder of its own, or with one whose error it ignores as SQLite does. */
const DEAF_TO_FOLDERS = ['--import', new URL('programs/deaf-to-folders.mjs', import.meta.url).href];

/** @typedef {{ call: string, k: number, error: string, isLasting: boolean }} Fault `isLasting`: all later ones fail, too */

/** Whether it may keep the folder from being synced. @param {Fault | undefined} fault */
const ofFolder = (fault) => fault?.call === 'fsync' || fault?.call === 'openat';

/** @param {string} dataDir @param {string} trace @param {Fault | undefined} fault */
function strace(dataDir, trace, fault) {
  const salt = join('salts', new Date().toISOString().slice(0, 10));
  const paths = [dataDir, ...[...FILES, salt].map((name) => join(dataDir, name))];
  return [
    ...'strace -f --seccomp-bpf -s 8 -y -o'.split(' '),
    trace,
    ...paths.flatMap((path) => ['-P', path]),
    // Whether a failed sync of the folder has lost a name depends on which files had been made.
    ...['-e', `trace=${ofFolder(fault) ? 'fsync,openat' : (fault?.call ?? CALLS.join(','))}`],
    ...(fault ? ['-e', `inject=${fault.call}:error=${fault.error}:when=${fault.k}${fault.isLasting ? '+' : ''}`] : []),
  ];
}

/** How often the thread that makes it most often makes each call in one run. @param {string} traced */
function countCalls(traced) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const line of traced.split('\n')) {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (call !== undefined) counts.set(`${thread} ${call}`, (counts.get(`${thread} ${call}`) ?? 0) + 1);
  }
  return CALLS.map((call) => ({
    call,
    most: Math.max(0, ...[...counts].filter(([key]) => key.endsWith(` ${call}`)).map(([, count]) => count)),
  }));
}

/**
 * What the calls on the folder itself come to: which syncs of it a thread makes (the how many-th of its fsyncs), and which of the
 * database's names may never reach the disk, since the first sync of the folder after they were made has failed. A later one
 * that succeeds proves nothing: the kernel tells an error once.
 * @param {string} traced @param {string} dataDir
 */
function readFolderSyncs(traced, dataDir) {
  /** @type {Map<string, number>} */
  const fsyncs = new Map();
  /** @type {Map<string, string>} */
  const unfinished = new Map();
  const made = new Set();
  const unsynced = new Set();
  const lost = new Set();
  /** @type {number[]} */
  const places = [];
  for (const line of traced.split('\n')) {
    const [, thread = '', call, path] = /^(\d+) +(?:<\.\.\. )?(\w+)(?:\(\d+<([^>]*)>)?/.exec(line) ?? [];
    if (call === 'openat') {
      const file = / = \d+<([^>]*)>/.exec(line)?.[1]?.slice(dataDir.length + 1) ?? '';
      if (!/^headcount\.db(-wal)?$/.test(file) || made.has(file)) continue;
      made.add(file);
      unsynced.add(file);
    }
    if (call !== 'fsync') continue;
    const isResumed = line.includes('resumed>');
    if (!isResumed) fsyncs.set(thread, (fsyncs.get(thread) ?? 0) + 1);
    const of = path ?? unfinished.get(thread);
    if (line.includes('<unfinished')) unfinished.set(thread, path ?? '');
    if (of !== dataDir) continue;
    if (!isResumed) places.push(fsyncs.get(thread) ?? 0);
    if (line.includes('<unfinished')) continue;
    if (line.includes(' EINTR ')) continue; // nothing was tried: who asked asks again
    if (!/ = 0\b/.test(line)) for (const file of unsynced) lost.add(file);
    unsynced.clear();
  }
  return { places, lost: [...lost, ...unsynced] };
}

/**
 * One life of a server with one fault.
 * @param {import('./harness.mjs').Context} context
 * @param {{ fault?: Fault, hits: number, nodeArgs?: string[] }} life
 */
async function live(context, { fault, hits, nodeArgs = [] }) {
  const folder = context.folder();
  const dataDir = join(folder, 'data');
  const trace = join(folder, 'trace');
  const result = {
    injected: 0,
    outcome: '',
    code: /** @type {number | null} */ (null),
    recoveryMs: 0,
    falseAcks: 0,
    double: 0,
    isSound: true,
    wrong: '',
  };

  const server = context.spawnServer({ dataDir, under: strace(dataDir, trace, fault), nodeArgs });
  const isUp = await server.ready.then(
    () => true,
    () => false,
  );
  /** @type {Set<string>} */
  let acked = new Set();
  if (isUp) {
    let refusedAt = 0;
    let hasRecovered = true;
    const load = context.startLoad({
      port: server.port,
      seed: context.random.between(0, 1e9),
      readers: 4,
      hits,
      retryMs: 20,
      mostRetryAfterMs: 100,
      onAnswer({ status }) {
        const now = performance.now();
        if (status !== 202 && hasRecovered) [refusedAt, hasRecovered] = [now, false];
        if (status === 202 && !hasRecovered) {
          hasRecovered = true;
          result.recoveryMs = Math.max(result.recoveryMs, now - refusedAt);
        }
        if (![0, 202, 503].includes(status)) result.wrong = `answered ${status}`;
      },
    });
    const patienceMs = fault?.isLasting ? 1_000 : MOST_RECOVERY_MS + 5_000;
    await Promise.race([load.ended, server.ended, sleep(patienceMs, undefined, { ref: false })]);
    acked = new Set(load.acked);
    const isStuck = server.isRunning() && !hasRecovered;
    if (isStuck && !fault?.isLasting) result.wrong = 'goes on without taking hits';
    result.outcome = isStuck ? 'refuses while it lasts' : 'goes on';
    await sleep(server.isRunning() ? 0 : 20); // the last answers are still on their way
    for (const key of load.acked) acked.add(key);
    await load.stop();
  }
  if (server.isRunning()) {
    // An orderly end makes calls of its own, which may be what fails; a lasting fault may well prevent it.
    const ended = await (fault?.isLasting ? server.kill() : server.stop());
    result.code = ended.code;
    if (ended.signal !== null && !fault?.isLasting) result.wrong = `had to be killed: it did not end (${ended.signal})`;
  } else {
    const { code, signal } = await server.ended;
    result.outcome = isUp ? 'ends by itself' : 'does not start';
    if (signal !== null || code === 0) result.wrong = `${result.outcome} with ${signal ?? `code ${code}`}`;
  }

  const traced = readFileSync(trace, 'latin1');
  result.injected = traced.split('(INJECTED)').length - 1;
  const wentOn = result.outcome === 'goes on' && result.code === 0;
  const folderSyncs = readFolderSyncs(traced, dataDir);
  if (wentOn && ofFolder(fault) && folderSyncs.lost.length > 0)
    result.wrong = `goes on although the folder was not synced after ${folderSyncs.lost.join(' and ')} was made`;
  if (wentOn && FAILED_SYNC.test(traced)) result.wrong = 'goes on after a failed fsync, as if nothing had been';
  const { keys, integrity } = readCopy(dataDir, 'integrity_check');
  const { lost, double } = compare(acked, keys);
  Object.assign(result, { falseAcks: lost, double, isSound: integrity === 'ok' });
  if (integrity !== 'ok') result.wrong = integrity;

  if (result.outcome !== 'goes on') {
    const again = context.spawnServer({ dataDir });
    const took = await again.ready.then(
      () => again.readyMs,
      () => undefined,
    );
    await again.kill();
    if (took === undefined) result.wrong = `does not start again: ${again.output().trim()}`;
  }
  context.note(`${fault?.call} ${fault?.k}${fault?.isLasting ? '+' : ''} ${fault?.error}: ${JSON.stringify(result)}`);
  if (result.wrong !== '' || lost + double > 0) context.note(server.output());
  rmSync(folder, { recursive: true }); // there are a thousand of them
  return { ...result, calls: countCalls(traced), folderSyncs: folderSyncs.places };
}

/** Every call once with every error, the rarer calls first. @param {{ call: string, most: number }[]} census */
const allFaults = (census) =>
  [...census]
    .sort((a, b) => a.most - b.most)
    .flatMap(({ call, most }) =>
      Array.from({ length: most }, (_, i) =>
        ERRORS.map((error) => ({ call, k: i + 1, error, isLasting: false })),
      ).flat(),
    );

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  needTool('strace', 'Install it, for example with: apt-get install strace');
  const hits = context.size(300, 30);
  const { calls: census, folderSyncs } = await live(context, { hits });
  context.say(`a run makes ${census.map(({ call, most }) => `${most} ${call}`).join(', ')}`);

  const every = context.random.shuffle(allFaults(census));
  const lasting = every
    .filter(({ call, error }) => ['pwrite64', 'fsync'].includes(call) && error !== 'EINTR')
    .slice(0, context.size(60, 1))
    .map((fault) => ({ ...fault, isLasting: true }));
  // First the rarer calls with every error, each third fsync and some faults that last, or one fsync in the short size; then as
  // many others as it takes: a run is never quite like the last, so that not every k comes to pass.
  const isOfFolder = (/** @type {Fault} */ { call, k }) => call === 'fsync' && folderSyncs.includes(k);
  const isFirst = (/** @type {Fault} */ fault) =>
    fault.call === 'fsync' ? isOfFolder(fault) || context.random.chance(1 / 3) : fault.call !== 'pwrite64';
  const failedSyncs = every.filter(({ call, error }) => call === 'fsync' && error === 'EIO');
  const first = context.size(every.filter(isFirst), [
    ...failedSyncs.filter((fault) => !isOfFolder(fault)).slice(0, 1),
    ...failedSyncs.filter(isOfFolder).slice(0, 1),
  ]);
  const most = context.size(1_000, 5);
  const faults = [
    ...context.random.shuffle([...first, ...lasting]),
    ...every.filter((fault) => !first.includes(fault)),
  ];
  let next = 0;

  const sum = { runs: 0, injections: 0, missed: 0, falseAcks: 0, double: 0, damaged: 0, wrong: 0 };
  /** @type {Record<string, number>} */
  const outcomes = {};
  /** @type {number[]} */
  const recoveries = [];
  /** @type {string[]} */
  const wrongs = [];
  // Two at a time: a server under strace waits more than it works.
  async function lane() {
    while (
      next < faults.length &&
      !context.isOver() &&
      (sum.injections < most || next < first.length + lasting.length)
    ) {
      const fault = faults[next];
      next += 1;
      const result = await live(context, { fault, hits });
      sum.runs += 1;
      if (result.injected === 0) sum.missed += 1;
      else {
        sum.injections += 1;
        outcomes[result.outcome] = (outcomes[result.outcome] ?? 0) + 1;
        if (result.recoveryMs > 0) recoveries.push(result.recoveryMs);
      }
      sum.falseAcks += result.falseAcks;
      sum.double += result.double;
      sum.damaged += result.isSound ? 0 : 1;
      if (result.recoveryMs > MOST_RECOVERY_MS) result.wrong ||= `recovers after ${Math.round(result.recoveryMs)} ms`;
      if (result.wrong !== '') {
        sum.wrong += 1;
        if (wrongs.length < 10) wrongs.push(`${fault.call} ${fault.k} ${fault.error}: ${result.wrong}`);
      }
      if (sum.runs % 50 === 0)
        context.say(`${sum.injections} calls failed, ${sum.falseAcks} false 202, ${sum.wrong} wrong`);
    }
  }
  await Promise.all([lane(), lane()]);

  let falseAcksOfDeaf = 0;
  const writes = census.find(({ call }) => call === 'pwrite64')?.most ?? 0;
  for (let i = 0; i < context.size(10, 2); i += 1) {
    // Of a short run half the writes are the start's own, which has nothing to acknowledge yet.
    const fault = { call: 'pwrite64', k: Math.ceil((writes * 2) / 3) + i, error: 'EIO', isLasting: true };
    falseAcksOfDeaf += (await live(context, { fault, hits, nodeArgs: DEAF })).falseAcks;
  }
  let namesLostByDeaf = 0;
  for (const k of folderSyncs) {
    const fault = { call: 'fsync', k, error: 'EIO', isLasting: false };
    const { wrong } = await live(context, { fault, hits: 30, nodeArgs: DEAF_TO_FOLDERS });
    if (wrong.includes('folder was not synced')) namesLostByDeaf += 1;
  }
  const control = { falseAcksOfDeaf, namesLostByDeaf, passed: falseAcksOfDeaf > 0 && namesLostByDeaf > 0 };
  const recoveryMaxMs = Math.round(quantile(recoveries, 1));
  return {
    ...sum,
    calls: Object.fromEntries(census.map(({ call, most }) => [call, most])),
    outcomes,
    recoveryMaxMs,
    wrongs,
    reached: `${sum.injections} failing calls: ${sum.falseAcks} false 202, ${sum.double} double, ${sum.damaged} damaged, ${sum.wrong} otherwise wrong; recovery within ${recoveryMaxMs} ms`,
    control,
    passed:
      sum.falseAcks + sum.double + sum.damaged + sum.wrong === 0 &&
      sum.injections >= (context.minutes === undefined ? most : 1) &&
      control.passed,
  };
}
