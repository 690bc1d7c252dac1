// Whether a hit costs more beside many live visitors and open dashboards. Two servers, crowded and quiet, are loaded in
// turns; the one that waits does next to nothing. In both the hits are of visitors who are there already, and every tenth
// moves on to another page, so that the live state changes all the time while as many stay live.
import { openWatchers } from '../load/watchers.mjs';
import { median, ratio, whole } from '../report/numbers.mjs';
import { SITE, signIn, startSubject } from '../subjects/subject.mjs';

const TARGET = 0.9;
const WATCHERS = 50;
const LIVE = 100_000;
const CONNECTIONS = 256;
const NAVIGATE_EVERY = 10;

const CROWDED = { size: LIVE + 500, navigateEvery: NAVIGATE_EVERY }; // a few are always between two pages
const QUIET = { size: 300, visitors: 100, navigateEvery: NAVIGATE_EVERY }; // a page belongs to one connection

/** @param {import('../ingest.mjs').Bench} bench */
export async function live({ generator, folder, say, lengths }) {
  /** @param {string} name @param {{size: number}} population */
  async function populate(name, population) {
    const subject = await startSubject('headcount', folder);
    const { cookie, api } = await signIn(subject);
    const load = { name, port: subject.port, connections: CONNECTIONS };
    await generator.ask('populate', { ...load, population });
    // As many hits for either, so that neither's code is better compiled nor its file much larger.
    await generator.ask('hits', { ...load, count: Math.max(1, CROWDED.size - population.size) });
    await generator.ask('hits', { ...load, seconds: lengths.warmUpSeconds });
    const visitors = async () => Number((await api(`/api/sites/${SITE}/live`)).visitors);

    /** Every lease is renewed first: none may run out (40 s) while the other server was measured. */
    async function measure(frames = () => 0) {
      await generator.ask('renew', load);
      const liveBefore = await visitors();
      const framesBefore = frames();
      const { seconds, statuses, generatorCpu } = await generator.ask('hits', {
        ...load,
        seconds: lengths.pairSeconds,
      });
      const framesSent = frames() - framesBefore;
      const liveAfter = await visitors();
      return {
        hitsPerSecond: (statuses[202] ?? 0) / seconds,
        framesSent,
        liveBefore,
        liveAfter,
        statuses,
        generatorCpu,
      };
    }
    return { subject, cookie, measure };
  }

  const crowded = await populate('crowded', CROWDED);
  const quiet = await populate('quiet', QUIET);
  const watchers = await openWatchers(`${crowded.subject.address}/api/sites/${SITE}/live`, crowded.cookie, WATCHERS);

  const pairs = [];
  for (let pair = 1; pair <= lengths.pairs; pair += 1) {
    // Who begins changes, so that a machine that becomes slower or faster favours neither.
    const quietFirst = pair % 2 === 1 ? await quiet.measure() : undefined;
    const withMany = await crowded.measure(watchers.frames);
    const withFew = quietFirst ?? (await quiet.measure());
    pairs.push({ ratio: withMany.hitsPerSecond / withFew.hitsPerSecond, crowded: withMany, quiet: withFew });
    say(
      `pair ${pair}: ${whole(withMany.hitsPerSecond)}/s with ${whole(withMany.liveBefore)} live and ${whole(withMany.framesSent)} states sent, ` +
        `${whole(withFew.hitsPerSecond)}/s with ${whole(withFew.liveBefore)} live and nobody watching`,
    );
  }
  watchers.close();
  await crowded.subject.stop();
  await quiet.subject.stop();

  const reached = median(pairs.map((pair) => pair.ratio));
  const fewest = Math.min(...pairs.flatMap(({ crowded: { liveBefore, liveAfter } }) => [liveBefore, liveAfter]));
  const leastFrames = Math.min(...pairs.map((pair) => pair.crowded.framesSent));
  return {
    rows: [
      {
        figure: `hits/s with ${whole(LIVE)} live and ${WATCHERS} watchers ÷ with 100 live and none, median of ${pairs.length} pairs`,
        target: `≥ ${ratio(TARGET)}`,
        reached: ratio(reached),
        isMet: reached >= TARGET && fewest >= LIVE && leastFrames >= WATCHERS,
      },
    ],
    tables: [],
    notes: [
      `Never fewer than ${whole(fewest)} visitors were live, nor fewer than ${whole(leastFrames)} states sent to ${WATCHERS} watchers in a round.`,
      ...(fewest < LIVE ? [`That is fewer than ${whole(LIVE)}: the ratio does not count.`] : []),
    ],
    raw: { pairs, ratio: reached, fewestLive: fewest },
  };
}
