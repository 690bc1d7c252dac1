// Row 9: the server is restarted again and again, by SIGTERM and by SIGKILL in turns, before thousands of dashboards: half of them
// direct, half through a proxy that answers 502, 503 or a reset meanwhile. The thousands behave as the dashboard does (full jitter,
// a bye is obeyed); beside them real dashboards in Chromium. The control is a plain EventSource, which a 503 ends for ever.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventSource } from 'eventsource';
import { launchChromium, PERSON } from '../bench/live/chromium.mjs';
import { MANY_STREAMS } from '../bench/live/many-streams.mjs';
import { startGenerator } from '../bench/load/start-generator.mjs';
import { ADMIN_ENV, signIn } from '../bench/subjects/subject.mjs';
import { countWrong } from './fan-out.mjs';
import { needFiles } from './files.mjs';
import { CannotRun, quantile } from './harness.mjs';
import { freePort, SITE } from './server.mjs';
import { startStormProxy } from './storm-proxy.mjs';

export const name = 'storm';
export const row = 9;
export const minutes = 25;
export const title =
  'restarts before thousands of dashboards, direct and behind a proxy that answers 502, 503 or a reset';
export const target = '0 dead for ever, 100 % back within 15 s, what they then show is true, ≤ 1,000 opened per second';

const BACK_WITHIN_MS = 15_000;
const MOST_CONNECTS_PER_SECOND = 1_000;
/** How long one that is not back is waited for before it is called dead. */
const DEAD_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** The names by which the generator knows the two halves. */
const HALVES = /** @type {const} */ (['direct', 'proxied']);

/** Waits for `holds`; the ms it took, or Infinity after `patienceMs`. @param {() => Promise<boolean>} holds */
async function until(holds, patienceMs = DEAD_AFTER_MS) {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > patienceMs) return Number.POSITIVE_INFINITY;
    await sleep(LOOK_EVERY_MS);
  }
  return performance.now() - began;
}

/** A plain EventSource whose stream ends and who is answered 503 once, by a server that is well ever after. */
async function control() {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(asked === 2 ? 503 : 200, { 'content-type': 'text/event-stream' });
    if (asked <= 2) response.end('retry: 10\n\ndata: 1\n\n');
    else response.write('data: 1\n\n');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const plain = new EventSource(`http://127.0.0.1:${port}/`);
  await sleep(2_000);
  const isDead = plain.readyState === EventSource.CLOSED && asked === 2;
  plain.close();
  server.closeAllConnections();
  server.close();
  return { plainEventSourceIsDead: isDead, passed: isDead };
}

/** Real dashboards, one page each in a context of its own. @param {import('./harness.mjs').Context} context */
async function openDashboards(context, address, cookie, count) {
  const browser = await launchChromium();
  if (!browser) throw new CannotRun('real dashboards need Chromium: install chromium, or set CHROME_PATH');
  context.onEnd(() => browser.close());
  const [name = '', value = ''] = cookie.split('=');
  return Promise.all(
    Array.from({ length: count }, async () => {
      const visitor = await browser.newContext({ userAgent: PERSON });
      await visitor.addCookies([{ name, value, url: address }]);
      const page = await visitor.newPage();
      await page.goto(`${address}/sites/${SITE}`);
      await page.locator('[data-live-panel]').waitFor();
      return page;
    }),
  );
}

