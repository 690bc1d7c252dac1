// How many hits per second are acknowledged, beside what answering costs at the least. The subjects take turns (A B C D,
// A B C D, …), each time as a fresh process with a fresh folder, so that a slow minute of the machine meets all of them.
import { busySeconds } from '../report/machine.mjs';
import { median, percent, ratio, table, whole } from '../report/numbers.mjs';
import { removeFolder, SUBJECTS, startSubject } from '../subjects/subject.mjs';

const TARGET = 0.5;
const WARM_UP_CONNECTIONS = 256;

/** What the generator does: its command's options, by the title of the column. */
const LOADS = {
  64: { connections: 64 },
  256: { connections: 256 },
  '1,024': { connections: 1_024 },
  'one per hit': { connections: 64, perHit: true },
};
/** The column that the target is about. */
const JUDGED = '256';
/** Above it the generator and not the server may have been what was slow. */
const BUSY = 0.95;
/** What other programs of the machine may use, in cores, before a round counts as disturbed. */
const DISTURBED = 0.15;

/** @typedef {keyof typeof SUBJECTS} SubjectName */
/** @typedef {{subject: SubjectName, load: string, round: number, hitsPerSecond: number, statuses: import('../load/loops.mjs').Statuses, generatorCpu: number, subjectCpu: number, othersCpu: number}} Round CPU in cores */

async function countStored(/** @type {string} */ folder) {
  const { databaseFile, openReader } = await import('../../dist/server/store/open.js');
  const reader = openReader(databaseFile(folder));
  const count = Number(reader.prepare('SELECT count(*) FROM hits').pluck().get());
  reader.close();
  return count;
}

/** @param {import('../ingest.mjs').Bench} bench */
export async function throughput({ generator, folder, say, lengths }) {
  /** @type {Round[]} */
  const rounds = [];
  let [acknowledged, stored] = [0, 0];

  for (let round = 1; round <= lengths.rounds; round += 1) {
    for (const name of /** @type {SubjectName[]} */ (Object.keys(SUBJECTS))) {
      const subject = await startSubject(name, folder);
      const ask = (/** @type {object} */ load, /** @type {number} */ seconds) =>
        generator.ask('arrivals', { port: subject.port, seconds, ...load });
      const warmUp = await ask({ connections: WARM_UP_CONNECTIONS }, lengths.warmUpSeconds);
      let taken = warmUp.statuses[202] ?? 0;
      for (const [load, options] of Object.entries(LOADS)) {
        const cpuBefore = subject.cpuSeconds();
        const busyBefore = busySeconds();
        const { seconds, statuses, generatorCpu } = await ask(options, lengths.roundSeconds);
        const subjectCpu = (subject.cpuSeconds() - cpuBefore) / seconds;
        const othersCpu = (busySeconds() - busyBefore) / seconds - subjectCpu - generatorCpu;
        const hitsPerSecond = (statuses[202] ?? 0) / seconds;
        taken += statuses[202] ?? 0;
        rounds.push({ subject: name, load, round, hitsPerSecond, statuses, generatorCpu, subjectCpu, othersCpu });
        say(
          `round ${round}, ${SUBJECTS[name].title}, ${load}: ${whole(hitsPerSecond)}/s (others: ${percent(othersCpu)} of a core)`,
        );
      }
      await subject.stop({ keepFolder: name === 'headcount' });
      if (name !== 'headcount') continue;
      acknowledged += taken;
      stored += await countStored(subject.folder);
      removeFolder(subject.folder);
    }
  }

  const of = (/** @type {string} */ subject, /** @type {string} */ load) =>
    rounds.filter((one) => one.subject === subject && one.load === load);
  const hitsPerSecond = (/** @type {string} */ subject, /** @type {string} */ load) =>
    median(of(subject, load).map((one) => one.hitsPerSecond));
  const reached = hitsPerSecond('headcount', JUDGED) / hitsPerSecond('bare', JUDGED);

  return {
    rows: [
      {
        figure: `hits/s acknowledged after fsync ÷ bare node:http, ${JUDGED} connections`,
        target: `≥ ${ratio(TARGET)}`,
        reached: `${ratio(reached)} (${whole(hitsPerSecond('headcount', JUDGED))}/s)`,
        isMet: reached >= TARGET,
      },
      {
        figure: 'acknowledged hits that are in the database afterwards',
        target: 'all',
        reached: `${whole(stored)} of ${whole(acknowledged)}`,
        isMet: stored >= acknowledged, // some were stored whose acknowledgement came after the round
      },
    ],
    tables: [{ title: 'Hits per second, acknowledged, by connections (÷ bare node:http)', lines: comparison(rounds) }],
    notes: notesOn(rounds),
    raw: { rounds, ratio: reached, acknowledged, stored },
  };

  function comparison(/** @type {Round[]} */ all) {
    const loads = Object.keys(LOADS);
    const lines = Object.entries(SUBJECTS).map(([name, { title }]) => [
      title,
      ...loads.map((load) => {
        const perSecond = hitsPerSecond(name, load);
        return `${whole(perSecond)} (${ratio(perSecond / hitsPerSecond('bare', load))})`;
      }),
    ]);
    const cpu = (/** @type {'generatorCpu' | 'subjectCpu'} */ whose, /** @type {string} */ subject) =>
      loads.map((load) => percent(median(of(subject, load).map((one) => one[whose]))));
    return all.length === 0
      ? []
      : table([
          ['', ...loads],
          ...lines,
          ['CPU: the generator, before bare node:http', ...cpu('generatorCpu', 'bare')],
          ['CPU: bare node:http', ...cpu('subjectCpu', 'bare')],
          ['CPU: the generator, before this server', ...cpu('generatorCpu', 'headcount')],
          ['CPU: this server', ...cpu('subjectCpu', 'headcount')],
        ]);
  }

  function notesOn(/** @type {Round[]} */ all) {
    const busy = Object.keys(LOADS).filter(
      (load) => median(of('bare', load).map(({ generatorCpu }) => generatorCpu)) >= BUSY,
    );
    const others = all.filter(({ statuses }) => Object.keys(statuses).some((status) => status !== '202'));
    const disturbed = all.filter(({ othersCpu }) => othersCpu > DISTURBED);
    return [
      ...(disturbed.length > 0
        ? [
            `${disturbed.length} of ${all.length} rounds were disturbed: other programs used the processor meanwhile. Measure again.`,
          ]
        : []),
      ...busy.map(
        (load) => `${load}: the generator was busy all the time, so these ratios flatter all but the first row.`,
      ),
      ...others.map(
        ({ subject, load, round, statuses }) =>
          `round ${round}, ${SUBJECTS[subject].title}, ${load}: not every answer was 202: ${JSON.stringify(statuses)}`,
      ),
    ];
  }
}
