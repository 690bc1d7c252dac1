// What is stored of a removed site, looked for where it would be: in the bytes of the files.
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { aRow } from '../testing/factories.ts';
import { databaseFile, openReader } from './open.ts';
import { openRecorder, type Recorder } from './recorder.ts';
import { createRemovals, TABLES_OF_A_SITE } from './removal.ts';
import { createStoredHits } from './stored-hits.ts';

const CANARY = 'kanarienvogel';
const SITE = `INSERT INTO sites (host, timezone, created_at, excluded_paths) VALUES (:host, 'UTC', 0, :paths)`;
const MARK = "UPDATE sites SET removed_at = 1, host = ':' || id, excluded_paths = '[]' WHERE id = :site";
const HITS_EACH = 6_000;
/** Where they stand among what is counted by table. */
const HITS = Object.keys(TABLES_OF_A_SITE).indexOf('hits');

const EXTRAS = [
  "INSERT INTO keys (hash, site_id, name, created_at) VALUES (randomblob(32), :site, :text || 'key', 0)",
  `INSERT INTO goals (site_id, name, event, property_key, property_value, created_at)
    VALUES (:site, :text || 'goal', :text, :text, :text, 0)`,
  `INSERT INTO engagements (site_id, at, page_instance, engaged_ms, scroll_depth)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
    SELECT :site, i, CAST(substr(:text || 'engaged', 1, 8) AS BLOB), 1, 1 FROM n`,
  `INSERT INTO live_minutes (site_id, minute, peak, visitor_ms)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT :site, i, 1, 1 FROM n`,
  "INSERT INTO value_reservations (site_id, date, dimension, up_to) VALUES (:site, '2026-11-21', :text || 'dimension', 1)",
  "INSERT INTO seals (id, site_id, day_start, day_end, state, sealed_at) VALUES (:site, :site, 0, 1, 'published', 1)",
  `INSERT INTO segments (id, seal_id, visits, hits, linked, visitors)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30) SELECT 10000 * :site + i, :site, 1, 1, 1, 1 FROM n`,
  `INSERT INTO segment_columns (segment_id, name, data)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5)
    SELECT id, i, CAST(:text || hex(zeroblob(i * 4000)) || :text AS BLOB) FROM segments, n WHERE seal_id = :site`,
  `INSERT INTO dictionary (site_id, space, id, value)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT :site, 'page', i, :text || i FROM n`,
  `INSERT INTO deletions (site_id, reason, path, from_at, until_at, last_hit, last_engagement, begun_at)
    VALUES (:site, 'owner', '/' || :text, 0, 1, 0, 0, 0)`,
];

/** Rows of a site, where a table does not name it. */
const OF_SITE: { readonly [table: string]: string } = {
  segments: 'seal_id IN (SELECT id FROM seals WHERE site_id = ?)',
  segment_columns:
    'segment_id IN (SELECT segments.id FROM segments JOIN seals ON seals.id = seal_id WHERE site_id = ?)',
};

/** A row in which every text is a canary, of many lengths: some need pages of their own beside the table's. */
const rowOf = (siteId: number, text: string, i: number) =>
  aRow({
    ...{ siteId, at: 1_000_000 + i, path: `/${`${text} `.repeat(1 + (i % 40))}`, host: text, referrer: `${text}/ref` },
    ...{ title: `${text} ${i}`, campaign: { utm_term: text }, city: text, source: text, language: text },
    eventProps: i % 500 === 0 ? { text: text.repeat(600) } : { text },
  });

async function setUp() {
  const file = databaseFile(temporaryFolder());
  const { recorder } = await openRecorder(file, systemClock, (error) => {
    throw error;
  });
  onTestFinished(() => recorder.close());
  const reader = openReader(file);
  onTestFinished(() => void reader.close());
  await recorder.write(SITE, { host: `${CANARY}.example`, paths: `["/${CANARY}"]` });
  await recorder.write(SITE, { host: 'other.example', paths: '[]' });
  // In turns, so that pages of the file hold rows of both.
  for (let i = 0; i < HITS_EACH; i += 100) {
    const rows = Array.from({ length: 100 }, (_, j) => [rowOf(1, CANARY, i + j), rowOf(2, 'blaumeise', i + j)]);
    await Promise.all(rows.flat().map((row) => recorder.record(row)));
  }
  for (const sql of EXTRAS) await recorder.write(sql, { site: 1, text: CANARY });
  for (const sql of EXTRAS) await recorder.write(sql, { site: 2, text: 'blaumeise' });

  function start(over: Partial<Parameters<typeof createRemovals>[0]> = {}) {
    const log = { info: () => undefined, warn: () => undefined };
    const count = createStoredHits(reader, systemClock);
    const removals = createRemovals({ recorder, reader, clock: systemClock, log, count, ...over });
    onTestFinished(() => removals.close());
    return removals;
  }
  const bytes = (text: string) =>
    ['', '-wal'].reduce((sum, end) => sum + readFileSync(file + end, 'latin1').split(text).length - 1, 0);
  const rowsOf = (site: number) =>
    Object.keys(TABLES_OF_A_SITE).map(
      (table) =>
        reader
          .prepare(`SELECT count(*) FROM "${table}" WHERE ${OF_SITE[table] ?? 'site_id = ?'}`)
          .pluck()
          .get(site) as number,
    );
  const nothing = Object.keys(TABLES_OF_A_SITE).map(() => 0);
  const isDone = (removals: ReturnType<typeof start>) =>
    vi.waitFor(() => expect(removals.underWay()).toEqual([]), { timeout: 60_000, interval: 20 });
  return { recorder, reader, file, start, bytes, rowsOf, nothing, isDone };
}

