// Keys with which servers send hits, each for one site. A key is 256 random bits; the database knows its SHA-256 only, so it
// is shown once, and who reads the database cannot send with it. Made and removed on the command line.
import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '../store/driver.ts';

const PREFIX = 'hc_'; // lets secret scanners, and people, see what they have found
const IS_KEY = /^hc_[A-Za-z0-9_-]{43}$/;

const hashOf = (key: string) => createHash('sha256').update(key).digest();

export interface Keys {
  /** The site that the key was made for; undefined when it is no key, or none any more. */
  siteOf(key: string): number | undefined;
}

/** Looks every key up in the file, without a cache: one that was removed, by whichever process, ends at once. */
export function createKeys(reader: Db): Keys {
  const byHash = reader
    .prepare('SELECT site_id FROM keys JOIN sites ON sites.id = site_id AND removed_at IS NULL WHERE hash = ?')
    .pluck();
  return {
    siteOf: (key) => (IS_KEY.test(key) ? (byHash.get(hashOf(key)) as number | undefined) : undefined),
  };
}

export interface Key {
  id: number;
  siteId: number;
  /** The site's. */
  host: string;
  name: string;
  /** ms since 1970. */
  createdAt: number;
}

/**
 * Makes a key and returns it; it cannot be shown again. `db` may write, `now` is wall time. Throws SQLite's own error when
 * there is no such site (SQLITE_CONSTRAINT_FOREIGNKEY) or the server has been writing for 5 s (SQLITE_BUSY).
 */
export function addKey(db: Db, siteId: number, name: string, now: number): string {
  const key = PREFIX + randomBytes(32).toString('base64url');
  db.prepare('INSERT INTO keys (hash, site_id, name, created_at) VALUES (?, ?, ?, ?)').run(
    hashOf(key),
    siteId,
    name,
    now,
  );
  return key;
}

/** Every key, oldest first. */
export function listKeys(db: Db): Key[] {
  const all = db.prepare(`SELECT keys.id, site_id AS siteId, host, name, keys.created_at AS createdAt
    FROM keys JOIN sites ON sites.id = site_id AND removed_at IS NULL ORDER BY keys.id`);
  return all.all() as Key[];
}

/** False when there is no such key (any more). Throws SQLITE_BUSY as above. */
export function removeKey(db: Db, id: number): boolean {
  return db.prepare('DELETE FROM keys WHERE id = ?').run(id).changes === 1;
}
