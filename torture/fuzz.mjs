// Row 13: a million requests that are almost right, and raw bytes that are not, while a harmless question is asked every 50 ms;
// afterwards every stored row is looked at. One request in twelve is valid and must be taken: else it would prove nothing.
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createAsker, sendRaw } from './fuzz-client.mjs';
import { createMessages, toBytes } from './fuzz-messages.mjs';
import { startProbe } from './fuzz-probe.mjs';
import { createRawRequests } from './fuzz-raw.mjs';
import { checkRows } from './fuzz-rows.mjs';
import { CannotRun } from './harness.mjs';
import { rssMb, watchProcess } from './ingest-watch.mjs';
import { SITE } from './server.mjs';
import { Database } from './stored.mjs';

export const name = 'fuzz';
export const row = 13;
export const minutes = 12;
export const title = 'mutated requests and raw bytes at the collector';
export const target =
  '0 × 5xx, 0 crashes, 0 rows outside the schema, nothing smuggled, loop lag ≤ 200 ms, memory back within 64 MB of its base';

const ASKERS = 24;
const RAW_AT_ONCE = 12;
/** Of all requests. */
const RAW_SHARE = 0.08;
const MOST_LAG_MS = 200;
const MOST_GROWTH_MB = 64;
/** Requests after which the server's memory counts as its base: by then its code is compiled and its tables have grown. */
const BASE_SHARE = 0.15;

const main = fileURLToPath(new URL('../dist/headcount.js', import.meta.url));

/** An ingest key, as its owner makes one beside the running server. @param {string} dataDir @returns {string} */
export function makeKey(dataDir) {
  const env = { PATH: process.env.PATH ?? '', DATA_DIR: dataDir };
  const { stdout, stderr } = spawnSync(process.execPath, [main, 'key', 'add', SITE], { env, encoding: 'utf8' });
  const key = /\bhc_\S+/.exec(stdout)?.[0];
  if (key === undefined) throw new CannotRun(`the command line makes no ingest key: ${stderr.trim() || stdout.trim()}`);
  return key;
}

/** Runs `task` `count` times, so many at once. */
async function inParallel(width, count, task) {
  let left = count;
  const worker = async (id) => {
    while (left > 0) {
      left -= 1;
      await task(id);
    }
  };
  await Promise.all(Array.from({ length: width }, (_, id) => worker(id)));
}

