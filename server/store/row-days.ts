// The days of sites from their rows: what a question is answered from. Days are kept in memory, the one asked for longest ago goes
// first, and of a kept day only the rows are read that were committed since: the file is the bus between threads. A day is read in
// short steps, once for all who wait for it, up to the rows that there were when it was begun.
import type { DayPart, DayParts } from './columns.ts';
import { createDayRows, type DayRows } from './day-rows.ts';
import { createDaysOfZone } from './days-of-zone.ts';
import { createDictionary, type GrowingDictionary } from './dictionary.ts';
import type { Db } from './driver.ts';
import type { SiteDay } from './row-part.ts';
import { createRowReader } from './row-reader.ts';

/** Some 10 ms of reading. */
const ROWS_PER_STEP = 5_000;

export const NEXT_HIT =
  'SELECT min(at) FROM hits INDEXED BY hits_of_site_by_time WHERE site_id = :siteId AND at >= :from';
/** Of one state of the file. */
const NEWEST = 'SELECT (SELECT max(id) FROM hits) AS hit, (SELECT max(id) FROM engagements) AS engagement';
const COUNT = `SELECT count(*) FROM hits INDEXED BY hits_of_site_by_time
  WHERE site_id = :siteId AND at >= :start AND at < :end`;

export interface RowDays extends DayParts {
  /** One day, whatever the calendar says of it; in turns, which whoever else asks for the day takes part in. */
  reading(day: SiteDay): Generator<undefined, DayPart>;
  /** When the next hit of a site was, at `from` or later; undefined: there is none. */
  nextHit(siteId: number, from: number): number | undefined;
  /** A day of the site that is not read to its end yet, and its hits. */
  underWay(siteId: number): { day: SiteDay; hits: number } | undefined;
  /** Reads to their ends the days that somebody began to, in turns. What cannot be read is forgotten. */
  readOn(): Generator<undefined, void>;
  /** Packs days that nobody has asked for since the third call before this one, in turns. */
  rest(): Generator<undefined, void>;
  /** The day need not be kept. */
  letGo(day: SiteDay): void;
  /** Nothing of the site is kept. */
  forget(siteId: number): void;
}

interface Newest {
  hit: number;
  engagement: number;
}

interface Kept {
  day: SiteDay;
  rows: DayRows;
  /** As it was when it was last looked at. */
  bytes: number;
  /** What was read: all rows up to these. */
  read: Newest;
  engagements: number;
  /** Reading and making, which is under way: a step of it is taken by whoever waits for it. */
  work: Iterator<undefined, void> | undefined;
  part: DayPart | undefined;
  /** Reading it failed, or it is to be forgotten. */
  isGone: boolean;
  /** How many calls of rest() nobody has asked for it. */
  rests: number;
}

