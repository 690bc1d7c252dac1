// One server per data folder: a second one would tell visitors apart by the same salts but count them in a map of its own.
// The lock is an open exclusive transaction on a small SQLite file: the operating system lets go of it when the process ends,
// however it ends, so that nothing has to be cleaned up after kill -9.
import { join } from 'node:path';
import { StartError } from '../errors.ts';
import { Database, type Db } from './driver.ts';
import { explain } from './open.ts';

/** How long a predecessor may take to end (serve.ts). */
const PATIENCE_MS = 10_000;

/**
 * Takes the lock that `file` stands for, waiting for at most `patienceMs`. It is held until the connection is closed, or
 * until the process ends. Undefined while somebody else has it; throws a StartError when the file cannot be used.
 */
export function takeLock(file: string, patienceMs: number): Db | undefined {
  let db: Db | undefined;
  try {
    db = new Database(file, { timeout: patienceMs });
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db?.close();
    const { code = '' } = error as { code?: string };
    if (code === 'SQLITE_BUSY') return undefined;
    if (/^SQLITE_(CANTOPEN|READONLY)/.test(code)) throw explain(file, error);
    throw new StartError(`${file} cannot be used (${code}). Delete it, then try again.`);
  }
}

/** Holds the folder until the connection is closed. Throws a StartError while another process holds it. */
export function lockFolder(folder: string, patienceMs: number = PATIENCE_MS): Db {
  const lock = takeLock(join(folder, 'lock.db'), patienceMs);
  if (lock) return lock;
  throw new StartError(`Another Headcount is running on ${folder}. Stop it first, or set DATA_DIR to another folder.`);
}
