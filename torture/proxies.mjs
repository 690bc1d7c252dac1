// Row 10, its proxies: the live stream through nginx, Caddy and HAProxy, each as docs/install.md has it and as Debian packs it.
// Beside them a stream without a proxy, which says how late a frame is anyway; a quiet site, whose streams must outlive the
// proxies' time-outs; and two controls that must fail: an nginx that is told to buffer, and one with less patience than the
// server has silence.
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from './harness.mjs';
import { USER_AGENT } from './load.mjs';
import { askOnce, openStream } from './proxies-stream.mjs';
import { startProxyProgram } from './proxy-programs.mjs';
import { ADMIN } from './watcher.mjs';

export const name = 'proxies';
export const row = 10;
export const minutes = 2.5;
export const title = 'the live stream behind nginx, Caddy and HAProxy from Debian';
export const target =
  'each frame within 300 ms (p99) of its window’s end, the first within 1 s, idle streams outlive the time-outs, nothing compressed';

const MOST_LATE_MS = 300;
const MOST_FIRST_MS = 1_000;
/** Of a short run, which judges no times but must end. */
const MOST_FIRST_SHORT_MS = 5_000;
const HIT_EVERY_MS = 50;
const NAMES = /** @type {const} */ (['nginx', 'caddy', 'haproxy']);
const QUIET = 'quiet.example';
/** Two readers that only the proxy can tell apart. */
const READERS = ['127.0.0.2', '127.0.0.3'];

const siteBehind = (/** @type {string} */ proxy) => `${proxy}.example`;
const round = (/** @type {number} */ ms) => Math.round(ms * 10) / 10;

