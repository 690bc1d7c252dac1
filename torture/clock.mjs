// Row 5: the server's wall clock jumps two hundred times while readers read, come and leave; then it stands a year ahead while
// ten minutes pass in which it cannot be believed, and twenty in which it can. Presence must not notice, and salts are made
// once per site date and forgotten only by a clock that is steady.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createJumps, dateIn } from './clock-jumps.mjs';
import { createReaderClient, startReaders } from './clock-readers.mjs';
import { createClockShim } from './clock-shim.mjs';
import { ADMIN, callApi, followLive, signIn } from './clock-stream.mjs';
import { createCrossing, createWitness, guardSalts, negatives, readSalts, startProbe } from './clock-witness.mjs';
import { CannotRun } from './harness.mjs';
import { createRandom } from './random.mjs';
import { SITE } from './server.mjs';
import { compare, Database, readCopy } from './stored.mjs';

export const name = 'clock';
export const row = 5;
export const minutes = 11;
export const title = 'a wall clock that jumps, under load';
export const target =
  'live count unchanged by every jump, who comes at its moment is seen, one salt per site date and none forgotten by a clock that jumps, 0 acked lost, no negative number, no timer stuck (leaves show within 5 s)';

const READERS = 30;
const MOST_LEAVE_MS = 5_000;
/** Between two frames while somebody looks away and back 3 times a second. */
const MOST_SILENCE_MS = 2_000;
const DAY = 24 * 3_600_000;
/** How time passes in steps: under the 2 s that the server takes for a jump, if it looks between two clocks. */
const STEP_MS = 1_900;

/** Where readers stay, and where the probes come and go: zones whose days begin at different moments. */
/** @type {Record<string, string>} */
const ZONES = {
  [SITE]: 'Europe/Berlin',
  'new-york.example': 'America/New_York',
  'apia.example': 'Pacific/Apia',
  'lord-howe.example': 'Australia/Lord_Howe',
  'crossing.example': 'Asia/Kathmandu',
};
const CROSSING_SITE = 'crossing.example';

/** One sender must have had one visitor id per date of the site, and another one on every other date. @param {string} dataDir */
function checkVisitors(dataDir) {
  const db = new Database(join(dataDir, 'headcount.db'), { readonly: true });
  const result = { siteDates: 0, mixedDates: 0, repeatedIds: 0, negativeRows: 0 };
  /** @type {Set<string>} */
  const dates = new Set();
  try {
    // Each reader has a path of its own; those who cross have one in common, and are not told apart by it.
    const rows = db
      .prepare('SELECT host, path, at, lower(hex(visitor)) AS visitor FROM hits WHERE host <> ?')
      .all(CROSSING_SITE);
    /** @type {Map<string, Map<string, Set<string>>>} */
    const bySender = new Map();
    for (const { host, path, at, visitor } of /** @type {any[]} */ (rows)) {
      const sender = `${host}${path}`;
      const date = dateIn(ZONES[host], at);
      dates.add(date);
      const ids = bySender.get(sender) ?? new Map();
      bySender.set(sender, ids);
      ids.set(date, (ids.get(date) ?? new Set()).add(visitor));
    }
    for (const ids of bySender.values()) {
      const all = [...ids.values()].flatMap((set) => [...set]);
      result.mixedDates += [...ids.values()].filter((set) => set.size !== 1).length;
      result.repeatedIds += all.length - new Set(all).size;
      result.siteDates += ids.size;
    }
    const odd = 'SELECT count(*) FROM engagements WHERE engaged_ms < 0 OR scroll_depth < 0';
    const hasEngagements = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'engagements'").get() !== undefined;
    result.negativeRows = hasEngagements ? /** @type {number} */ (db.prepare(odd).pluck().get()) : 0;
  } finally {
    db.close();
  }
  return { ...result, dates };
}

