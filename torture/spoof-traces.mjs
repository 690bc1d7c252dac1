// Readers with telling addresses, user agents and secrets, one on each of many days; then every byte that the server wrote is
// searched for them and for the salts of those days: while it runs, in a backup, after the salts were forgotten, at the end.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createReaderClient } from './clock-readers.mjs';
import { createClockShim } from './clock-shim.mjs';
import { makeKey } from './fuzz.mjs';
import { createAsker } from './fuzz-client.mjs';
import { CannotRun } from './harness.mjs';
import { SITE } from './server.mjs';
import { createCanaries, filesBelow, readAll, readWhatIsThere, saltNeedles, searchFor } from './spoof-canaries.mjs';
import { hitBytes, readVisitors } from './spoof-hits.mjs';

const main = fileURLToPath(new URL('../dist/headcount.js', import.meta.url));
const DAY = 24 * 3_600_000;
/** See clock.mjs. */
const STEP_MS = 1_900;

/** Page instances of bytes that no canary has, so that chance finds nothing in them. */
const calmPage = (random) => Array.from({ length: 8 }, () => random.between(0x20, 0x7e).toString(16)).join('');

/** Everything a reader could give away, in every way it can come in. */
async function sendCanaries(port, { marker, canaries, random, key, onDay }) {
  const asker = createAsker(port);
  /** Page instance → the address it came from. @type {Map<string, Buffer>} */
  const senders = new Map();
  const tally = { requests: 0, taken: 0 };
  const ask = async (bytes, method = 'POST') => {
    const status = await asker.ask(bytes, method);
    tally.requests += 1;
    if (status === 202 || status === 204) tally.taken += 1;
  };
  for (const [i, { address, packed }] of canaries.entries()) {
    onDay();
    const agent = `Mozilla/5.0 (X11; Linux x86_64; ${marker}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 ${marker}/1.0`;
    const head = `x-forwarded-for: ${address}\r\nuser-agent: ${agent}\r\ncookie: a=${marker}\r\nreferer: https://x.example/?${marker}\r\n`;
    const p = calmPage(random);
    senders.set(p, packed);
    const u = `https://${marker}:${marker}@${SITE}/kept-path?token=${marker}&utm_source=news&gclid=${marker}#${marker}`;
    const r = `https://${marker}@news.example/kept-referrer?session=${marker}#${marker}`;
    await ask(hitBytes(head, { k: 'view', s: SITE, p, q: 0, u, r }));
    await ask(hitBytes(head, { k: 'beat', s: SITE, p, u, r, a: 1, e: 900, y: 50 }));
    await ask(hitBytes(head, { k: 'event', s: SITE, p, q: 1, u, n: 'Signup', d: { plan: 'pro' } }));
    if (i % 3 === 0) await ask(hitBytes(head, { k: 'leave', s: SITE, p, u, e: 1_000, y: 70 }));
    if (i % 5 !== 0) continue;
    // What is refused must leave no trace either.
    await ask(hitBytes(head, { k: 'view', s: 'unknown.example', p, q: 0, u }));
    await ask(hitBytes(head, { k: 'view', s: SITE, p, q: marker, u }));
    await ask(hitBytes(head, { k: 'view', s: SITE, p, q: 2, u: `javascript:${marker}` }));
    await ask(
      Buffer.from(hitBytes(head, { k: 'view' }).toString('latin1').replace('/hit', `/hit?${marker}`), 'latin1'),
    );
    await ask(Buffer.from(`GET /nowhere?${marker} HTTP/1.1\r\nhost: x\r\n${head}\r\n`), 'GET');
    await ask(
      Buffer.from(`GET /hit.gif?s=${SITE}&u=${encodeURIComponent(u)} HTTP/1.1\r\nhost: x\r\n${head}\r\n`),
      'GET',
    );
    await ask(hitBytes(`${head}authorization: Bearer hc_${marker}\r\n`, { k: 'view', s: SITE, p, q: 3, u }));
    const keyed = { k: 'view', s: SITE, p: calmPage(random), q: 0, u, r, ip: address, ua: agent };
    senders.set(keyed.p, packed);
    await ask(hitBytes(`authorization: Bearer ${key}\r\n`, [keyed]));
  }
  asker.close();
  const body = JSON.stringify({ email: 'owner@blog.example', password: marker });
  await fetch(`http://127.0.0.1:${port}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return { senders, ...tally };
}

/** @param {import('./harness.mjs').Context} context */
export async function findCanaries(context) {
  const { random } = context;
  let shim;
  try {
    shim = createClockShim(context.folder());
  } catch (error) {
    throw new CannotRun(/** @type {Error} */ (error).message);
  }
  const count = context.size(1_000, 100);
  const dataDir = context.folder();
  const backups = context.folder();
  const env = { ...shim.environment, TRUST_PROXY: 'loopback', LOG_LEVEL: 'debug', BALLAST_MB: '0' };
  const server = await context.startServer({ dataDir, env });
  /** @type {Buffer[]} */
  const log = [Buffer.from(server.output())];
  for (const stream of [server.child.stdout, server.child.stderr]) stream.on('data', (chunk) => log.push(chunk));
  const key = makeKey(dataDir);
  const { marker, canaries, needles } = createCanaries(random, count);

  // A day for each, so that there are as many salts as canaries.
  const onDay = () => shim.jump(shim.offset() + DAY);
  const { senders, ...sent } = await sendCanaries(server.port, { marker, canaries, random, key, onDay });

  const saltsFolder = join(dataDir, 'salts');
  const saltDates = readdirSync(saltsFolder);
  const salts = readAll(saltDates.map((date) => join(saltsFolder, date)));
  const all = [...needles, ...salts.flatMap(saltNeedles)];
  const notSalts = (/** @type {string} */ path) => !path.startsWith(`${saltsFolder}/`);
  /** Visitor ids are random; one that holds its own sender's address is not. */
  const visitors = () => [...readVisitors(dataDir)];
  const random8 = () => visitors().flatMap(([, id]) => (id ? [Buffer.from(id, 'hex')] : []));
  const tellTale = () =>
    visitors().filter(([p, id]) => id && Buffer.from(id, 'hex').includes(senders.get(p) ?? 'nobody')).length;
  const found = { running: {}, backup: {}, rotated: {}, ended: {} };
  found.running = searchFor([...readWhatIsThere(filesBelow([dataDir], notSalts)), ...log], all, random8());

  const command = [main, 'backup', '--to', backups];
  const options = {
    env: { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, BALLAST_MB: '0' },
    encoding: /** @type {const} */ ('utf8'),
  };
  const backup = spawnSync(process.execPath, command, options);
  if (backup.status !== 0) throw new CannotRun(`the command line makes no backup: ${backup.stderr.trim()}`);
  const backupFiles = filesBelow([backups]);
  found.backup = searchFor([...readAll(backupFiles), Buffer.from(backup.stdout + backup.stderr)], all, random8());

  // Years later, with a clock that has been steady for long enough. A server that reads its two clocks while the shim moves them, as
  // happens on a busy machine, takes that for a jump, and rightly waits for another ten minutes.
  shim.jump(shim.offset() + 40 * DAY);
  const client = createReaderClient(server.port, 1);
  const leftOver = () => readdirSync(saltsFolder).filter((date) => saltDates.includes(date)).length;
  for (let step = 0; step * STEP_MS < (leftOver() === 0 ? 1 : 4) * 21 * 60_000; step += 1) {
    shim.pass(STEP_MS);
    if (step % 4 !== 0) continue; // a request now and then, so that the server's loop turns
    await client.say({ k: 'leave', s: SITE, p: calmPage(random), u: `https://${SITE}/` });
  }
  client.close();
  const left = leftOver();
  const places = [dataDir, backups];
  found.rotated = searchFor([...readWhatIsThere(filesBelow(places)), ...log], all, random8());
  const ended = await server.stop();
  const files = filesBelow(places);
  const contents = readAll(files);
  found.ended = searchFor([...contents, ...log], all, random8());

  // The control: one of each kind, planted; and what may be kept is found by the same reading.
  const planted = join(dataDir, 'planted');
  const [first, second] = canaries;
  const sample = Buffer.concat([
    Buffer.from(`GET /?${marker} from ${second?.address} `),
    first?.packed ?? Buffer.alloc(0),
    salts[0] ?? Buffer.alloc(0),
  ]);
  writeFileSync(planted, sample);
  const bitten = Object.keys(searchFor(readAll([planted]), all)).length;
  rmSync(planted);
  const kept = contents.filter((bytes) => bytes.includes('kept-path') && bytes.includes('kept-referrer')).length;
  const total = Object.values(found).reduce((sum, kinds) => sum + Object.values(kinds).reduce((a, b) => a + b, 0), 0);
  for (const [moment, kinds] of Object.entries(found))
    if (Object.keys(kinds).length > 0) context.note(`${moment}: ${JSON.stringify(kinds)}`);
  return {
    canaries: count,
    ...sent,
    filesSearched: files.length,
    backupFiles: backupFiles.length,
    bytesSearched: contents.reduce((sum, { length }) => sum + length, 0),
    logBytes: log.reduce((sum, { length }) => sum + length, 0),
    traces: total,
    found,
    idsThatTell: tellTale(),
    salts: salts.length,
    saltsNotForgotten: left,
    exitCode: ended.code,
    control: { kindsOfFourPlanted: bitten, filesWithWhatIsKept: kept, passed: bitten === 4 && kept > 0 },
  };
}
