// What many watchers cost: ten thousand dashboards of one site that changes once a second, while other sites are hit five
// hundred times a second. Beside it a server that does nothing but parse the same hits, answer them, and write the same bytes
// to as many streams. The two take turns, each time as a fresh process.
import { busySeconds } from '../report/machine.mjs';
import { median, ms, percent, ratio, table, whole } from '../report/numbers.mjs';
import { SUBJECTS, signIn, startSubject } from '../subjects/subject.mjs';
import { MANY_STREAMS } from './many-streams.mjs';

const WATCHED = 'watched.example';
const ELSEWHERE = 'elsewhere.example';
/** One hit of the watched site makes one frame for each watcher; whom it brings is there longer than the round. */
const FRAMES_PER_SECOND = 1;
const HITS_PER_SECOND = 500;
const CONNECTIONS = 64;
const WARM_UP_SECONDS = 3;
/** By then the lists of a state are full, and every frame is as large as the one that the bare server is given. */
const FILL_SECONDS = 12;
const TARGET_RATIO = 1.5;
const TARGET_MB = 400;
/** Rounds with more or fewer frames are not of the same work; the end of a minute is a frame more. */
const FRAMES_MAY_DIFFER = 0.1;
/** A server says of itself that it is warm when it has run for so long; that is a frame, too. */
const WARM_MS = 17_000;

const MB = 1024 * 1024;
const pause = (/** @type {number} */ time) => new Promise((resolve) => setTimeout(resolve, time));

/** @typedef {{subject: string, cpu: number, hitsAloneCpu: number, framesPerSecond: number, bytesPerFrame: number, generatorCpu: number, othersCpu: number, residentBytes: number, broken: number, latency: import('../load/histogram.mjs').Spread}} Round CPU in cores */

