// A deletion's part in the thread that reads: how much is meant, where it stands, and what no segment needs any more. Whatever may
// take long is steps, between which others have their turns.
import { createPathTest } from '../path-pattern.ts';
import { DamagedColumn } from './column-blob.ts';
import type { DayParts, Numbers, Space } from './columns.ts';
import type { StoredDictionary } from './dictionaries.ts';
import { SPACES } from './dictionary.ts';
import type { Db } from './driver.ts';
import { idsOf } from './seal-day.ts';
import { openSegment, type SegmentHead } from './segment.ts';

/** Which hits are meant. */
export interface Chosen {
  /** `*` stands for any text; null: of every page. */
  path: string | null;
  /** `[from, until)`, ms since 1970. */
  from: number;
  until: number;
}

export interface Counted {
  hits: number;
  /** How many pages they are of; null where it was not asked for a path. */
  pages: number | null;
}

/** Hits of a path, as far as one look goes. */
export interface FindQuestion {
  erasing: 'find';
  siteId: number;
  /** As registered: its own pages may name the path as what brought somebody. */
  host: string;
  path: string;
  /** Goes on after this hit. */
  from: number;
  after: number;
  until: number;
  /** No row beyond it is meant. */
  last: number;
  most: number;
}

export interface Found {
  ids: number[];
  /** Of the hits that are to go: `[at, page instance in 16 digits]`. */
  pages: [number, string][];
  /** Hits that stay, and came from the path: `[id, what is left of their referrer]`. */
  referrers: [number, string][];
  /** The time of the first and the last of all these. */
  first: number;
  end: number;
  /** They stand in segments. */
  isSealed: boolean;
  /** There may be more. */
  next: { from: number; after: number } | undefined;
}

/** The site's rows have gone, and these of its dictionary, in that order: nothing of them is kept in mind. */
export interface ForgetQuestion {
  erasing: 'forget';
  siteId: number;
  gone: Unused['ids'];
}

export interface Unused {
  /** What is stored and used by no segment. */
  ids: [Space, Uint32Array][];
  /** The seal of a segment that cannot be read; then there is no telling, and the day is to be sealed anew. */
  damaged: number | undefined;
}

export type EraseQuestion = FindQuestion | ForgetQuestion;

/** Some 5 ms. */
const ROWS_PER_LOOK = 2_000;
const IDS_PER_STEP = 20_000;
/** No day of a site is longer. */
const LONGEST_DAY_MS = 3 * 86_400_000;

const FIND = `SELECT id, at, hex(page_instance), path, host, referrer FROM hits INDEXED BY hits_of_site_by_time
  WHERE site_id = :siteId AND at >= :from AND at < :until AND id <= :last AND (at > :from OR id > :after)
  ORDER BY at, id LIMIT :rows`;
type FoundRow = [number, number, string, string, string, string | null];

const IS_SEALED = `SELECT EXISTS (SELECT 1 FROM seals WHERE site_id = :siteId AND state <> 'replaced'
  AND day_end > :first AND day_end <= :end + ${LONGEST_DAY_MS} AND day_start <= :end)`;

const SEGMENTS = `SELECT segments.id, seal_id AS seal, day_start AS start, day_end AS end, visits, hits, linked, visitors
  FROM seals JOIN segments ON seal_id = seals.id WHERE site_id = :siteId AND state = 'published' ORDER BY segments.id`;
const COLUMN = 'SELECT data FROM segment_columns WHERE segment_id = ? AND name = ?';
const STORED = `SELECT id FROM dictionary WHERE site_id = :siteId AND space = :space AND id > :after
  ORDER BY id LIMIT ${IDS_PER_STEP}`;

/** Without `www.` and port. */
const bare = (host: string) =>
  host
    .toLowerCase()
    .replace(/^www\.(?=.*\.)/, '')
    .replace(/:\d+$/, '');

/** A referrer that is one of the site's own pages: where it lies, and which page it is. */
function ownPage(referrer: string, hosts: readonly string[]): { origin: string; path: string } | undefined {
  const [, origin = '', host = '', path = ''] = /^(https?:\/\/([^/]*))(\/.*)$/is.exec(referrer) ?? [];
  return hosts.includes(bare(host)) ? { origin, path } : undefined;
}

