// The days of sites: finished ones from their segments, the others from rows. A day whose rows changed since it was sealed, or of
// which a column is damaged, is answered from rows until it is sealed anew.
import { LRUCache } from 'lru-cache';
import { DamagedColumn } from './column-blob.ts';
import type { DayPart, DayParts, Numbers } from './columns.ts';
import { createDaysOfZone } from './days-of-zone.ts';
import { createDictionaries, type StoredDictionary } from './dictionaries.ts';
import type { Db } from './driver.ts';
import { createRowDays, type RowDays } from './row-days.ts';
import type { SiteDay } from './row-part.ts';
import { type Decoded, openSegment, type SegmentHead } from './segment.ts';

interface Site {
  id: number;
  timezone: string;
}

export interface StoredDayParts extends DayParts, Pick<RowDays, 'reading' | 'underWay' | 'readOn' | 'rest' | 'letGo'> {
  /** The site's days that touch [from, to) and have hits or a seal, oldest first. */
  days(site: Site, from: number, to: number): Iterable<ChainedDay>;
  dictionary(siteId: number): StoredDictionary;
  /** Rows of the site were deleted: its days are read anew. */
  readAnew(siteId: number): void;
  /** The site was removed: nothing of it is kept in memory, nor will be. */
  forget(siteId: number): void;
}

/** A day of the chain: each begins where the one before ended, or later. */
export interface ChainedDay extends SiteDay {
  /** Undefined: it was never sealed. */
  seal: Seal | undefined;
}

export interface Seal {
  id: number;
  /** ms since 1970. */
  sealedAt: number;
  /** Its segments are not what the rows are by now. */
  isLate: boolean;
  /** What was found damaged of them. */
  damage: string | undefined;
}

const SEALS = `SELECT id, day_start AS start, day_end AS end, late, sealed_at AS sealedAt FROM seals
  WHERE site_id = :siteId AND state = 'published' ORDER BY day_end`;
const SEGMENTS = 'SELECT id, visits, hits, linked, visitors FROM segments WHERE seal_id = ? ORDER BY id';
const ARE_THERE = 'SELECT 1 FROM segments WHERE seal_id = ? LIMIT 1';
const COLUMN = 'SELECT data FROM segment_columns WHERE segment_id = ? AND name = ?';

type SealRow = { id: number; start: number; end: number; late: 0 | 1; sealedAt: number };
type SegmentRow = Pick<SegmentHead, 'id' | 'visits' | 'hits' | 'linked' | 'visitors'>;

/** Segments that are kept in mind, some 3 kB each. */
const MOST_OPENED = 2_000;

/** No day of a zone is shorter: what is left of one after a change of zone joins the next. */
const SHORTEST_DAY_MS = 3_600_000;

/**
 * Reads from `db`, a reading connection. Keeps days of rows in `rowBytes` of memory and decoded columns of segments in `columnBytes`.
 * A part of a segment may throw a DamagedColumn when it is asked for a column; asked for its day again, rows answer.
 */
