// A visitor's trail: the hits of the visit they are on, or were on last, as they were stored. Read back in time from now, half an
// hour at a time, so that it costs as much as the visit is long and not as much as the day is; only who is not there costs a day.
import type { TrailReply } from '../contract/browser.ts';
import { MAX_AHEAD_MS } from '../contract/hit.ts';
import type { Db } from '../store/driver.ts';
import { VISIT_GAP_MS } from '../store/visits.ts';

/** Hits told of a visit, the latest. */
export const MOST_HITS = 500;
/** A visitor's id ends with the site's day, of which none is longer than this by much. Costs who is not there a day's rows. */
const LOOK_BACK_MS = 24 * 3_600_000;

export interface TrailQuestion {
  siteId: number;
  /** 16 hexadecimal digits: a visitor's id, or the page instance of somebody who is not to be told apart. */
  trailOf: string;
  /** ms since 1970. */
  now: number;
}

interface Row {
  id: number;
  at: number;
  kind: 'view' | 'event';
  page: string;
  linked: 0 | 1;
  host: string;
  path: string;
  title: string | null;
  referrer: string | null;
  campaign: string | null;
  event: string | null;
  props: string | null;
  source: string;
  channel: string;
  country: string;
  device: string;
  browser: string;
  os: string;
}

/** Named, since whatever else an index could offer here, the time is what bounds the reading. */
const OF_VISITOR = `FROM hits INDEXED BY hits_of_site_by_time WHERE site_id = :siteId AND at >= :from AND at < :until
  AND (visitor = unhex(:visitor) OR (visitor IS NULL AND page_instance = unhex(:visitor)))`;

export const LAST_HIT = `SELECT at ${OF_VISITOR} ORDER BY at DESC LIMIT 1`;

export const HITS = `SELECT id, at, kind, hex(page_instance) AS page, visitor IS NOT NULL AS linked, host, path, title, referrer,
  utm_campaign AS campaign, event_name AS event, event_props AS props, source, channel, country, device, browser, os
  ${OF_VISITOR} ORDER BY at DESC, id DESC LIMIT :most`;

/** The time is of the view where that is known, and later where it is not. */
export const ENGAGEMENTS = `SELECT hex(page_instance) AS page, max(engaged_ms) AS engagedMs, max(scroll_depth) AS scrollDepth
  FROM engagements INDEXED BY engagements_of_site_by_time WHERE site_id = :siteId AND at >= :from AND at < :until
  AND hex(page_instance) IN (SELECT value FROM json_each(:pages)) GROUP BY page_instance`;

interface Engagement {
  page: string;
  engagedMs: number;
  scrollDepth: number;
}

/** Answers questions from `db`; undefined when this visitor has left no hit within 24 hours. */
export function createTrail(db: Db): (question: TrailQuestion) => TrailReply | undefined {
  const lastHit = db.prepare(LAST_HIT).pluck();
  const hits = db.prepare(HITS);
  const engagements = db.prepare(ENGAGEMENTS);

  /** Newest first, one more than are told when there are so many. */
  function visitBefore(siteId: number, visitor: string, last: number): Row[] {
    const rows: Row[] = [];
    let until = last + 1;
    for (let oldest = last; ; until = oldest) {
      const most = MOST_HITS + 1 - rows.length;
      const found = hits.all({ siteId, visitor, from: oldest - VISIT_GAP_MS, until, most }) as Row[];
      rows.push(...found);
      if (found.length === 0 || rows.length > MOST_HITS) return rows;
      oldest = found.at(-1)?.at ?? oldest;
    }
  }

  return ({ siteId, trailOf: visitor, now }) => {
    // What a server sent may be of a clock a little ahead of ours.
    const until = now + MAX_AHEAD_MS + 1;
    const last = lastHit.get({ siteId, visitor, from: now - LOOK_BACK_MS, until }) as number | undefined;
    if (last === undefined) return undefined;
    const newestFirst = visitBefore(siteId, visitor, last);
    const visit = newestFirst.slice(0, MOST_HITS).reverse();
    const [first] = visit;
    if (!first) return undefined;

    const pages = JSON.stringify([...new Set(visit.map(({ page }) => page))]);
    const read = engagements.all({ siteId, from: first.at, until, pages }) as Engagement[];
    const readOf = new Map(read.map((each) => [each.page, each]));
    const cameBy = visit.find(({ kind }) => kind === 'view') ?? first; // an event does not say
    return {
      visitor,
      linked: first.linked === 1,
      referrer: cameBy.channel === 'internal' ? '' : (cameBy.referrer ?? ''),
      source: cameBy.source,
      campaign: cameBy.campaign ?? '',
      country: first.country,
      device: first.device,
      browser: first.browser,
      os: first.os,
      hits: visit.map(({ at, kind, page, host, path, title, event, props }) => ({
        t: at,
        kind,
        host,
        path,
        title: title ?? '',
        event: event ?? '',
        props: props === null ? {} : JSON.parse(props),
        engagedMs: (kind === 'view' ? readOf.get(page)?.engagedMs : undefined) ?? null,
        scrollDepth: (kind === 'view' ? readOf.get(page)?.scrollDepth : undefined) ?? null,
      })),
      more: newestFirst.length > MOST_HITS,
    };
  };
}