/** Calls of rest() after which a day is packed. */
const RESTS = 3;

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
export function createRowDays(
  db: Db,
  maxBytes: number,
  dictionaryOf = createDictionaries(),
  rowsPerStep = ROWS_PER_STEP,
): RowDays {
  const reader = createRowReader(db, rowsPerStep);
  const firstHitFrom = db.prepare(NEXT_HIT).pluck();
  const selectNewest = db.prepare(NEWEST);
  const count = db.prepare(COUNT).pluck();
  const dayAt = createDaysOfZone();
  /** The first was asked for longest ago. */
  const days = new Map<string, Kept>();
  let bytes = 0;

  function newest(): Newest {
    const { hit, engagement } = selectNewest.get() as { [Name in keyof Newest]: number | null };
    return { hit: hit ?? 0, engagement: engagement ?? 0 };
  }

  /** Adds what was committed since the last look, and makes the part. */
  function* catchUp(kept: Kept): Generator<undefined, void> {
    const { day, rows, read } = kept;
    yield* rows.unpack();
    const { hit, engagement } = newest();
    if (read.hit === 0) {
      rows.reserve(count.get({ ...day }) as number);
      yield;
    }
    if (hit > read.hit) {
      const isNear = hit - read.hit < rows.hits();
      for (const hits of reader.hits({ day, isNear, last: read.hit, newest: hit })) {
        rows.addHits(hits, (places) => reader.factsOf(places.map((place) => hits.ids[place]!)));
        yield;
      }
    }
    if (engagement > read.engagement) {
      const isNear = engagement - read.engagement < kept.engagements;
      for (const some of reader.engagements({ day, isNear, last: read.engagement, newest: engagement })) {
        rows.addEngagements(some);
        kept.engagements += some.ids.length;
        yield;
      }
    }
    kept.part = yield* rows.making();
    kept.read = { hit, engagement };
  }

  const keyOf = ({ siteId, start, end }: SiteDay) => `${siteId} ${start} ${end}`;

  function forget(kept: Kept): void {
    if (days.delete(keyOf(kept.day))) bytes -= kept.bytes;
    kept.isGone = true;
  }

  /** After its size has changed. */
  function weigh(kept: Kept): void {
    if (kept.isGone) return;
    const before = kept.bytes;
    kept.bytes = kept.rows.bytes();
    bytes += kept.bytes - before;
    for (const other of days.values()) {
      if (bytes <= maxBytes) break;
      if (other !== kept && !other.work) forget(other);
    }
  }

  /** One step of what is under way. What was read in part is forgotten when reading fails. */
  function step(kept: Kept): void {
    try {
      if (kept.work?.next().done) kept.work = undefined;
    } catch (error) {
      forget(kept);
      throw error;
    }
    weigh(kept);
  }

  /** The day is the last one to be forgotten now. */
  function keep(day: SiteDay): Kept {
    const key = keyOf(day);
    const kept: Kept = days.get(key) ?? {
      ...{ day, rows: createDayRows(day, dictionaryOf(day.siteId)), bytes: 0, engagements: 0 },
      ...{ read: { hit: 0, engagement: 0 }, work: undefined, part: undefined, isGone: false, rests: 0 },
    };
    days.delete(key);
    days.set(key, kept);
    kept.rests = 0;
    return kept;
  }

  function* reading(day: SiteDay): Generator<undefined, DayPart> {
    const wanted = newest();
    for (let kept = keep(day); ; ) {
      const { read, part } = kept;
      if (part && read.hit >= wanted.hit && read.engagement >= wanted.engagement) return part;
      if (kept.isGone && !kept.work) kept = keep(day);
      kept.work ??= catchUp(kept);
      step(kept);
      if (kept.work) yield;
    }
  }

  const nextHit = (siteId: number, from: number) => (firstHitFrom.get({ siteId, from }) as number | null) ?? undefined;

  function* steps({ id: siteId, timezone }: { id: number; timezone: string }, from: number, to: number) {
    if (from >= to) return;
    for (let at = dayAt(timezone, from).start; ; ) {
      const next = nextHit(siteId, at);
      if (next === undefined || next >= to) return;
      const day = dayAt(timezone, next);
      yield yield* reading({ siteId, ...day });
      at = day.end;
    }
  }

  return {
    steps,
    *parts(site, from, to) {
      for (const part of steps(site, from, to)) if (part) yield part;
    },
    dictionary: dictionaryOf,
    reading,
    nextHit,
    underWay(siteId) {
      for (const { day, work } of days.values())
        if (work && day.siteId === siteId) return { day, hits: count.get({ ...day }) as number };
      return undefined;
    },
    *readOn() {
      for (;;) {
        const kept = [...days.values()].find(({ work }) => work);
        if (!kept) return;
        try {
          step(kept);
        } catch {
          // whoever asks for it is told
        }
        yield;
      }
    },
    *rest() {
      for (const kept of [...days.values()]) {
        kept.rests += 1;
        const isIdle = () => kept.rests >= RESTS && !kept.work && !kept.isGone;
        if (!isIdle() || kept.rows.isPacked()) continue;
        for (const packing = kept.rows.pack(); isIdle() && !packing.next().done; ) yield;
        if (kept.rows.isPacked()) kept.part = undefined;
        weigh(kept);
      }
    },
    letGo(day) {
      const kept = days.get(keyOf(day));
      if (kept && !kept.work) forget(kept);
    },
    forget(siteId) {
      for (const kept of days.values()) if (kept.day.siteId === siteId) forget(kept);
    },
  };
}
