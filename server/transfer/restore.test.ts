import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { StartError } from '../errors.ts';
import { migrationsFolder } from '../files.ts';
import { openDayParts } from '../store/day-parts.ts';
import { hitFromJson, hitToJson, INSERT_HIT } from '../store/hit-row.ts';
import { takeLock } from '../store/lock.ts';
import { migrate } from '../store/migrate.ts';
import { databaseFile, openReader, openWriter } from '../store/open.ts';
import { rebuildSegments } from '../store/rebuild.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { aRow } from '../testing/factories.ts';
import { startServerProcess } from '../testing/server-process.ts';
import { tellDays } from '../testing/tell-days.ts';
import { makeBackup } from './backup.ts';
import { readManifest, writeManifest } from './manifest.ts';
import { ordinary } from './orders.ts';
import { restoreBackup } from './restore.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const silent = () => undefined;

function addSite(dataDir: string, host: string): void {
  const db = openWriter(databaseFile(dataDir));
  migrate(db, migrationsFolder, 0);
  db.prepare('INSERT INTO sites (host, timezone, created_at) VALUES (?, ?, 0)').run(host, 'UTC');
  db.close();
}

function sitesIn(file: string): unknown[] {
  const db = openReader(file);
  const hosts = db.prepare('SELECT host FROM sites ORDER BY id').pluck().all();
  db.close();
  return hosts;
}

/** A data folder with a site, and a backup from before another was added. */
async function setUp() {
  const dataDir = temporaryFolder();
  addSite(dataDir, 'before.example');
  const into = temporaryFolder();
  const { folder } = await makeBackup(ordinary({ dataDir, into, now: NOW }), silent);
  addSite(dataDir, 'after.example');
  const restore = (over: { dataDir?: string; overwrite?: boolean } = {}) =>
    restoreBackup({ folder, dataDir, overwrite: false, now: NOW, ...over }, silent);
  return { dataDir, folder, restore };
}

it('brings everything back in an empty folder, and the server goes on from there', async () => {
  const { restore } = await setUp();
  const dataDir = join(temporaryFolder(), 'new');
  expect(await restore({ dataDir })).toMatchObject({ file: databaseFile(dataDir), aside: undefined });
  expect(sitesIn(databaseFile(dataDir))).toEqual(['before.example']);
  const server = startServerProcess({ DATA_DIR: dataDir, PORT: '0', BALLAST_MB: '0', SITES: 'more.example' });
  await server.prints(/running on/);
  server.child.kill('SIGTERM');
  await server.ended;
  expect(sitesIn(databaseFile(dataDir))).toEqual(['before.example', 'more.example']);
});

it('brings back finished days as columns', async () => {
  const dataDir = temporaryFolder();
  addSite(dataDir, 'example.com');
  const db = openWriter(databaseFile(dataDir));
  const site = { id: 1, timezone: 'UTC' };
  const views = Array.from({ length: 50 }, (_, i) => aRow({ at: NOW - 3 * 86_400_000 + i, path: `/${i % 7}` }));
  for (const view of views) db.prepare(INSERT_HIT).run(hitFromJson(hitToJson(view)));
  db.close();
  await rebuildSegments(databaseFile(dataDir), NOW, silent);
  const into = temporaryFolder();
  const { folder } = await makeBackup(ordinary({ dataDir, into, now: NOW }), silent);
  const restored = join(temporaryFolder(), 'new');
  await restoreBackup({ folder, dataDir: restored, overwrite: false, now: NOW }, silent);
  const told = [dataDir, restored].map((from) => {
    const reader = openReader(databaseFile(from));
    const days = openDayParts(reader, { rowBytes: 1e9, columnBytes: 1e9 });
    expect([...days.parts(site, 0, NOW)].map(({ id }) => id)).toEqual([4096]); // of segments
    const all = tellDays(days, site, 0, NOW);
    reader.close();
    return all;
  });
  expect(told[1]).toEqual(told[0]);
});

