// Whoever reads for half an hour stays: one real browser, in real time, on one page, and the number must be 1 at every moment
// between arrival and leave, through beats, the server's ending of streams after ten minutes, and whatever else half an hour has.
// Now and then the reader scrolls; mostly they sit still. The control is a reader whose beats are lost: they must vanish.
import { setTimeout as sleep } from 'node:timers/promises';
import { launchChromium, PERSON } from '../bench/live/chromium.mjs';
import { ADMIN, followLive } from './clock-stream.mjs';
import { CannotRun } from './harness.mjs';
import { startVisitsBlog } from './visits-blog.mjs';

export const name = 'reader';
export const row = 12;
export const minutes = 31;
export const title = 'one reader in a real browser, for half an hour';
export const target = '30 minutes: never anything but one visitor on one page, and gone 5 s after the leave';

const ARRIVES_WITHIN_MS = 20_000;
const LEAVES_WITHIN_MS = 5_000;
/** A lease without beats, and what is looked for late. */
const VANISHES_WITHIN_MS = 45_000;
const SCROLL_EVERY_MS = 4 * 60_000;
const SAY_EVERY_MS = 5 * 60_000;

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const readMs = (context.minutes ?? context.size(30.5, 0.8)) * 60_000;
  const server = await context.startServer({
    dataDir: context.folder(),
    env: { SITES: 'place-1.test,place-2.test', ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password },
  });
  const blog = await startVisitsBlog(server.port);
  context.onEnd(blog.close);
  const browser = await launchChromium();
  if (!browser) throw new CannotRun('the reader needs Chromium: install chromium, or set CHROME_PATH');
  context.onEnd(() => browser.close());

  /** Of each site, what it shows now. @type {Map<string, { visitors: number, tabs: number }>} */
  const shown = new Map();
  /** While nobody comes or goes: states that say otherwise. @type {string[]} */
  const untrue = [];
  let isReading = false;
  let states = 0;
  const live = followLive(server.address, [blog.hostOf(1), blog.hostOf(2)], (state) => {
    shown.set(state.site, state);
    if (state.site !== blog.hostOf(1) || !isReading) return;
    states += 1;
    if (state.visitors !== 1 || state.tabs !== 1 || state.pages.length !== 1) untrue.push(JSON.stringify(state));
  });
  context.onEnd(live.close);
  /** ms until the site shows so many; Infinity when it does not in time. @param {number} place @param {number} visitors @param {number} patienceMs */
  async function until(place, visitors, patienceMs) {
    const began = performance.now();
    while (shown.get(blog.hostOf(place))?.visitors !== visitors) {
      if (performance.now() - began > patienceMs) return Number.POSITIVE_INFINITY;
      await sleep(20);
    }
    return performance.now() - began;
  }
  async function open(place) {
    const visitor = await browser.newContext({ userAgent: PERSON });
    const page = await visitor.newPage();
    await page.goto(blog.urlOf(place, '/a-long-story'));
    await until(place, 1, ARRIVES_WITHIN_MS);
    return page;
  }

  const mute = await open(2);
  await mute.context().setOffline(true);
  const control = until(2, 0, VANISHES_WITHIN_MS);

  const page = await open(1);
  isReading = true;
  const began = performance.now();
  const every = (/** @type {number} */ ms, /** @type {() => void} */ task) => {
    const timer = setInterval(task, ms);
    context.onEnd(() => clearInterval(timer));
  };
  every(SCROLL_EVERY_MS, () => void page.mouse.wheel(0, 100).catch(() => undefined));
  every(SAY_EVERY_MS, () =>
    context.say(`${Math.round((performance.now() - began) / 60_000)} minutes, ${untrue.length} untrue`),
  );
  await sleep(readMs);
  const isThere = shown.get(blog.hostOf(1))?.visitors === 1;
  isReading = false;
  const readMinutes = Math.round((performance.now() - began) / 6_000) / 10;
  await page.close();
  const leaveMs = await until(1, 0, 30_000);
  const vanishedMs = await control;
  const connections = live.connections();
  const { code } = await server.stop();
  return {
    ...{
      readMinutes,
      states,
      untrue: untrue.length,
      firstUntrue: untrue[0],
      connections,
      leaveMs: Math.round(leaveMs),
      exitCode: code,
    },
    reached:
      `${readMinutes} minutes, ${states} states over ${connections} streams, ${untrue.length} of them other than one visitor on one page; ` +
      `gone ${(leaveMs / 1_000).toFixed(1)} s after the leave${context.timed}`,
    control: { withoutBeatsGoneAfterMs: Math.round(vanishedMs), passed: Number.isFinite(vanishedMs) },
    passed:
      untrue.length === 0 &&
      isThere &&
      states > 0 &&
      Number.isFinite(leaveMs) &&
      Number.isFinite(vanishedMs) &&
      code === 0 &&
      context.inTime(leaveMs <= LEAVES_WITHIN_MS),
  };
}
