import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrationsFolder } from '../files.ts';
import { migrate } from '../store/migrate.ts';
import { databaseFile, openReader, openWriter } from '../store/open.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { addKey, createKeys, listKeys, removeKey } from './keys.ts';

/** A server's reading connection, and a second program's writing one, as on the command line. */
function newDatabase() {
  const file = databaseFile(temporaryFolder());
  const db = openWriter(file);
  onTestFinished(() => void db.close());
  migrate(db, migrationsFolder, 0);
  const addSite = db.prepare('INSERT INTO sites (host, timezone, created_at) VALUES (?, ?, 0)');
  for (const host of ['a.example', 'b.example']) addSite.run(host, 'UTC');
  const reader = openReader(file);
  onTestFinished(() => void reader.close());
  return { file, db, keys: createKeys(reader) };
}

describe('an ingest key', () => {
  it('says which site it is for, and no other key does', () => {
    const { db, keys } = newDatabase();
    const first = addKey(db, 1, 'shop', 1000);
    const second = addKey(db, 2, 'shop', 1000);
    expect(first).toMatch(/^hc_[A-Za-z0-9_-]{43}$/);
    expect([keys.siteOf(first), keys.siteOf(second)]).toEqual([1, 2]);
    const flipped = first.slice(0, 3) + (first[3] === 'A' ? 'B' : 'A') + first.slice(4);
    for (const other of ['', 'hc_', flipped, `${first} `, first.slice(3), first.toUpperCase(), 'hc_'.repeat(1e5)])
      expect(keys.siteOf(other)).toBeUndefined();
  });

  it('made or removed by another program counts at once, without a restart', () => {
    const { db, keys } = newDatabase();
    const key = addKey(db, 1, 'shop', 1000);
    expect(keys.siteOf(key)).toBe(1);
    expect(removeKey(db, 1)).toBe(true);
    expect(keys.siteOf(key)).toBeUndefined();
    expect(removeKey(db, 1)).toBe(false);
  });

  it('is in the file as a hash only', () => {
    const { file, db } = newDatabase();
    const key = addKey(db, 1, 'a-name-that-is-found', 1000);
    const everything = [file, `${file}-wal`].map((path) => readFileSync(path).toString('latin1')).join();
    expect(everything).toContain('a-name-that-is-found'); // control
    expect(everything).not.toContain(key.slice(3));
    expect(everything).not.toContain(Buffer.from(key.slice(3), 'base64url').toString('latin1'));
  });

  it('is listed by its name and site, oldest first', () => {
    const { db } = newDatabase();
    expect(listKeys(db)).toEqual([]);
    addKey(db, 2, 'shop', 1000);
    addKey(db, 1, 'Straße', 2000);
    expect(listKeys(db)).toEqual([
      { id: 1, siteId: 2, host: 'b.example', name: 'shop', createdAt: 1000 },
      { id: 2, siteId: 1, host: 'a.example', name: 'Straße', createdAt: 2000 },
    ]);
  });

  it('cannot be made for a site that does not exist, and ends with its site', () => {
    const { db, keys } = newDatabase();
    expect(() => addKey(db, 3, 'shop', 1000)).toThrow(
      expect.objectContaining({ code: 'SQLITE_CONSTRAINT_FOREIGNKEY' }),
    );
    const key = addKey(db, 1, 'shop', 1000);
    db.prepare('DELETE FROM sites WHERE id = 1').run();
    expect(keys.siteOf(key)).toBeUndefined();
  });
});
