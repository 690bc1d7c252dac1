// Made-up hits of a site, day by day, the same for the same seed: skewed as real ones are (a few pages, countries and referrers have
// most of it, and a long tail the rest), and told apart by what tells them apart in life: a city says its country, a referrer its source.
import { createRandom, createZipf } from './random.mjs';

/** Part of the name of the folder that keeps them: another number for whatever changes them. */
export const VERSION = 1;
export const TIMEZONE = 'Europe/Berlin';
/** 90 days, one of them an hour short. The first of them, and the first of the last thirty. */
export const DAYS = { first: '2026-01-01', lastThirty: '2026-03-02', last: '2026-03-31', count: 90 };

const HITS_PER_VISIT = 2.5;
/** Who may come on a day, for each visit: drawn at random, so that a visitor makes 1.25 visits. */
const CANDIDATES = 2.2;
/** Who asks not to be told apart, of all visits. */
const ANONYMOUS = 0.02;
const EVENTS = 0.08;
const CAMPAIGNS = 0.12;
/** Of page instances it is mostly known how long they were read. */
const TOLD = 0.85;
const MINUTE = 60_000;

/** How much there is of an hour of the day, and of a day of the week. */
const HOURS = [4, 3, 2, 2, 2, 3, 5, 8, 11, 13, 13, 12, 12, 13, 13, 12, 12, 12, 13, 14, 14, 12, 9, 6];
const WEEKDAYS = [1.1, 1.15, 1.1, 1.1, 1, 0.75, 0.8];

const list = (/** @type {number} */ count, /** @type {(n: number) => string} */ name) =>
  Array.from({ length: count }, (_, n) => name(n));

const PATHS = list(10_000, (n) => (n === 0 ? '/' : `/${['posts', 'docs', 'notes', 'tags'][n % 4]}/page-${n}`));
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const COUNTRIES = list(180, (n) => `${LETTERS[Math.floor(n / 26)]}${LETTERS[n % 26]}`);
const CITIES = list(6_000, (n) => `City ${n}`);
const SOURCES = ['', 'Google', 'Hacker News', 'Bing', 'Reddit', 'DuckDuckGo', ...list(400, (n) => `site-${n}.example`)];
const CHANNELS = ['direct', 'search', 'social', 'search', 'social', 'search'];
const BROWSERS = ['Chrome', 'Safari', 'Firefox', 'Edge', 'Samsung Internet', ...list(15, (n) => `Browser ${n}`)];
const SYSTEMS = ['Windows', 'iOS', 'Android', 'macOS', 'GNU/Linux', 'Chrome OS', 'Tizen'];
const DEVICES = ['desktop', 'mobile', 'mobile', 'desktop', 'desktop', 'desktop', 'tv'];
const SCREENS = { desktop: ['lg', 'xl', 'md'], mobile: ['xs', 'sm'], tv: ['xl'] };
const LANGUAGES = list(60, (n) => `l${n}-${COUNTRIES[n]}`);
const NAMES = ['Signup', 'Download', 'Outbound', 'Search', ...list(20, (n) => `Event ${n}`)];

/**
 * A row as INSERT_HIT takes it, and one of engagements: site, at, page instance, ms, percent.
 * @typedef {(string | number | null)[]} Row
 */

/** How many hits each day has, of so many in all. @param {number} hits */
export function hitsOfDays(hits) {
  const weights = Array.from({ length: DAYS.count }, (_, day) => (WEEKDAYS[(day + 3) % 7] ?? 1) * (1 + day / 300));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const ends = [];
  for (let day = 0, before = 0; day < DAYS.count; day += 1) {
    before += weights[day] ?? 0;
    ends.push(Math.round((hits * before) / sum));
  }
  return ends.map((end, day) => end - (ends[day - 1] ?? 0));
}

