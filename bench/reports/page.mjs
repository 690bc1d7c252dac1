// All of a dashboard's page in one request: figures, chart and eight tables. Warm, cold from the disk, and with what is remembered of
// days that cannot change.
import { spawnSync } from 'node:child_process';
import { median, ms } from '../report/numbers.mjs';
import { startAnalyst } from './ask.mjs';
import { keptData, openStored } from './kept-data.mjs';
import { wholePage } from './questions.mjs';

const TARGETS = { warm: 150, cold: 500, off: 400, on: 60, again: 10 };

/** Has the system forget what it has of a file in memory. @param {string} file @returns whether it said that it did */
const dropFromCache = (file) => spawnSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none']).status === 0;

/** @param {import('../report.mjs').Bench} bench */
export async function page({ say, lengths }) {
  const { databaseFile } = await import('../../dist/server/store/open.js');
  const kept = await keptData(lengths.hits, say);
  const stored = await openStored(kept.dataDir);
  stored.close();
  const start = (/** @type {boolean} */ remembers) => startAnalyst(kept.dataDir, stored.site, { remembers });
  const [filtered, all] = [wholePage({ range: 30, isFiltered: true }), wholePage({ range: 90, isFiltered: false })];
  /** Of another question, so that its columns are there and its answer is not. */
  const other = wholePage({ range: 90, isFiltered: true });

  const took = {
    ...{ warm: /** @type {number[]} */ ([]), cold: /** @type {number[]} */ ([]), off: /** @type {number[]} */ ([]) },
    ...{ on: /** @type {number[]} */ ([]), again: /** @type {number[]} */ ([]) },
  };
  let isDropped = true;
  const off = await start(false);
  for (const request of [filtered, all]) await off.ask(request);
  const answer = JSON.stringify(await off.ask(all));
  for (let round = 1; round <= lengths.rounds; round += 1) {
    isDropped = dropFromCache(databaseFile(kept.dataDir)) && isDropped;
    const cold = await start(false);
    took.cold.push(await cold.time(filtered));
    await cold.close();

    took.warm.push(await off.time(filtered));
    took.off.push(await off.time(all));

    // What a dashboard has asked before it is opened at ninety days: each day's answers, of other ranges.
    const on = await start(true);
    await on.ask(other);
    for (const range of lengths.before) await on.ask({ ...all, range });
    took.on.push(await on.time(all));
    took.again.push(await on.time(all));
    if (JSON.stringify(await on.ask(all)) !== answer) throw new Error('what was remembered is not what is answered');
    await on.close();
    say(`round ${round} of ${lengths.rounds}`);
  }
  await off.close();

  const row = (/** @type {keyof typeof TARGETS} */ name, /** @type {string} */ figure) => ({
    figure,
    target: `≤ ${TARGETS[name]} ms`,
    reached: ms(median(took[name])),
    isMet: median(took[name]) <= TARGETS[name],
  });
  return {
    rows: [
      row('warm', 'the whole page, 30 days of one country: decoded'),
      row('cold', isDropped ? '… cold from the disk' : '… cold, though from the system’s cache'),
      row('off', 'the whole page, 90 days'),
      row('on', '… with what is remembered of other ranges'),
      row('again', '… the same again'),
    ],
    tables: [],
    notes: isDropped ? [] : ['The system’s cache could not be emptied of the file (dd iflag=nocache).'],
    raw: { took },
  };
}
