// Reads which values each site's hits have had today, on a connection of its own. See known-values.ts for the other side.
import { doErrand } from '../store/errand.ts';
import { openReader } from '../store/open.ts';
import type { Dimension } from './cardinality.ts';
import { createKeyedHash } from './keyed-hash.ts';

export interface KnownValuesData {
  path: string;
  /** `start`: when the site's day began, ms since 1970. */
  sites: { siteId: number; start: number }[];
  limit: number;
  /** Of the keyed hash. */
  hashKey: Uint8Array;
}

export interface KnownValues {
  siteId: number;
  dimension: Dimension;
  /** Of the distinct values. */
  hashes: Float64Array;
}

const TODAY =
  "FROM hits WHERE site_id = :siteId AND at >= :start AND coalesce(value, '') NOT IN ('', '(other)') LIMIT :limit";
const PROPS = `SELECT DISTINCT event_props FROM hits
  WHERE site_id = :siteId AND at >= :start AND event_props IS NOT NULL LIMIT :limit`;

const QUERIES: { [Name in Exclude<Dimension, 'prop' | 'prop_value'>]: string } = {
  page: `SELECT DISTINCT path AS value ${TODAY}`,
  hostname: `SELECT DISTINCT host AS value ${TODAY}`,
  referrer: `SELECT DISTINCT referrer AS value ${TODAY}`,
  source: `SELECT DISTINCT source AS value ${TODAY}`,
  utm_source: `SELECT DISTINCT utm_source AS value ${TODAY}`,
  utm_medium: `SELECT DISTINCT utm_medium AS value ${TODAY}`,
  utm_campaign: `SELECT DISTINCT utm_campaign AS value ${TODAY}`,
  utm_content: `SELECT DISTINCT utm_content AS value ${TODAY}`,
  utm_term: `SELECT DISTINCT utm_term AS value ${TODAY}`,
  event: `SELECT DISTINCT event_name AS value ${TODAY}`,
  browser: `SELECT DISTINCT browser AS value ${TODAY}`,
  browser_version: `SELECT DISTINCT browser_version AS value ${TODAY}`,
  os: `SELECT DISTINCT os AS value ${TODAY}`,
  os_version: `SELECT DISTINCT os_version AS value ${TODAY}`,
  language: `SELECT DISTINCT language AS value ${TODAY}`,
  city: `SELECT DISTINCT city AS value ${TODAY}`,
  region: `SELECT DISTINCT region AS value ${TODAY}`,
};

function readKnownValues({ path, sites, limit, hashKey }: KnownValuesData): KnownValues[] {
  const hash = createKeyedHash(Buffer.from(hashKey));
  const db = openReader(path);
  try {
    const found: KnownValues[] = [];
    const add = (siteId: number, dimension: Dimension, hashes: Iterable<number>) => {
      const distinct = Float64Array.from(hashes);
      if (distinct.length > 0) found.push({ siteId, dimension, hashes: distinct });
    };
    for (const { siteId, start } of sites) {
      const asked = { siteId, start, limit };
      for (const [dimension, query] of Object.entries(QUERIES)) {
        // One value at a time: fifty thousand long ones need not be here at once.
        const values = db.prepare(query).pluck().iterate(asked) as Iterable<string>;
        const hashes: number[] = [];
        for (const value of values) hashes.push(hash(value));
        add(siteId, dimension as Dimension, hashes);
      }
      // In JavaScript's words, as the guard was told them: SQLite writes true as 1.
      const names = new Set<number>();
      const pairs = new Set<number>();
      for (const json of db.prepare(PROPS).pluck().iterate(asked) as Iterable<string>) {
        for (const [name, value] of Object.entries(JSON.parse(json))) {
          names.add(hash(name));
          pairs.add(hash(`${name}=${value}`));
        }
      }
      add(siteId, 'prop', names);
      add(siteId, 'prop_value', pairs);
    }
    return found;
  } finally {
    db.close();
  }
}

await doErrand(readKnownValues);
