// Row 7: ten thousand dashboards of one site, one frame a second each, beside 500 hits/s. `--minutes 30` is the scorecard's length.
// Hits and streams come from the generator of bench/, pinned to the last core. Not judged: more than one address, and 20,000
// streams, for which two cores and 20,000 files are too few.
import { setTimeout as sleep } from 'node:timers/promises';
import { MANY_STREAMS } from '../bench/live/many-streams.mjs';
import { startGenerator } from '../bench/load/start-generator.mjs';
import { ADMIN_ENV, signIn } from '../bench/subjects/subject.mjs';
import { needFiles } from './files.mjs';
import { watchProcess } from './ingest-watch.mjs';

export const name = 'fan-out';
export const row = 7;
export const minutes = 2;
export const title = 'ten thousand watchers of one site, one frame a second, beside 500 hits/s';
export const target =
  '0 streams broken off, every client’s last frame = server state, hit → frame p99 ≤ 500 ms, RSS ≤ 400 MB';

const WATCHED = 'watched.example';
const ELSEWHERE = 'elsewhere.example';
/** Whoever comes goes 40 s later: two frames for each hit. */
const WATCHED_HITS_PER_SECOND = 0.5;
const HITS_PER_SECOND = 500;
const MOST_P99_MS = 500;
const MOST_MB = 400;
/** After the last visitor's lease has run out nothing changes any more, and all must agree. */
const QUIET_MS = 46_000;
const ROUND_SECONDS = 60;

/** What is shown of a state: all but which of the states it is. @param {any} state */
const shown = ({ seq, t, ...state }) => JSON.stringify(state);

/** How many of the streams show something else than the server. @param {{ state: any, streams: number }[]} states @param {any} truth */
export const countWrong = (states, truth) =>
  states.filter(({ state }) => shown(state) !== shown(truth)).reduce((sum, { streams }) => sum + streams, 0);

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const watchers = context.size(10_000, 300);
  const seconds = context.minutes === undefined ? context.size(ROUND_SECONDS, 5) : context.minutes * 60;
  needFiles(watchers + 500);
  const dataDir = context.folder();
  const server = await context.startServer({
    dataDir,
    env: { ...MANY_STREAMS, ...ADMIN_ENV, SITES: `${WATCHED},${ELSEWHERE}`, TRUST_PROXY: 'loopback', BALLAST_MB: '0' },
  });
  const watch = watchProcess(server.pid(), dataDir);
  const generator = await startGenerator();
  context.onEnd(generator.stop);
  const { cookie, api } = await signIn(server);
  const path = `/api/sites/${WATCHED}/live`;
  const streams = { name: 'all', port: server.port, path, cookie, count: watchers };
  const { openedInMs } = await generator.ask('openStreams', streams);
  context.say(`${watchers} streams are open after ${Math.round(openedInMs / 100) / 10} s`);
  const loads = [
    { sites: [ELSEWHERE], rate: HITS_PER_SECOND, connections: 64 },
    { sites: [WATCHED], rate: WATCHED_HITS_PER_SECOND, connections: 1 },
  ];
  const before = await generator.ask('lookAtStreams', streams);
  const statuses = /** @type {Record<string, number>} */ ({});
  for (let left = seconds; left > 0; left -= ROUND_SECONDS) {
    const round = { port: server.port, loads, seconds: Math.min(left, ROUND_SECONDS) };
    for (const done of await generator.ask('numberedHits', round))
      for (const [status, count] of Object.entries(done.statuses)) statuses[status] = (statuses[status] ?? 0) + count;
    if (left > ROUND_SECONDS) context.say(`${left - ROUND_SECONDS} s to go`);
  }
  const after = await generator.ask('lookAtStreams', streams);
  const latency = await generator.ask('takeLatency', {});
  await sleep(context.size(QUIET_MS, 1_000));

  // A minute may end between the last frame and the question.
  let truth = await api(path);
  let states = await generator.ask('lastStates', streams);
  for (let again = 0; again < 5 && countWrong(states, truth) > 0; again += 1) {
    await sleep(500);
    [truth, states] = [await api(path), await generator.ask('lastStates', streams)];
  }
  const wrong = countWrong(states, truth);
  const control = countWrong(states, { ...truth, visitors: truth.visitors + 1 });
  const end = await generator.ask('lookAtStreams', streams);
  await generator.ask('closeStreams', {});
  const machine = watch.stop();
  const { code } = await server.stop();
  const broken = end.broken + end.refused;
  const framesPerSecond = Math.round(((after.frames - before.frames) / watchers / seconds) * 100) / 100;
  context.note(JSON.stringify({ before, after, end, latency, statuses, machine, truth, states }));

  const all202 = Object.keys(statuses).join() === '202';
  return {
    ...{
      watchers,
      loadSeconds: seconds,
      framesPerSecond,
      broken,
      byes: end.byes,
      wrong,
      statuses,
      latency,
      openedInMs,
    },
    ...machine,
    exitCode: code,
    reached:
      `${watchers} streams for ${seconds} s, ${framesPerSecond} frames/s each; ${broken} broken off, ${end.byes} ended with a bye and came back, ` +
      `${wrong} show something else than the server; hit → frame p99 ${latency.p99} ms, longest ${latency.max} ms${context.timed}; ${machine.rssMostMb} MB`,
    control: { wrongOfOneMadeUp: control, passed: control === watchers },
    passed:
      broken === 0 &&
      wrong === 0 &&
      end.open === watchers &&
      all202 &&
      code === 0 &&
      control === watchers &&
      latency.count > 0 &&
      context.inTime(latency.p99 <= MOST_P99_MS) &&
      machine.rssMostMb <= MOST_MB,
  };
}
