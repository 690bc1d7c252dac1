// Row 1: SIGKILL at random moments under load. After every kill the files are copied as they lie there, and every hit that
// was acknowledged by then must be in the copy, once. Page caches survive a killed process: what a power cut does is another
// experiment (power-cut.mjs).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { quantile } from './harness.mjs';
import { freePort } from './server.mjs';
import { compare, readCopy } from './stored.mjs';

export const row = 1;
export const name = 'kill';
export const title = 'the server is killed (SIGKILL) again and again under the load of 64 readers';
export const target =
  '1,000 kills and 300,000 acknowledged hits: 0 lost, 0 double, every database sound, ready again in 1.0 s (p95)';

/** A data folder is used for so many kills, so that neither a check nor a start reads every row there ever was. */
const KILLS_PER_FOLDER = 10;
const MOST_READY_P95_MS = 1_000;

/**
 * One folder's life: load, kill, check the remains, start again.
 * @param {import('./harness.mjs').Context} context
 * @param {{ kills: number, mostMs: number, program?: string[], remains: (dataDir: string, check: 'quick_check' | 'integrity_check') => { keys: string[], integrity: string } }} way
 */
async function killAgainAndAgain(context, { kills, mostMs, program, remains }) {
  const dataDir = context.folder();
  const port = await freePort();
  const start = () => context.startServer({ dataDir, port, ...(program ? { program } : {}) });
  const sum = { kills: 0, acked: 0, cutShort: 0, lost: 0, double: 0, unsound: 0, /** @type {number[]} */ readyMs: [] };

  /** What was lost stays lost, and counts once. @type {Set<string>} */
  const lostOnce = new Set();

  /** @param {string} when @param {'quick_check' | 'integrity_check'} how */
  function check(when, how) {
    const { keys, integrity } = remains(dataDir, how);
    const { lost, double, lostKeys } = compare(load.acked, keys);
    for (const key of lostKeys) lostOnce.add(key);
    sum.lost = lostOnce.size;
    sum.double = Math.max(sum.double, double);
    // Stored, and killed before the answer: the hits whose retry must not store them again.
    sum.cutShort += keys.length - double - (load.acked.size - lost);
    if (integrity !== 'ok') sum.unsound += 1;
    context.note(
      `${when}: ${load.acked.size} acked, ${keys.length} stored, ${lost} lost ${lostKeys.slice(0, 3)}, ${double} double, ${integrity}`,
    );
  }

  let server = await start();
  const load = context.startLoad({ port, seed: context.random.between(0, 1e9), retryMs: 50 });
  while (sum.kills < kills && (program || !context.isOver())) {
    await sleep(context.random.between(50, mostMs));
    await server.kill();
    sum.kills += 1;
    check(`kill ${sum.kills}`, 'quick_check');
    server = await start();
    sum.readyMs.push(server.readyMs);
  }
  const isAllTaken = await load.finish();
  await server.stop();
  check('at the end', 'integrity_check');
  sum.acked = load.acked.size;
  await load.stop();
  return { ...sum, isAllTaken };
}

/** @param {string} kind */
const standIn = (kind) => ({
  program: [fileURLToPath(new URL('programs/stand-in.mjs', import.meta.url)), kind],
  /** @param {string} dataDir */
  remains(dataDir) {
    const file = join(dataDir, 'keys.txt');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
    return { keys: lines, integrity: 'ok' };
  },
});

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const kills = context.size(1000, 6);
  const mostMs = context.size(2000, 600);
  const total = { kills: 0, acked: 0, cutShort: 0, lost: 0, double: 0, unsound: 0, notTaken: 0 };
  /** @type {number[]} */
  const readyMs = [];

  while (total.kills < kills && !context.isOver()) {
    const part = await killAgainAndAgain(context, {
      kills: Math.min(KILLS_PER_FOLDER, kills - total.kills),
      mostMs,
      remains: readCopy,
    });
    for (const key of /** @type {const} */ (['kills', 'acked', 'cutShort', 'lost', 'double', 'unsound']))
      total[key] += part[key];
    total.notTaken += part.isAllTaken ? 0 : 1;
    readyMs.push(...part.readyMs);
    context.say(`${total.kills} kills, ${total.acked} acknowledged, ${total.lost} lost, ${total.double} double`);
  }

  const few = { kills: context.size(20, 4), mostMs: 400 };
  const ackFirst = await killAgainAndAgain(context, { ...few, ...standIn('ack-first') });
  const noMemory = await killAgainAndAgain(context, { ...few, ...standIn('no-memory') });

  const readyP95Ms = Math.round(quantile(readyMs, 0.95));
  const control = {
    lostByAckFirst: ackFirst.lost,
    doubledByNoMemory: noMemory.double,
    passed: ackFirst.lost > 0 && noMemory.double > 0,
  };
  const { lost, double, unsound, notTaken } = total;
  return {
    ...total,
    readyP50Ms: Math.round(quantile(readyMs, 0.5)),
    readyP95Ms,
    reached: `${total.kills} kills, ${total.acked} acknowledged: ${lost} lost, ${double} double, ${unsound} unsound; ready again in ${readyP95Ms} ms (p95)${context.timed}`,
    control,
    passed:
      lost + double + unsound + notTaken === 0 &&
      total.acked >= total.kills * 50 &&
      total.cutShort > 0 && // or no kill came at a moment that matters
      context.inTime(readyP95Ms <= MOST_READY_P95_MS && total.acked >= 300 * total.kills) &&
      control.passed,
  };
}
