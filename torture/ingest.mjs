// Row 6: more hits than a blog ever gets, on a schedule that waits for no answer, and afterwards every one of them is looked
// up in the database. 5,000 hits/s for a minute; with `--minutes M` for M minutes (ten at most) and then M minutes at 1,000
// hits/s: the scorecard's eight hours are `--minutes 480`. Only a soak can tell whether memory grows, since what recognises
// retried hits fills up for the first twenty minutes.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { longest } from './harness.mjs';
import { pageInstance } from './ingest-load.mjs';
import { startLoadThread } from './ingest-load-thread.mjs';
import { watchProcess } from './ingest-watch.mjs';
import { startMachineWitness } from './machine-witness.mjs';
import { SITE } from './server.mjs';
import { Database } from './stored.mjs';

export const name = 'ingest';
export const row = 6;
export const minutes = 1.5;
export const title = 'open-loop load: 5,000 hits/s, and with --minutes a soak at 1,000 hits/s';
export const target =
  '100 % answered 202, ack p99 ≤ 50 ms, stored = acked exactly, WAL ≤ 64 MB, RSS slope ≤ 1 MB/h (soaks of an hour or more)';

const MOST_P99_MS = 50;
/** Sent and checked, but not timed. */
const WARM_UP_MS = 3_000;
const MOST_WAL_MB = 64;
const MOST_SLOPE_MB = 1;
/** A shorter one ends while the memory of recent hits still fills. */
const LEAST_SOAK_MINUTES = 60;

/** Compares by number what was acknowledged with what is stored. @param {string} dataDir @param {number} run @param {Uint8Array} acked */
export function compareStored(dataDir, run, acked) {
  const db = new Database(join(dataDir, 'headcount.db'), { readonly: true });
  const prefix = pageInstance(run, 0).slice(0, 8);
  const seen = new Uint8Array(acked.length);
  const verdict = { stored: 0, double: 0, foreign: 0, lost: 0, unacked: 0 };
  try {
    for (const p of db.prepare('SELECT lower(hex(page_instance)) FROM hits').pluck().iterate()) {
      const number = Number.parseInt(String(p).slice(8), 16);
      if (!String(p).startsWith(prefix) || number >= acked.length) {
        verdict.foreign += 1;
        continue;
      }
      verdict.stored += 1;
      if (seen[number] === 1) verdict.double += 1;
      seen[number] = 1;
    }
  } finally {
    db.close();
  }
  for (let i = 0; i < acked.length; i += 1) {
    if (acked[i] === 1 && seen[i] === 0) verdict.lost += 1;
    if (acked[i] === 0 && seen[i] === 1) verdict.unacked += 1;
  }
  return verdict;
}

/** The same check must notice one hit that it is told of and the server never saw. */
function control(dataDir, run, acked) {
  const more = new Uint8Array(acked.length + 1);
  more.set(acked);
  more[acked.length] = 1;
  const { lost } = compareStored(dataDir, run, more);
  return { lostOfOneMadeUp: lost, passed: lost === 1 };
}

/**
 * @param {import('./harness.mjs').Context} context
 * @param {{ rate: number, seconds: number }} size
 */
async function load(context, { rate, seconds }) {
  const dataDir = context.folder();
  const server = await context.startServer({ dataDir, env: { TRUST_PROXY: 'loopback', BALLAST_MB: '0' } });
  const watch = watchProcess(server.pid(), dataDir);
  const witness = startMachineWitness(context.folder());
  context.onEnd(() => witness.stop());
  const run = context.random.between(1, 0x7ffffffe);
  const sending = startLoadThread({ port: server.port, rate, run, site: SITE, warmUpMs: WARM_UP_MS });
  context.onEnd(() => sending.stop());
  for (let left = seconds; left > 0; left -= 60) {
    await sleep(Math.min(left, 60) * 1000);
    if (left > 60) context.say(`${rate} hits/s, ${left - 60} s to go`);
  }
  const { acked, maxBySecond, ...sent } = await sending.stop();
  const machine = { ...watch.stop(), ...(await witness.stop()) };
  const { code } = await server.stop();
  const verdict = compareStored(dataDir, run, acked);
  const numbers = {
    rate,
    loadSeconds: seconds,
    ...sent,
    ackP50Ms: sent.p50,
    ackP99Ms: sent.p99,
    ackMaxMs: sent.max,
    ...verdict,
  };
  for (const key of ['p50', 'p99', 'max']) delete numbers[key];
  const all202 = Object.keys(sent.statuses).join() === '202' && sent.statuses['202'] === sent.sent;
  const exact = verdict.lost + verdict.double + verdict.foreign + verdict.unacked === 0;
  const isQuick =
    context.inTime(sent.p99 <= MOST_P99_MS) && context.isBearable(longest(maxBySecond), machine.machineMaxMs);
  const passed = all202 && exact && code === 0 && isQuick && machine.mostWalMb <= MOST_WAL_MB;
  context.note(JSON.stringify({ ...numbers, ...machine, code, maxBySecond }));
  return { numbers: { ...numbers, ...machine }, passed, control: control(dataDir, run, acked) };
}

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const { minutes: asked } = context;
  const seconds = asked === undefined ? 60 : Math.min(asked, 10) * 60;
  const burst = await load(context, context.size({ rate: 5_000, seconds }, { rate: 1_000, seconds: 8 }));
  const soak = asked === undefined ? undefined : await load(context, { rate: 1_000, seconds: asked * 60 });
  const isJudged = asked !== undefined && asked >= LEAST_SOAK_MINUTES;
  const isFlat = !isJudged || (soak?.numbers.rssSlopeMbPerHour ?? 0) <= MOST_SLOPE_MB;
  const { sent, stored, statuses, ackP99Ms, machineP99Ms, mostWalMb } = burst.numbers;
  const slope = soak ? `${soak.numbers.rssSlopeMbPerHour} MB/h` : 'not judged by so short a run';
  return {
    ...burst.numbers,
    ...(soak ? { soak: soak.numbers } : {}),
    slopeIsJudged: isJudged,
    reached: `${sent} sent, ${statuses['202'] ?? 0} × 202, ${stored} stored, p99 ${ackP99Ms} ms where the machine itself takes ${machineP99Ms} ms${context.timed}, WAL ≤ ${mostWalMb} MB, RSS slope ${slope}`,
    control: burst.control,
    passed: burst.passed && (soak?.passed ?? true) && isFlat && burst.control.passed,
  };
}
