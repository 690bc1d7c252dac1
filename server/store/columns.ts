// One part of a site's day as columns: what a scan sees, whether it comes from stored segments or from rows of the open day.
// Values are numbers of a dictionary. Visits stand in ascending order of visitor, then of start; the hits of a visit stand
// together, in order of time. So a scan is one pass, and counting distinct visitors needs no set.

export type Numbers = Uint8Array | Uint16Array | Uint32Array;

/**
 * Of a visit, decided by its first hit; exit_page by its last pageview, or last hit where there is no pageview. Each value is an
 * id of the dictionary.
 */
export const VISIT_DIMENSIONS = [
  ...(['entry_page', 'exit_page', 'hostname', 'referrer', 'source', 'channel'] as const),
  ...(['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'] as const),
  ...(['country', 'region', 'city', 'browser', 'browser_version', 'os', 'os_version'] as const),
  ...(['device', 'screen', 'language'] as const),
] as const;

export type VisitDimension = (typeof VISIT_DIMENSIONS)[number];

/**
 * visitor: a number within the day, from 1 on; 0 for who is anonymous. start: ms since the day began. duration: ms.
 * first_hit: the hits of visit v are [first_hit[v], first_hit[v + 1]), so that this column is one longer than the others.
 */
export type VisitColumn = 'visitor' | 'start' | 'duration' | 'pageviews' | 'events' | 'first_hit' | VisitDimension;

/**
 * time: ms since the day began. visit: the row of its visit. event: id of the name, 0 for a pageview. page: id of the path.
 * engaged: ms, and scroll: percent, of the page instance that this hit began. props: id of the JSON object, 0 for none.
 */
export type HitColumn = 'time' | 'visit' | 'event' | 'page' | 'engaged' | 'scroll' | 'props';

export interface DayPart {
  readonly siteId: number;
  /** The site's day, `[start, end)` in ms since 1970. */
  readonly start: number;
  readonly end: number;
  readonly visits: number;
  readonly hits: number;
  /** Visits [0, linked) are of visitors; those after are anonymous: pageviews and events only ("not linked"). */
  readonly linked: number;
  /** Distinct visitors of this part. No visitor is in two parts of a day. */
  readonly visitors: number;
  /** Names the part for remembered answers: it never changes. Undefined: it may grow (the open day). */
  readonly id: number | undefined;
  /** Decoded at first use; not to be written to. */
  visit(column: VisitColumn): Numbers;
  /** Decoded at first use; not to be written to. */
  hit(column: HitColumn): Numbers;
}

/** What has a dictionary of its own: entry_page, exit_page and a hit's page share one. */
export type Space = 'page' | 'event' | 'props' | Exclude<VisitDimension, 'entry_page' | 'exit_page'>;

/** The values of one site. In every space, id 0 is ''. */
export interface Dictionary {
  /** '' for an id that was never given. */
  valueOf(space: Space, id: number): string;
  idOf(space: Space, value: string): number | undefined;
  /** Ids are below it. */
  bound(space: Space): number;
}

/** What the question side asks of the store. */
export interface DayParts {
  /**
   * All parts of the days that touch [from, to), oldest first, exact as of when each day is come to. Undefined: reading a day takes a
   * while longer, and others may have a turn.
   */
  steps(site: { id: number; timezone: string }, from: number, to: number): Iterable<DayPart | undefined>;
  /** The same in one go. */
  parts(site: { id: number; timezone: string }, from: number, to: number): Iterable<DayPart>;
  dictionary(siteId: number): Dictionary;
}
