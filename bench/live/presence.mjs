// A million visitors in presence, without HTTP: what they take of memory, what an arrival and a beat cost, and what silence
// costs to find while 67,000 beats a second come in and 3,300 visitors a second go, half of them without a word. In a process of
// its own for each round, so that memory is theirs alone.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median, table, whole } from '../report/numbers.mjs';

/** Each with lists of its own, which a processor's caches do not hold all at once. */
const MANY_SITES = 50;
const TARGET_MB = 300;
const TARGET_SWEEP_MS = 10;
const TARGET_US = 2;
const MB = 1024 * 1024;
const probe = fileURLToPath(new URL('presence-probe.mjs', import.meta.url));

/** Fills presence in a process of its own. @param {number} visitors @param {number} sites */
async function fill(visitors, sites) {
  const args = ['--expose-gc', probe, String(visitors), String(sites)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

/** @param {import('../live.mjs').Bench} bench */
export async function presence({ say, lengths }) {
  const rounds = [];
  const spread = [];
  for (let round = 1; round <= lengths.rounds; round += 1) {
    const result = await fill(lengths.visitors, 1);
    rounds.push(result);
    spread.push(await fill(lengths.visitors, MANY_SITES));
    say(`round ${round}: ${Math.round(result.bytes / MB)} MB, ${whole(result.visitors)} live at the end`);
  }
  const of = (/** @type {string} */ key) => median(rounds.map((round) => round[key]));
  const megabytes = Math.max(of('bytes'), of('residentBytes')) / MB;
  const arriveUs = Math.max(of('arriveUs'), of('laterArriveUs'));
  const spreadOf = (/** @type {string} */ key) => median(spread.map((round) => round[key]));
  const spreadArriveUs = Math.max(spreadOf('arriveUs'), spreadOf('laterArriveUs'));
  const spreadRenewUs = spreadOf('renewUs');
  const us = (/** @type {number} */ value) => `${value.toFixed(2)} µs`;
  // Who fell silent is there for up to 40 s more, so there are some more than stay.
  const isAll = rounds.every(({ visitors }) => visitors >= lengths.visitors);
  return {
    rows: [
      {
        figure: `presence with ${whole(lengths.visitors)} live visitors: memory`,
        target: `≤ ${TARGET_MB} MB`,
        reached: `${Math.round(megabytes)} MB`,
        isMet: isAll && megabytes <= TARGET_MB,
      },
      {
        figure: '… sweep, per second; mean and worst second',
        target: `≤ ${TARGET_SWEEP_MS} ms`,
        reached: `${of('meanSweepMs').toFixed(1)}, ${of('mostSweepMs').toFixed(1)} ms`,
        isMet: isAll && of('mostSweepMs') <= TARGET_SWEEP_MS,
      },
      {
        figure: '… an arrival, a renewal, on one site',
        target: `≤ ${TARGET_US} µs`,
        reached: `${us(arriveUs)}, ${us(of('renewUs'))}`,
        isMet: isAll && arriveUs <= TARGET_US && of('renewUs') <= TARGET_US,
      },
      {
        figure: `… the same, over ${MANY_SITES} sites`,
        target: `≤ ${TARGET_US} µs`,
        reached: `${us(spreadArriveUs)}, ${us(spreadRenewUs)}`,
        isMet: isAll && spreadArriveUs <= TARGET_US && spreadRenewUs <= TARGET_US,
      },
    ],
    tables: [
      {
        title: `${whole(lengths.visitors)} live visitors, medians of ${rounds.length}`,
        lines: table([
          ['', ''],
          ['arrivals, from empty', us(of('arriveUs'))],
          ['arrivals, beside all the others', us(of('laterArriveUs'))],
          ['renewals', us(of('renewUs'))],
          ['longest single sweep (four a second)', `${of('longestSweepMs').toFixed(1)} ms`],
          ['heap and buffers', `${Math.round(of('bytes') / MB)} MB`],
          ['resident', `${Math.round(of('residentBytes') / MB)} MB`],
        ]),
      },
    ],
    notes: isAll ? [] : ['Not all of them were live at the end: the figures do not count.'],
    raw: { rounds },
  };
}
