// Reads which values each site's hits have had today, on a connection of its own, and tells them set by set: what the live view
// shows most of first, small sites before big ones. See known-values.ts for the other side.

import { createKeyedHash } from '../keyed-hash.ts';
import { doErrand } from '../store/errand.ts';
import { openReader } from '../store/open.ts';
import { type Dimension, OTHER } from './cardinality.ts';

export interface KnownValuesData {
  path: string;
  /** `start`: when the site's day began, ms since 1970. */
  sites: { siteId: number; start: number }[];
  /** Values of a dimension that are read at most. */
  most: number;
  /** Of the keyed hash. */
  hashKey: Uint8Array;
}

/** A set that was read, whole; or, without a dimension, that nothing more is to be told of the site. */
export interface KnownValues {
  siteId: number;
  dimension?: Dimension;
  /** Of the distinct values. */
  hashes: Float64Array;
}

type Column = Exclude<Dimension, 'prop' | 'prop_value'>;

const TODAY = 'FROM hits WHERE site_id = :siteId AND at >= :start';
const select = (column: string) =>
  `SELECT DISTINCT ${column} AS value ${TODAY} AND coalesce(value, '') NOT IN ('', '${OTHER}') LIMIT :most`;

/** Each takes a walk over all hits of the day. */
const FIRST: [Column, string][] = [
  ['page', select('path')],
  ['referrer', select('referrer')],
];
const THEN: [Column, string][] = [
  ['source', select('source')],
  ['utm_campaign', select('utm_campaign')],
  ['event', select('event_name')],
  ['hostname', select('host')],
  ['utm_source', select('utm_source')],
  ['utm_medium', select('utm_medium')],
  ['utm_content', select('utm_content')],
  ['utm_term', select('utm_term')],
  ['browser', select('browser')],
  ['browser_version', select('browser_version')],
  ['os', select('os')],
  ['os_version', select('os_version')],
  ['language', select('language')],
  ['city', select('city')],
  ['region', select('region')],
];
const COUNT = `SELECT count(*) ${TODAY}`;
/** Not DISTINCT: every combination of values would be kept, and there may be as many as hits. */
const PROPS = `SELECT event_props ${TODAY} AND event_props IS NOT NULL`;

/** Combinations of properties that are not taken apart again. */
const SEEN_KEPT = 10_000;

/** Names and values in JavaScript's words, as the guard was told them: SQLite writes true as 1. */
function readProps(objects: Iterable<string>, hash: (text: string) => number, most: number) {
  const names = new Set<number>();
  const pairs = new Set<number>();
  const seen = new Set<number>();
  const add = (set: Set<number>, text: string) => set.size < most && set.add(hash(text));
  for (const json of objects) {
    const hashed = hash(json);
    if (seen.has(hashed)) continue;
    if (seen.size >= SEEN_KEPT) seen.clear();
    seen.add(hashed);
    for (const [name, value] of Object.entries(JSON.parse(json))) {
      if (name === OTHER) continue;
      add(names, name);
      if (value !== OTHER) add(pairs, `${name}=${value}`);
    }
    if (names.size >= most && pairs.size >= most) break;
  }
  return { names, pairs };
}

function readKnownValues({ path, sites, most, hashKey }: KnownValuesData, say: (known: KnownValues) => void): void {
  const hash = createKeyedHash(Buffer.from(hashKey));
  const db = openReader(path);
  const tell = (siteId: number, dimension: Dimension, hashes: Iterable<number>) =>
    say({ siteId, dimension, hashes: Float64Array.from(hashes) });
  const end = (siteId: number) => say({ siteId, hashes: new Float64Array() });

  function readColumns(columns: [Column, string][], siteId: number, start: number): void {
    for (const [dimension, query] of columns) {
      // One value at a time: fifty thousand long ones need not be here at once.
      const values = db.prepare(query).pluck().iterate({ siteId, start, most }) as Iterable<string>;
      const hashes: number[] = [];
      for (const value of values) hashes.push(hash(value));
      tell(siteId, dimension, hashes);
    }
  }

  try {
    const count = db.prepare(COUNT).pluck();
    const sized = sites.map((site) => ({ ...site, hits: count.get(site) as number }));
    for (const { siteId, hits } of sized) if (hits === 0) end(siteId);
    const bySize = sized.filter(({ hits }) => hits > 0).sort((a, b) => a.hits - b.hits);
    for (const { siteId, start } of bySize) readColumns(FIRST, siteId, start);
    for (const { siteId, start } of bySize) {
      readColumns(THEN, siteId, start);
      const objects = db.prepare(PROPS).pluck().iterate({ siteId, start }) as Iterable<string>;
      const { names, pairs } = readProps(objects, hash, most);
      tell(siteId, 'prop', names);
      tell(siteId, 'prop_value', pairs);
      end(siteId);
    }
  } finally {
    db.close();
  }
}

await doErrand(readKnownValues);
