// The data of the benchmark, made once and kept: a data folder with hits and their segments, made by the server's own statements and
// sealing, and beside it the same visits and hits, with the same numbers of the same dictionary, as tables of DuckDB and of SQLite.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root } from '../../scripts/ready.mjs';
import { SITE } from '../subjects/subject.mjs';
import { copyToDuckDb } from './duckdb.mjs';
import { createMadeHits, DAYS, hitsOfDays, TIMEZONE, VERSION } from './made-hits.mjs';
import { copyToRows } from './row-tables.mjs';

const SEED = 1;
/** Beyond all of them, so that every day is over. */
export const NOW = Date.parse('2026-06-01T00:00Z');
const INSERT_SITE = 'INSERT INTO sites (host, timezone, created_at) VALUES (?, ?, 0)';
const INSERT_ENGAGEMENT = `INSERT INTO engagements (site_id, at, page_instance, engaged_ms, scroll_depth)
  VALUES (?, ?, unhex(?), ?, ?)`;

/**
 * @typedef {Awaited<ReturnType<typeof keptData>>} Kept
 * @typedef {{days: import('../../server/store/columns.ts').DayParts, site: {id: number, timezone: string}, from: number, to: number}} Stored
 */

/** The site, and the instants of its days. @param {string} dataDir @returns {Promise<Stored & {close: () => void}>} */
export async function openStored(dataDir) {
  const { databaseFile, openReader } = await import('../../dist/server/store/open.js');
  const { openDayParts } = await import('../../dist/server/store/day-parts.js');
  const { createDaysOfZone } = await import('../../dist/server/store/days-of-zone.js');
  const db = openReader(databaseFile(dataDir));
  const id = /** @type {number} */ (db.prepare('SELECT id FROM sites').pluck().get());
  const dayAt = createDaysOfZone();
  const noon = (/** @type {string} */ date) => Date.parse(`${date}T11:00Z`);
  return {
    days: openDayParts(db, { rowBytes: 0, columnBytes: 2 ** 30 }),
    site: { id, timezone: TIMEZONE },
    from: dayAt(TIMEZONE, noon(DAYS.first)).start,
    to: dayAt(TIMEZONE, noon(DAYS.last)).end,
    close: () => void db.close(),
  };
}

/**
 * Makes a data folder with a site of so many hits. They are inserted by the recorder's own statement, though a day at a time.
 * @param {string} dataDir @param {number[]} perDay how many hits, day by day @param {(line: string) => void} say
 */
export async function fillDataFolder(dataDir, perDay, say) {
  const { INSERT_HIT } = await import('../../dist/server/store/hit-row.js');
  const { databaseFile, openWriter } = await import('../../dist/server/store/open.js');
  const { createDaysOfZone } = await import('../../dist/server/store/days-of-zone.js');
  const { migrate } = await import('../../dist/server/store/migrate.js');
  const { migrationsFolder } = await import('../../dist/server/files.js');
  const db = openWriter(databaseFile(dataDir));
  migrate(db, migrationsFolder, NOW);
  db.pragma('synchronous = off'); // nobody is told that these are kept
  const siteId = Number(db.prepare(INSERT_SITE).run(SITE, TIMEZONE).lastInsertRowid);
  const [insertHit, insertEngagement] = [db.prepare(INSERT_HIT), db.prepare(INSERT_ENGAGEMENT)];
  const makeDay = createMadeHits(SEED);
  const dayAt = createDaysOfZone();
  let start = dayAt(TIMEZONE, Date.parse(`${DAYS.first}T11:00Z`)).start;
  let made = 0;
  for (const [day, count] of perDay.entries()) {
    const { end } = dayAt(TIMEZONE, start);
    const { hits, engagements } = makeDay(siteId, { start, end }, count);
    db.transaction(() => {
      for (const row of hits) insertHit.run(row);
      for (const row of engagements) insertEngagement.run(row);
    })();
    db.pragma('wal_checkpoint(TRUNCATE)');
    made += hits.length;
    start = end;
    if (day % 10 === 9) say(`  ${made.toLocaleString('en')} hits`);
  }
  db.close();
  return made;
}

/** @param {string} folder */
const bytesIn = (folder) => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

/**
 * So many hits over 90 days, made unless they are there. Takes a quarter of an hour or so for ten million, and 5 GB.
 * @param {number} hits @param {(line: string) => void} say
 */
export async function keptData(hits, say) {
  const migration = readdirSync(join(root, 'migrations')).sort().at(-1)?.slice(0, 4);
  const name = `report-${hits}-hits-seed-${SEED}-version-${VERSION}-migration-${migration}`;
  const folder = join(root, '.cache', name);
  if (!existsSync(folder)) await make(hits, folder, say);
  say(`the hits of ${folder}`);
  return {
    dataDir: join(folder, 'data'),
    duckdb: join(folder, 'columns.duckdb'),
    rows: join(folder, 'rows.sqlite'),
    ...JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8')),
  };
}

/** @param {number} hits @param {string} folder @param {(line: string) => void} say */
async function make(hits, folder, say) {
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  const dataDir = join(making, 'data');
  mkdirSync(dataDir, { recursive: true });
  const began = performance.now();
  const took = (/** @type {string} */ what) => say(`${what} (${Math.round((performance.now() - began) / 1_000)} s)`);

  say(`making ${hits.toLocaleString('en')} hits, once: they are kept in ${folder}`);
  await fillDataFolder(dataDir, hitsOfDays(hits), say);
  took('their rows are stored');
  const { databaseFile } = await import('../../dist/server/store/open.js');
  const { rebuildSegments } = await import('../../dist/server/store/rebuild.js');
  const rowBytes = bytesIn(dataDir);
  const sealingBegan = performance.now();
  await rebuildSegments(databaseFile(dataDir), NOW, (line) => say(`  ${line}`));
  const sealMs = performance.now() - sealingBegan;
  took('their segments are made');

  const stored = await openStored(dataDir);
  await copyToDuckDb(stored, join(making, 'columns.duckdb'));
  took('the same as columns of DuckDB');
  await copyToRows(stored, join(making, 'rows.sqlite'));
  took('the same as rows of SQLite');
  stored.close();
  const facts = { hits, rowBytes, sealMs, duckDbBytes: statSync(join(making, 'columns.duckdb')).size };
  writeFileSync(join(making, 'facts.json'), JSON.stringify(facts));
  renameSync(making, folder);
}
