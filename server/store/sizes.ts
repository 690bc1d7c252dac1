// How much is stored of a site. Hits and columns are counted and summed exactly; what its rows take among those of others is
// estimated from some of them: measuring it (dbstat) would mean to read every page of the file.
import type { Db } from './driver.ts';

export interface Sizes {
  hits: number;
  /** When the first and the last of them came, ms since 1970; null: there are none. */
  first: number | null;
  last: number | null;
  /** About what rows take on disk, with their indexes: of hits, of reading and of minutes. */
  rowBytes: number;
  /** What finished days take as columns, with the dictionary. */
  segmentBytes: number;
}

const ROWS_PER_STEP = 20_000;
const FIRST = 'SELECT min(at) FROM hits WHERE site_id = :site';
const LAST = 'SELECT max(at) FROM hits WHERE site_id = :site';
/** From the index alone. */
const HITS_ON = `SELECT at, id FROM hits WHERE site_id = :site AND (at, id) > (:at, :id)
  ORDER BY at, id LIMIT 1 OFFSET ${ROWS_PER_STEP - 1}`;
const HITS_REST = 'SELECT count(*) FROM hits WHERE site_id = :site AND (at, id) > (:at, :id)';
const READ_ON = `SELECT at, id FROM engagements WHERE site_id = :site AND (at, id) > (:at, :id)
  ORDER BY at, id LIMIT 1 OFFSET ${ROWS_PER_STEP - 1}`;
const READ_REST = 'SELECT count(*) FROM engagements WHERE site_id = :site AND (at, id) > (:at, :id)';
const MINUTES = 'SELECT count(*) FROM live_minutes WHERE site_id = :site';

/** Of some hits from a moment on: the mean length of what is text in them. */
const TEXT = `SELECT avg(octet_length(concat(kind, host, path, referrer, utm_source, utm_medium, utm_campaign, utm_content,
  utm_term, title, timezone, event_name, event_props, source, channel, device, browser, browser_version, os, os_version,
  country, region, city, language, screen))) FROM (SELECT * FROM hits WHERE site_id = :site AND at >= :at ORDER BY at LIMIT 100)`;
const SAMPLES = 10;

const COLUMNS = `SELECT sum(length(data)) FROM segment_columns WHERE segment_id = ?`;
const SEGMENTS = 'SELECT segments.id FROM seals JOIN segments ON seal_id = seals.id WHERE site_id = :site';
const VALUES = `SELECT count(*) AS count, coalesce(sum(octet_length(value)), 0) AS bytes, max(id) AS last FROM
  (SELECT id, value FROM dictionary WHERE site_id = :site AND space = :space AND id > :after ORDER BY id LIMIT ${ROWS_PER_STEP})`;
const SPACES = 'SELECT DISTINCT space FROM dictionary WHERE site_id = :site';

/** What a row takes besides its text: headers, numbers, two ids of 8 bytes, its place in an index, and room that pages keep free. */
const HIT_BYTES = 105;
const READING_BYTES = 55;
const MINUTE_BYTES = 14;
const VALUE_BYTES = 14;
const FILL = 1.1;

function* count(db: Db, site: number, on: string, rest: string): Generator<void, number> {
  const [next, last] = [db.prepare(on), db.prepare(rest).pluck()];
  let place = { at: Number.MIN_SAFE_INTEGER, id: 0 };
  for (let rows = 0; ; rows += ROWS_PER_STEP) {
    const end = next.get({ site, ...place }) as typeof place | undefined;
    if (!end) return rows + (last.get({ site, ...place }) as number);
    place = end;
    yield;
  }
}

/** Of one site, in steps of a few ms. */
export function* measure(db: Db, site: number): Generator<void, Sizes> {
  const number = (sql: string) => db.prepare(sql).pluck().get({ site }) as number | null;
  const [first, last] = [number(FIRST), number(LAST)];
  const hits = yield* count(db, site, HITS_ON, HITS_REST);
  const readings = yield* count(db, site, READ_ON, READ_REST);
  let text = 0;
  const textFrom = db.prepare(TEXT).pluck();
  for (let i = 0; i < SAMPLES && first !== null && last !== null; i += 1) {
    text += (textFrom.get({ site, at: first + ((last - first) * i) / SAMPLES }) as number | null) ?? 0;
    yield;
  }
  const rows = hits * (HIT_BYTES + text / SAMPLES) + readings * READING_BYTES + (number(MINUTES) ?? 0) * MINUTE_BYTES;
  yield;

  let segmentBytes = 0;
  const columns = db.prepare(COLUMNS).pluck();
  for (const segment of db.prepare(SEGMENTS).pluck().all({ site }) as number[]) {
    segmentBytes += (columns.get(segment) as number | null) ?? 0;
    yield;
  }
  const values = db.prepare(VALUES);
  for (const space of db.prepare(SPACES).pluck().all({ site }) as string[]) {
    for (let after: number | null = 0; after !== null; ) {
      const some = values.get({ site, space, after }) as { count: number; bytes: number; last: number | null };
      segmentBytes += some.bytes + some.count * VALUE_BYTES;
      after = some.last;
      yield;
    }
  }
  return { hits, first, last, rowBytes: Math.round(rows * FILL), segmentBytes: Math.round(segmentBytes) };
}
