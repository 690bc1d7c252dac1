// Row 12, the real browsers of it: scripted visits in Chromium, several at a time, each on a site of its own, compared with what
// the stream says (the model test of presence is server/live/presence.test.ts). Tabs, back/forward cache, prerendered pages,
// crashes, no network. Not judged: a computer that sleeps, which is to the server as one without network. The control is a
// client that never says goodbye.
import { setTimeout as sleep } from 'node:timers/promises';
import { launchBareChromium } from '../bench/live/bare-chromium.mjs';
import { launchChromium, PERSON } from '../bench/live/chromium.mjs';
import { ADMIN, followLive } from './clock-stream.mjs';
import { CannotRun, quantile } from './harness.mjs';
import { startVisitsBlog, WARM } from './visits-blog.mjs';
import { STORIES } from './visits-stories.mjs';

export const name = 'visits';
export const row = 12;
export const minutes = 20;
export const title = 'real browsers: tabs, back/forward cache, prerendered pages, crashes, no network';
export const target = '200 visits, each shown as it was; arrival ≤ 1 s, leave ≤ 5 s, crash ≤ 45 s';

/** Promised, and how long it is waited for before it is said never to have come. */
const LIMITS = {
  arrival: { promisedMs: 1_000, patienceMs: 20_000 },
  leave: { promisedMs: 5_000, patienceMs: 30_000 },
  crash: { promisedMs: 45_000, patienceMs: 70_000 },
  // A beat is due every 15 s; without an event that says that the network is back.
  return: { promisedMs: 17_000, patienceMs: 60_000 },
};
/** @typedef {keyof typeof LIMITS} Kind */

/** A browser that has just been started takes its first second for itself; readers' browsers run already. */
const WARM_MS = 1_000;

/** A visit that was not shown as it was. */
class Mismatch extends Error {}

/**
 * As many of each story as its share says, at least one of each, in any order; in a short run those that wait for a lease to run
 * out come first, side by side, and the others meanwhile.
 * @param {import('./harness.mjs').Context} context @param {number} count
 */
function plan(context, count) {
  const names = Object.keys(STORIES);
  const stories = names.flatMap((story) =>
    Array(Math.max(1, Math.round((STORIES[story].share * count) / 100))).fill(story),
  );
  const shuffled = context.random.shuffle(stories);
  const isLong = (/** @type {string} */ story) => Number(STORIES[story].isLong ?? false);
  return context.size(
    shuffled,
    shuffled.toSorted((a, b) => isLong(b) - isLong(a)),
  );
}

/**
 * The states of every site as they came. A site is read forwards, from one awaited state to the next, so that a state that was
 * there while its story was busy with the browser is not missed.
 * @param {string} address
 * @param {string[]} hosts
 */
function watchSites(address, hosts) {
  /** @type {Map<string, { states: { at: number, state: any }[], read: number, counted: number, look: () => void }>} */
  const watched = new Map(hosts.map((host) => [host, { states: [], read: 0, counted: 0, look: () => undefined }]));
  const of = (/** @type {string} */ site) =>
    watched.get(site) ?? { states: [], read: 0, counted: 0, look: () => undefined };
  const live = followLive(address, hosts, (state) => {
    of(state.site).states.push({ at: performance.now(), state });
    of(state.site).look();
  });
  return {
    close: live.close,
    /** The numbers of visitors up to the last awaited state and since the last call. @param {string} site @returns {number[]} */
    counts(site) {
      const one = of(site);
      const seen = one.states.slice(one.counted, one.read + 1).map(({ state }) => state.visitors);
      one.counted = one.read;
      return seen;
    },
    /**
     * Resolves with the moment when a state came that is as wanted, the last awaited one or a later one; undefined when none
     * comes within `patienceMs`.
     * @param {string} site @param {(state: any) => boolean} wanted @param {number} patienceMs
     * @returns {Promise<number | undefined>}
     */
    until: (site, wanted, patienceMs) =>
      new Promise((resolve) => {
        const one = of(site);
        const finish = (/** @type {number | undefined} */ at) => {
          clearTimeout(timer);
          one.look = () => undefined;
          resolve(at);
        };
        const timer = setTimeout(finish, patienceMs, undefined);
        one.look = () => {
          const found = one.states.findIndex(({ state }, i) => i >= one.read && wanted(state));
          if (found < 0) return;
          one.read = found;
          finish(one.states[found]?.at);
        };
        one.look();
      }),
    /** @param {string} site */
    last: (site) => JSON.stringify(of(site).states.at(-1)?.state),
  };
}

