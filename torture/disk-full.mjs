// Row 4: the disk fills up and is freed again, over and over, under load, with the owner looking on. A full disk is weather:
// hits are refused with an honest 503, everything else goes on, and hits are taken again by themselves soon after there is
// room. In every second cycle a greedy neighbour also takes what the server gives back while it is full (its ballast, its WAL).
import { setTimeout as sleep } from 'node:timers/promises';
import { limitPlace, loopPlace, memoryPlace } from './disk-full-places.mjs';
import { CannotRun, quantile } from './harness.mjs';
import { USER_AGENT } from './load.mjs';
import { SITE } from './server.mjs';
import { compare, readCopy } from './stored.mjs';
import { ADMIN, openWatcher } from './watcher.mjs';

export const row = 4;
export const name = 'disk-full';
export const title = 'the disk is filled and freed again, over and over, under load';
export const target =
  '100 cycles on a 32 MB ext4, 20 on tmpfs, 20 with RLIMIT_FSIZE: 0 acknowledged hits lost, 503 for every refused one, dashboards and streams up, hits taken again in 5 s, no restart';

const MOST_RESUME_MS = 5_000;
/** How long after the disk is full the first refusal may take; until then hits may still fit into the WAL. */
const MOST_NOTICE_MS = 5_000;
const ENV = { ...ADMIN, DISK_FLOOR_MB: '4', BALLAST_MB: '4', LOG_LEVEL: 'info' };

/** Waits until `isSo`, looking every 10 ms; how long that took, or undefined. @param {() => boolean} isSo @param {number} patienceMs */
async function until(isSo, patienceMs) {
  const began = performance.now();
  while (!isSo()) {
    if (performance.now() - began > patienceMs) return undefined;
    await sleep(10);
  }
  return performance.now() - began;
}

/**
 * @param {import('./harness.mjs').Context} context
 * @param {{ kind: string, place: import('./disk-full-places.mjs').Place, cycles: number }} scene
 */
