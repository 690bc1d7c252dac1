// Reads which values each site's hits have had today, on a connection of its own. See known-values.ts for the other side.
import { doErrand } from '../store/errand.ts';
import { openReader } from '../store/open.ts';
import type { Dimension } from './cardinality.ts';

export interface KnownValuesData {
  path: string;
  /** `start`: when the site's day began, ms since 1970. */
  sites: { siteId: number; start: number }[];
  limit: number;
}

export interface KnownValues {
  siteId: number;
  dimension: Dimension;
  values: string[];
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

function readKnownValues({ path, sites, limit }: KnownValuesData): KnownValues[] {
  const db = openReader(path);
  try {
    const found: KnownValues[] = [];
    for (const { siteId, start } of sites) {
      const asked = { siteId, start, limit };
      for (const [dimension, query] of Object.entries(QUERIES)) {
        const values = db.prepare(query).pluck().all(asked) as string[];
        if (values.length > 0) found.push({ siteId, dimension: dimension as Dimension, values });
      }
      // In JavaScript's words, as the guard was told them: SQLite writes true as 1.
      const props = (db.prepare(PROPS).pluck().all(asked) as string[]).flatMap((json) =>
        Object.entries(JSON.parse(json)),
      );
      if (props.length === 0) continue;
      found.push({ siteId, dimension: 'prop', values: [...new Set(props.map(([name]) => name))] });
      const pairs = props.map(([name, value]) => `${name}=${value}`);
      found.push({ siteId, dimension: 'prop_value', values: [...new Set(pairs)] });
    }
    return found;
  } finally {
    db.close();
  }
}

await doErrand(readKnownValues);
