// One server per data folder: a second one would tell visitors apart by the same salts but count them in a map of its own.
// The lock is an open exclusive transaction on a small SQLite file: the operating system lets go of it when the process ends,
// however it ends, so that nothing has to be cleaned up after kill -9.
import { join } from 'node:path';
import { StartError } from '../errors.ts';
import { Database, type Db } from './driver.ts';

/** How long a predecessor may take to end. */
const PATIENCE_MS = 3000;

/** Holds the folder until the connection is closed. Throws a StartError while another process holds it. */
export function lockFolder(folder: string): Db {
  const db = new Database(join(folder, 'lock.db'), { timeout: PATIENCE_MS });
  try {
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new StartError(
      `Another Headcount is running on ${folder}. Stop it first, or set DATA_DIR to another folder.`,
    );
  }
}