export function openDayParts(
  db: Db,
  { rowBytes, columnBytes }: { rowBytes: number; columnBytes: number },
): StoredDayParts {
  const dictionaries = createDictionaries(db);
  const rows = createRowDays(db, rowBytes, dictionaries.of);
  /** Sites that were removed; who asked before may still ask for more. */
  const gone = new Set<number>();
  const dayAt = createDaysOfZone();
  const seals = db.prepare(SEALS);
  const segments = db.prepare(SEGMENTS);
  const areThere = db.prepare(ARE_THERE).pluck();
  const columns = db.prepare(COLUMN).pluck();
  /** What is damaged, by number of the seal. */
  const damages = new Map<number, string>();
  const cache = new LRUCache<string, Numbers>({
    maxSize: columnBytes,
    sizeCalculation: ({ byteLength }) => byteLength + 200,
  });
  /** By number of the seal: what a segment is besides its columns takes longer to ask for than many a question to answer. */
  const opened = new LRUCache<number, readonly DayPart[]>({
    maxSize: MOST_OPENED,
    sizeCalculation: ({ length }) => length,
  });
  const decoded: Decoded = {
    get(segment, column, make) {
      const key = `${segment} ${column}`;
      const known = cache.get(key);
      if (known) return known;
      const made = make();
      cache.set(key, made);
      return made;
    },
  };

  /** The day of an instant between the ends of two seals. */
  function dayBetween(
    timezone: string,
    instant: number,
    after: number,
    before: number,
  ): { start: number; end: number } {
    let { start, end } = dayAt(timezone, instant);
    if (start - after < SHORTEST_DAY_MS) start = after;
    if (end - start < SHORTEST_DAY_MS) end = dayAt(timezone, end).end;
    return { start, end: Math.min(end, before) };
  }

  /** The days between two seals that touch [from, to) and have hits. */
  function* unsealed({ id: siteId, timezone }: Site, after: number, before: number, from: number, to: number) {
    if (from >= to) return;
    for (let at = dayBetween(timezone, from, after, before).start; ; ) {
      const next = rows.nextHit(siteId, at);
      if (next === undefined || next >= to) return;
      const { start, end } = dayBetween(timezone, next, after, before);
      yield { siteId, start, end, seal: undefined };
      at = end;
    }
  }

  function* days(site: Site, from: number, to: number): Generator<ChainedDay> {
    if (gone.has(site.id)) return;
    let after = -Infinity;
    for (const { id, start, end, late, sealedAt } of seals.all({ siteId: site.id }) as SealRow[]) {
      yield* unsealed(site, after, start, Math.max(from, after), Math.min(to, start));
      if (end > from && start < to)
        yield { siteId: site.id, start, end, seal: { id, sealedAt, isLate: late === 1, damage: damages.get(id) } };
      after = end;
    }
    yield* unsealed(site, after, Infinity, Math.max(from, after), to);
  }

  /** None when they have gone meanwhile, for the seal was replaced. */
  function partsOf(day: ChainedDay, seal: Seal): readonly DayPart[] {
    const known = opened.get(seal.id);
    if (known && areThere.get(seal.id) === 1) return known;
    const parts = (segments.all(seal.id) as SegmentRow[]).map((head) => openPart(day, seal, head));
    if (parts.length > 0) opened.set(seal.id, parts);
    return parts;
  }

  function openPart(day: ChainedDay, seal: Seal, head: SegmentRow): DayPart {
    const whole = { ...head, siteId: day.siteId, start: day.start, end: day.end };
    const part = openSegment(whole, (name) => columns.get(head.id, name) as Uint8Array | undefined, decoded);
    function noting<Result>(ask: () => Result): Result {
      try {
        return ask();
      } catch (error) {
        if (error instanceof DamagedColumn) damages.set(seal.id, error.message);
        throw error;
      }
    }
    return {
      ...part,
      visit: (column) => noting(() => part.visit(column)),
      hit: (column) => noting(() => part.hit(column)),
    };
  }

  function* steps(site: Site, from: number, to: number): Generator<DayPart | undefined, void> {
    for (const day of days(site, from, to)) {
      const { seal, siteId, start, end } = day;
      const parts = seal && !seal.isLate && seal.damage === undefined ? partsOf(day, seal) : [];
      if (parts.length > 0) yield* parts;
      else {
        // Also when its segments went while the days before were looked at.
        const reading = rows.reading({ siteId, start, end });
        let step = reading.next();
        for (; !step.done; step = reading.next()) {
          yield;
          if (gone.has(site.id)) return;
        }
        if (step.value.hits > 0) yield step.value;
      }
    }
  }

  const { reading, underWay, readOn, rest, letGo } = rows;
  return {
    ...{ days, steps, reading, underWay, readOn, rest, letGo },
    dictionary: dictionaries.of,
    readAnew: rows.forget,
    forget(siteId) {
      gone.add(siteId);
      rows.forget(siteId);
      dictionaries.forget(siteId);
      opened.clear();
      cache.clear(); // a segment's number does not tell whose it is, and sites are seldom removed
    },
    *parts(site, from, to) {
      for (const part of steps(site, from, to)) if (part) yield part;
    },
  };
}
