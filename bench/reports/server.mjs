// The whole server on the kept data: how soon it is ready, and whether its main loop goes on while reports are answered.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { median, ms, whole } from '../report/numbers.mjs';
import { SITE, signIn, startSubject } from '../subjects/subject.mjs';
import { keptData } from './kept-data.mjs';
import { DIMENSIONS, RANGES } from './questions.mjs';

const TARGET_READY_MS = 300;
const TARGET_LAG_MS = 20;
const probe = fileURLToPath(new URL('loop-lag.mjs', import.meta.url));

/** Everything that there is of everything, in rows by the ten thousand. */
const HEAVY = {
  range: RANGES[90].range,
  queries: DIMENSIONS.map((dimension) => ({
    metrics: ['visitors', 'pageviews', 'visits'],
    dimensions: [dimension, 'language'],
  })),
};

/** @param {import('../report.mjs').Bench} bench */
export async function server({ folder, say, lengths }) {
  const kept = await keptData(lengths.hits, say);
  const env = { DATA_DIR: kept.dataDir, QUERY_BUDGET_MS: '600000' };
  const start = (/** @type {string[]} */ nodeOptions = []) => startSubject('headcount', folder, nodeOptions, { env });
  await (await start()).stop(); // whatever there was to be migrated, or to be recovered, is

  /** @param {() => ReturnType<typeof startSubject>} begin */
  async function timeToAnswer(begin) {
    const began = performance.now();
    const subject = await begin();
    const { status } = await fetch(`${subject.address}/readyz`);
    const took = performance.now() - began;
    if (status !== (subject.name === 'headcount' ? 200 : 404)) throw new Error(`/readyz was answered ${status}`);
    await subject.stop();
    return took;
  }
  // In turns, so that whatever else the machine does weighs on all alike.
  const readyMs = [];
  const fastifyMs = [];
  const emptyMs = [];
  for (let round = 1; round <= lengths.rounds; round += 1) {
    readyMs.push(await timeToAnswer(start));
    fastifyMs.push(await timeToAnswer(() => startSubject('fastify', folder)));
    const began = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    emptyMs.push(performance.now() - began);
  }
  say(`ready after ${readyMs.map((each) => Math.round(each)).join(', ')} ms`);

  const subject = await start(['--import', probe]);
  const { api } = await signIn(subject);
  const file = join(subject.folder, 'loop-lag.json');
  /** The loop's delays since it was last asked. */
  async function lag() {
    rmSync(file, { force: true });
    subject.signal('SIGWINCH');
    while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 20));
    return JSON.parse(readFileSync(file, 'utf8'));
  }
  await api(`/api/sites/${SITE}/report`, HEAVY);
  await lag();
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const quiet = await lag();
  let reports = 0;
  const until = performance.now() + lengths.lagSeconds * 1_000;
  for (; performance.now() < until; reports += 1) await api(`/api/sites/${SITE}/report`, HEAVY);
  const during = await lag();
  await subject.stop();

  return {
    rows: [
      {
        figure: `from the start of the process to /readyz, ${whole(lengths.hits)} hits stored`,
        target: `≤ ${TARGET_READY_MS} ms`,
        reached: `${ms(median(readyMs))} (a bare Fastify ${ms(median(fastifyMs))}, an empty Node ${ms(median(emptyMs))})`,
        isMet: median(readyMs) <= TARGET_READY_MS,
      },
      {
        figure: 'main loop’s lag p99 while heavy reports are answered',
        target: `≤ ${TARGET_LAG_MS} ms`,
        reached: `${ms(during.p99)} (quiet: ${ms(quiet.p99)})`,
        isMet: during.p99 <= TARGET_LAG_MS,
      },
    ],
    tables: [],
    notes: [
      `${reports} heavy reports in ${lengths.lagSeconds} s; the longest that the loop was held up: ${ms(during.max)}.`,
    ],
    raw: { readyMs, fastifyMs, emptyMs, quiet, during, reports },
  };
}
