// How many hits per second are acknowledged, beside what answering costs at the least. In each round the subjects are fresh
// processes with fresh folders, and take turns of a second (A B C D, A B C D, …): machines are slow for seconds on end, and what is
// compared has to meet the same ones. A ratio is of one round; of three rounds the median counts.
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
const TURN_SECONDS = 1;
/** Above it the generator and not the server may have been what was slow. */
const BUSY = 0.95;
/** What other programs of the machine may use, in cores, before a round counts as disturbed. */
const DISTURBED = 0.15;

/** @typedef {keyof typeof SUBJECTS} SubjectName */
/** @typedef {import('../subjects/subject.mjs').Subject} Subject */
/** @typedef {import('../load/loops.mjs').Statuses} Statuses */
/** @typedef {{subject: SubjectName, load: string, round: number, hitsPerSecond: number, statuses: Statuses, generatorCpu: number, subjectCpu: number, othersCpu: number}} Round CPU in cores */

/** Every subject takes its turns under this load; what each did, and what it took. CPU in cores. */
async function takeTurns(
  /** @type {import('../ingest.mjs').Bench['generator']} */ generator,
  /** @type {readonly Subject[]} */ subjects,
  /** @type {object} */ load,
  /** @type {number} */ turns,
) {
  const sums = subjects.map(() => ({
    seconds: 0,
    busy: 0,
    subjectCpu: 0,
    generatorCpu: 0,
    statuses: /** @type {Statuses} */ ({}),
  }));
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [index, subject] of subjects.entries()) {
      const sum = /** @type {typeof sums[number]} */ (sums[index]);
      const [cpuBefore, busyBefore] = [subject.cpuSeconds(), busySeconds()];
      const { seconds, statuses, generatorCpu } = await generator.ask('arrivals', {
        ...{ port: subject.port, seconds: TURN_SECONDS },
        ...load,
      });
      sum.subjectCpu += subject.cpuSeconds() - cpuBefore;
      sum.busy += busySeconds() - busyBefore;
      sum.generatorCpu += generatorCpu * seconds;
      sum.seconds += seconds;
      for (const [status, count] of Object.entries(statuses))
        sum.statuses[status] = (sum.statuses[status] ?? 0) + count;
    }
  }
  return sums.map(({ seconds, busy, subjectCpu, generatorCpu, statuses }) => ({
    statuses,
    hitsPerSecond: (statuses[202] ?? 0) / seconds,
    generatorCpu: generatorCpu / seconds,
    subjectCpu: subjectCpu / seconds,
    othersCpu: (busy - subjectCpu - generatorCpu) / seconds,
  }));
}

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
    const subjects = [];
    for (const name of /** @type {SubjectName[]} */ (Object.keys(SUBJECTS)))
      subjects.push(await startSubject(name, folder));
    const loads = [
      ['warming up', { connections: WARM_UP_CONNECTIONS }, lengths.warmUpSeconds],
      ...Object.entries(LOADS),
    ];
    for (const [load, options, seconds = lengths.roundSeconds] of /** @type {[string, object, number?][]} */ (loads)) {
      const took = await takeTurns(generator, subjects, options, seconds / TURN_SECONDS);
      for (const [index, { name }] of subjects.entries()) {
        const one = /** @type {typeof took[number]} */ (took[index]);
        if (name === 'headcount') acknowledged += one.statuses[202] ?? 0;
        if (!(load in LOADS)) continue;
        rounds.push({ subject: name, load, round, ...one });
        const others = `others: ${percent(one.othersCpu)} of a core`;
        say(
          `round ${round}, ${SUBJECTS[/** @type {SubjectName} */ (name)].title}, ${load}: ${whole(one.hitsPerSecond)}/s (${others})`,
        );
      }
    }
    for (const subject of subjects) {
      const isOurs = subject.name === 'headcount';
      await subject.stop({ keepFolder: isOurs });
      if (!isOurs) continue;
      stored += await countStored(subject.folder);
      removeFolder(subject.folder);
    }
  }

  const of = (/** @type {string} */ subject, /** @type {string} */ load) =>
    rounds.filter((one) => one.subject === subject && one.load === load);
  const hitsPerSecond = (/** @type {string} */ subject, /** @type {string} */ load) =>
    median(of(subject, load).map((one) => one.hitsPerSecond));
  /** The median of the rounds' own ratios. */
  const ratioTo = (/** @type {string} */ subject, /** @type {string} */ load) =>
    median(
      of(subject, load).map((one, index) => one.hitsPerSecond / (of('bare', load)[index]?.hitsPerSecond ?? Number.NaN)),
    );
  const reached = ratioTo('headcount', JUDGED);

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
        return `${whole(hitsPerSecond(name, load))} (${ratio(ratioTo(name, load))})`;
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
