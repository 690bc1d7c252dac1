// Keeps a flood of made-up values from filling the dictionary and every list: of each dimension, a site has at most 50,000
// distinct values a day that are told apart; what is new beyond them is counted as `(other)`. The values themselves are not
// kept here, but for a few short ones, only 8 bytes of a hash under a secret key each: that a new value is mistaken for one of
// 50,000 others happens once in 10^11 times.
import { createKeyedHash, type KeyedHash } from './keyed-hash.ts';

export type Dimension =
  | 'page'
  | 'hostname'
  | 'referrer'
  | 'source'
  | 'utm_source'
  | 'utm_medium'
  | 'utm_campaign'
  | 'utm_content'
  | 'utm_term'
  | 'event'
  | 'prop'
  | 'prop_value'
  | 'browser'
  | 'browser_version'
  | 'os'
  | 'os_version'
  | 'language'
  | 'city'
  | 'region';

export interface Overflow {
  siteId: number;
  dimension: Dimension;
  /** The site's own date, `2026-11-21`. */
  date: string;
}

/** What was stored before this process began, told value by value's hash. */
export interface Recollection {
  /** `hashes`: of the distinct values, as of the guard's own hash. However many: what is stored is told apart already. */
  tell(dimension: Dimension, hashes: Float64Array): void;
  /** Nothing more of this dimension is to come. */
  endOf(dimension: Dimension): void;
  /** Nothing more of any is to come, or can. */
  end(): void;
}

export interface Cardinality {
  /**
   * Whether this value of this site's day is told apart: it was seen before, or there is room for one more, and then it is
   * remembered. `date` is `YYYY-MM-DD`. A site's two newest dates are kept (a server may report a hit of yesterday's); still
   * older ones count with the older of them.
   */
  admit(siteId: number, date: string, dimension: Dimension, value: string): boolean;
  /**
   * From now until it ends, the site's day is being recollected, and any value may be an old one: of each dimension, 5,000
   * unknown ones are let through, so that who makes values up has no new allowance with every restart.
   */
  recollect(siteId: number, date: string): Recollection;
  /** What has more values than are told apart, on the dates that are kept of each site. A copy. */
  overflowing(): Overflow[];
}

const SMALLEST = 16;

/** V8 copies texts up to this length; a longer one, cut from a URL, would keep the whole of it alive. */
const SHORT_LENGTH = 12;
const SHORT_KEPT = 256;

/** An open-addressed table of hashes that only grows; 0 marks an empty place. */
interface HashSet {
  places: Float64Array;
  size: number;
  isOverflowing: boolean;
  /** Let through, or not, while what is stored was not known yet. */
  meanwhile: number;
  /** The first short values as such: most values are of a few (browsers, versions), and need no hashing then. */
  short: Set<string>;
}

/** Different values of a site's dimension that are told apart on one day. */
export const MOST_VALUES = 50_000;

/**
 * Unknown values of each dimension that are let through until it is recollected: a restart adds so many at most to a day that is
 * full already. All pages of those who read at a restart are unknown then; a site with more of them at once than this shows
 * and stores the rest as `(other)` for the few seconds, and that is said.
 */
export const MOST_MEANWHILE = 5_000;

/** What a value is counted as when it is not told apart. */
export const OTHER = '(other)';

/** Where the hash stands, or the empty place where it would go. */
function placeOf(places: Float64Array, hash: number): number {
  const mask = places.length - 1;
  let place = hash & mask;
  for (let found = places[place]; found !== 0 && found !== hash; found = places[place]) place = (place + 1) & mask;
  return place;
}

function grow(set: HashSet): void {
  const places = new Float64Array(set.places.length * 2);
  for (const hash of set.places) if (hash !== 0) places[placeOf(places, hash)] = hash;
  set.places = places;
}

function put(set: HashSet, place: number, hash: number): void {
  set.places[place] = hash;
  set.size += 1;
  // At most four fifths full: 50,000 just fit into 2^16 places.
  if (set.size * 5 > set.places.length * 4) grow(set);
}

interface Day {
  date: string;
  sets: Map<Dimension, HashSet>;
  /** While the day is recollected: what is known of it already. */
  recollected: Set<Dimension> | undefined;
}

/**
 * `limit`: distinct values per site, date and dimension.
 *
 * Memory: some 500 bytes for a dimension with a few values, 530 kB for one with 50,000 (twice that when restarts have let more
 * through); at most 19 dimensions and two dates per site, so 20 MB for a site that is flooded in every one of them for two days.
 */
export function createCardinality(limit = MOST_VALUES, hash: KeyedHash = createKeyedHash()): Cardinality {
  /** Newest first; one or two. */
  const sites = new Map<number, Day[]>();

  function openDay(siteId: number, days: readonly Day[], date: string): Day {
    const [newest, older] = days;
    if (older && date < older.date) return older;
    const day: Day = { date, sets: new Map(), recollected: undefined };
    const isNewest = newest === undefined || date > newest.date;
    sites.set(siteId, isNewest ? [day, ...days.slice(0, 1)] : [newest, day]);
    return day;
  }

  function dayOf(siteId: number, date: string): Day {
    const days = sites.get(siteId) ?? [];
    for (const day of days) if (day.date === date) return day;
    return openDay(siteId, days, date);
  }

  function setOf({ sets }: Day, dimension: Dimension): HashSet {
    let set = sets.get(dimension);
    if (!set) {
      set = { places: new Float64Array(SMALLEST), size: 0, isOverflowing: false, meanwhile: 0, short: new Set() };
      sets.set(dimension, set);
    }
    return set;
  }

  return {
    admit(siteId, date, dimension, value) {
      const day = dayOf(siteId, date);
      const set = setOf(day, dimension);
      const isShort = value.length <= SHORT_LENGTH;
      if (isShort && set.short.has(value)) return true;
      const hashed = hash(value);
      const place = placeOf(set.places, hashed);
      if (set.places[place] === hashed) return true;
      if (set.size >= limit) {
        set.isOverflowing = true;
        return false;
      }
      const isKnown = day.recollected === undefined || day.recollected.has(dimension);
      if (!isKnown && ++set.meanwhile > MOST_MEANWHILE) {
        set.isOverflowing = true;
        return false;
      }
      put(set, place, hashed);
      if (isShort && set.short.size < SHORT_KEPT) set.short.add(value);
      return true;
    },

    recollect(siteId, date) {
      const day = dayOf(siteId, date);
      const recollected = new Set<Dimension>();
      day.recollected = recollected;
      return {
        tell(dimension, hashes) {
          const set = setOf(day, dimension);
          for (const hashed of hashes) {
            const place = placeOf(set.places, hashed);
            if (set.places[place] !== hashed) put(set, place, hashed);
          }
          // It is full, and so it overflowed before, unless it was the very last value that filled it.
          if (set.size >= limit) set.isOverflowing = true;
        },
        endOf: (dimension) => void recollected.add(dimension),
        end() {
          day.recollected = undefined;
        },
      };
    },

    overflowing() {
      const all: Overflow[] = [];
      for (const [siteId, days] of sites) {
        for (const { date, sets } of days) {
          for (const [dimension, { isOverflowing }] of sets) if (isOverflowing) all.push({ siteId, dimension, date });
        }
      }
      return all;
    },
  };
}
