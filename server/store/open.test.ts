import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StartError } from '../errors.ts';
import { migrationsFolder } from '../files.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { Database } from './driver.ts';
import { migrate } from './migrate.ts';
import { APPLICATION_ID, databaseFile, makeDataFolder, openReader, openWriter } from './open.ts';

function newDatabase() {
  const file = databaseFile(temporaryFolder());
  const db = openWriter(file);
  onTestFinished(() => void db.close());
  return { file, db };
}

describe('the writing connection', () => {
  it('is durable, and that was read back: WAL, synchronous=FULL, foreign keys, our application id', () => {
    const { db } = newDatabase();
    const read = (name: string) => db.pragma(name, { simple: true });
    expect(read('journal_mode')).toBe('wal');
    expect(read('synchronous')).toBe(2);
    expect(read('foreign_keys')).toBe(1);
    expect(read('busy_timeout')).toBe(5000);
    expect(read('application_id')).toBe(APPLICATION_ID);
  });

  it('is for its owner’s eyes only, the WAL included', () => {
    const { db, file } = newDatabase();
    migrate(db, migrationsFolder, 0);
    for (const each of [file, `${file}-wal`, `${file}-shm`])
      expect([each, statSync(each).mode & 0o777]).toEqual([each, 0o600]);
  });

  it('stops the start, with a sentence, when the file is not a database', () => {
    const file = databaseFile(temporaryFolder());
    writeFileSync(file, 'this is not a database '.repeat(100));
    expect(() => openWriter(file)).toThrow(StartError);
    expect(() => openWriter(file)).toThrow(/damaged or not a database/);
  });

  it('stops the start when the database is another program’s', () => {
    const file = databaseFile(temporaryFolder());
    const other = new Database(file);
    other.exec('CREATE TABLE theirs (id)');
    other.close();
    expect(() => openWriter(file)).toThrow(/another program/);
  });

  it('stops the start, and names the folder, when that cannot be made', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(() => makeDataFolder(join(folder, 'file', 'data'))).toThrow(/Cannot use .*file.data.*DATA_DIR/);
  });
});

it('the reading connection cannot write', () => {
  const { file, db } = newDatabase();
  migrate(db, migrationsFolder, 0);
  const reader = openReader(file);
  onTestFinished(() => void reader.close());
  expect(() => reader.exec('DELETE FROM sites')).toThrow(/readonly/);
});

describe('migrations', () => {
  it('run once, in order, and are recorded', () => {
    const { db } = newDatabase();
    const names = readdirSync(migrationsFolder).sort();
    expect(migrate(db, migrationsFolder, 0)).toEqual(names);
    expect(migrate(db, migrationsFolder, 0)).toEqual([]);
    expect(db.pragma('user_version', { simple: true })).toBe(names.length);
  });

  function ownMigrations(files: { [name: string]: string }) {
    const folder = join(temporaryFolder(), 'migrations');
    mkdirSync(folder);
    for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, name), sql);
    return folder;
  }

  it('stop the start when the database says another schema than what ran on it', () => {
    const { db } = newDatabase();
    migrate(db, migrationsFolder, 0);
    db.pragma('user_version = 77');
    expect(() => migrate(db, migrationsFolder, 0)).toThrow(/says schema 77, but \d+ migrations ran/);
  });

  it('do not run on a database that says another schema, and leave it as it is', () => {
    const { db } = newDatabase();
    const first = { '0001-a.sql': 'CREATE TABLE a (id);' };
    migrate(db, ownMigrations(first), 0);
    db.pragma('user_version = 77');
    const next = ownMigrations({ ...first, '0002-b.sql': 'CREATE TABLE b (id);' });
    expect(() => migrate(db, next, 0)).toThrow(/says schema 77, but 1 migrations ran/);
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'b'").pluck().get()).toBe(0);
    expect(db.pragma('user_version', { simple: true })).toBe(77);
  });

  it('happen whole or not at all', () => {
    const { db } = newDatabase();
    const folder = ownMigrations({ '0001-a.sql': 'CREATE TABLE a (id); INSERT INTO nowhere VALUES (1);' });
    expect(() => migrate(db, folder, 0)).toThrow(/nowhere/);
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'a'").pluck().get()).toBe(0);
    expect(db.pragma('user_version', { simple: true })).toBe(0);
  });

  it('refuse a database from a newer version, with a clear line', () => {
    const { db } = newDatabase();
    const newer = ownMigrations({ '0001-a.sql': 'CREATE TABLE a (id);', '0002-b.sql': 'CREATE TABLE b (id);' });
    migrate(db, newer, 0);
    const older = ownMigrations({ '0001-a.sql': 'CREATE TABLE a (id);' });
    expect(() => migrate(db, older, 0)).toThrow(/newer Headcount \(0002-b\.sql\)/);
  });

  it('refuse a file that was edited after it ran; other line ends are the same file', () => {
    const { db } = newDatabase();
    migrate(db, ownMigrations({ '0001-a.sql': 'CREATE TABLE a (id);\n' }), 0);
    expect(migrate(db, ownMigrations({ '0001-a.sql': 'CREATE TABLE a (id);\r\n' }), 0)).toEqual([]);
    expect(() => migrate(db, ownMigrations({ '0001-a.sql': 'CREATE TABLE a (id, more);\n' }), 0)).toThrow(
      /not the file that ran/,
    );
  });

  it('refuse a gap in the numbers', () => {
    const { db } = newDatabase();
    expect(() => migrate(db, ownMigrations({ '0002-b.sql': '' }), 0)).toThrow(/number 1 is missing/);
  });
});

it('control: a connection opened in the usual way would not be durable', () => {
  const { file } = newDatabase();
  const usual = new Database(file);
  onTestFinished(() => void usual.close());
  expect(usual.pragma('synchronous', { simple: true })).toBe(1);
});
