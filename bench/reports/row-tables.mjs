// The same two tables as rows of SQLite, ordered and indexed by day, and questions to them.
import { HIT_COLUMNS, tablesOf, VISIT_COLUMNS } from './tables.mjs';

/** @param {import('./kept-data.mjs').Stored} stored @param {string} file */
export async function copyToRows(stored, file) {
  const { Database } = await import('../../dist/server/store/driver.js');
  const db = new Database(file);
  db.pragma('journal_mode = off');
  db.pragma('synchronous = off');
  const names = { visits: ['id INTEGER PRIMARY KEY', ...VISIT_COLUMNS.slice(1)], hits: HIT_COLUMNS };
  for (const table of /** @type {const} */ (['visits', 'hits'])) {
    db.exec(`CREATE TABLE ${table} (${names[table].join(', ')})`);
    const insert = db.prepare(`INSERT INTO ${table} VALUES (${names[table].map(() => '?').join(', ')})`);
    for (const part of tablesOf(stored)) {
      const columns = part[table];
      const rows = columns[0]?.length ?? 0;
      const row = columns.map(() => 0);
      db.transaction(() => {
        for (let i = 0; i < rows; i += 1) {
          for (let c = 0; c < columns.length; c += 1) row[c] = columns[c]?.[i] ?? 0;
          insert.run(row);
        }
      })();
    }
    db.exec(`CREATE INDEX ${table}_by_day ON ${table} (day)`);
  }
  db.exec('ANALYZE');
  db.close();
}

/** @param {string} file */
export async function openRows(file) {
  const { Database } = await import('../../dist/server/store/driver.js');
  const db = new Database(file, { readonly: true });
  db.pragma('cache_size = -500000');
  return {
    /** @param {string} sql @returns {[number, number][]} */
    ask: (sql) => /** @type {[number, number][]} */ (db.prepare(sql).raw().all()),
    close: () => void db.close(),
  };
}
