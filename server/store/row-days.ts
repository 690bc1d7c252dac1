// The days of sites from their rows: what a question is answered from. Days are kept in memory, the one asked for longest ago goes
// first, and of a kept day only the rows are read that were committed since: the file is the bus between threads.
import type { DayPart, DayParts } from './columns.ts';
import { createDayRows, type DayRows } from './day-rows.ts';
import { createDaysOfZone } from './days-of-zone.ts';
import { createDictionary, type GrowingDictionary } from './dictionary.ts';
import type { Db } from './driver.ts';
import type { SiteDay } from './row-part.ts';

// Each group as one text, in the order of GROUPS. All '' or absent is common for who came by no link, and costs less as null.
export const HIT = `id, at, hex(page_instance), iif(visitor IS NULL, '', hex(visitor)), path,
  iif(kind = 'view', NULL, json_array(event_name, event_props)),
  json_array(referrer, source, channel, utm_source, utm_medium, utm_campaign, utm_content, utm_term),
  json_array(host, country, region, city, language),
  json_array(browser, browser_version, os, os_version, device, screen)`;

export type HitValues = readonly [number, number, string, string, string, string | null, string, string, string];

/** By time, and rows of the same time by number: as the index has them, so that nothing is sorted. */
const HITS_BY_TIME = `SELECT ${HIT} FROM hits INDEXED BY hits_of_site_by_time
  WHERE site_id = :siteId AND at >= :start AND at < :end AND id > :last ORDER BY at, id`;

/** The same through the table's end: where fewer rows are new than the day has. */
const HITS_BY_ID = `SELECT ${HIT} FROM hits NOT INDEXED
  WHERE id > :last AND site_id = :siteId AND at >= :start AND at < :end ORDER BY id`;

export const ENGAGEMENT = 'id, hex(page_instance), engaged_ms, scroll_depth';

export type EngagementValues = readonly [number, string, number, number];

const ENGAGEMENTS_BY_TIME = `SELECT ${ENGAGEMENT} FROM engagements INDEXED BY engagements_of_site_by_time
  WHERE site_id = :siteId AND at >= :start AND at < :end AND id > :last`;

const ENGAGEMENTS_BY_ID = `SELECT ${ENGAGEMENT} FROM engagements NOT INDEXED
  WHERE id > :last AND site_id = :siteId AND at >= :start AND at < :end`;

const NEXT_HIT = 'SELECT min(at) FROM hits INDEXED BY hits_of_site_by_time WHERE site_id = :siteId AND at >= :from';
const LAST_HIT = 'SELECT max(id) FROM hits';
const LAST_ENGAGEMENT = 'SELECT max(id) FROM engagements';

/** What days are read with. */
export const READINGS = [HITS_BY_TIME, HITS_BY_ID, ENGAGEMENTS_BY_TIME, ENGAGEMENTS_BY_ID, NEXT_HIT];

export interface RowDays extends DayParts {
  /** One day, whatever the calendar says of it. */
  part(day: SiteDay): DayPart;
  /** When the next hit of a site was, at `from` or later; undefined: there is none. */
  nextHit(siteId: number, from: number): number | undefined;
  /** Nothing of the site is kept. */
  forget(siteId: number): void;
}

interface Kept {
  rows: DayRows;
  /** As it was when it was last asked for. */
  bytes: number;
  /** What was read: all rows up to these. */
  lastHit: number;
  lastEngagement: number;
  engagements: number;
}

function createDictionaries(): (siteId: number) => GrowingDictionary {
  const dictionaries = new Map<number, GrowingDictionary>();
  return (siteId) => {
    const dictionary = dictionaries.get(siteId) ?? createDictionary();
    dictionaries.set(siteId, dictionary);
    return dictionary;
  };
}

/**
 * Reads days from `db`, a reading connection, and keeps up to `maxBytes` of them in memory, at least the last one. Gives values
 * their ids in `dictionaryOf`.
 */
export function createRowDays(db: Db, maxBytes: number, dictionaryOf = createDictionaries()): RowDays {
  const hitsByTime = db.prepare(HITS_BY_TIME).raw();
  const hitsById = db.prepare(HITS_BY_ID).raw();
  const engagementsByTime = db.prepare(ENGAGEMENTS_BY_TIME).raw();
  const engagementsById = db.prepare(ENGAGEMENTS_BY_ID).raw();
  const firstHitFrom = db.prepare(NEXT_HIT).pluck();
  const lastHit = db.prepare(LAST_HIT).pluck();
  const lastEngagement = db.prepare(LAST_ENGAGEMENT).pluck();
  const dayAt = createDaysOfZone();
  /** The first was asked for longest ago. */
  const days = new Map<string, Kept>();
  let bytes = 0;

  /** Adds what was committed since the last look, of one state of the file. */
  const catchUp = db.transaction((kept: Kept, day: SiteDay) => {
    const { rows } = kept;
    const newestHit = (lastHit.get() as number | null) ?? 0;
    const newestEngagement = (lastEngagement.get() as number | null) ?? 0;
    if (newestHit > kept.lastHit) {
      const isNear = newestHit - kept.lastHit < rows.hits();
      const values = (isNear ? hitsById : hitsByTime).iterate({ ...day, last: kept.lastHit }) as Iterable<HitValues>;
      for (const [, at, page, visitor, path, act, came, place, machine] of values) {
        rows.addHit({ at, page, visitor, path, act, came, place, machine });
      }
      kept.lastHit = newestHit;
    }
    if (newestEngagement > kept.lastEngagement) {
      const isNear = newestEngagement - kept.lastEngagement < kept.engagements;
      const statement = isNear ? engagementsById : engagementsByTime;
      const values = statement.iterate({ ...day, last: kept.lastEngagement }) as Iterable<EngagementValues>;
      for (const [, page, engagedMs, scrollDepth] of values) {
        rows.addEngagement({ page, engagedMs, scrollDepth });
        kept.engagements += 1;
      }
      kept.lastEngagement = newestEngagement;
    }
  });

  function forget(key: string): void {
    bytes -= days.get(key)?.bytes ?? 0;
    days.delete(key);
  }

  function part(day: SiteDay): DayPart {
    const key = `${day.siteId} ${day.start} ${day.end}`;
    const kept = days.get(key) ?? {
      ...{ rows: createDayRows(day, dictionaryOf(day.siteId)), bytes: 0 },
      ...{ lastHit: 0, lastEngagement: 0, engagements: 0 },
    };
    forget(key); // and what was read in part, when reading fails
    catchUp(kept, day);
    const made = kept.rows.part();
    kept.bytes = kept.rows.bytes();
    days.set(key, kept);
    bytes += kept.bytes;
    for (const oldest of days.keys()) {
      if (bytes <= maxBytes || oldest === key) break;
      forget(oldest);
    }
    return made;
  }

  const nextHit = (siteId: number, from: number) => (firstHitFrom.get({ siteId, from }) as number | null) ?? undefined;

  return {
    *parts({ id: siteId, timezone }, from, to) {
      if (from >= to) return;
      for (let at = dayAt(timezone, from).start; ; ) {
        const next = nextHit(siteId, at);
        if (next === undefined || next >= to) return;
        const day = dayAt(timezone, next);
        yield part({ siteId, ...day });
        at = day.end;
      }
    },
    dictionary: dictionaryOf,
    part,
    nextHit,
    forget(siteId) {
      for (const key of days.keys()) if (key.startsWith(`${siteId} `)) forget(key);
    },
  };
}
