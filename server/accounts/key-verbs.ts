// What the command line does with ingest keys, beside a running server or without one: short transactions of their own on
// the same file, which SQLite lets two processes write in turn.
import { existsSync } from 'node:fs';
import { StartError } from '../errors.ts';
import type { Db } from '../store/driver.ts';
import { databaseFile, openReader, openWriter } from '../store/open.ts';
import { addKey, listKeys, removeKey } from './keys.ts';

const MAX_NAME = 100;

function withDatabase<Result>(dataDir: string, act: (db: Db) => Result, open = openWriter): Result {
  const file = databaseFile(dataDir);
  // Opening would make an empty one.
  if (!existsSync(file)) throw new StartError(`There is no database in ${dataDir} yet. Start the server once.`);
  const db = open(file);
  try {
    return act(db);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === 'SQLITE_ERROR' && /no such (table|column)/.test(message))
      throw new StartError('The database is of an older version. Start the server once, which brings it up to date.');
    throw error;
  } finally {
    db.close();
  }
}

/** `site` is a host. Returns what to say; throws a StartError when there is no such site. */
export function makeKey(dataDir: string, site: string, name: string, now: number): string[] {
  return withDatabase(dataDir, (db) => {
    const hosts = db.prepare('SELECT host FROM sites WHERE removed_at IS NULL ORDER BY host').pluck().all() as string[];
    const id = db.prepare('SELECT id FROM sites WHERE host = ?').pluck().get(site) as number | undefined;
    if (id === undefined) {
      throw new StartError(`No site ${site} is registered. There are: ${hosts.join(', ') || 'none yet'}.`);
    }
    const key = addKey(db, id, name.slice(0, MAX_NAME), now);
    return [
      `A key for ${site}, shown only now:`,
      key,
      `Send it with each request: Authorization: Bearer ${key.slice(0, 6)}…  (see docs/collecting.md)`,
    ];
  });
}

/** One line for each key. */
export function showKeys(dataDir: string): string[] {
  const keys = withDatabase(dataDir, listKeys, openReader);
  if (keys.length === 0) return ['There are no keys. Make one with: npm run headcount -- key add <site>'];
  return keys.map(({ id, host, name, createdAt }) => {
    return `${id}  ${host}  made ${new Date(createdAt).toISOString().slice(0, 10)}${name === '' ? '' : `  ${name}`}`;
  });
}

/** Throws a StartError when there is no such key. */
export function endKey(dataDir: string, id: string): string[] {
  if (!/^\d{1,15}$/.test(id) || !withDatabase(dataDir, (db) => removeKey(db, Number(id)))) {
    throw new StartError(`There is no key ${id}. See: npm run headcount -- key list`);
  }
  return [`Key ${id} is removed. It is refused from now on.`];
}