/** @param {import('../live.mjs').Bench} bench */
export async function fanOut({ generator, folder, say, lengths }) {
  const { watchers, fanOutSeconds: seconds } = lengths;
  const elsewhere = { sites: [ELSEWHERE], rate: HITS_PER_SECOND, connections: CONNECTIONS };
  const watched = { sites: [WATCHED], rate: FRAMES_PER_SECOND, connections: 1 };

  /**
   * @param {'headcount' | 'broadcast'} name
   * @param {object} [frame] what the bare server is to send
   */
  async function measure(name, frame) {
    const subject = await startSubject(name, folder, [], {
      env: { ...MANY_STREAMS, SITES: `${WATCHED},${ELSEWHERE}` },
    });
    const startedAt = performance.now();
    const { port } = subject;
    const hit = (/** @type {object[]} */ loads, /** @type {number} */ time) =>
      generator.ask('numberedHits', { port, loads, seconds: time });
    const path = `/api/sites/${WATCHED}/live`;
    if (frame) await fetch(subject.address + path, { method: 'PUT', body: JSON.stringify(frame) });
    const owner = frame ? undefined : await signIn(subject);

    await generator.ask('openStreams', { name, port, path, cookie: owner?.cookie ?? '', count: watchers });
    await pause(Math.max(0, startedAt + WARM_MS - performance.now()));
    await hit([elsewhere, watched], FILL_SECONDS);
    await generator.ask('takeLatency', {});
    const before = await generator.ask('lookAtStreams', { name });
    const [cpuBefore, busyBefore, began] = [subject.cpuSeconds(), busySeconds(), performance.now()];
    const [{ generatorCpu }] = await hit([elsewhere, watched], seconds);
    const took = (performance.now() - began) / 1_000;
    const cpu = (subject.cpuSeconds() - cpuBefore) / took;
    const othersCpu = (busySeconds() - busyBefore) / took - cpu - generatorCpu;
    const after = await generator.ask('lookAtStreams', { name });
    const latency = await generator.ask('takeLatency', {});
    const residentBytes = subject.residentBytes();
    const state = await owner?.api(path);
    await generator.ask('closeStreams', {});
    await hit([elsewhere], WARM_UP_SECONDS);
    const cpuAfterwards = subject.cpuSeconds();
    await hit([elsewhere], seconds / 2);
    const hitsAloneCpu = (subject.cpuSeconds() - cpuAfterwards) / (seconds / 2);
    await subject.stop();

    const frames = after.frames - before.frames;
    const round = {
      subject: name,
      ...{ cpu, hitsAloneCpu, generatorCpu, othersCpu, residentBytes, latency },
      framesPerSecond: frames / watchers / took,
      bytesPerFrame: (after.bytes - before.bytes) / frames,
      broken: after.broken + after.refused,
    };
    say(
      `${name}: ${percent(cpu)} of a core, ${percent(hitsAloneCpu)} without watchers; ` +
        `${ratio(round.framesPerSecond)} frames/s of ${whole(round.bytesPerFrame)} bytes each; others used ${percent(othersCpu)}`,
    );
    return { round, state };
  }

  /** @type {Round[]} */
  const rounds = [];
  for (let turn = 1; turn <= lengths.rounds; turn += 1) {
    const { round, state } = await measure('headcount');
    rounds.push(round, (await measure('broadcast', state)).round);
  }

  const of = (/** @type {string} */ subject) => rounds.filter((round) => round.subject === subject);
  const cpuOf = (/** @type {string} */ subject) => median(of(subject).map(({ cpu }) => cpu));
  const fanOutOf = (/** @type {string} */ subject) =>
    median(of(subject).map(({ cpu, hitsAloneCpu }) => cpu - hitsAloneCpu));
  const reached = cpuOf('headcount') / cpuOf('broadcast');
  const resident = Math.max(...of('headcount').map(({ residentBytes }) => residentBytes));
  const broken = of('headcount').reduce((sum, round) => sum + round.broken, 0);
  const isSameWork = rounds.every(
    ({ framesPerSecond }) => Math.abs(framesPerSecond - FRAMES_PER_SECOND) <= FRAMES_MAY_DIFFER,
  );
  return {
    rows: [
      {
        figure: `CPU with ${whole(watchers)} watchers × 1 frame/s and ${HITS_PER_SECOND} hits/s ÷ a bare broadcast`,
        target: `≤ ${ratio(TARGET_RATIO)}`,
        reached: `${ratio(reached)} (${percent(cpuOf('headcount'))} of a core)`,
        isMet: isSameWork && reached <= TARGET_RATIO,
      },
      {
        figure: 'of these streams, closed without bye; resident memory with all of them',
        target: `none, ≤ ${TARGET_MB} MB`,
        reached: `${broken}, ${Math.round(resident / MB)} MB`,
        isMet: broken === 0 && resident <= TARGET_MB * MB,
      },
    ],
    tables: [
      {
        title: `${whole(watchers)} watchers of one site, ${HITS_PER_SECOND} hits/s elsewhere (CPU in shares of a core)`,
        lines: table([
          ['', 'CPU', 'hits alone', 'frames/s', 'bytes each', 'hit → frame p99', 'MB', 'generator', 'others'],
          ...rounds.map((round) => [
            round.subject === 'headcount' ? SUBJECTS.headcount.title : 'bare broadcast',
            ...[round.cpu, round.hitsAloneCpu].map(percent),
            ratio(round.framesPerSecond),
            whole(round.bytesPerFrame),
            round.subject === 'headcount' ? ms(round.latency.p99) : '–',
            whole(round.residentBytes / MB),
            ...[round.generatorCpu, round.othersCpu].map(percent),
          ]),
        ]),
      },
    ],
    notes: [
      `Watchers alone, that is less what the hits cost without any: ${ratio(fanOutOf('headcount') / fanOutOf('broadcast'))} of the bare broadcast, ` +
        `${whole((fanOutOf('headcount') / watchers / FRAMES_PER_SECOND) * 1e6)} µs per frame and watcher.`,
      ...(isSameWork ? [] : ['Not every round had one frame per second and watcher: its ratio does not count.']),
    ],
    raw: { rounds, ratio: reached, residentBytes: resident, broken },
  };
}