/** Whether the page shows that many as fresh. @param {import('playwright-core').Page} page @param {number} visitors */
const shows = (page, visitors) =>
  page.evaluate((wanted) => {
    const state = document.querySelector('[data-live-panel]')?.getAttribute('data-live-panel');
    return state !== 'stale' && document.querySelector('[data-live="visitors"]')?.textContent === String(wanted);
  }, visitors);

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const size = context.size({ restarts: 100, clients: 5_000, pages: 5 }, { restarts: 2, clients: 200, pages: 1 });
  needFiles(3 * size.clients + 500);
  const port = await freePort();
  const options = {
    dataDir: context.folder(),
    port,
    env: { ...MANY_STREAMS, ...ADMIN_ENV, TRUST_PROXY: 'loopback', BALLAST_MB: '0' },
  };
  let server = await context.startServer(options);
  const proxy = await startStormProxy(port, context.random);
  context.onEnd(proxy.close);
  const proxyAddress = `http://127.0.0.1:${proxy.port}`;
  const { cookie, api } = await signIn(server);
  const generator = await startGenerator();
  context.onEnd(generator.stop);
  const path = `/api/sites/${SITE}/live`;
  const hit = () =>
    generator.ask('numberedHits', { port, loads: [{ sites: [SITE], rate: 1, connections: 1 }], seconds: 1 });
  const pages = await openDashboards(context, proxyAddress, cookie, size.pages);
  await generator.ask('openStreams', { name: 'direct', port, path, cookie, count: size.clients / 2 });
  await generator.ask('openStreams', { name: 'proxied', port: proxy.port, path, cookie, count: size.clients / 2 });
  await hit();
  async function looks() {
    const all = [];
    for (const half of HALVES) all.push(await generator.ask('lookAtStreams', { name: half }));
    return all;
  }

  /** ms until all were back. @type {number[]} */
  const backMs = [];
  /** @type {number[]} */
  const pagesBackMs = [];
  let [restarts, dead, wrong, deadPages] = [0, 0, 0, 0];
  while (restarts < size.restarts && !context.isOver()) {
    restarts += 1;
    const began = performance.now();
    if (restarts % 2 === 1) await server.stop();
    else await server.kill();
    server = await context.startServer(options);
    const upMs = performance.now() - began;
    const open = async () => (await looks()).reduce((sum, look) => sum + look.open, 0);
    const isBack = await until(async () => (await open()) === size.clients);
    dead += size.clients - (await open());
    backMs.push(upMs + isBack);
    await hit(); // whoever shows this one is alive
    const truth = await api(path);
    const untrue = async () => {
      let count = 0;
      for (const half of HALVES)
        count += countWrong(await generator.ask('lastStates', { name: half }), await api(path));
      return count;
    };
    await until(async () => (await untrue()) === 0, 5_000);
    wrong += await untrue();
    const shown = await Promise.all(pages.map((page) => until(() => shows(page, truth.visitors), DEAD_AFTER_MS)));
    deadPages += shown.filter((ms) => !Number.isFinite(ms)).length;
    pagesBackMs.push(performance.now() - began);
    context.note(JSON.stringify({ restart: restarts, upMs, isBack, shown }));
    if (restarts % 10 === 0) context.say(`${restarts} restarts, ${dead} dead, ${wrong} wrong`);
  }

  const [direct, proxied] = await looks();
  const mostConnects = direct.mostOpened + proxied.mostOpened;
  const mostAttempts = direct.mostAttempts + proxied.mostAttempts;
  await generator.ask('closeStreams', {});
  const { code } = await server.stop();
  const bites = await control();
  const round = (/** @type {number} */ ms) => Math.round(ms / 100) / 10;
  const slowest = Math.max(...backMs);
  return {
    ...{ restarts, clients: size.clients, pages: size.pages, dead, deadPages, wrong, mostConnects, mostAttempts },
    backP50Ms: Math.round(quantile(backMs, 0.5)),
    backMaxMs: Math.round(slowest),
    pagesBackMaxMs: Math.round(Math.max(...pagesBackMs)),
    refusals: proxy.refusals,
    exitCode: code,
    reached:
      `${restarts} restarts, ${size.clients} clients and ${size.pages} Chromium: ${dead + deadPages} dead, ${wrong} that show something else than the server; ` +
      `all back after ${round(quantile(backMs, 0.5))} s in the middle, ${round(slowest)} s at most${context.timed}; ≤ ${mostConnects} streams opened in a second, ${mostAttempts} attempts; ` +
      `in vain: ${proxy.refusals.bad} × 502, ${proxy.refusals.away} × 503, ${proxy.refusals.reset} × reset`,
    control: bites,
    passed:
      dead + deadPages + wrong === 0 &&
      code === 0 &&
      bites.passed &&
      restarts > 0 &&
      context.inTime(slowest <= BACK_WITHIN_MS && mostConnects <= MOST_CONNECTS_PER_SECOND),
  };
}