/** @param {number} seed */
export function createMadeHits(seed) {
  const random = createRandom(seed);
  const zipf = (/** @type {number} */ count, exponent = 1) => createZipf(random, count, exponent);
  const path = zipf(PATHS.length);
  const city = zipf(CITIES.length, 0.9);
  const source = zipf(SOURCES.length, 1.1);
  const place = zipf(30, 1.2);
  const browser = zipf(BROWSERS.length, 1.3);
  const version = zipf(25, 1.4);
  const system = zipf(SYSTEMS.length, 0.8);
  const systemVersion = zipf(12, 1.2);
  const campaign = zipf(150);
  const content = zipf(8);
  const name = zipf(NAMES.length, 1.2);
  const language = zipf(5, 1.5);
  const hour = HOURS.flatMap((weight, of) => Array.from({ length: weight }, () => of));
  const chance = (/** @type {number} */ share) => random.number() < share;
  const id = () => `${random.hex()}${random.hex()}`;

  /** What all hits of a visit have, in the order of INSERT_HIT: host to campaign, then source to screen. */
  function facts() {
    const by = source();
    const from = city();
    const country = COUNTRIES[Math.floor((from * from) / 37) % COUNTRIES.length] ?? '';
    const [with_, on] = [browser(), system()];
    const device = DEVICES[on] ?? 'desktop';
    const screens = SCREENS[/** @type {keyof typeof SCREENS} */ (device)];
    const of = chance(CAMPAIGNS) ? campaign() : -1;
    const host = SOURCES[by] === '' ? null : `https://${SOURCES[by]?.toLowerCase().replace(' ', '')}`;
    return {
      before: [
        chance(0.9) ? 'example.com' : 'blog.example.com',
        host && `${host}/${by < 6 ? '' : place()}`,
        ...(of < 0
          ? [null, null, null, null, null]
          : [`from-${of % 12}`, ['cpc', 'email', 'social'][of % 3] ?? '', `campaign-${of}`, `ad-${content()}`, null]),
      ],
      after: [
        SOURCES[by] ?? '',
        CHANNELS[by] ?? 'other',
        device,
        BROWSERS[with_] ?? '',
        `${130 - version()}`,
        SYSTEMS[on] ?? '',
        `${18 - systemVersion()}`,
        country,
        `${country}-${from % 16}`,
        CITIES[from] ?? '',
        LANGUAGES[(country.charCodeAt(1) + language()) % LANGUAGES.length] ?? '',
        screens[Math.floor(random.number() * screens.length)] ?? 'md',
      ],
    };
  }

  /**
   * One day's hits in order of time, and how long their pages were read. Call it for one day after the other.
   * @param {number} siteId @param {{start: number, end: number}} day @param {number} count how many hits
   * @returns {{hits: Row[], engagements: Row[]}}
   */
  return function makeDay(siteId, { start, end }, count) {
    /** @type {Row[]} */
    const hits = [];
    /** @type {Row[]} */
    const engagements = [];
    const visits = Math.max(1, Math.round(count / HITS_PER_VISIT));
    const visitors = list(Math.round(visits * CANDIDATES), id);
    /** @type {(ReturnType<typeof facts> | undefined)[]} */
    const known = [];

    /** @param {number} at @param {number} most */
    function addVisit(at, most) {
      const who = Math.floor(random.number() * visitors.length);
      const visitor = chance(ANONYMOUS) ? null : (visitors[who] ?? null);
      known[who] ??= facts();
      const { before, after } = chance(0.8) ? known[who] : facts();
      const [host = '', ...came] = before;
      let left = Math.min(most, 1 + Math.floor(-Math.log(1 - random.number()) * (HITS_PER_VISIT - 0.54)));
      for (let now = at; left > 0; ) {
        const page = id();
        const on = PATHS[path()] ?? '/';
        const started = Math.min(now, end - 1);
        /** @param {string} kind @param {number} moment @param {number} sequence @param {(string | null)[]} act */
        const add = (kind, moment, sequence, act) =>
          hits.push([
            siteId,
            moment,
            kind,
            page,
            sequence,
            visitor,
            host,
            on,
            ...came,
            null,
            null,
            null,
            ...act,
            ...after,
          ]);
        add('view', started, 0, [null, null]);
        left -= 1;
        const read = Math.floor(-Math.log(1 - random.number()) * 40_000);
        if (chance(TOLD)) engagements.push([siteId, started, page, read, Math.floor(random.number() * 101)]);
        if (left > 0 && chance(EVENTS * 2)) {
          const props = chance(0.5) ? `{"plan":"${chance(0.7) ? 'free' : 'pro'}","n":${content()}}` : null;
          add('event', Math.min(now + Math.floor(read / 2), end - 1), 1, [NAMES[name()] ?? '', props]);
          left -= 1;
        }
        now += read + Math.floor(random.number() * MINUTE);
      }
    }

    const hourMs = (end - start) / 24;
    while (hits.length < count) {
      const at =
        start + Math.floor(((hour[Math.floor(random.number() * hour.length)] ?? 0) + random.number()) * hourMs);
      addVisit(at, count - hits.length);
    }
    hits.sort((a, b) => Number(a[1]) - Number(b[1]));
    engagements.sort((a, b) => Number(a[1]) - Number(b[1]));
    return { hits, engagements };
  };
}
