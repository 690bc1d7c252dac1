// What the database holds after it was hurt, read from a copy: opening a database recovers it, and that is the server's job.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyOf } from './load.mjs';

const require = createRequire(import.meta.url);
/** As server/store/driver.ts chooses. @type {typeof import('better-sqlite3')} */
export const Database = require(Number(process.versions.napi) >= 10 ? 'better-sqlite3-napi' : 'better-sqlite3');

const FILE = 'headcount.db';

/** Copies the database, its WAL and its rollback journal as they lie there; not the -shm, which a crash does not keep. */
export function copyDatabase(/** @type {string} */ from, /** @type {string} */ to) {
  mkdirSync(to, { recursive: true });
  for (const name of [FILE, `${FILE}-wal`, `${FILE}-journal`])
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
}

/**
 * What a data folder holds: its hits' keys in the order of their ids, and what SQLite says of the file. A database that cannot
 * be opened or read is `integrity: <the error>` and holds nothing. Opens the files in place: give it a copy.
 * @param {string} folder
 * @param {'quick_check' | 'integrity_check'} check
 */
export function readStored(folder, check) {
  /** @type {{ keys: string[], ids: number[], integrity: string }} */
  const stored = { keys: [], ids: [], integrity: 'ok' };
  let db;
  try {
    db = new Database(join(folder, FILE), { timeout: 5000 });
    stored.integrity = /** @type {string} */ (db.pragma(check, { simple: true }));
    // Before the first migration there is no table, and nothing can have been acknowledged.
    if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'hits'").get() === undefined) return stored;
    const rows = db.prepare('SELECT id, lower(hex(page_instance)), seq FROM hits ORDER BY id').raw().all();
    for (const [id, p, q] of /** @type {[number, string, number][]} */ (rows)) {
      stored.ids.push(id);
      stored.keys.push(keyOf(p, q));
    }
  } catch (error) {
    const { code = '', message } = /** @type {Error & { code?: string }} */ (error);
    stored.integrity = `${code} ${message}`;
  } finally {
    db?.close();
  }
  return stored;
}

/** readStored of a copy of `dataDir`, made now. @param {string} dataDir @param {'quick_check' | 'integrity_check'} check */
export function readCopy(dataDir, check) {
  const copy = mkdtempSync(join(tmpdir(), 'headcount-torture-copy-'));
  try {
    copyDatabase(dataDir, copy);
    return readStored(copy, check);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/**
 * The verdict: acknowledged hits that are missing, and hits that are there more than once.
 * @param {Iterable<string>} acked
 * @param {string[]} keys
 */
export function compare(acked, keys) {
  const unique = new Set(keys);
  const lost = [...acked].filter((key) => !unique.has(key));
  return { lost: lost.length, double: keys.length - unique.size, lostKeys: lost };
}