it('nothing of it is left in the bytes of the database and its log, and of others nothing is missing', async () => {
  const { recorder, reader, start, bytes, rowsOf, nothing, isDone } = await setUp();
  const [before, others] = [bytes(CANARY), rowsOf(2)];
  expect(others.every((rows) => rows > 0)).toBe(true);
  expect(before).toBeGreaterThan(HITS_EACH); // that it could have been seen
  await recorder.write(MARK, { site: 1 });
  const removals = start();
  expect(removals.underWay()).toMatchObject([{ id: 1, gone: 0 }]);
  await isDone(removals);
  expect(rowsOf(1)).toEqual(nothing);
  expect(reader.prepare('SELECT host FROM sites').pluck().all()).toEqual(['other.example']);
  expect(bytes(CANARY)).toBe(0);
  expect(rowsOf(2)).toEqual(others);
  expect(bytes('blaumeise')).toBeGreaterThan(HITS_EACH);
  expect(reader.pragma('integrity_check', { simple: true })).toBe('ok');
}, 120_000);

it('tells how much is gone, stops where it stands when the server ends, and goes on with the next start', async () => {
  const { recorder, start, rowsOf, nothing, isDone } = await setUp();
  await recorder.write(MARK, { site: 1 });
  const first = start();
  await vi.waitFor(() => expect(first.underWay()[0]?.gone).toBeGreaterThan(0), { interval: 1 });
  await first.close();
  const [removal] = first.underWay();
  expect(removal?.hits).toBe(HITS_EACH);
  const left = rowsOf(1)[HITS];
  expect(left).toBe(HITS_EACH - (removal?.gone ?? 0));
  expect(left).toBeGreaterThan(0);
  const second = start();
  await vi.waitFor(() => expect(second.underWay()[0]?.hits).toBe(left), { interval: 1 });
  await isDone(second);
  expect(rowsOf(1)).toEqual(nothing);
}, 120_000);

it('what the disk refuses is tried again, and said once', async () => {
  const { recorder, start, isDone } = await setUp();
  await recorder.write(MARK, { site: 1 });
  const warned: string[] = [];
  let refusals = 3;
  const write: Recorder['write'] = (sql, values) => {
    if (sql !== TABLES_OF_A_SITE.engagements || refusals === 0) return recorder.write(sql, values);
    refusals -= 1;
    return Promise.reject(new Error('no room'));
  };
  const hurried = { ...systemClock, after: (ms: number, task: () => void) => systemClock.after(ms / 1000, task) };
  const log = { info: () => undefined, warn: (message: string) => warned.push(message) };
  await isDone(start({ recorder: { write, checkpoint: recorder.checkpoint }, clock: hurried, log }));
  expect(refusals).toBe(0);
  expect(warned).toEqual(['the removal of site 1 waits: no room']);
}, 120_000);

it('knows every table that holds data of a site', async () => {
  const { reader } = await setUp();
  const tables = reader
    .prepare(
      `WITH RECURSIVE of_a_site (name) AS (
        SELECT name FROM sqlite_schema WHERE type = 'table' AND (sql LIKE '%site_id%' OR sql LIKE '%REFERENCES sites%')
        UNION SELECT other.name FROM sqlite_schema AS other, of_a_site
        WHERE other.type = 'table' AND other.sql LIKE '%REFERENCES ' || of_a_site.name || ' %'
      ) SELECT name FROM of_a_site`,
    )
    .pluck()
    .all() as string[];
  expect(Object.keys(TABLES_OF_A_SITE).sort()).toEqual(tables.sort());
}, 120_000);

it('what is under way when a site is removed fails nobody else, and is not stored after it', async () => {
  const { recorder, rowsOf } = await setUp();
  const before = rowsOf(1)[HITS] as number;
  const mine = Array.from({ length: 1_500 }, (_, i) => recorder.record(rowOf(1, CANARY, i)));
  const others = Array.from({ length: 1_500 }, (_, i) => recorder.record(rowOf(2, 'blaumeise', i)));
  const bundle = recorder.recordAll([rowOf(1, CANARY, 1), rowOf(1, CANARY, 2)]);
  await recorder.write(MARK, { site: 1 });
  recorder.drop(1);
  const late = recorder.record(rowOf(1, CANARY, 3));
  const refused = await Promise.allSettled([bundle, late]);
  const settled = await Promise.allSettled(mine);
  const stored = settled.filter(({ status }) => status === 'fulfilled').length;
  expect(new Set(await Promise.all(others))).toEqual(new Set(['stored']));
  expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  for (const one of [...refused, ...settled])
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'unknown_site' });
  expect(rowsOf(1)[HITS]).toBe(before + stored);
  expect(stored).toBeLessThan(1_500); // that some were still waiting
}, 120_000);

it('counts what is stored exactly, in however many turns, also where many came at the same instant', async () => {
  const { recorder, reader } = await setUp();
  await recorder.write(
    `INSERT INTO hits (site_id, at, kind, page_instance, seq, host, path)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 70000)
      SELECT 2, 2000000 + i / 30000, 'view', randomblob(8), 0, '', '/' FROM n`,
    {},
  );
  const stored = createStoredHits(reader, systemClock);
  expect(await stored(2)).toEqual({ hits: HITS_EACH + 70_000, since: 1_000_000 });
  expect(await stored(3)).toEqual({ hits: 0, since: null });
}, 120_000);
