// Hits that can be found again in a frame: each is the view of a page that nobody saw before, whose path is a number that
// falls from hit to hit. Every page is read by one visitor, and ties sort by name, so the newest hit's page stands first in the
// list of pages of every state that knows of it, however many come and go. Paths, referrers and campaigns are as long and as many
// as on a site where something happens, so that a state has the 2 kB that are usual.
import { performance } from 'node:perf_hooks';
import { USER_AGENTS } from './requests.mjs';

const FIRST = 1_000_000_000;
/** A site's hits that are remembered until a watcher sees them; a watcher that is further behind misses some latencies. */
const REMEMBERED = 4_096;

/** @typedef {{sent: number, at: Float64Array}} SiteHits */

/** The number of the newest hit that a state knows of; 0 when it knows of none. @param {{pages: [string, number][]}} state */
export function newestOf(state) {
  const number = FIRST - Number(state.pages[0]?.[0].split('/')[1]);
  return number > 0 ? number : 0;
}

/** What the watchers of a site are measured by: when each of its hits was due. */
export function createHitBook() {
  /** @type {Map<string, SiteHits>} */
  const sites = new Map();
  /** @returns {SiteHits} */
  function of(/** @type {string} */ site) {
    let hits = sites.get(site);
    if (!hits) {
      hits = { sent: 0, at: new Float64Array(REMEMBERED) };
      sites.set(site, hits);
    }
    return hits;
  }
  return {
    /** Notes that a hit of the site is due; returns its number, from 1. */
    note(/** @type {string} */ site, /** @type {number} */ dueAt) {
      const hits = of(site);
      hits.sent += 1;
      hits.at[hits.sent % REMEMBERED] = dueAt;
      return hits.sent;
    },
    /** Calls `onHit` with when each hit after `shown` and up to `newest` was due. */
    each(
      /** @type {string} */ site,
      /** @type {number} */ shown,
      /** @type {number} */ newest,
      /** @type {(dueAt: number) => void} */ onHit,
    ) {
      const { sent, at } = of(site);
      for (let hit = Math.max(shown, sent - REMEMBERED) + 1; hit <= Math.min(newest, sent); hit += 1)
        onHit(at[hit % REMEMBERED] ?? Number.NaN);
    },
    /** How many hits of the site were due so far. */
    sent: (/** @type {string} */ site) => of(site).sent,
  };
}

/** @typedef {ReturnType<typeof createHitBook>} HitBook */

const SLUG = 'what-i-learned-from-ten-years-of-small-servers-and-slow-software';
const REFERRERS = Array.from({ length: 12 }, (_, i) => `https://news-${i + 1}.example/threads/of-the-day/${i * 7_919}`);
const CAMPAIGNS = Array.from({ length: 12 }, (_, i) => `november-newsletter-${i + 1}`);

const hex = (/** @type {number} */ value) => (value >>> 0).toString(16).padStart(8, '0');

/**
 * Sends hits for the sites, each as often as the others on average, and at moments that do not know of each other; so some
 * follow each other within a window and some do not. Every `address` is a visitor of its own.
 * @param {string[]} sites
 * @param {HitBook} book
 * @returns {import('./sources.mjs').Source}
 */
export function createNumberedHits(sites, book) {
  const run = Math.floor(Math.random() * 0xffffffff);
  let count = 0;
  return {
    next({ into, dueAt }) {
      count += 1;
      const site = sites[Math.floor(Math.random() * sites.length)] ?? '';
      const number = book.note(site, dueAt === 0 ? performance.now() : dueAt);
      const { ua } = USER_AGENTS[count % USER_AGENTS.length] ?? { ua: '' };
      const address = `109.${(count >> 16) & 255}.${(count >> 8) & 255}.${count & 255}`;
      const body = JSON.stringify({
        ...{ k: 'view', s: site, p: hex(run) + hex(count), q: 1 },
        u: `https://${site}/${FIRST - number}/${SLUG}?utm_campaign=${CAMPAIGNS[count % CAMPAIGNS.length]}`,
        r: REFERRERS[count % REFERRERS.length],
        ...{ w: 1440, t: 'A page that nobody saw before', z: 'Europe/Berlin', v: 1 },
      });
      const head =
        `POST /hit HTTP/1.1\r\nHost: stats.${site}\r\nConnection: keep-alive\r\nContent-Length: ${body.length}\r\n` +
        `User-Agent: ${ua}\r\nContent-Type: text/plain;charset=UTF-8\r\nAccept: */*\r\nOrigin: https://${site}\r\n` +
        `Accept-Encoding: gzip, deflate, br, zstd\r\nX-Forwarded-For: ${address}\r\nX-Forwarded-Proto: https\r\n\r\n`;
      return into.latin1Write(head + body, 0);
    },
  };
}
