// Keeps a flood of made-up values from filling the dictionary and every list: of each dimension, a site has at most 50,000
// distinct values a day that are told apart; what is new beyond them is counted as `(other)`. The values themselves are not
// kept here, but for a few short ones, only 8 bytes of a hash under a secret key each: that a new value is mistaken for one of
// 50,000 others happens once in 10^11 times.
//
// The bound holds whatever is restarted or killed. Before values are let through, room for them is reserved, a thousand at a time,
// in a ledger that is stored no later than they are. A guard that does not know which values a day has already takes them to be
// as many as were reserved, and lets through what is left.
import { createKeyedHash, type KeyedHash } from '../keyed-hash.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { ownText } from './own-text.ts';

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
  /** All of this dimension was told: what was reserved beyond it is free again. */
  endOf(dimension: Dimension): void;
  /** All of every dimension was told, and what was not told of has none. Not to be called when reading was given up. */
  end(): void;
}

export interface Cardinality {
  /**
   * Whether this value of this site's day is told apart: it was seen before, or there is room for one more, and then it is
   * remembered. `date` is `YYYY-MM-DD`. Of a site's dates the two newest are kept (a server may report a hit of yesterday's),
   * and of the others the last that came; of one that comes back only the number of its values is still known.
   */
  admit(siteId: number, date: string, dimension: Dimension, value: string): boolean;
  /** Tells what is stored of the site's day. Until then any value may be an old one, and every unknown one takes new room. */
  recollect(siteId: number, date: string): Recollection;
  /** The site was removed. */
  forget(siteId: number): void;
  /** What has more values than are told apart, on the dates that are kept of each site. A copy. */
  overflowing(): Overflow[];
}

const SMALLEST = 16;

/** Longer ones are hashed each time: few texts that are looked up again and again are as long. */
const SHORT_LENGTH = 80;
const SHORT_KEPT = 256;

/** An open-addressed table of hashes that only grows; 0 marks an empty place. */
interface HashSet {
  places: Float64Array;
  size: number;
  isOverflowing: boolean;
  /** Whether every value that is stored is in it. */
  isWhole: boolean;
  /** Values that may be stored; while it is not whole, those in it may be the same ones or others. */
  used: number;
  /** As it stands in the ledger; never less than `used`. */
  reserved: number;
  /** The first short values as such: most hits are of a few (browsers, pages), and need no hashing then. */
  short: Set<string>;
}

/** Different values of a site's dimension that are told apart on one day. */
export const MOST_VALUES = 50_000;

/**
 * Steps of a reservation per limit: 1,000 of 50,000 values. With smaller ones a flood would write more often; of larger ones a kill
 * takes more, until the day's values are known again.
 */
const STEPS = 50;

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
  siteId: number;
  date: string;
  sets: Map<Dimension, HashSet>;
}

/**
 * `limit`: distinct values per site, date and dimension. `ledger`: one that ends with the process, unless somebody keeps it.
 *
 * Memory: some 500 bytes for a dimension with a few values, 530 kB for one with 50,000; at most 19 dimensions and three dates
 * per site, so 20 MB for a site that is flooded in every one of them for two days, and 30 when hits of a third day come as well.
 */
export function createCardinality(
  limit = MOST_VALUES,
  hash: KeyedHash = createKeyedHash(),
  ledger: Ledger = createLedger(),
): Cardinality {
  /** The two newest, newest first, and one other. */
  const sites = new Map<number, Day[]>();
  const step = Math.ceil(limit / STEPS);

  function openDay(siteId: number, days: readonly Day[], date: string): Day {
    const [newest, older] = days;
    const day: Day = { siteId, date, sets: new Map() };
    if (newest === undefined || date > newest.date) sites.set(siteId, [day, ...days.slice(0, 1)]);
    else if (older === undefined || date > older.date) sites.set(siteId, [newest, day]);
    else sites.set(siteId, [newest, older, day]);
    return day;
  }

  function dayOf(siteId: number, date: string): Day {
    const days = sites.get(siteId) ?? [];
    for (const day of days) if (day.date === date) return day;
    return openDay(siteId, days, date);
  }

  function setOf({ siteId, date, sets }: Day, dimension: Dimension): HashSet {
    let set = sets.get(dimension);
    if (!set) {
      const reserved = ledger.reserved(siteId, date, dimension);
      const isWhole = reserved === 0;
      const counts = { size: 0, used: reserved, reserved };
      set = { places: new Float64Array(SMALLEST), ...counts, isOverflowing: false, isWhole, short: new Set() };
      sets.set(dimension, set);
    }
    return set;
  }

  /** Every stored value is in the set now. Returns whether less is to be reserved for them, in whole steps, than was. */
  function makeWhole({ siteId, date }: Day, dimension: Dimension, set: HashSet): boolean {
    const needed = Math.min(limit, Math.ceil(set.size / step) * step);
    const isLess = needed < set.reserved;
    // More: a database from before there was a ledger, or a site whose time zone has changed.
    if (needed > set.reserved) ledger.reserve(siteId, date, dimension, needed);
    Object.assign(set, { isWhole: true, used: set.size, reserved: needed });
    return isLess;
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
      if (set.used >= limit) {
        set.isOverflowing = true;
        return false;
      }
      set.used += 1;
      if (set.used > set.reserved) {
        set.reserved = Math.min(limit, set.reserved + step);
        ledger.reserve(siteId, date, dimension, set.reserved);
      }
      put(set, place, hashed);
      if (isShort && set.short.size < SHORT_KEPT) set.short.add(ownText(value));
      return true;
    },

    recollect(siteId, date) {
      const day = dayOf(siteId, date);
      const less = new Set<Dimension>();
      // A day that was dropped and opened anew counts what this one knows nothing of.
      const isCurrent = () => sites.get(siteId)?.includes(day) ?? false;

      function endOf(dimension: Dimension): void {
        if (isCurrent() && makeWhole(day, dimension, setOf(day, dimension))) less.add(dimension);
      }

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
        endOf,
        end() {
          for (const [dimension, { isWhole }] of day.sets) if (!isWhole) endOf(dimension);
          // As it stands now: it may have grown since it was known.
          const released = Array.from(less, (dimension) => [dimension, setOf(day, dimension).reserved] as const);
          if (isCurrent()) ledger.release(siteId, date, released);
        },
      };
    },

    forget: (siteId) => void sites.delete(siteId),

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
