// Brings a database to the newest schema: numbered files in migrations/, each one transaction, each recorded with its
// checksum in that same transaction. Forward only: a file that changed after it ran, or a database from a newer
// version, stops the start instead of being guessed at.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../errors.ts';
import type { Db } from './driver.ts';

export interface Migration {
  number: number;
  name: string;
  sql: string;
  checksum: string;
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.+\.sql$/.test(name))
    .sort()
    .map((name, index) => {
      // A checkout with CRLF line ends is the same migration.
      const sql = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
      const number = Number(name.slice(0, 4));
      if (number !== index + 1)
        throw new StartError(`migrations/${name} is out of order: number ${index + 1} is missing.`);
      return { number, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

export interface MigrationPlan {
  /** Has run before: the database holds something that a migration could spoil. */
  done: number;
  pending: Migration[];
}

/** Read back: a program that numbers its own schemas in our file has changed more than the number. */
function assertSchema(db: Db, ran: number): void {
  const schema = db.pragma('user_version', { simple: true });
  if (schema === ran) return;
  throw new StartError(
    `The database says schema ${schema}, but ${ran} migrations ran on it. Another program has changed it: restore a backup.`,
  );
}

/**
 * Compares the database with the folder, and changes nothing but for making the table that records what ran. Throws a
 * StartError when the database is newer than this program, says another schema than ran on it, or a migration that has run was
 * edited since.
 */
export function planMigrations(db: Db, folder: string): MigrationPlan {
  const migrations = readMigrations(folder);
  db.exec(`CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, ran_at INTEGER NOT NULL
  ) STRICT`);
  const done = db.prepare('SELECT number, name, checksum FROM migrations ORDER BY number').all() as Migration[];

  const last = done.at(-1);
  if (last && last.number > migrations.length) {
    throw new StartError(
      `The database was made by a newer Headcount (${last.name}). Start that version, or restore a backup from before it.`,
    );
  }
  for (const ran of done) {
    const known = migrations[ran.number - 1];
    if (known?.checksum !== ran.checksum) {
      throw new StartError(
        `migrations/${ran.name} is not the file that ran on this database. Restore the released file.`,
      );
    }
  }
  assertSchema(db, done.length); // before anything runs: each migration would write the number anew
  return { done: done.length, pending: migrations.slice(done.length) };
}

/** How many migrations this program knows, which is the newest schema it can read. */
export const newestSchema = (folder: string): number => readMigrations(folder).length;

/** Runs what has not run yet and returns the names. Throws what planMigrations() throws, or SQLite's own error. */
export function migrate(db: Db, folder: string, now: number): string[] {
  const { done, pending } = planMigrations(db, folder);
  for (const { number, name, sql, checksum } of pending) {
    db.transaction(() => {
      db.exec(sql);
      db.prepare('INSERT INTO migrations VALUES (?, ?, ?, ?)').run(number, name, checksum, now);
      db.pragma(`user_version = ${number}`);
    }).immediate();
  }
  assertSchema(db, done + pending.length);
  return pending.map((migration) => migration.name);
}