/** Lets time pass on both of the server's clocks; a request with every fourth step, so that its loop turns. */
async function pass(shim, client, ms, onStep = (/** @type {number} */ _passed) => {}) {
  for (let step = 0; step * STEP_MS < ms; step += 1) {
    shim.pass(STEP_MS);
    onStep(step * STEP_MS);
    if (step % 4 === 0) await client.say({ k: 'leave', s: SITE, p: '0'.repeat(16), u: `https://${SITE}/` });
  }
}

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const { random } = context;
  const jumpCount = context.size(200, 36);
  const everyMs = context.size(2_900, 300);
  let shim;
  try {
    shim = createClockShim(context.folder());
  } catch (error) {
    throw new CannotRun(/** @type {Error} */ (error).message);
  }
  const dataDir = context.folder();
  const env = { ...shim.environment, ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, BALLAST_MB: '0' };
  const server = await context.startServer({ dataDir, env: { ...env, SITE_TIMEZONE: ZONES[SITE] } });
  const { address, port } = server;
  const cookie = await signIn(address);
  const [, ...probed] = Object.keys(ZONES);
  for (const host of probed) await callApi(address, cookie, '/api/sites', { host, timezone: ZONES[host] });

  const witness = createWitness(shim, READERS);
  const stream = followLive(address, Object.keys(ZONES), witness.take);
  context.onEnd(() => stream.close());
  const readers = startReaders({ port, site: SITE, count: READERS, random });
  context.onEnd(() => readers.stop());
  await sleep(1_000);
  const crossing = createCrossing({ port, site: CROSSING_SITE, witness, random });
  context.onEnd(() => crossing.close());
  const probes = probed
    .filter((site) => site !== CROSSING_SITE)
    .map((site, i) => startProbe({ port, site, number: 1000 + i, witness, random, note: context.note }));
  const salts = guardSalts(dataDir);
  witness.begin();
  const next = createJumps(createRandom(context.seed), Object.values(ZONES));
  for (let jump = 1; jump <= jumpCount; jump += 1) {
    const { to, why } = next(shim.wall());
    const jumpedAt = performance.now();
    await crossing.across(() => shim.jump(to - Date.now()));
    context.note(`jump ${jump}: ${new Date(shim.wall()).toISOString()} (${why})`);
    await sleep(Math.max(0, everyMs - (performance.now() - jumpedAt)));
    salts.look();
    if (jump % 50 === 0)
      context.say(`${jump} jumps, ${salts.known.size} salts, ${witness.seen.wrongCounts} wrong counts`);
  }
  witness.end();
  await Promise.all(probes.map((probe) => probe.stop()));
  await readers.stop();
  await stream.close();
  const report = await callApi(address, await signIn(address), `/api/sites/${SITE}/report`, {
    range: 'today',
    queries: [{ metrics: ['visitors', 'visits', 'pageviews'], dimensions: [] }],
  });

  // A year ahead, where every salt so far has had its time; but the clock goes on jumping.
  const client = createReaderClient(port, 2000);
  context.onEnd(() => client.close());
  shim.jump(366 * DAY);
  let jumped = 0;
  await pass(shim, client, 21 * 60_000, (passed) => {
    if (passed < (jumped + 1) * 4 * 60_000) return;
    jumped += 1;
    shim.jump(shim.offset() + (jumped % 2 === 0 ? -3 : 3) * 3_600_000);
  });
  salts.look();
  const { vanished, changed } = salts.counts;
  const kept = readSalts(dataDir);
  // The same again with a clock that can be believed: now they go.
  await pass(shim, client, 21 * 60_000);
  const left = readSalts(dataDir);
  // A day and a half after its midnight in UTC a date has ended everywhere; a day later its salt is due, and for some time it may wait.
  const isOlderThan = (days) => (date) => Date.parse(date) + days * DAY < shim.wall();
  const overdue = [...left.keys()].filter(isOlderThan(4)).length;
  const early = [...kept.keys()].filter((date) => !left.has(date)).filter((date) => !isOlderThan(2.5)(date)).length;
  const forgotten = kept.size - left.size;

  const { code } = await server.stop();
  for (const line of server.output().split('\n').slice(0, 50)) if (line !== '') context.note(line);
  const verdict = compare(readers.acked, readCopy(dataDir, 'quick_check').keys);
  const { dates, ...visitors } = checkVisitors(dataDir);
  const missingSalts = [...dates].filter((date) => !salts.known.has(date)).length;
  const rounds = probes.map((probe) => probe.times);
  const most = (key) => Math.max(...rounds.map((times) => times[key]));
  const total = (key) => rounds.reduce((sum, times) => sum + times[key], 0);
  const { seen } = witness;
  const control = {
    jumpsSeen: seen.jumpsSeen,
    wouldHaveEmptied: seen.wouldHaveEmptied,
    forgottenOnceSteady: forgotten,
    passed: seen.jumpsSeen >= jumpCount * 0.8 && seen.wouldHaveEmptied > 0 && forgotten > 0,
  };
  const numbers = {
    jumps: jumpCount + jumped + 1,
    frames: seen.frames,
    wrongCounts: seen.wrongCounts,
    longestSilenceMs: seen.longestSilenceMs,
    worstSkewMs: seen.worstSkewMs,
    streamsOpened: stream.connections(),
    probeRounds: total('rounds'),
    stuck: total('stuck'),
    probesRefused: total('refused') + crossing.totals.refused,
    crossed: crossing.totals.crossed,
    crossedUnseen: crossing.totals.unseen,
    arriveMostMs: most('arriveMs'),
    leaveMostMs: most('leaveMs'),
    acked: readers.acked.size,
    refused: readers.refused,
    ...verdict,
    salts: salts.known.size,
    saltsVanished: vanished,
    saltsChanged: changed,
    missingSalts,
    ...visitors,
    overdue,
    early,
    negatives: seen.negatives + negatives(report) + visitors.negativeRows,
  };
  const isPresent = numbers.wrongCounts + numbers.crossedUnseen === 0 && numbers.frames > 0;
  const isAlive =
    numbers.stuck + numbers.probesRefused === 0 &&
    context.inTime(numbers.leaveMostMs <= MOST_LEAVE_MS && numbers.longestSilenceMs <= MOST_SILENCE_MS) &&
    context.isBearable(numbers.leaveMostMs, MOST_LEAVE_MS) &&
    context.isBearable(numbers.longestSilenceMs, MOST_SILENCE_MS);
  const isStored = verdict.lost + verdict.double === 0 && Object.keys(readers.refused).length === 0;
  const isSalted =
    vanished + changed + missingSalts + visitors.mixedDates + visitors.repeatedIds + overdue + early === 0;
  return {
    ...numbers,
    reached: `${numbers.jumps} jumps: ${numbers.wrongCounts} of ${numbers.frames} frames with another count, ${numbers.crossedUnseen} of ${numbers.crossed} who came at that moment not seen, ${numbers.stuck} stuck, leaves ≤ ${numbers.leaveMostMs / 1000} s, ${verdict.lost} of ${readers.acked.size} acked lost, ${salts.known.size} salts (${vanished} vanished, ${changed} changed, ${visitors.mixedDates} dates with two), ${numbers.negatives} negative`,
    control,
    passed: isPresent && isAlive && isStored && isSalted && numbers.negatives === 0 && code === 0 && control.passed,
  };
}