/** @param {import('./proxies-stream.mjs').Way} way @returns {Promise<string>} the Cookie header */
async function signIn(way) {
  const { status, headers, body } = await askOnce(way, {
    ...{ method: 'POST', path: '/api/session', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ email: ADMIN.ADMIN_EMAIL, password: ADMIN.ADMIN_PASSWORD }),
  });
  if (status !== 200) throw new Error(`the owner cannot sign in: ${status} ${body}`);
  return (headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
}

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  // A short run's proxies lose patience after 20 s; the full one has Debian's defaults, 60 and 50 s.
  const patience = context.size({}, { timeoutSeconds: 20 });
  const idleMs = (context.minutes ?? context.size(2.2, 0.45)) * 60_000;
  const sites = NAMES.map(siteBehind);
  const server = await context.startServer({
    dataDir: context.folder(),
    env: { ...ADMIN, SITES: [...sites, QUIET].join(), TRUST_PROXY: 'loopback', BALLAST_MB: '0' },
  });
  const start = async (/** @type {typeof NAMES[number]} */ program, more = {}) => {
    const proxy = await startProxyProgram(program, { folder: context.folder(), target: server.port, ...more });
    context.onEnd(proxy.stop);
    return { port: proxy.port, isTls: true };
  };
  const direct = { port: server.port, isTls: false };
  const ways = Object.fromEntries(
    await Promise.all(NAMES.map(async (program) => [program, await start(program, patience)])),
  );
  const buffering = await start('nginx', { moreForNginx: 'proxy_ignore_headers X-Accel-Buffering;' });
  const impatient = await start('nginx', { timeoutSeconds: 5 });

  // Over https the cookie has another name.
  const [cookie, plainCookie] = [await signIn(ways.nginx), await signIn(direct)];
  const open = (/** @type {import('./proxies-stream.mjs').Way} */ way, /** @type {string[]} */ of) => {
    const stream = openStream(way, way.isTls ? cookie : plainCookie, of);
    context.onEnd(stream.close);
    return stream;
  };
  const idle = NAMES.map((program) => open(ways[program], [QUIET]));
  const cut = open(impatient, [QUIET]);
  const plain = open(direct, sites);
  const watched = NAMES.map((program) => open(ways[program], sites));
  const held = open(buffering, sites);
  // Which compression they would do, so that its absence means something.
  const pages = await Promise.all(
    NAMES.map((program) => askOnce(ways[program], { path: '/', headers: { 'accept-encoding': 'gzip' } })),
  );
  await sleep(1_000);

  const began = performance.now();
  let sent = 0;
  let refused = 0;
  const idleEnd = began + idleMs;
  const loadEnd = Math.min(idleEnd, began + context.size(120_000, 12_000));
  for (; performance.now() < loadEnd; sent += 1) {
    const program = NAMES[sent % NAMES.length] ?? 'nginx';
    const { status } = await askOnce(ways[program], {
      ...{ method: 'POST', path: '/hit', headers: { 'content-type': 'text/plain', 'user-agent': USER_AGENT } },
      from: READERS[Math.floor(sent / NAMES.length) % READERS.length],
      body: JSON.stringify({
        ...{
          k: 'view',
          s: siteBehind(program),
          p: context.random
            .between(0, 2 ** 48)
            .toString(16)
            .padStart(16, '0'),
          q: 0,
        },
        u: `https://${siteBehind(program)}/post-${sent % 20}`,
      }),
    });
    if (status !== 202) refused += 1;
    await sleep(Math.max(0, began + (sent + 1) * HIT_EVERY_MS - performance.now()));
  }
  await sleep(600); // the last window's frames
  const told = NAMES.map((program) => plain.states.get(siteBehind(program))?.visitors);
  const frames = [...plain.cameAt.keys()];
  await sleep(Math.max(0, idleEnd - performance.now()));
  const alive = idle.map((stream) => stream.isOpen && stream.status === 200);
  // A stream that still looks open may be dead: a hit must come through it.
  await askOnce(direct, {
    ...{ method: 'POST', path: '/hit', headers: { 'content-type': 'text/plain', 'user-agent': USER_AGENT } },
    body: JSON.stringify({ k: 'view', s: QUIET, p: 'abcdef0123456789', q: 0, u: `https://${QUIET}/` }),
  });
  for (let waited = 0; waited < 5_000 && idle.some((one) => !one.states.get(QUIET)?.visitors); waited += 50)
    await sleep(50);

  /** @param {ReturnType<typeof open>} stream */
  const lateness = (stream) => {
    const behind = frames.flatMap((key) => {
      const [here, there] = [stream.cameAt.get(key), plain.cameAt.get(key)];
      return here === undefined || there === undefined ? [] : [here - there];
    });
    return {
      frames: behind.length,
      p50Ms: round(quantile(stream.lateMs, 0.5)),
      p99Ms: round(quantile(stream.lateMs, 0.99)),
      /** Than the same frame without a proxy. */
      laterP50Ms: round(quantile(behind, 0.5)),
      laterP99Ms: round(quantile(behind, 0.99)),
      firstMs: stream.firstMs,
    };
  };
  const behind = NAMES.map((program, i) => {
    const [stream, quiet] = [watched[i] ?? plain, idle[i] ?? plain];
    const measured = {
      ...lateness(stream),
      encoding: stream.encoding,
      encodesPages: pages[i]?.headers['content-encoding'] ?? '',
      readersToldApart: told[i],
      idleSilentMs: quiet.silentMs,
      idleAlive: alive[i] === true && quiet.states.get(QUIET)?.visitors === 1,
    };
    const isWhole = stream.isOpen && measured.frames >= frames.length - NAMES.length;
    const isRight = isWhole && stream.encoding === 'identity' && measured.idleAlive && told[i] === READERS.length;
    const isInTime = context.inTime(measured.p99Ms <= MOST_LATE_MS && measured.firstMs <= MOST_FIRST_MS);
    return { program, ...measured, passed: isRight && isInTime && measured.firstMs <= MOST_FIRST_SHORT_MS };
  });
  const without = lateness(plain);
  const buffered = lateness(held);
  const control = {
    bufferingP99Ms: buffered.p99Ms,
    bufferingFrames: buffered.frames,
    impatientCut: !cut.isOpen,
    passed: !cut.isOpen && (buffered.p99Ms > MOST_LATE_MS || buffered.frames === 0),
  };
  context.note(server.output());
  const said = behind.map(({ program, p99Ms, laterP99Ms }) => `${program} ${p99Ms} (${laterP99Ms})`).join(', ');
  return {
    sent,
    refused,
    idleSeconds: Math.round(idleMs / 1000),
    direct: without,
    ...Object.fromEntries(behind.map(({ program, ...measured }) => [program, measured])),
    reached: `${frames.length} frames; p99 ms after the window’s end (and later than the same frame without a proxy, whose own is ${without.p99Ms}): ${said}${context.timed}; ${behind.filter(({ idleAlive }) => idleAlive).length} of ${NAMES.length} idle streams alive after ${Math.round(idleMs / 1000)} s; buffered ${buffered.p99Ms}`,
    control,
    passed: refused === 0 && frames.length > 0 && behind.every(({ passed }) => passed) && control.passed,
  };
}