async function fillAgainAndAgain(context, { kind, place, cycles }) {
  const { dataDir } = place;
  const server = await context.startServer({ dataDir, env: ENV });
  const watcher = await openWatcher(server.address);
  context.onEnd(watcher.close);
  const sum = { cycles: 0, acked: 0, refused: 0, otherAnswers: 0, lost: 0, double: 0, failed: 0 };
  /** @type {number[]} */
  const resumeMs = [];
  /** @type {string[]} */
  const faults = [];
  const fault = (/** @type {string} */ what) => {
    sum.failed += 1;
    if (faults.length < 10) faults.push(`${kind}, cycle ${sum.cycles}: ${what}`);
    context.note(`${kind}, cycle ${sum.cycles}: ${what}`);
  };

  let [taken, refused] = [0, 0];
  const load = context.startLoad({
    port: server.port,
    seed: context.random.between(0, 1e9),
    readers: 16,
    perSecond: 60, // the disk is small, and what is taken stays
    retryMs: 200,
    mostRetryAfterMs: 300,
    onAnswer({ status, body }) {
      if (status === 202) taken += 1;
      else if (status === 503) refused += 1;
      else fault(`a hit was answered ${status || 'nothing'} ${body}`);
    },
  });

  /** Somebody comes while nothing can be stored: who is there now needs no disk. */
  async function beat() {
    const hit = { k: 'beat', s: SITE, p: context.random.hex(16), u: `https://${SITE}/while-full`, a: 1 };
    const { status } = await fetch(`${server.address}/hit`, {
      method: 'POST',
      headers: { 'user-agent': USER_AGENT },
      body: JSON.stringify(hit),
    }).catch(() => ({ status: 0 }));
    if (status !== 204) fault(`a beat was answered ${status}`);
  }

  while (sum.cycles < cycles && !context.isOver() && server.isRunning()) {
    sum.cycles += 1;
    await sleep(context.random.between(200, 600));
    const isGreedy = sum.cycles % 2 === 0;
    place.fill(server.pid());
    [taken, refused] = [0, 0];
    if ((await until(() => refused > 0, MOST_NOTICE_MS)) === undefined)
      fault(`no hit was refused within ${MOST_NOTICE_MS} ms`);

    const { frames } = watcher;
    const endsAt = performance.now() + context.random.between(800, 2_000);
    while (performance.now() < endsAt) {
      if (isGreedy) place.fill(server.pid());
      await beat();
      const statuses = await watcher.look();
      if (statuses.some((status) => status !== 200)) fault(`the dashboard was answered ${statuses}`);
      await sleep(200);
    }
    if (!watcher.isOpen) fault('the stream ended');
    else if (watcher.frames === frames) fault('the stream stood still although somebody came');

    place.free(server.pid());
    [taken, refused] = [0, 0];
    const resumed = await until(() => taken > 0, 2 * MOST_RESUME_MS);
    if (resumed === undefined) fault(`no hit was taken within ${2 * MOST_RESUME_MS} ms of there being room`);
    else {
      resumeMs.push(resumed);
      if (resumed > MOST_RESUME_MS) fault(`hits were taken again only after ${Math.round(resumed)} ms`);
    }
    if (sum.cycles % 10 === 0)
      context.say(`${kind}: ${sum.cycles} cycles, ${load.acked.size} acknowledged, ${sum.failed} faults`);
  }

  if (!(await load.finish(20_000))) fault('not every hit was taken in the end');
  if (!server.isRunning()) fault(`the server ended: ${server.output().slice(-500)}`);
  watcher.close();
  const { code, signal } = await server.stop();
  if (code !== 0) fault(`the end was not orderly (${signal ?? code}): ${server.output().slice(-500)}`);
  const { keys, integrity } = readCopy(dataDir, 'integrity_check');
  const { lost, double } = compare(load.acked, keys);
  if (integrity !== 'ok') fault(`the database is damaged: ${integrity}`);
  const { 202: _taken = 0, 503: allRefused = 0, ...others } = load.answers;
  context.note(`${kind}: ${server.output()}`);
  return {
    ...sum,
    acked: load.acked.size,
    refused: allRefused,
    otherAnswers: Object.values(others).reduce((all, count) => all + count, 0),
    lost,
    double,
    resumeMs,
    faults,
  };
}

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  /** @type {string[]} */
  const impossible = [];
  /**
   * A container without privileges can mount nothing. The full size then says that it cannot run; the short one, which
   * every `npm test` is, goes on with the limit on the size of files, which everybody may set, and says what it left out.
   * @param {string} kind @param {(context: import('./harness.mjs').Context) => import('./disk-full-places.mjs').Place} make
   * @param {number} cycles
   */
  function sceneOf(kind, make, cycles) {
    try {
      return [{ kind, place: make(context), cycles }];
    } catch (error) {
      if (!context.isShort || kind === 'rlimit' || !(error instanceof CannotRun)) throw error;
      impossible.push(`${kind}: ${error.message}`);
      return [];
    }
  }
  const scenes = [
    ...sceneOf('ext4', loopPlace, context.size(100, 2)),
    ...sceneOf('tmpfs', memoryPlace, context.size(20, 2)),
    ...sceneOf('rlimit', limitPlace, context.size(20, 2)),
  ];
  // At the same time: each waits most of the time.
  const results = await Promise.all(scenes.map((scene) => fillAgainAndAgain(context, scene)));

  const total = (/** @type {'cycles' | 'acked' | 'refused' | 'otherAnswers' | 'lost' | 'double' | 'failed'} */ key) =>
    results.reduce((sum, result) => sum + result[key], 0);
  const resumeMs = results.flatMap((result) => result.resumeMs);
  const resumeMaxMs = Math.round(quantile(resumeMs, 1));
  const [acked, refused, lost, double, failed] = [
    total('acked'),
    total('refused'),
    total('lost'),
    total('double'),
    total('failed'),
  ];
  const cycles = Object.fromEntries(scenes.map(({ kind }, index) => [kind, results[index]?.cycles ?? 0]));
  const isWhole =
    scenes.every((scene, index) => results[index]?.cycles === scene.cycles) || context.minutes !== undefined;
  return {
    cycles,
    impossible,
    acked,
    refused,
    otherAnswers: total('otherAnswers'),
    lost,
    double,
    failed,
    resumeP50Ms: Math.round(quantile(resumeMs, 0.5)),
    resumeMaxMs,
    faults: results.flatMap((result) => result.faults).slice(0, 10),
    reached: `${total('cycles')} full disks, ${acked} acknowledged, ${refused} refused: ${lost} lost, ${double} double, ${failed} faults; taken again in ${resumeMaxMs} ms at most`,
    passed: lost + double + failed + total('otherAnswers') === 0 && refused > 0 && acked > 0 && isWhole,
  };
}
