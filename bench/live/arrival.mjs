// How soon a hit is seen: from when it was due until a watcher has the frame that shows it, or, when the site's 250 ms window
// was running, from the window's end. The commit to disk is part of it. Many sites, a little on each, two watchers on each.
import { busySeconds } from '../report/machine.mjs';
import { median, ms, percent, table, whole } from '../report/numbers.mjs';
import { signIn, startSubject } from '../subjects/subject.mjs';
import { MANY_STREAMS } from './many-streams.mjs';

const RATE = 1_000;
const CONNECTIONS = 128;
const WATCHERS_PER_SITE = 2;
const WARM_UP_SECONDS = 5;
/** For the last frames. */
const SETTLE_MS = 1_000;
const TARGET_P50_MS = 30;
const TARGET_P99_MS = 100;

const pause = (/** @type {number} */ time) => new Promise((resolve) => setTimeout(resolve, time));

/** @param {import('../live.mjs').Bench} bench */
export async function arrival({ generator, folder, say, lengths }) {
  const sites = Array.from({ length: lengths.sites }, (_, i) => `site-${i + 1}.example`);
  const rounds = [];
  for (let round = 1; round <= lengths.rounds; round += 1) {
    const subject = await startSubject('headcount', folder, [], { env: { ...MANY_STREAMS, SITES: sites.join() } });
    const { cookie } = await signIn(subject);
    for (const site of sites) {
      const path = `/api/sites/${site}/live`;
      await generator.ask('openStreams', { name: site, port: subject.port, path, cookie, count: WATCHERS_PER_SITE });
    }
    const loads = [{ sites, rate: RATE, connections: CONNECTIONS }];
    await generator.ask('numberedHits', { port: subject.port, loads, seconds: WARM_UP_SECONDS });
    await pause(SETTLE_MS);
    await generator.ask('takeLatency', {});
    const [cpuBefore, busyBefore] = [subject.cpuSeconds(), busySeconds()];
    const [hits] = await generator.ask('numberedHits', { port: subject.port, loads, seconds: lengths.arrivalSeconds });
    await pause(SETTLE_MS);
    const seconds = lengths.arrivalSeconds + SETTLE_MS / 1_000;
    const serverCpu = (subject.cpuSeconds() - cpuBefore) / seconds;
    const othersCpu = (busySeconds() - busyBefore) / seconds - serverCpu - hits.generatorCpu;
    const latency = await generator.ask('takeLatency', {});
    await generator.ask('closeStreams', {});
    await subject.stop();
    rounds.push({ ...latency, hits, serverCpu, othersCpu });
    say(
      `round ${round}: p50 ${ms(latency.p50)}, p99 ${ms(latency.p99)}, longest ${ms(latency.max)} of ${whole(latency.count)}; ` +
        `others used ${percent(othersCpu)} of a core`,
    );
  }

  const of = (/** @type {'p50' | 'p99' | 'max'} */ key) => median(rounds.map((round) => round[key]));
  const expected = RATE * lengths.arrivalSeconds * WATCHERS_PER_SITE;
  const fewest = Math.min(...rounds.map(({ count }) => count));
  const isAll = fewest === expected && rounds.every(({ hits }) => hits.statuses[202] === RATE * lengths.arrivalSeconds);
  return {
    rows: [
      {
        figure: `hit → frame, ${whole(RATE)} hits/s over ${sites.length} sites, ${WATCHERS_PER_SITE} watchers each`,
        target: `p50 ≤ ${TARGET_P50_MS} ms, p99 ≤ ${TARGET_P99_MS} ms`,
        reached: `p50 ${ms(of('p50'))}, p99 ${ms(of('p99'))}`,
        isMet: isAll && of('p50') <= TARGET_P50_MS && of('p99') <= TARGET_P99_MS,
      },
    ],
    tables: [
      {
        title: `Hit → frame at ${whole(RATE)} hits/s: from the hit, or the end of the running window`,
        lines: table([
          ['round', 'p50', 'p99', 'longest', 'acknowledged p99', 'server', 'generator', 'others'],
          ...rounds.map(({ p50, p99, max, hits, serverCpu, othersCpu }, i) => [
            String(i + 1),
            ...[p50, p99, max, hits.latencyMs.p99].map(ms),
            ...[serverCpu, hits.generatorCpu, othersCpu].map(percent),
          ]),
        ]),
      },
    ],
    notes: isAll
      ? []
      : [`Not every hit was seen by both watchers: ${whole(fewest)} of ${whole(expected)} sights in a round.`],
    raw: { rounds },
  };
}