/** The check of rows must notice what does not belong. A row is spoiled in a copy of the truth: the server has ended. */
function control(dataDir, span, badBefore) {
  const db = new Database(`${dataDir}/headcount.db`);
  db.exec("UPDATE hits SET path = 'no slash' || char(10) WHERE id = (SELECT min(id) FROM hits)");
  db.exec("UPDATE hits SET title = CAST(x'ff' AS TEXT), seq = -1 WHERE id = (SELECT max(id) FROM hits)");
  db.close();
  const found = checkRows(dataDir, span, true).badRows - badBefore;
  return { badRowsOfTwoSpoiled: found, passed: found === 2 };
}

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const { random } = context;
  const total = context.size(1_000_000, 8_000);
  const dataDir = context.folder();
  const server = await context.startServer({ dataDir, env: { BALLAST_MB: '0', LOG_LEVEL: 'error' } });
  const { port } = server;
  const from = Date.now();
  const key = makeKey(dataDir);
  const nextMessage = createMessages(random, { site: SITE, key, hasPixel: true });
  const nextRaw = createRawRequests(random, { site: SITE, host: `localhost:${port}` });

  const numbers = { requests: 0, statuses: {}, serverErrors: 0, unanswered: 0, valid: 0, validTaken: 0, heldOpen: 0 };
  const count = (status, what) => {
    numbers.statuses[status] = (numbers.statuses[status] ?? 0) + 1;
    if (status < 500) return;
    numbers.serverErrors += 1;
    if (numbers.serverErrors <= 20) context.note(`${status} to ${what()}`);
  };

  const askers = Array.from({ length: ASKERS }, () => createAsker(port));
  async function askOne(id) {
    const message = nextMessage();
    const bytes = toBytes(message, `localhost:${port}`);
    const status = await askers[id].ask(bytes, message.method);
    numbers.requests += 1;
    const show = () => JSON.stringify(bytes.toString('latin1').slice(0, 3000));
    if (status === 0) {
      numbers.unanswered += 1;
      if (numbers.unanswered <= 20) context.note(`no answer to ${show()}`);
    } else count(status, show);
    if (!message.isValid) return;
    numbers.valid += 1;
    if (status === 202 || status === 204) numbers.validTaken += 1;
    else context.note(`${status} to a valid ${show()}`);
  }
  async function sendOne() {
    const request = nextRaw();
    const { statuses, wasClosed } = await sendRaw(port, request);
    numbers.requests += 1;
    const show = () =>
      `${request.name}: ${JSON.stringify(Buffer.concat(request.pieces).toString('latin1').slice(0, 3000))}`;
    for (const status of statuses) count(status, show);
    if (!wasClosed) {
      numbers.heldOpen += 1;
      context.note(`still open after 20 s: ${show()}`);
    }
    if (request.valid === 0) return;
    numbers.valid += request.valid;
    const taken = statuses.filter((status) => status < 300).length;
    numbers.validTaken += Math.min(taken, request.valid);
    if (taken !== request.valid) context.note(`${statuses} to a valid ${show()}`);
  }

  const watch = watchProcess(server.pid(), dataDir);
  const storm = async (share) => {
    const raw = Math.round(total * share * RAW_SHARE);
    await Promise.all([
      inParallel(ASKERS, Math.round(total * share) - raw, askOne),
      inParallel(RAW_AT_ONCE, raw, sendOne),
    ]);
  };
  await storm(BASE_SHARE);
  const baseMb = rssMb(server.pid());
  const probe = startProbe(port);
  for (const part of [0.25, 0.5, 0.75, 1]) {
    await storm((1 - BASE_SHARE) / 4);
    context.say(`${numbers.requests} requests (${part * 100} %), ${numbers.serverErrors} × 5xx`);
  }
  const lag = await probe.stop();
  for (const asker of askers) asker.close();
  await sleep(context.size(60_000, 1_000)); // what is garbage by then is collected when it likes
  const growthMb = Math.round((rssMb(server.pid()) - baseMb) * 10) / 10;
  const machine = watch.stop();

  const wasRunning = server.isRunning();
  const { code } = await server.stop();
  const span = /** @type {[number, number]} */ ([from, Date.now()]);
  const rows = checkRows(dataDir, span, true);
  for (const fault of rows.faults) context.note(fault);
  const errorLines = server
    .output()
    .split('\n')
    .filter((line) => /"level":(50|60)/.test(line));
  for (const line of errorLines.slice(0, 20)) context.note(line);
  const crashes = wasRunning && code === 0 ? 0 : 1;
  const bites = control(dataDir, span, rows.badRows);
  const passed =
    numbers.serverErrors + crashes + rows.badRows + rows.smuggled + errorLines.length === 0 &&
    numbers.unanswered + numbers.heldOpen === 0 &&
    numbers.validTaken === numbers.valid &&
    rows.integrity === 'ok' &&
    rows.rows > 0 &&
    context.inTime(lag.maxMs <= MOST_LAG_MS) &&
    growthMb <= MOST_GROWTH_MB;
  return {
    ...numbers,
    crashes,
    errorLines: errorLines.length,
    ...rows,
    lagMaxMs: lag.maxMs,
    lagP99Ms: lag.p99Ms,
    baseMb: Math.round(baseMb),
    growthMb,
    rssMostMb: machine.rssMostMb,
    reached: `${numbers.requests} requests, ${numbers.serverErrors} × 5xx, ${crashes} crashes, ${rows.badRows} of ${rows.rows} rows bad, ${rows.smuggled} smuggled, ${numbers.validTaken} of ${numbers.valid} valid taken, lag ≤ ${lag.maxMs} ms${context.timed}, memory ${growthMb >= 0 ? '+' : ''}${growthMb} MB`,
    control: bites,
    passed: passed && bites.passed,
  };
}
