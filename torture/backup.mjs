// Row 19: backups of a server that is being written to, each restored into an empty folder and compared with what the server
// holds in the end: it must be a prefix of it, without a gap, with every hit that was acknowledged before the backup began.
// Then single bytes of a backup are changed, one at a time, and each change must be refused.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { flipBytes } from './backup-flips.mjs';
import { quantile } from './harness.mjs';
import { compare, readStored } from './stored.mjs';

export const row = 19;
export const name = 'backup';
export const title = 'backups while 1,000 hits a second come in, restored; then single bytes of one are changed';
export const target =
  '200 backups restored in 60 s each, 200 consistent prefixes; 10,000 changed bytes, all refused by the manifest';

const PER_SECOND = 1_000;
/** Backups of one server, so that the database does not grow for ever. */
const BACKUPS_PER_SERVER = 40;
const MOST_RESTORE_MS = 60_000;
const main = fileURLToPath(new URL('../dist/headcount.js', import.meta.url));

/**
 * A verb of the command line, to its end.
 * @param {import('./harness.mjs').Context} context
 * @param {string} dataDir
 * @param {string[]} args
 */
async function command(context, dataDir, args) {
  const began = performance.now();
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  context.onEnd(() => child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, output: output.trim(), ms: performance.now() - began };
}

/** The first `count` that were acknowledged. @param {Set<string>} acked @param {number} count */
const firstOf = (acked, count) => [...acked].slice(0, count);
const digest = (/** @type {string[]} */ keys) => createHash('sha256').update(keys.join('\n')).digest('hex');
const hasNoGap = (/** @type {number[]} */ ids) => ids.every((id, index) => id === index + 1);

/**
 * One server under load and backups of it.
 * @param {import('./harness.mjs').Context} context
 * @param {{ backups: number, keepFirst: (folder: string) => void }} way
 */
