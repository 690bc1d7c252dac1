// Seals the days of a data folder while hits come in, and says how long both took: `node sealing-probe.mjs <folder> <days>`.
import { performance } from 'node:perf_hooks';
import { systemClock } from '../../dist/server/clock.js';
import { openAnalyst } from '../../dist/server/report/analyst.js';
import { createInTurn } from '../../dist/server/store/in-turn.js';
import { databaseFile, openReader } from '../../dist/server/store/open.js';
import { openRecorder } from '../../dist/server/store/recorder.js';
import { sealFinishedDays } from '../../dist/server/store/sealing.js';
import { quantiles } from '../load/loops.mjs';
import { TIMEZONE } from './made-hits.mjs';

const RATE = 1_000;
const EVERY_MS = 5;
const QUIET_MS = 2_000;

const [dataDir = '', days = ''] = process.argv.slice(2);
const path = databaseFile(dataDir);
const onDeath = (/** @type {Error} */ error) => {
  throw error;
};
const { recorder } = await openRecorder(path, systemClock, onDeath);
const analyst = openAnalyst(path, { clock: systemClock, queryBudgetMs: 60_000, onDeath, remembers: true });
const db = openReader(path);
const siteId = /** @type {number} */ (db.prepare('SELECT id FROM sites').pluck().get());
const sealed = db.prepare("SELECT count(*) FROM seals WHERE state = 'published'").pluck();

let sent = 0;
let [due, isOver] = [performance.now(), false];
/** @type {number[]} */
let acks = [];
/** @type {Promise<void>[]} */
const underWay = [];
const unknown = {
  source: '',
  channel: 'direct',
  device: 'desktop',
  browser: '',
  browserVersion: '',
  os: '',
  osVersion: '',
};
const nowhere = { country: '', region: '', city: '', language: '', screen: 'lg', host: 'example.com', path: '/' };

/** Each is timed from when it was due. */
function send() {
  for (; due <= performance.now() && !isOver; due += 1_000 / RATE) {
    const [began, id] = [due, (sent + 2 ** 32).toString(16).padStart(16, '0')];
    sent += 1;
    const row = { siteId, at: Date.now(), kind: /** @type {const} */ ('view'), pageInstance: id, seq: 0, visitor: id };
    const recorded = recorder.record({ ...row, ...unknown, ...nowhere, referrer: undefined, campaign: {} });
    underWay.push(recorded.then(() => void acks.push(performance.now() - began)));
  }
}
const sending = setInterval(send, EVERY_MS);

await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
const quiet = quantiles(Float64Array.from(acks));
acks = [];
const began = performance.now();
const sealing = sealFinishedDays({
  ...{ clock: systemClock, recorder, sites: () => [{ id: siteId, timezone: TIMEZONE }], mayBegin: () => true },
  ...{
    inTurn: createInTurn(),
    ask: analyst.seal,
    restart: analyst.restart,
    log: { warn: (line) => process.stderr.write(`${line}\n`) },
  },
});
while (Number(sealed.get()) < Number(days)) await new Promise((resolve) => setTimeout(resolve, 20));
const seconds = (performance.now() - began) / 1_000;
isOver = true;
clearInterval(sending);
await Promise.all(underWay);
await sealing.close();
await analyst.close();
db.close();
await recorder.close();
process.stdout.write(JSON.stringify({ seconds, rate: RATE, acks: quantiles(Float64Array.from(acks)), quiet }));
