// What a hit takes on disk in segments: every column, the dictionary, and the pages of the file that they fill.
import { whole } from '../report/numbers.mjs';
import { keptData } from './kept-data.mjs';

const TARGET = 12;
const TABLES = ['seals', 'segments', 'segment_columns', 'dictionary'];

/** @param {import('../report.mjs').Bench} bench */
export async function bytes({ say, lengths }) {
  const { databaseFile, openReader } = await import('../../dist/server/store/open.js');
  const kept = await keptData(lengths.hits, say);
  const db = openReader(databaseFile(kept.dataDir));
  const hits = /** @type {number} */ (db.prepare('SELECT sum(hits) FROM segments').pluck().get());
  // Indexes are trees of their own.
  const trees = `SELECT name FROM sqlite_schema WHERE rootpage > 0 AND tbl_name IN (${TABLES.map((name) => `'${name}'`)})`;
  const pages = db.prepare('SELECT sum(pgsize) FROM dbstat WHERE name = ? AND aggregate = TRUE').pluck();
  const sizes = db
    .prepare(trees)
    .pluck()
    .all()
    .map((name) => ({ name, bytes: Number(pages.get(name) ?? 0) }));
  db.close();
  const perHit = sizes.reduce((sum, { bytes }) => sum + bytes, 0) / hits;
  const beside = kept.duckDbBytes / hits;
  return {
    rows: [
      {
        figure: 'bytes on disk per hit, in segments, everything included',
        target: `≤ ${TARGET}`,
        reached: `${perHit.toFixed(1)} (DuckDB’s file ${beside.toFixed(1)}, rows ${whole(kept.rowBytes / hits)})`,
        isMet: perHit <= TARGET,
      },
    ],
    tables: [],
    notes: [`Segments of ${whole(hits)} hits were made again in ${(kept.sealMs / 1_000).toFixed(0)} s.`],
    raw: { hits, sizes, duckDbBytes: kept.duckDbBytes, rowBytes: kept.rowBytes, sealMs: kept.sealMs },
  };
}
