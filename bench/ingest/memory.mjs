// How much memory the process keeps after many hits by many visitors, of whom a thousand are live, when a report has been
// asked for (so the analyst holds the day) and the garbage of every thread is collected.
import { whole } from '../report/numbers.mjs';
import { SITE, signIn, startSubject } from '../subjects/subject.mjs';

const TARGET_MB = 180;
const LIVE = 1_000;
const CONNECTIONS = 256;
/** Every hit is the view of a page that was come to from another one; three pages make a visit. */
const PASSING = { size: LIVE, navigateEvery: 1, pagesPerVisit: 3 };
/** Who has left is gone after the grace of 3 s. */
const GONE_MS = 4_000;
const AGAIN_MS = 3_000;
const MOST_TRIES = 10;
const COLLECTED_MS = 1_000;
/** A collection gives the room of the young generation back when the process has been quiet for a while, and not before. */
const QUIET_MS = 20_000;

const MB = 1024 * 1024;
const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
const collector = new URL('../subjects/collect-garbage.mjs', import.meta.url).href;

/** @param {import('../ingest.mjs').Bench} bench */
export async function memory({ generator, folder, say, lengths }) {
  const subject = await startSubject('headcount', folder, ['--expose-gc', '--import', collector]);
  const load = { name: 'passing', port: subject.port, connections: CONNECTIONS };
  const { api } = await signIn(subject);
  const atStart = subject.residentBytes();
  await generator.ask('populate', { ...load, population: PASSING });
  // Each hit is preceded by the leave of the page before.
  const { statuses } = await generator.ask('hits', { ...load, count: 2 * lengths.memoryHits });
  await pause(GONE_MS);
  await generator.ask('renew', load);
  const queries = [{ metrics: ['visitors', 'visits', 'pageviews'], dimensions: ['time:hour'] }];
  const today = () => api(`/api/sites/${SITE}/report`, { range: 'today', queries });
  // On a busy machine the day may take longer to read than a question may: then it is read on, and asked for again.
  for (let tries = 0; !(await today().catch(() => false)) && tries < MOST_TRIES; tries += 1) await pause(AGAIN_MS);
  await today();
  const { visitors } = await api(`/api/sites/${SITE}/live`);
  const beforeCollection = subject.residentBytes();
  await pause(QUIET_MS);
  for (let times = 0; times < 2; times += 1) {
    subject.signal('SIGWINCH');
    await pause(COLLECTED_MS);
  }
  const resident = subject.residentBytes();
  await subject.stop();
  say(`${whole(statuses[202] ?? 0)} hits, ${whole(visitors)} live`);

  const inMb = (/** @type {number} */ bytes) => `${Math.round(bytes / MB)} MB`;
  return {
    rows: [
      {
        figure: `resident memory after ${whole(lengths.memoryHits)} hits and a GC, analyst opened, ${whole(LIVE)} live`,
        target: `≤ ${TARGET_MB} MB`,
        reached: Number.isNaN(resident) ? 'this system does not tell' : inMb(resident),
        isMet: resident <= TARGET_MB * MB && visitors >= LIVE && (statuses[202] ?? 0) > 0.99 * lengths.memoryHits,
      },
    ],
    tables: [],
    notes: [
      `Resident memory: ${inMb(atStart)} after the start, ${inMb(beforeCollection)} before the GC, which came ${QUIET_MS / 1_000} s after the last hit; ` +
        `${whole(statuses[202] ?? 0)} hits were acknowledged, ${whole(visitors)} visitors live at the end.`,
    ],
    raw: { resident, beforeCollection, atStart, statuses, visitors },
  };
}
