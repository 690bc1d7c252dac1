// Makes the segments of a day from its rows, in steps that are each a few writes: nobody waits long for any of them, neither for
// the thread that makes them nor for the one that writes. Stopped at whatever step, what was published before stays published; what
// was staged is swept away (sealing.ts).
import { type DayPart, type Numbers, type Space, VISIT_DIMENSIONS, type VisitDimension } from './columns.ts';
import { createDayRows } from './day-rows.ts';
import type { StoredDictionary } from './dictionaries.ts';
import type { Db } from './driver.ts';
import { slicesOf } from './part-slices.ts';
import { ENGAGEMENT, type EngagementValues, HIT, type HitValues } from './row-days.ts';
import { encodePartColumn, STORED_COLUMNS } from './segment.ts';
import { bytesOf, type Write } from './writes.ts';

export interface SealOrder {
  /** The number of a staged seal that exists already, so that rows which come from now on make it late. */
  seal: number;
  siteId: number;
  /** The site's day, `[start, end)` in ms since 1970. */
  start: number;
  end: number;
}

/** Segments of one seal have numbers from its own times this. */
export const SEGMENTS_PER_SEAL = 4096;

const MAX_WRITE_BYTES = 1_000_000;
const MAX_WRITES = 2_000;
/** Some 20 ms of reading. */
const ROWS_PER_STEP = 2_000;

const HITS = `SELECT ${HIT} FROM hits INDEXED BY hits_of_site_by_time
  WHERE site_id = :siteId AND at >= :from AND at < :end AND id <= :last AND (at > :from OR id > :after)
  ORDER BY at, id LIMIT :most`;

const ENGAGEMENTS = `SELECT ${ENGAGEMENT}, at FROM engagements INDEXED BY engagements_of_site_by_time
  WHERE site_id = :siteId AND at >= :from AND at < :end AND id <= :last AND (at > :from OR id > :after)
  ORDER BY at, id LIMIT :most`;

// Of a site that was removed meanwhile nothing is stored.
const SEGMENT = `INSERT INTO segments (id, seal_id, visits, hits, linked, visitors)
  SELECT :id, seals.id, :visits, :hits, :linked, :visitors FROM seals
  JOIN sites ON sites.id = site_id AND removed_at IS NULL WHERE seals.id = :seal`;

const COLUMN = `INSERT INTO segment_columns (segment_id, name, data) SELECT segments.id, :name, :data FROM segments
  JOIN seals ON seals.id = seal_id JOIN sites ON sites.id = site_id AND removed_at IS NULL WHERE segments.id = :segment`;

/** An id that means something else already is refused: NULL is. */
const VALUE = `INSERT INTO dictionary (site_id, space, id, value)
  SELECT id, :space, :id, :value FROM sites WHERE id = :siteId AND removed_at IS NULL
  ON CONFLICT DO UPDATE SET value = iif(value = excluded.value, value, NULL)`;

const REPLACE = `UPDATE seals SET state = 'replaced' WHERE site_id = :siteId AND state = 'published'
  AND day_end > :start AND day_start < :end
  AND EXISTS (SELECT 1 FROM seals AS new WHERE new.id = :seal AND new.state = 'staged')`;

const PUBLISH = "UPDATE seals SET state = 'published' WHERE id = :seal AND state = 'staged'";

/** The day's rows as of now; yields while it reads. */
function* readDay(db: Db, order: SealOrder, dictionary: StoredDictionary): Generator<Write[], DayPart> {
  const { siteId, start, end } = order;
  const rows = createDayRows({ siteId, start, end }, dictionary);
  const lastOf = (sql: string) => (db.prepare(sql).pluck().get() as number | null) ?? 0;
  const base = { siteId, end, most: ROWS_PER_STEP };

  const hits = db.prepare(HITS).raw();
  const lastHit = lastOf('SELECT max(id) FROM hits');
  for (let from = start, after = 0, isMore = true; isMore; ) {
    const found = hits.all({ ...base, last: lastHit, from, after }) as HitValues[];
    for (const [id, at, page, visitor, path, act, came, place, machine] of found) {
      rows.addHit({ at, page, visitor, path, act, came, place, machine });
      [from, after] = [at, id];
    }
    isMore = found.length === ROWS_PER_STEP;
    yield [];
  }

  const engagements = db.prepare(ENGAGEMENTS).raw();
  const lastEngagement = lastOf('SELECT max(id) FROM engagements');
  for (let from = start, after = 0, isMore = true; isMore; ) {
    const found = engagements.all({ ...base, last: lastEngagement, from, after }) as [...EngagementValues, number][];
    for (const [id, page, engagedMs, scrollDepth, at] of found) {
      rows.addEngagement({ page, engagedMs, scrollDepth });
      [from, after] = [at, id];
    }
    isMore = found.length === ROWS_PER_STEP;
    yield [];
  }
  return rows.part();
}

