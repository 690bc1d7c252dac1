// A stored hit, and the one place that maps it to the columns of the table `hits`. The two threads share it: the main
// thread turns rows into JSON, the recorder thread has SQLite read that JSON.

/** The five campaign parameters that a URL may carry. */
export const CAMPAIGN_PARAMETERS = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'] as const;
export type Campaign = { [Name in (typeof CAMPAIGN_PARAMETERS)[number]]?: string | undefined };

export interface HitRow {
  siteId: number;
  /** When the server took it, ms since 1970. */
  at: number;
  kind: 'view' | 'event';
  /** 16 hexadecimal digits. */
  pageInstance: string;
  seq: number;
  /** 16 hexadecimal digits; undefined for someone who asked not to be told apart. */
  visitor: string | undefined;
  host: string;
  path: string;
  referrer: string | undefined;
  campaign: Campaign;
  title?: string | undefined;
  viewportWidth?: number | undefined;
  timezone?: string | undefined;
  eventName?: string | undefined;
  eventProps?: Record<string, string | number | boolean> | undefined;
  // Of these, '' means unknown; of `source`, also that nobody brought them.
  source: string;
  channel: string;
  device: string;
  browser: string;
  browserVersion: string;
  os: string;
  osVersion: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  region: string;
  city: string;
  /** BCP 47. */
  language: string;
  /** The class of the viewport's width. */
  screen: string;
}

type Value = string | number | undefined;

/** Column → value, in the order in which they travel. */
const columns: Record<string, (row: HitRow) => Value> = {
  site_id: (row) => row.siteId,
  at: (row) => row.at,
  kind: (row) => row.kind,
  page_instance: (row) => row.pageInstance,
  seq: (row) => row.seq,
  visitor: (row) => row.visitor,
  host: (row) => row.host,
  path: (row) => row.path,
  referrer: (row) => row.referrer,
  utm_source: (row) => row.campaign.utm_source,
  utm_medium: (row) => row.campaign.utm_medium,
  utm_campaign: (row) => row.campaign.utm_campaign,
  utm_content: (row) => row.campaign.utm_content,
  utm_term: (row) => row.campaign.utm_term,
  title: (row) => row.title,
  viewport_width: (row) => row.viewportWidth,
  timezone: (row) => row.timezone,
  event_name: (row) => row.eventName,
  event_props: (row) => (row.eventProps === undefined ? undefined : JSON.stringify(row.eventProps)),
  source: (row) => row.source,
  channel: (row) => row.channel,
  device: (row) => row.device,
  browser: (row) => row.browser,
  browser_version: (row) => row.browserVersion,
  os: (row) => row.os,
  os_version: (row) => row.osVersion,
  country: (row) => row.country,
  region: (row) => row.region,
  city: (row) => row.city,
  language: (row) => row.language,
  screen: (row) => row.screen,
};

/** Kept as 8 bytes, written as 16 hexadecimal digits. */
const BLOB_COLUMNS = ['page_instance', 'visitor'];

const readers = Object.values(columns);

/** The rows as JSON for INSERT_HITS: an array of arrays, absent values as null. */
export function hitsToJson(rows: readonly HitRow[]): string {
  return JSON.stringify(rows.map((row) => readers.map((read) => read(row))));
}

const names = Object.keys(columns);
const values = names.map((name, index) =>
  BLOB_COLUMNS.includes(name) ? `unhex(value ->> ${index})` : `value ->> ${index}`,
);

/** One statement for a whole batch: SQLite stepping through JSON costs less than a call from JavaScript per row. */
export const INSERT_HITS = `INSERT INTO hits (${names.join(', ')}) SELECT ${values.join(', ')} FROM json_each(?)`;