it('overwrites only when told to, and then moves aside what was there, with what its WAL held', async () => {
  const { dataDir, restore } = await setUp();
  await expect(restore()).rejects.toThrow(/database in .* already\. Nothing was changed\. .*--overwrite/);
  expect(sitesIn(databaseFile(dataDir))).toEqual(['before.example', 'after.example']);

  // A WAL as kill -9 leaves it.
  const killed = startServerProcess({ DATA_DIR: dataDir, PORT: '0', BALLAST_MB: '0', SITES: 'wal.example' });
  await killed.prints(/running on/);
  killed.child.kill('SIGKILL');
  await killed.ended;
  expect(readdirSync(dataDir)).toContain('headcount.db-wal');

  const { aside = '' } = await restore({ overwrite: true });
  expect(sitesIn(databaseFile(dataDir))).toEqual(['before.example']);
  expect(sitesIn(aside)).toEqual(['before.example', 'after.example', 'wal.example']);
});

it('replaces a database that is damaged beyond opening, and keeps even that', async () => {
  const { dataDir, restore } = await setUp();
  writeFileSync(databaseFile(dataDir), 'not a database '.repeat(1000));
  writeFileSync(`${databaseFile(dataDir)}-wal`, 'nor a WAL');
  const { aside = '' } = await restore({ overwrite: true });
  expect(sitesIn(databaseFile(dataDir))).toEqual(['before.example']);
  expect(readFileSync(aside, 'utf8')).toMatch(/^not a database/);
  expect(readFileSync(`${aside}-wal`, 'utf8')).toBe('nor a WAL');
});

it('refuses while a server runs on the folder', async () => {
  const { dataDir, restore } = await setUp();
  const lock = takeLock(join(dataDir, 'lock.db'), 0);
  onTestFinished(() => void lock?.close());
  await expect(restore({ overwrite: true })).rejects.toThrow(/Another Headcount is running on .*Stop it first/);
});

it('refuses while somebody reads the database that is to be moved', async () => {
  const { dataDir, restore } = await setUp();
  const writer = openWriter(databaseFile(dataDir));
  const reader = openReader(databaseFile(dataDir));
  onTestFinished(() => void writer.close());
  onTestFinished(() => void reader.close());
  writer.exec("UPDATE sites SET timezone = 'UTC'");
  reader.exec('BEGIN');
  reader.prepare('SELECT * FROM sites').all();
  await expect(restore({ overwrite: true })).rejects.toThrow(/in use.*Nothing was changed/);
  expect(existsSync(`${databaseFile(dataDir)}.restoring`)).toBe(false);
});

