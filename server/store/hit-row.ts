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

/** What SQLite takes for a column. */
export type Value = string | number | null;

/** The columns, in the order in which values travel. */
const COLUMNS = [
  ...['site_id', 'at', 'kind', 'page_instance', 'seq', 'visitor', 'host', 'path', 'referrer'],
  ...CAMPAIGN_PARAMETERS,
  ...['title', 'viewport_width', 'timezone', 'event_name', 'event_props'],
  ...['source', 'channel', 'device', 'browser', 'browser_version', 'os', 'os_version'],
  ...['country', 'region', 'city', 'language', 'screen'],
];

/** Kept as 8 bytes, written as 16 hexadecimal digits. */
const BLOB_COLUMNS = ['page_instance', 'visitor'];

/** A row's values in the order of the columns. Written out: a loop over readers costs twice as much, for every hit. */
function valuesOf(row: HitRow): (Value | undefined)[] {
  const { campaign, eventProps } = row;
  return [
    row.siteId,
    row.at,
    row.kind,
    row.pageInstance,
    row.seq,
    row.visitor,
    row.host,
    row.path,
    row.referrer,
    campaign.utm_source,
    campaign.utm_medium,
    campaign.utm_campaign,
    campaign.utm_content,
    campaign.utm_term,
    row.title,
    row.viewportWidth,
    row.timezone,
    row.eventName,
    eventProps === undefined ? undefined : JSON.stringify(eventProps),
    row.source,
    row.channel,
    row.device,
    row.browser,
    row.browserVersion,
    row.os,
    row.osVersion,
    row.country,
    row.region,
    row.city,
    row.language,
    row.screen,
  ];
}

/**
 * The row as JSON, which crosses to another thread at half the cost of an object: an array, absent values as null. A text for each
 * row, as one for all of them would be put together from pieces, copied once more, and be twice as long for a single title that
 * is not Latin-1.
 */
export function hitToJson(row: HitRow): string {
  return JSON.stringify(valuesOf(row));
}

/** What hitToJson() made, as values for INSERT_HIT. */
export function hitFromJson(json: string): Value[] {
  return JSON.parse(json);
}

const places = COLUMNS.map((name) => (BLOB_COLUMNS.includes(name) ? 'unhex(?)' : '?'));

/** One row. A third of what SQLite needs to take the same rows out of a JSON text (docs/decisions/0010). */
export const INSERT_HIT = `INSERT INTO hits (${COLUMNS.join(', ')}) VALUES (${places.join(', ')})`;