/** @param {any} state @param {string[]} paths */
const isOn = (state, paths) =>
  state.visitors === 1 &&
  state.tabs === paths.length &&
  state.pages
    .map(([path]) => path)
    .sort()
    .join() === [...paths].sort().join();

/** A view of somebody who then says nothing more: five seconds later they must still be there. */
async function control(address, sites, site) {
  const hit = { k: 'view', s: site, p: '00000000000000c0', q: 1, u: `http://${site}/control`, w: 800, t: '', v: 1 };
  await fetch(`${address}/hit`, { method: 'POST', headers: { 'user-agent': PERSON }, body: JSON.stringify(hit) });
  await sites.until(site, ({ visitors }) => visitors === 1, LIMITS.arrival.patienceMs);
  const goneAt = await sites.until(site, ({ visitors }) => visitors === 0, LIMITS.leave.promisedMs);
  return { whoSaysNoGoodbyeIsStillThere: goneAt === undefined, passed: goneAt === undefined };
}

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const size = context.size({ visits: 200, places: 4 }, { visits: 8, places: 4 });
  const places = Array.from({ length: size.places + 1 }, (_, i) => i + 1);
  const server = await context.startServer({
    dataDir: context.folder(),
    env: {
      SITES: places.map((place) => `place-${place}.test`).join(),
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    },
  });
  const blog = await startVisitsBlog(server.port);
  context.onEnd(blog.close);
  const sites = watchSites(server.address, places.map(blog.hostOf));
  context.onEnd(sites.close);
  const driven = await launchChromium();
  if (!driven) throw new CannotRun('visits need Chromium: install chromium, or set CHROME_PATH');
  context.onEnd(() => driven.close());
  const warm = await driven.newPage();
  await warm.goto(blog.urlOf(1, WARM));
  await sleep(WARM_MS);
  await warm.close();
  await sites.until(blog.hostOf(1), () => true, 10_000);

  /** @type {Record<Kind, number[]>} */
  const took = { arrival: [], leave: [], crash: [], return: [] };
  /** @type {string[]} */
  const mismatches = [];
  const queue = plan(context, size.visits);
  const visits = queue.length;
  let done = 0;

  /** @param {number} number */
  async function visitor(number) {
    const site = blog.hostOf(number);
    /** @type {import('../bench/live/bare-chromium.mjs').BareChromium | undefined} */
    let bareBrowser;
    context.onEnd(() => bareBrowser?.kill());

    /** @param {string} story @param {string} id */
    async function tell(story, id) {
      /** @type {import('playwright-core').BrowserContext[]} */
      const contexts = [];
      const inVisit = (/** @type {string} */ path) => `/${id}${path}`;
      /** @param {Kind} kind @param {(state: any) => boolean} wanted @param {() => number} from @param {string} what */
      async function comes(kind, wanted, from, what) {
        const at = await sites.until(site, wanted, LIMITS[kind].patienceMs);
        if (at === undefined) throw new Mismatch(`${what} was never shown; last: ${sites.last(site)}`);
        const ms = at - from();
        took[kind].push(ms);
        if (ms > LIMITS[kind].promisedMs) context.note(`${id} ${story}: ${what} after ${Math.round(ms)} ms (${kind})`);
      }
      const nobody = (/** @type {any} */ state) => state.visitors === 0;
      try {
        await STORIES[story].tell({
          id,
          url: (path) => blog.urlOf(number, inVisit(path)),
          async bare() {
            if (bareBrowser?.isRunning()) return bareBrowser;
            bareBrowser = await launchBareChromium();
            const tab = await bareBrowser.open(blog.urlOf(number, WARM));
            await sleep(WARM_MS);
            await bareBrowser.close(tab);
            return bareBrowser;
          },
          async page() {
            const made = await driven.newContext({ userAgent: PERSON });
            contexts.push(made);
            return made.newPage();
          },
          arrives: (pages) => {
            const paths = pages.map(inVisit);
            const last = paths.at(-1) ?? '';
            const from = () => blog.askedAt(number, last) ?? performance.now();
            return comes('arrival', (state) => isOn(state, paths), from, paths.join());
          },
          becomes(pages, what) {
            const began = performance.now();
            return comes(
              'arrival',
              (state) => isOn(state, pages.map(inVisit)),
              () => began,
              what,
            );
          },
          returns(pages) {
            const began = performance.now();
            return comes(
              'return',
              (state) => isOn(state, pages.map(inVisit)),
              () => began,
              'the network is back',
            );
          },
          leaves: (from) => comes('leave', nobody, () => from, 'nobody'),
          crashes: (from) => comes('crash', nobody, () => from, 'nobody'),
          counts: () => sites.counts(site),
          must(holds, what) {
            if (!holds) throw new Mismatch(`not so: ${what}; last: ${sites.last(site)}`);
          },
        });
      } finally {
        for (const made of contexts) await made.close().catch(() => undefined);
      }
    }

    for (let story = queue.shift(); story !== undefined && !context.isOver(); story = queue.shift()) {
      done += 1;
      const id = `v${done}`;
      try {
        await tell(story, id);
        context.note(`${id} ${story}: as it was`);
      } catch (error) {
        mismatches.push(`${story}: ${/** @type {Error} */ (error).message}`);
        context.note(`${id} ${story}: ${/** @type {Error} */ (error).stack}`);
        await bareBrowser?.kill();
        await sites.until(site, ({ visitors }) => visitors === 0, LIMITS.crash.patienceMs);
      }
      if (done % 20 === 0) context.say(`${done} of ${visits} visits, ${mismatches.length} not as they were`);
    }
    await bareBrowser?.kill();
  }

  const [bites] = await Promise.all([
    control(server.address, sites, blog.hostOf(size.places + 1)),
    ...places.slice(0, size.places).map(visitor),
  ]);
  await sleep(100);
  const { code } = await server.stop();
  const spread = (/** @type {Kind} */ kind) => ({
    count: took[kind].length,
    p50: Math.round(quantile(took[kind], 0.5)),
    max: Math.round(Math.max(0, ...took[kind])),
  });
  const [arrival, leave, crash, back] = /** @type {const} */ (['arrival', 'leave', 'crash', 'return']).map(spread);
  const isInTime = /** @type {Kind[]} */ (Object.keys(LIMITS)).every((kind) =>
    took[kind].every((ms) => ms <= LIMITS[kind].promisedMs),
  );
  const say = (/** @type {ReturnType<typeof spread>} */ { p50, max, count }) =>
    `${(p50 / 1_000).toFixed(2)} s, ${(max / 1_000).toFixed(2)} s at most of ${count}`;
  return {
    ...{ visits: done, planned: visits, arrival, leave, crash, back, mismatches: mismatches.length },
    firstMismatches: mismatches.slice(0, 5),
    exitCode: code,
    reached: `${done} visits, ${mismatches.length} not shown as they were; arrivals after ${say(arrival)}; leaves ${say(leave)}; crashes ${say(crash)}${context.timed}`,
    control: bites,
    passed: mismatches.length === 0 && done > 0 && code === 0 && bites.passed && context.inTime(isInTime),
  };
}