describe('refuses, with a sentence and having changed nothing,', () => {
  let pristine = '';
  let dataDir = '';
  let kept = Buffer.alloc(0);

  beforeAll(async () => {
    const root = mkdtempSync(join(tmpdir(), 'headcount-test-'));
    dataDir = join(root, 'data');
    mkdirSync(dataDir);
    addSite(dataDir, 'before.example');
    pristine = (await makeBackup(ordinary({ dataDir, into: join(root, 'backups'), now: NOW }), silent)).folder;
    kept = readFileSync(databaseFile(dataDir));
    return () => rmSync(root, { recursive: true, force: true });
  });

  /** A copy of the backup, changed. */
  function changed(change: (file: (name: string) => string) => void): string {
    const folder = join(temporaryFolder(), 'backup');
    cpSync(pristine, folder, { recursive: true });
    change((name) => join(folder, name));
    return folder;
  }

  async function refusalOf(folder: string): Promise<string> {
    const names = readdirSync(dataDir).sort();
    const error = await restoreBackup({ folder, dataDir, overwrite: true, now: NOW }, silent).catch((caught) => caught);
    expect(error).toBeInstanceOf(StartError);
    expect(readdirSync(dataDir).filter((name) => name !== 'lock.db')).toEqual(
      names.filter((name) => name !== 'lock.db'),
    );
    expect(readFileSync(databaseFile(dataDir)).equals(kept)).toBe(true);
    return (error as StartError).message;
  }

  function flip(file: string, index: number): void {
    const bytes = readFileSync(file);
    bytes[index] = (bytes[index] ?? 0) ^ 0x20;
    writeFileSync(file, bytes);
  }

  /** The manifest as a forger would write it, with its seal. */
  function forge(file: (name: string) => string, over: object): void {
    const manifest = readManifest(readFileSync(file('manifest.json'), 'utf8'));
    if (!manifest) throw new Error('no manifest');
    writeFileSync(file('manifest.json'), writeManifest({ ...manifest, ...over }));
  }

  it.each<[string, RegExp, (file: (name: string) => string) => void]>([
    ['no manifest', /is no backup/, (file) => rmSync(file('manifest.json'))],
    ['an empty manifest', /manifest that is damaged/, (file) => truncateSync(file('manifest.json'))],
    [
      'a manifest with a line more',
      /manifest that is damaged/,
      (file) => writeFileSync(file('manifest.json'), '\n', { flag: 'a' }),
    ],
    ['no database', /should hold \d+ bytes of database, and holds none/, (file) => rmSync(file('headcount.db'))],
    ['a database cut short', /should hold \d+ bytes/, (file) => truncateSync(file('headcount.db'), 4096)],
    ['a database with a byte more', /should hold/, (file) => writeFileSync(file('headcount.db'), 'x', { flag: 'a' })],
    ['another schema than the database’s', /says schema 1, but/, (file) => forge(file, { schema: 1 })],
    ['another size', /should hold 4096 bytes/, (file) => forge(file, { bytes: 4096 })],
  ])('%s', async (_, sentence, change) => {
    const message = await refusalOf(changed(change));
    expect(message).toMatch(sentence);
    expect(message).not.toMatch(/\n/);
  });

  it('a folder that is not there', async () => {
    expect(await refusalOf(join(temporaryFolder(), 'nowhere'))).toMatch(/is no backup/);
  });

  it('a database of a newer schema, of another program, or damaged, although its manifest fits', async () => {
    async function refit(sql: string, over: object): Promise<string> {
      return refusalOf(
        changed((file) => {
          const db = openWriter(file('headcount.db'));
          db.exec(sql);
          db.pragma('journal_mode = DELETE');
          db.close();
          const bytes = readFileSync(file('headcount.db'));
          forge(file, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), ...over });
        }),
      );
    }
    expect(await refit('PRAGMA user_version = 999', { schema: 999 })).toMatch(/newer Headcount/);
    expect(await refit('PRAGMA application_id = 7', {})).toMatch(/another program/);
    const message = await refusalOf(
      changed((file) => {
        const bytes = readFileSync(file('headcount.db')).fill(0xa5, 4096 * 5, 4096 * 9);
        writeFileSync(file('headcount.db'), bytes);
        forge(file, { sha256: createHash('sha256').update(bytes).digest('hex') });
      }),
    );
    expect(message).toMatch(/damaged/);
  });

  it('every single byte of the manifest, and a byte in every page of the database', async () => {
    const manifestBytes = readFileSync(join(pristine, 'manifest.json')).length;
    const databaseBytes = readFileSync(join(pristine, 'headcount.db')).length;
    for (let i = 0; i < manifestBytes; i += 1) {
      const text = readFileSync(join(pristine, 'manifest.json'));
      text[i] = (text[i] ?? 0) ^ (i % 2 === 0 ? 0x20 : 0x01);
      expect([i, readManifest(text.toString('utf8'))]).toEqual([i, undefined]);
    }
    for (let i = 0; i < databaseBytes; i += 4096) {
      const folder = changed((file) => flip(file('headcount.db'), i + (((i / 4096) * 257) % 4096)));
      expect(await refusalOf(folder)).toMatch(/was changed/);
      rmSync(folder, { recursive: true });
    }
  });

  it('control: the backup as it is can be restored', async () => {
    const target = temporaryFolder();
    await restoreBackup({ folder: changed(() => undefined), dataDir: target, overwrite: false, now: NOW }, silent);
    expect(sitesIn(databaseFile(target))).toEqual(['before.example']);
  });
});

it('the command line says what it did and what to do next; a fault is one line and exit code 1', async () => {
  const { dataDir, folder } = await setUp();
  const refused = startServerProcess({ DATA_DIR: dataDir }, ['restore', folder]);
  expect((await refused.ended).code).toBe(1);
  expect(refused.output().trim().split('\n')).toEqual([
    expect.stringMatching(/^Verifying/),
    expect.stringMatching(/^There is a database in .*--overwrite/),
  ]);
  const restored = startServerProcess({ DATA_DIR: dataDir }, ['restore', folder, '--overwrite']);
  expect((await restored.ended).code).toBe(0);
  expect(restored.output()).toMatch(/Restored 0 hits.*\n.*before is now .*before-restore.*\nNow start the server\./);
  const help = startServerProcess({}, ['--help']);
  await help.ended;
  expect(help.output()).toMatch(/backup .*\n[\s\S]*restore .*<folder>/);
});
