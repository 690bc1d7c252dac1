// One server per data folder: a second one would tell visitors apart by the same salts but count them in a map of its own.
// The lock is an open exclusive transaction on a small SQLite file: the operating system lets go of it when the process ends,
// however it ends, so that nothing has to be cleaned up after kill -9.
import { join } from 'node:path';
import { StartError } from '../errors.ts';
import { Database, type Db } from './driver.ts';

/** How long a predecessor may take to end (serve.ts). */
const PATIENCE_MS = 10_000;

/** Holds the folder until the connection is closed. Throws a StartError while another process holds it. */
export function lockFolder(folder: string): Db {
  const file = join(folder, 'lock.db');
  const db = new Database(file, { timeout: PATIENCE_MS });
  try {
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    const { code } = error as { code?: string };
    if (code !== 'SQLITE_BUSY') throw new StartError(`${file} cannot be used (${code}). Delete it, then start again.`);
    throw new StartError(
      `Another Headcount is running on ${folder}. Stop it first, or set DATA_DIR to another folder.`,
    );
  }
}
