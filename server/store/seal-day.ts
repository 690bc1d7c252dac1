// Makes the segments of a day from its rows, in steps that are each a few writes: nobody waits long for any of them, neither for
// the thread that makes them nor for the one that writes. Stopped at whatever step, what was published before stays published; what
// was staged is swept away (sealing.ts).
import { type DayPart, type Numbers, type Space, VISIT_DIMENSIONS, type VisitDimension } from './columns.ts';
import type { StoredDayParts } from './day-parts.ts';
import type { StoredDictionary } from './dictionaries.ts';
import { slicesOf } from './part-slices.ts';
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

const spaceOf = (name: VisitDimension): Space => (name === 'entry_page' || name === 'exit_page' ? 'page' : name);

/** The columns whose numbers are ids, with what they are ids of. */
export function* idsOf(part: DayPart): Generator<[Space, Numbers]> {
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

function* writesOf(part: DayPart, segment: number, seal: number): Paused {
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

/** Whether these writes of a day are its last. */
export const isLast = (writes: readonly Write[]) => writes.at(-1)?.sql === PUBLISH;

/**
 * Yields what is to be written, transaction by transaction, none of them larger than a megabyte; none at all: there is more to come.
 * They are to be written in this order; the last, which publishes, is to be on disk before the end is asked for. `maxHits`: of a segment.
 */
export function* sealDay(
  days: Pick<StoredDayParts, 'reading' | 'dictionary' | 'letGo'>,
  { seal, ...day }: SealOrder,
  maxHits?: number,
): Generator<Write[], void> {
  const dictionary = days.dictionary(day.siteId);
  const reading = days.reading(day);
  let read = reading.next();
  for (; !read.done; read = reading.next()) yield [];
  const given = new Map<Space, Set<number>>();
  let place = 0;
  for (const part of slicesOf(read.value, maxHits)) {
    if (place === SEGMENTS_PER_SEAL) throw new Error('a day has more hits than segments can hold');
    yield* inBatches(valuesOf(part, dictionary, given));
    yield* inBatches(writesOf(part, seal * SEGMENTS_PER_SEAL + place, seal));
    place += 1;
  }
  yield [
    { sql: REPLACE, values: { seal, ...day } },
    { sql: PUBLISH, values: { seal } },
  ];
  for (const [space, ids] of given) for (const id of ids) dictionary.noteStored(space, id);
  days.letGo(day);
}
