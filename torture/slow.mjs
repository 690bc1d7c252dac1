// Row 16: thousands who send their requests slowly, or far too much, while ordinary readers go on. Node's own control: the same
// clients at a server without time-outs must still be there after fifteen seconds.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { needFiles } from './files.mjs';
import { longest } from './harness.mjs';
import { compareStored } from './ingest.mjs';
import { startLoadThread } from './ingest-load-thread.mjs';
import { fileLimit, watchProcess } from './ingest-watch.mjs';
import { startMachineWitness } from './machine-witness.mjs';
import { SITE } from './server.mjs';
import { startSlowClients } from './slow-clients.mjs';

export const name = 'slow';
export const row = 16;
export const minutes = 10.5;
export const title = 'slow heads, slow bodies and 10 MB bodies beside 500 good hits/s';
export const target =
  'good hits 100 % acknowledged and stored, p99 ≤ 100 ms; every slow or greedy client cut within 15 s; open files within the limit';

const GOOD_PER_SECOND = 500;
const MOST_P99_MS = 100;
const MOST_CUT_MS = 15_000;
const WARM_UP_MS = 3_000;

/** Begins 20 slow clients at a server that has no time-outs; resolves with how many are still there after 15 s. */
async function control() {
  const server = createServer({ headersTimeout: 0, requestTimeout: 0 }, (_request, response) => response.end());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const clients = startSlowClients(port, { head: 10, body: 10, large: 0, chunked: 0 }, { replace: false });
  await sleep(MOST_CUT_MS + 1_000);
  const { uncut } = clients.stop(MOST_CUT_MS);
  server.closeAllConnections();
  server.close();
  // The second ten have had their answer at once; a body is not waited for by who does not read it.
  return { uncutWithoutTimeouts: uncut, passed: uncut >= 10 };
}

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const seconds = (context.minutes ?? context.size(10, 0.3)) * 60;
  const wanted = context.size(
    { head: 5_000, body: 5_000, large: 250, chunked: 250 },
    { head: 300, body: 300, large: 15, chunked: 15 },
  );
  const all = Object.values(wanted).reduce((sum, count) => sum + count, 0);
  needFiles(all + 500);
  const dataDir = context.folder();
  const env = { TRUST_PROXY: 'loopback', BALLAST_MB: '0', MAX_CONNECTIONS: String(all + 1_000) };
  const server = await context.startServer({ dataDir, env });
  const limit = fileLimit(server.pid());
  const watch = watchProcess(server.pid(), dataDir);
  const witness = startMachineWitness(context.folder());
  context.onEnd(() => witness.stop());
  const run = context.random.between(1, 0x7ffffffe);
  const load = { port: server.port, rate: GOOD_PER_SECOND, run, site: SITE, warmUpMs: WARM_UP_MS };
  const good = startLoadThread(load);
  context.onEnd(() => good.stop());
  const bite = control();
  await sleep(1_000); // the good ones are connected
  const clients = startSlowClients(server.port, wanted);
  for (let left = seconds; left > 0; left -= 60) {
    await sleep(Math.min(left, 60) * 1000);
    if (left > 60) context.say(`${left - 60} s to go`);
  }
  const { tallies, uncut, stillOpen } = clients.stop(MOST_CUT_MS);
  const { acked, maxBySecond, ...sent } = await good.stop();
  const machine = { ...watch.stop(), ...(await witness.stop()) };
  const { code } = await server.stop();
  const verdict = compareStored(dataDir, run, acked);
  context.note(JSON.stringify({ tallies, maxBySecond }));
  context.note(server.output());

  const sum = (/** @type {string} */ key) => Object.values(tallies).reduce((total, tally) => total + tally[key], 0);
  const longestMs = Math.max(...Object.values(tallies).map((tally) => tally.longestMs));
  const slowCut = tallies.head.cut + tallies.body.cut;
  const allGood = Object.keys(sent.statuses).join() === '202' && verdict.lost + verdict.double + verdict.unacked === 0;
  const isQuick =
    context.inTime(sent.p99 <= MOST_P99_MS) && context.isBearable(longest(maxBySecond), machine.machineMaxMs);
  const isCut = uncut === 0 && longestMs <= MOST_CUT_MS && sum('cut') >= all / 2 && tallies.head.answered408 > 0;
  const bites = await bite;
  return {
    ...tallies,
    slowSeconds: seconds,
    stillOpen,
    uncut,
    longestMs,
    answered408: sum('answered408'),
    answered413: sum('answered413'),
    goodSent: sent.sent,
    goodStatuses: sent.statuses,
    goodP50Ms: sent.p50,
    goodP99Ms: sent.p99,
    goodMaxMs: sent.max,
    ...verdict,
    ...machine,
    fileLimit: limit,
    exitCode: code,
    reached: `${sent.statuses['202'] ?? 0} of ${sent.sent} good hits acknowledged, p99 ${sent.p99} ms where the machine itself takes ${machine.machineP99Ms} ms${context.timed}; ${slowCut} slow and ${tallies.large.cut + tallies.chunked.cut} greedy clients cut, the last after ${longestMs / 1000} s; ${machine.mostFiles} of ${limit} files, ${machine.rssMostMb} MB`,
    control: bites,
    passed: allGood && isQuick && isCut && code === 0 && machine.mostFiles <= limit && bites.passed,
  };
}