/** Counts the chosen hits, exactly as of now. */
export function* countChosen(
  days: DayParts,
  site: { id: number; timezone: string },
  { path, from, until }: Chosen,
): Generator<void, Counted> {
  const dictionary = days.dictionary(site.id);
  const isPath = path === null ? () => true : createPathTest(path);
  const matches = new Map<number, boolean>();
  const seen = new Set<number>();
  function isMeant(page: number): boolean {
    let answer = matches.get(page);
    if (answer === undefined) {
      answer = isPath(dictionary.valueOf('page', page));
      matches.set(page, answer);
    }
    return answer;
  }
  let hits = 0;
  for (const part of days.steps(site, from, until)) {
    if (!part) {
      yield;
      continue;
    }
    const isWhole = part.start >= from && part.end <= until;
    if (isWhole && path === null) hits += part.hits;
    else {
      const times = isWhole ? undefined : part.hit('time');
      const pages = path === null ? undefined : part.hit('page');
      for (let i = 0; i < part.hits; i += 1) {
        const at = part.start + (times?.[i] ?? 0);
        if (times && (at < from || at >= until)) continue;
        const page = pages?.[i] ?? 0;
        if (!isMeant(page)) continue;
        seen.add(page);
        hits += 1;
      }
    }
    yield;
  }
  return { hits, pages: path === null ? null : seen.size };
}

/**
 * What is stored in the site's dictionary, and used by none of its published segments. No day of it may be sealed meanwhile.
 * `dictionary`: the one that the segments were made with.
 */
export function* findUnused(db: Db, dictionary: StoredDictionary, siteId: number): Generator<void, Unused> {
  const column = db.prepare(COLUMN).pluck();
  const used = new Map(SPACES.map((space) => [space, new Uint8Array(dictionary.bound(space))]));
  for (const { seal, ...head } of db.prepare(SEGMENTS).all({ siteId }) as (SegmentHead & { seal: number })[]) {
    const decoded = new Map<string, Numbers>();
    const part = openSegment({ ...head, siteId }, (name) => column.get(head.id, name) as Uint8Array | undefined, {
      get(_segment, name, make) {
        const numbers = decoded.get(name) ?? make();
        decoded.set(name, numbers);
        return numbers;
      },
    });
    try {
      for (const [space, ids] of idsOf(part)) {
        const marks = used.get(space);
        if (marks) for (let i = 0; i < ids.length; i += 1) marks[ids[i] ?? 0] = 1;
        yield;
      }
    } catch (error) {
      if (error instanceof DamagedColumn) return { ids: [], damaged: seal };
      throw error;
    }
  }
  const ids: Unused['ids'] = [];
  const stored = db.prepare(STORED).pluck();
  for (const [space, marks] of used) {
    const unused: number[] = [];
    for (let after = 0; ; ) {
      const some = stored.all({ siteId, space, after }) as number[];
      for (const id of some) if (marks[id] !== 1) unused.push(id);
      yield;
      if (some.length < IDS_PER_STEP) break;
      after = some.at(-1) ?? after;
    }
    if (unused.length > 0) ids.push([space, Uint32Array.from(unused)]);
  }
  return { ids, damaged: undefined };
}

/** Answers what takes a moment: with what was found, or with nothing. */
export function createEraser(
  db: Db,
  days: { dictionary(siteId: number): StoredDictionary; readAnew(siteId: number): void },
): (question: EraseQuestion) => Found | undefined {
  const rows = db.prepare(FIND).raw();
  const isSealed = db.prepare(IS_SEALED).pluck();

  function find({ siteId, host, path, from, after, until, last, most }: FindQuestion): Found {
    const found: Found = { ids: [], pages: [], referrers: [], first: 0, end: 0, isSealed: false, next: undefined };
    let looked = 0;
    let place = { from, after };
    const isMeant = createPathTest(path);
    const look = { siteId, from, after, until, last, rows: ROWS_PER_LOOK };
    for (const [id, at, page, its, itsHost, referrer] of rows.iterate(look) as Iterable<FoundRow>) {
      looked += 1;
      place = { from: at, after: id };
      const own = referrer === null ? undefined : ownPage(referrer, [bare(itsHost), host]);
      if (isMeant(its)) {
        found.ids.push(id);
        found.pages.push([at, page]);
      } else if (own && isMeant(own.path)) found.referrers.push([id, own.origin]);
      else continue;
      if (found.ids.length + found.referrers.length === 1) found.first = at;
      found.end = at;
      if (found.ids.length + found.referrers.length >= most) break;
    }
    const isMore = looked === ROWS_PER_LOOK || found.ids.length + found.referrers.length >= most;
    const isAny = found.ids.length + found.referrers.length > 0;
    return {
      ...found,
      isSealed: isAny && isSealed.get({ siteId, first: found.first, end: found.end }) === 1,
      next: isMore ? place : undefined,
    };
  }

  return (question) => {
    if (question.erasing === 'find') return find(question);
    const dictionary = days.dictionary(question.siteId);
    for (const [space, ids] of question.gone) for (const id of ids) dictionary.noteGone(space, id);
    days.readAnew(question.siteId);
    return undefined;
  };
}
