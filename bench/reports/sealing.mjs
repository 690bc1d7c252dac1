// How long a million hits take to become segments, and how long new hits wait to be acknowledged meanwhile: the server's recorder,
// analyst and sealing in one process, as it puts them together, without HTTP.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ms, whole } from '../report/numbers.mjs';
import { makeFolder, removeFolder } from '../subjects/subject.mjs';
import { fillDataFolder } from './kept-data.mjs';
import { hitsOfDays } from './made-hits.mjs';

const TARGET_S = 10;
const TARGET_ACK_MS = 25;
const probe = fileURLToPath(new URL('sealing-probe.mjs', import.meta.url));

/** @param {string[]} args @returns {Promise<any>} */
function run(args) {
  const child = spawn(process.execPath, [probe, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`it ended with ${code}`))));
  });
}

/** @param {import('../report.mjs').Bench} bench */
export async function sealing({ folder, say, lengths }) {
  const { hits, days } = lengths.sealed;
  const parent = makeFolder(folder);
  const dataDir = join(parent, 'data');
  mkdirSync(dataDir);
  const perDay = hitsOfDays(hits * 10).slice(0, days);
  const scale = hits / perDay.reduce((sum, count) => sum + count, 0);
  const made = await fillDataFolder(
    dataDir,
    perDay.map((count) => Math.round(count * scale)),
    say,
  );
  const { seconds, acks, rate, quiet } = await run([dataDir, `${days}`]);
  removeFolder(parent);
  return {
    rows: [
      {
        figure: `sealing ${whole(made)} hits of ${days} days`,
        target: `≤ ${TARGET_S} s per million`,
        reached: `${((seconds / made) * 1e6).toFixed(1)} s`,
        isMet: (seconds / made) * 1e6 <= TARGET_S,
      },
      {
        figure: `… acknowledgement p99 meanwhile, at ${whole(rate)} hits/s`,
        target: `≤ ${TARGET_ACK_MS} ms`,
        reached: `${ms(acks.p99)} (before: ${ms(quiet.p99)})`,
        isMet: acks.p99 <= TARGET_ACK_MS,
      },
    ],
    tables: [],
    notes: [],
    raw: { made, seconds, acks, quiet },
  };
}
