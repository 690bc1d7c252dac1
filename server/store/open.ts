// Opens the database and makes sure that it is what the promises rest on: every pragma is read back, because SQLite
// answers an unknown or refused pragma with silence. Facts: sqlite.org/pragma.html; better-sqlite3 is compiled with
// synchronous=NORMAL in WAL mode, which loses acknowledged commits in a power cut, so FULL is set on every connection.
import { chmodSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StartError } from '../errors.ts';
import { Database, type Db } from './driver.ts';
import { makeFolders } from './make-folders.ts';
import { syncFolder } from './sync-folder.ts';

/** "HEAD" in ASCII: tells `file` and us that this database is ours. */
export const APPLICATION_ID = 0x48454144;

/** 3.7.0–3.51.2 can corrupt a WAL database that two connections write or checkpoint at the same instant. */
const LEAST_SQLITE = [3, 51, 3] as const;

export const databaseFile = (dataDir: string) => join(dataDir, 'headcount.db');

/** Makes the data folder, for its owner's eyes only, its name on disk when it returns. Throws a StartError that names what to do. */
export function makeDataFolder(dataDir: string): void {
  let first: string | undefined;
  try {
    first = makeFolders(dataDir);
  } catch (error) {
    throw unusable(dataDir, error);
  }
  if (first === undefined) return;
  const above = dirname(resolve(first));
  for (let folder = resolve(dataDir); folder !== above; ) {
    folder = dirname(folder);
    syncFolder(folder);
  }
}

/** `folder` is what its owner is to be changed of. */
function unusable(folder: string, error: unknown): StartError {
  const reason = (error as NodeJS.ErrnoException).code ?? String(error);
  const who = process.getuid?.();
  const cure =
    who === undefined
      ? 'Make it writable'
      : `Make it writable for user id ${who} (for example: chown -R ${who} ${folder})`;
  return new StartError(`Cannot use ${folder} (${reason}). ${cure}, or set DATA_DIR to another folder.`);
}

/** For its owner's eyes only. A file of somebody else's that we may write to is left as it is. */
function protect(path: string): void {
  try {
    chmodSync(path, 0o600);
  } catch {}
}

function applyPragmas(db: Db, pragmas: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(pragmas)) {
    db.pragma(`${name} = ${value}`);
    const actual = db.pragma(name, { simple: true });
    if (actual !== value) {
      throw new StartError(
        `SQLite refused ${name} = ${value} (it says ${actual}). Is the data folder on a network disk? Use a local one.`,
      );
    }
  }
}

function assertSqliteVersion(db: Db): void {
  const version = db.prepare('SELECT sqlite_version()').pluck().get() as string;
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const [least0, least1, least2] = LEAST_SQLITE;
  const actual = major * 1e6 + minor * 1e3 + patch;
  if (actual < least0 * 1e6 + least1 * 1e3 + least2) {
    throw new StartError(
      `SQLite ${version} has a bug that can corrupt data. Run npm ci to get ${LEAST_SQLITE.join('.')} or newer.`,
    );
  }
}

/** What SQLite says of a file that cannot be used, as a StartError; any other error as it is. */
export function explain(path: string, error: unknown): unknown {
  const code = (error as { code?: string }).code ?? '';
  if (error instanceof StartError) return error;
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new StartError(
      `${path} is damaged or not a database (${code}). Put a backup in its place, or move it away to start anew.`,
    );
  }
  if (code === 'SQLITE_FULL' || code.startsWith('SQLITE_IOERR')) {
    return new StartError(
      `${path} cannot be written (${code}): the disk is full or failing. Free some space, then start again.`,
    );
  }
  if (code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED') {
    return new StartError(`${path} is in use by another program (${code}). Stop the other server, then start again.`);
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY'))
    return unusable(dirname(path), { code });
  return error;
}

/**
 * The driver's own 16 MB for each connection would be filled by whatever is read or written once: hits are appended, and what is
 * read again is in the system's cache of the file. What sorts more than this goes on in a temporary file.
 */
const CACHE_KB = 4_000;

/**
 * The writing connection, made if missing. There is one per process and it lives in the recorder thread.
 * Throws a StartError for a damaged, foreign or unwritable file.
 */
export function openWriter(path: string): Db {
  let db: Db | undefined;
  try {
    db = new Database(path);
    assertSqliteVersion(db);
    const owner = db.pragma('application_id', { simple: true });
    const empty = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
    if (owner !== APPLICATION_ID && !(owner === 0 && empty)) {
      throw new StartError(`${path} belongs to another program. Set DATA_DIR to a folder of its own.`);
    }
    protect(path); // before there is a WAL, which takes its permissions from here
    // SQLite syncs the folder as well, with the first commit, but ignores the result; an error is told once, so we ask before it
    // does. Of the database's own name first: making a WAL's name goes through a journal, of whose name SQLite asks.
    syncFolder(dirname(path));
    applyPragmas(db, {
      journal_mode: 'wal',
      synchronous: 2, // FULL: a commit is on disk before it is acknowledged
    });
    db.prepare('SELECT count(*) FROM sqlite_schema').get(); // the WAL is made by who first reads
    syncFolder(dirname(path));
    applyPragmas(db, {
      busy_timeout: 5000,
      foreign_keys: 1,
      trusted_schema: 0,
      cell_size_check: 1,
      mmap_size: 0,
      cache_size: -CACHE_KB,
      secure_delete: 1, // what is deleted is overwritten: of a removed site nothing is left in the file
      wal_autocheckpoint: 0, // SQLite passes over the errors of its own: recorder-thread.ts does it
      journal_size_limit: 64 * 1024 * 1024,
      application_id: APPLICATION_ID,
    });
    return db;
  } catch (error) {
    db?.close();
    throw explain(path, error);
  }
}

/** A reading connection to an existing database; it cannot write, whatever SQL it is given. */
export function openReader(path: string): Db {
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true });
    applyPragmas(db, { busy_timeout: 5000, trusted_schema: 0, query_only: 1, mmap_size: 0, cache_size: -CACHE_KB });
    return db;
  } catch (error) {
    throw explain(path, error);
  }
}