async function backUpAgainAndAgain(context, { backups, keepFirst }) {
  const home = context.folder();
  const [dataDir, to] = [join(home, 'data'), join(home, 'backups')];
  const server = await context.startServer({ dataDir });
  const load = context.startLoad({ port: server.port, seed: context.random.between(0, 1e9), perSecond: PER_SECOND });
  const sum = { backups: 0, inconsistent: 0, failed: 0, naiveInconsistent: 0, acked: 0, ackedMeanwhile: 0 };
  /** @type {{ count: number, digest: string }[]} */
  const prefixes = [];
  const [backupMs, restoreMs] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  /** @type {string[]} */
  const faults = [];
  const fault = (/** @type {string} */ what) => {
    faults.push(what);
    context.note(what);
  };
  await sleep(1_500);

  while (sum.backups < backups && !context.isOver()) {
    await sleep(context.random.between(0, 300));
    const ackedBefore = load.acked.size;
    const made = await command(context, dataDir, ['backup', '--to', to]);
    sum.backups += 1;
    sum.ackedMeanwhile += load.acked.size - ackedBefore;
    const newest =
      made.code === 0
        ? readdirSync(to)
            .filter((entry) => /^headcount-.*Z$/.test(entry))
            .sort()
            .at(-1)
        : undefined;
    if (newest === undefined) {
      sum.failed += 1;
      fault(`backup ${sum.backups} was not made (${made.code}): ${made.output}`);
      continue;
    }
    backupMs.push(made.ms);
    const folder = join(to, newest);
    const files = readdirSync(folder).sort().join(' ');
    if (files !== 'headcount.db manifest.json') fault(`backup ${sum.backups} holds ${files}`);
    if (sum.backups === 1) keepFirst(folder);

    const restored = join(home, 'restored');
    const back = await command(context, restored, ['restore', folder]);
    restoreMs.push(back.ms);
    if (back.code !== 0) {
      sum.failed += 1;
      fault(`backup ${sum.backups} was not restored (${back.code}): ${back.output}`);
      continue;
    }
    const { keys, ids, integrity } = readStored(restored, 'integrity_check');
    const { lost, double } = compare(firstOf(load.acked, ackedBefore), keys);
    const isConsistent = integrity === 'ok' && lost + double === 0 && hasNoGap(ids);
    prefixes.push({ count: keys.length, digest: digest(keys) });
    if (!isConsistent) sum.inconsistent += 1;
    const line = `backup ${sum.backups}: ${ackedBefore} acked before, ${keys.length} restored, ${lost} lost, ${double} double, ${integrity}`;
    context.note(line);
    if (!isConsistent) faults.push(line);
    rmSync(restored, { recursive: true });

    // The control: the file alone, copied as it lies there beside a running server.
    const naive = join(home, 'naive');
    mkdirSync(naive);
    const ackedBeforeCopy = load.acked.size;
    copyFileSync(join(dataDir, 'headcount.db'), join(naive, 'headcount.db'));
    const copy = readStored(naive, 'integrity_check');
    if (copy.integrity !== 'ok' || compare(firstOf(load.acked, ackedBeforeCopy), copy.keys).lost > 0)
      sum.naiveInconsistent += 1;
    rmSync(naive, { recursive: true });
    if (sum.backups % 10 === 0)
      context.say(`${sum.backups} backups, ${sum.inconsistent + sum.failed} bad, ${load.acked.size} acknowledged`);
  }

  await load.finish();
  sum.acked = load.acked.size;
  await server.stop();
  const { keys } = readStored(dataDir, 'quick_check');
  if (compare(load.acked, keys).lost > 0) fault('the server itself has lost an acknowledged hit');
  for (const [index, prefix] of prefixes.entries()) {
    if (digest(keys.slice(0, prefix.count)) === prefix.digest) continue;
    sum.inconsistent += 1;
    fault(`backup ${index + 1} is not what the server held at that moment`);
  }
  return { ...sum, backupMs, restoreMs, faults };
}

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const backups = context.size(200, 2);
  const flips = context.size(10_000, 300);
  const kept = join(context.folder(), 'kept');
  const total = { backups: 0, inconsistent: 0, failed: 0, naiveInconsistent: 0, acked: 0, ackedMeanwhile: 0 };
  const [backupMs, restoreMs] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  /** @type {string[]} */
  const faults = [];
  while (total.backups < backups && !context.isOver()) {
    const part = await backUpAgainAndAgain(context, {
      backups: Math.min(BACKUPS_PER_SERVER, backups - total.backups),
      keepFirst: (folder) => cpSync(folder, kept, { recursive: true, force: true }),
    });
    for (const key of /** @type {(keyof typeof total)[]} */ (Object.keys(total))) total[key] += part[key];
    backupMs.push(...part.backupMs);
    restoreMs.push(...part.restoreMs);
    faults.push(...part.faults);
  }

  const { verifyBackup } = await import(new URL('../dist/server/transfer/restore.js', import.meta.url).href);
  const isAcceptedByManifest = () =>
    verifyBackup(kept, () => {}).then(
      () => true,
      (/** @type {Error} */ error) => {
        if (error.name !== 'StartError') faults.push(`a changed byte was refused without a sentence: ${error}`);
        return false;
      },
    );
  const isWholeBefore = await isAcceptedByManifest();
  const began = performance.now();
  const overlooked = await flipBytes(context, kept, {
    flips,
    files: [...Array(9).fill('headcount.db'), 'manifest.json'],
    isAccepted: isAcceptedByManifest,
  });
  context.note(`${flips} bytes changed in ${Math.round(performance.now() - began)} ms`);
  const isWholeAfter = await isAcceptedByManifest();
  // What SQLite itself overlooks: the reason for the manifest.
  const overlookedBySqlite = await flipBytes(context, kept, {
    flips: context.size(300, 30),
    files: ['headcount.db'],
    isAccepted: async () => readStored(kept, 'integrity_check').integrity === 'ok',
  });

  const control = {
    naiveCopies: total.naiveInconsistent,
    overlookedBySqlite,
    passed: total.naiveInconsistent > 0 && overlookedBySqlite > 0 && isWholeBefore && isWholeAfter,
  };
  // While a backup was being made: in between, this process reads databases and sends less.
  const ackedPerSecond = Math.round((total.ackedMeanwhile / backupMs.reduce((sum, ms) => sum + ms, 0)) * 1000);
  const restoreMaxMs = Math.round(quantile(restoreMs, 1));
  const { inconsistent, failed } = total;
  return {
    ...total,
    ackedPerSecond,
    backupP50Ms: Math.round(quantile(backupMs, 0.5)),
    backupMaxMs: Math.round(quantile(backupMs, 1)),
    restoreMaxMs,
    flips,
    overlooked,
    faults: faults.slice(0, 10),
    reached: `${total.backups} backups at ${ackedPerSecond} hits/s: ${inconsistent} inconsistent, ${failed} failed, restored in ${restoreMaxMs} ms at most; ${overlooked} of ${flips} changed bytes overlooked`,
    control,
    passed:
      inconsistent + failed + overlooked + faults.length === 0 &&
      restoreMaxMs <= MOST_RESTORE_MS &&
      (context.isShort || ackedPerSecond >= 0.9 * PER_SECOND) &&
      (total.backups === backups || context.minutes !== undefined) &&
      control.passed,
  };
}
