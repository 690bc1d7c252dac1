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

export interface Cardinality {
  /**
   * Whether this value of this site's day is told apart: it was seen before, or there is room for one more, and then it is
   * remembered. So whoever admits the distinct values of today's rows at the start goes on where the last process ended.
   * `date` is `YYYY-MM-DD`. A site's two newest dates are kept (a server may report a hit of yesterday's); still older
   * ones count with the older of them.
   */
  admit(siteId: number, date: string, dimension: Dimension, value: string): boolean;
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
  /** The first short values as such: most values are of a few (browsers, versions), and need no hashing then. */
  short: Set<string>;
}

/** Different values of a site's dimension that are told apart on one day. */
export const MOST_VALUES = 50_000;

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

interface Day {
  date: string;
  sets: Map<Dimension, HashSet>;
}

/**
 * `limit`: distinct values per site, date and dimension.
 *
 * Memory: some 500 bytes for a dimension with a few values, 530 kB for one with 50,000; at most 18 dimensions and two dates
 * per site, so 19 MB for a site that is flooded in every one of them for two days. `hash` is given by tests only.
 */
export function createCardinality(limit = MOST_VALUES, hash: KeyedHash = createKeyedHash()): Cardinality {
  /** Newest first; one or two. */
  const sites = new Map<number, Day[]>();

  function openDay(siteId: number, days: readonly Day[], date: string): Day {
    const [newest, older] = days;
    if (older && date < older.date) return older;
    const day: Day = { date, sets: new Map() };
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
      set = { places: new Float64Array(SMALLEST), size: 0, isOverflowing: false, short: new Set() };
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
      set.places[place] = hashed;
      set.size += 1;
      if (isShort && set.short.size < SHORT_KEPT) set.short.add(value);
      // At most four fifths full: 50,000 just fit into 2^16 places.
      if (set.size * 5 > set.places.length * 4) grow(set);
      return true;
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