const spaceOf = (name: VisitDimension): Space => (name === 'entry_page' || name === 'exit_page' ? 'page' : name);

/** The columns whose numbers are ids, with what they are ids of. */
function* idsOf(part: DayPart): Generator<[Space, Numbers]> {
  for (const column of ['page', 'event', 'props'] as const) yield [column, part.hit(column)];
  for (const name of VISIT_DIMENSIONS) if (spaceOf(name) === name) yield [name, part.visit(name)];
}

/** What is to be written, with pauses between, in which somebody else may have a turn. */
type Paused = Generator<Write | undefined>;

/** The values that a part needs and that are not on disk. `given`: what was yielded before. */
function* valuesOf(part: DayPart, dictionary: StoredDictionary, given: Map<Space, Set<number>>): Paused {
  for (const [space, ids] of idsOf(part)) {
    const known = given.get(space) ?? new Set<number>();
    given.set(space, known);
    const seen = new Uint8Array(dictionary.bound(space));
    for (let i = 0; i < ids.length; i += 1) seen[ids[i] ?? 0] = 1;
    for (let id = 1; id < seen.length; id += 1) {
      if (seen[id] === 0 || known.has(id) || dictionary.isStored(space, id)) continue;
      known.add(id);
      yield { sql: VALUE, values: { siteId: part.siteId, space, id, value: dictionary.valueOf(space, id) } };
    }
    yield undefined;
  }
}

function* writesOf(part: DayPart, segment: number, { seal }: SealOrder): Paused {
  const { visits, hits, linked, visitors } = part;
  yield { sql: SEGMENT, values: { id: segment, seal, visits, hits, linked, visitors } };
  for (const name of STORED_COLUMNS) {
    yield { sql: COLUMN, values: { segment, name, data: encodePartColumn(part, name) } };
    yield undefined;
  }
}

function* inBatches(writes: Paused): Generator<Write[]> {
  let batch: Write[] = [];
  let bytes = 0;
  for (const write of writes) {
    if (!write) {
      yield [];
      continue;
    }
    const more = bytesOf(write.values);
    if (batch.length >= MAX_WRITES || (batch.length > 0 && bytes + more > MAX_WRITE_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(write);
    bytes += more;
  }
  if (batch.length > 0) yield batch;
}

/**
 * Yields what is to be written, transaction by transaction, none of them larger than a megabyte; none at all: there is more to come.
 * Each is to be on disk before the next is asked for. The last publishes. `maxHits`: of a segment.
 */
export function* sealDay(
  db: Db,
  dictionary: StoredDictionary,
  order: SealOrder,
  maxHits?: number,
): Generator<Write[], void> {
  const { seal, siteId, start, end } = order;
  const day = yield* readDay(db, order, dictionary);
  const given = new Map<Space, Set<number>>();
  let place = 0;
  for (const part of slicesOf(day, maxHits)) {
    if (place === SEGMENTS_PER_SEAL) throw new Error('a day has more hits than segments can hold');
    yield* inBatches(valuesOf(part, dictionary, given));
    yield* inBatches(writesOf(part, seal * SEGMENTS_PER_SEAL + place, order));
    place += 1;
  }
  yield [
    { sql: REPLACE, values: { seal, siteId, start, end } },
    { sql: PUBLISH, values: { seal } },
  ];
  for (const [space, ids] of given) for (const id of ids) dictionary.noteStored(space, id);
}
