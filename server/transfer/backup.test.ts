import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { openSalts } from '../collect/salts.ts';
import { StartError } from '../errors.ts';
import { migrationsFolder, threadFile } from '../files.ts';
import { Database } from '../store/driver.ts';
import { sendOnErrand } from '../store/errand.ts';
import { inWords } from '../store/free-space.ts';
import { takeLock } from '../store/lock.ts';
import { migrate } from '../store/migrate.ts';
import { databaseFile, openReader, openWriter } from '../store/open.ts';
import { openRecorder } from '../store/recorder.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { aRow } from '../testing/factories.ts';
import { startServerProcess } from '../testing/server-process.ts';
import { deleteAnyway, makeUndeletable } from '../testing/undeletable.ts';
import { type BackupOrder, type MadeBackup, makeBackup } from './backup.ts';
import { beforeMigration, ordinary } from './orders.ts';
import { verifyBackup } from './restore.ts';

const SITE = "INSERT INTO sites (id, host, timezone, created_at) VALUES (1, 'example.com', 'UTC', 0)";
const NOW = Date.UTC(2026, 10, 21, 12);
const silent = () => undefined;

/** A data folder with a closed database of that many hits. */
function folderWithHits(hits: number): string {
  const dataDir = temporaryFolder();
  const db = openWriter(databaseFile(dataDir));
  migrate(db, migrationsFolder, 0);
  db.exec(SITE);
  const insert = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
    INSERT INTO hits (site_id, at, kind, page_instance, seq, host, path)
    SELECT 1, i, 'view', randomblob(8), 0, 'example.com', '/post/' || hex(randomblob(100)) FROM n`;
  if (hits > 0) db.prepare(insert).run(hits);
  db.close();
  return dataDir;
}

const orderIn = (dataDir: string, now = NOW) => ordinary({ dataDir, into: join(dataDir, 'backups'), now });

it('is a folder with the database and a manifest, for its owner’s eyes only, that says what is in it', async () => {
  const dataDir = folderWithHits(100);
  const { folder, manifest } = await makeBackup(orderIn(dataDir), silent);
  expect(folder).toBe(join(dataDir, 'backups', 'headcount-2026-11-21T12-00-00-000Z'));
  expect(readdirSync(folder).sort()).toEqual(['headcount.db', 'manifest.json']);
  for (const [name, mode] of [
    ['', 0o700],
    ['headcount.db', 0o600],
    ['manifest.json', 0o600],
  ] as const)
    expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, mode]);
  expect(manifest).toMatchObject({ format: 1, createdAt: '2026-11-21T12:00:00.000Z', hits: 100, lastHitId: 100 });
  expect(manifest.bytes).toBe(statSync(join(folder, 'headcount.db')).size);
  expect(manifest.schema).toBe(readdirSync(migrationsFolder).length);
  expect(await verifyBackup(folder, silent)).toEqual(manifest);
});

it('is one moment of a server that goes on writing, with everything that was acknowledged before, in a thread or a process', async () => {
  const dataDir = temporaryFolder();
  const { recorder } = await openRecorder(databaseFile(dataDir), systemClock, (error) => {
    throw error;
  });
  onTestFinished(() => recorder.close());
  await recorder.write(SITE, {});
  let acknowledged = 0;
  let goOn = true;
  async function send(): Promise<void> {
    while (goOn) {
      await recorder.record(aRow());
      acknowledged += 1;
    }
  }
  const senders = Array.from({ length: 64 }, send);

  const inThread = (order: BackupOrder) =>
    sendOnErrand<BackupOrder, MadeBackup>(threadFile('transfer/backup-thread'), order, silent).done;
  const made: { before: number; folder: string }[] = [];
  for (let i = 0; i < 4; i += 1) {
    const before = acknowledged;
    if (i % 2 === 0) made.push({ before, folder: (await inThread(orderIn(dataDir, NOW + i))).folder });
    else {
      const cli = startServerProcess({ DATA_DIR: dataDir, BACKUPS_TO: join(dataDir, 'other') }, ['backup']);
      const [, folder = ''] = await cli.prints(/Backed up \d+ hits .* to (\S+)/);
      expect((await cli.ended).code).toBe(0);
      made.push({ before, folder });
    }
  }
  goOn = false;
  await Promise.all(senders);

  const all = openReader(databaseFile(dataDir));
  onTestFinished(() => void all.close());
  const instances = 'SELECT hex(page_instance) FROM hits WHERE id <= ? ORDER BY id';
  for (const { before, folder } of made) {
    const { hits, lastHitId } = await verifyBackup(folder, silent);
    expect(hits).toBe(lastHitId); // without a gap
    expect(hits).toBeGreaterThanOrEqual(before);
    const copy = openReader(databaseFile(folder));
    expect(copy.prepare(instances).pluck().all(hits)).toEqual(all.prepare(instances).pluck().all(hits));
    copy.close();
  }
  // Control: there was a load, before and during.
  expect(made[3]?.before).toBeGreaterThan(100);
  expect(acknowledged).toBeGreaterThan(made[3]?.before ?? 0);
});

it('says how much it copies, with what is still in the WAL alone, and how much it has written: the same', async () => {
  const dataDir = folderWithHits(0);
  const writer = openWriter(databaseFile(dataDir));
  onTestFinished(() => void writer.close());
  writer.pragma('wal_autocheckpoint = 0');
  const before = statSync(databaseFile(dataDir)).size;
  writer
    .prepare(`INSERT INTO hits (site_id, at, kind, page_instance, seq, host, path)
      VALUES (1, 0, 'view', randomblob(8), 0, 'example.com', hex(zeroblob(2e6)))`)
    .run();
  expect(statSync(databaseFile(dataDir)).size).toBe(before); // control
  const lines: string[] = [];
  const { manifest } = await makeBackup(orderIn(dataDir), (line) => void lines.push(line));
  expect(manifest.bytes).toBeGreaterThan(before + 3e6);
  expect(lines).toEqual([
    `Copying ${inWords(manifest.bytes)} …`,
    'Checking the copy …',
    `Hashing ${inWords(manifest.bytes)} …`,
  ]);
});

/** Writes a hit between any two steps of what the main thread does otherwise. */
function writingMeanwhile(dataDir: string) {
  const writer = openWriter(databaseFile(dataDir));
  onTestFinished(() => void writer.close());
  writer.pragma('busy_timeout = 0');
  const insert = writer.prepare(`INSERT INTO hits (site_id, at, kind, page_instance, seq, host, path)
    VALUES (1, 0, 'view', randomblob(8), 0, 'example.com', '/meanwhile')`);
  let goOn = true;
  let written = 0;
  function write(): void {
    if (!goOn) return;
    insert.run();
    written += 1;
    setImmediate(write);
  }
  write();
  return {
    written: () => written,
    stop() {
      goOn = false;
    },
    /** Whether a reader keeps the WAL from being begun anew. */
    isHeld: () => (writer.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[])[0]?.busy === 1,
  };
}

it('is one moment also when something is written between any two steps of the copy', async () => {
  const dataDir = folderWithHits(40_000);
  const meanwhile = writingMeanwhile(dataDir);
  const { folder, manifest } = await makeBackup(orderIn(dataDir), silent);
  meanwhile.stop();
  expect(meanwhile.written()).toBeGreaterThan(manifest.hits - 40_000 + 3);
  expect(manifest.lastHitId).toBe(manifest.hits);
  await verifyBackup(folder, silent);
});

it('is given up when the WAL grows too large meanwhile: a sentence is said, nothing is left, and the WAL is free', async () => {
  const dataDir = folderWithHits(40_000);
  const meanwhile = writingMeanwhile(dataDir);
  const order = orderIn(dataDir);
  await expect(makeBackup({ ...order, mostWalBytes: 1 }, silent)).rejects.toThrow(
    /^The backup was given up: the server wrote more than .* Try again when fewer hits arrive/,
  );
  meanwhile.stop();
  expect(readdirSync(order.into).filter((name) => name.startsWith('headcount-'))).toEqual([]);
  expect(meanwhile.isHeld()).toBe(false);
  await makeBackup({ ...order, mostWalBytes: 1 }, silent); // nobody writes any more

  // Control: who copies does hold it.
  const reader = openReader(databaseFile(dataDir));
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM hits').get();
  const again = writingMeanwhile(dataDir);
  expect(again.isHeld()).toBe(true);
  again.stop();
  reader.close();
});

it('can be ended while the database is copied, which lets the WAL go', async () => {
  const dataDir = folderWithHits(200_000);
  const order = orderIn(dataDir);
  const errand = sendOnErrand<BackupOrder, MadeBackup>(threadFile('transfer/backup-thread'), order, silent);
  const meanwhile = writingMeanwhile(dataDir);
  await vi.waitFor(() => expect(meanwhile.isHeld()).toBe(true), { timeout: 20_000, interval: 1 });
  await errand.end();
  meanwhile.stop();
  expect(meanwhile.isHeld()).toBe(false);
  await expect(errand.done).rejects.toMatchObject({ code: 'THREAD_ENDED' });
});

it('holds no salt, and nothing of the folder but the database', async () => {
  const dataDir = folderWithHits(10);
  const salt = openSalts(join(dataDir, 'salts')).of('2026-11-21');
  const { folder } = await makeBackup(orderIn(dataDir), silent);
  const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  for (const each of bytes) {
    expect(each.includes(salt)).toBe(false);
    expect(each.includes(salt.toString('hex'))).toBe(false);
  }
  expect(bytes.some((each) => each.includes('/post/'))).toBe(true); // control
});

it('keeps the newest seven, and touches nothing that is not a backup', async () => {
  const dataDir = folderWithHits(1);
  const into = join(dataDir, 'backups');
  const strangers = ['photos', 'headcount-2020-01-01T00-00-00-000Z', 'headcount-old', 'before-migration-0001-x'];
  for (const name of strangers) mkdirSync(join(into, name), { recursive: true });
  let last: MadeBackup | undefined;
  for (let i = 0; i < 9; i += 1) last = await makeBackup(orderIn(dataDir, NOW + i * 1000), silent);
  expect(last?.deleted).toEqual(['headcount-2026-11-21T12-00-01-000Z']);
  const names = readdirSync(into).filter((name) => !name.startsWith('lock.db'));
  expect(names.filter((name) => !strangers.includes(name)).map((name) => name.slice(27, 29))).toEqual(
    ['02', '03', '04', '05', '06', '07', '08'], // seconds
  );
  for (const name of strangers) expect(names).toContain(name);
});

it('is good although an old one cannot be deleted: that is a warning which says which and what to do, until it is gone', async () => {
  const dataDir = folderWithHits(1);
  const made: string[] = [];
  for (let i = 0; i < 7; i += 1) made.push((await makeBackup(orderIn(dataDir, NOW + i * 1000), silent)).folder);
  const [stuck = '', next = ''] = made;
  makeUndeletable(stuck);
  const warning = `An old backup could not be deleted (ENAMETOOLONG) and takes up space: delete ${stuck}.to-delete yourself`;
  for (const i of [7, 8]) {
    const made = await makeBackup(orderIn(dataDir, NOW + i * 1000), silent);
    await verifyBackup(made.folder, silent);
    expect(made.warnings).toEqual([expect.stringContaining(warning)]);
    expect(made.deleted).toEqual(i === 7 ? [] : [basename(next)]);
  }

  const cli = startServerProcess({ DATA_DIR: dataDir }, ['backup']);
  expect((await cli.ended).code).toBe(0);
  expect(cli.output()).toContain(warning);
  expect(cli.output()).toMatch(/Backed up 1 hits/);

  expect(() => rmSync(`${stuck}.to-delete`, { recursive: true })).toThrow(/ENAMETOOLONG/); // control
  deleteAnyway(`${stuck}.to-delete`);
  expect((await makeBackup(orderIn(dataDir, NOW + 9000), silent)).warnings).toEqual([]);
});

it('backups of a clock that was ahead neither count nor push out those of the days since', async () => {
  const dataDir = folderWithHits(1);
  for (let i = 0; i < 7; i += 1) await makeBackup(orderIn(dataDir, NOW + 1e9 + i), silent);
  const made: string[] = [];
  for (let i = 0; i < 8; i += 1) made.push((await makeBackup(orderIn(dataDir, NOW + i * 1000), silent)).folder);
  expect(made.map((folder) => existsSync(folder))).toEqual([false, ...Array(7).fill(true)]);
  expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(7 + 7 + 1); // and the lock
});

it.each(['Copying', 'Checking', 'Hashing'])(
  'killed with SIGKILL while %s, it leaves no half a backup, and the next one tidies up',
  async (moment) => {
    const dataDir = folderWithHits(100_000);
    const killed = startServerProcess({ DATA_DIR: dataDir }, ['backup']);
    await killed.prints(new RegExp(moment));
    killed.child.kill('SIGKILL');
    expect((await killed.ended).signal).toBe('SIGKILL');
    const into = join(dataDir, 'backups');
    expect(readdirSync(into).filter((name) => !name.startsWith('lock.db'))).toEqual([
      expect.stringMatching(/\.unfinished$/),
    ]);
    const { folder } = await makeBackup(orderIn(dataDir), silent);
    await verifyBackup(folder, silent);
    expect(readdirSync(into).filter((name) => !name.startsWith('lock.db'))).toHaveLength(1);
  },
);

it('before a migration it is kept apart: the newest three', async () => {
  const dataDir = folderWithHits(1);
  const into = join(dataDir, 'backups');
  await makeBackup(orderIn(dataDir), silent);
  for (let i = 0; i < 4; i += 1) {
    await makeBackup(beforeMigration({ dataDir, into, now: NOW + i }, `000${i + 2}-more.sql`), silent);
  }
  expect(readdirSync(into).sort()).toEqual([
    'before-migration-0003-2026-11-21T12-00-00-001Z',
    'before-migration-0004-2026-11-21T12-00-00-002Z',
    'before-migration-0005-2026-11-21T12-00-00-003Z',
    'headcount-2026-11-21T12-00-00-000Z',
    'lock.db',
  ]);
});

it('a migration of a database with data waits for a backup of what it was', async () => {
  const dataDir = temporaryFolder();
  const file = databaseFile(dataDir);
  const migrations = join(temporaryFolder(), 'migrations');
  mkdirSync(migrations);
  const first = readFileSync(join(migrationsFolder, '0001-first-visitor.sql'));
  writeFileSync(join(migrations, '0001-first-visitor.sql'), first);
  const asked: string[][] = [];
  let folder = '';
  async function open(before?: (pending: string[]) => Promise<void>) {
    const opened = await openRecorder(file, systemClock, () => undefined, {
      migrations,
      beforeMigration:
        before ??
        (async (pending) => {
          asked.push(pending);
          const place = { dataDir, into: join(dataDir, 'backups'), now: NOW };
          ({ folder } = await makeBackup(beforeMigration(place, pending[0] ?? ''), silent));
        }),
    });
    await opened.recorder.write(SITE.replace('INSERT', 'INSERT OR IGNORE'), {});
    await opened.recorder.close();
    return opened.migrated;
  }

  expect(await open()).toEqual(['0001-first-visitor.sql']);
  expect(asked).toEqual([]); // there was nothing to lose
  writeFileSync(join(migrations, '0002-spoil.sql'), 'DELETE FROM sites; CREATE TABLE more (id);');

  await expect(open(() => Promise.reject(new StartError('no room')))).rejects.toThrow(/no room/);
  const untouched = openReader(file);
  expect(untouched.pragma('user_version', { simple: true })).toBe(1);
  untouched.close();

  expect(await open()).toEqual(['0002-spoil.sql']);
  expect(asked).toEqual([['0002-spoil.sql']]);
  expect(folder).toMatch(/before-migration-0002-2026-11-21T12-00-00-000Z$/);
  const copy = openReader(databaseFile(folder));
  onTestFinished(() => void copy.close());
  expect(copy.pragma('user_version', { simple: true })).toBe(1);
  expect(copy.prepare('SELECT count(*) FROM sites').pluck().get()).toBe(1);
  expect(await open()).toEqual([]);
  expect(asked).toHaveLength(1);
});

it('the server itself does so before its own migrations', async () => {
  const dataDir = temporaryFolder();
  const db = openWriter(databaseFile(dataDir));
  const migrations = join(temporaryFolder(), 'migrations');
  mkdirSync(migrations);
  writeFileSync(
    join(migrations, '0001-first-visitor.sql'),
    readFileSync(join(migrationsFolder, '0001-first-visitor.sql')),
  );
  migrate(db, migrations, 0);
  db.exec(SITE);
  db.close();
  const server = startServerProcess({ DATA_DIR: dataDir, PORT: '0', BALLAST_MB: '0' });
  const [, folder = ''] = await server.prints(/backed up before migrating, to ([^\s"]+)/);
  expect((await verifyBackup(folder, silent)).schema).toBe(1);
});

it('refuses, with a sentence, where it cannot be made', async () => {
  const dataDir = folderWithHits(1);
  const into = join(dataDir, 'backups');
  const refusal = (order: BackupOrder) =>
    makeBackup(order, silent).then(
      () => 'made',
      (error) => (error instanceof StartError ? error.message : error),
    );
  expect(await refusal(orderIn(temporaryFolder()))).toMatch(/^There is no database in .*DATA_DIR/);
  writeFileSync(join(dataDir, 'file'), '');
  expect(await refusal({ ...orderIn(dataDir), into: join(dataDir, 'file', 'x') })).toMatch(/failed: .*file.*ENOTDIR/);
  // Where Node's recursive mkdir never returns.
  const cli = startServerProcess({ DATA_DIR: dataDir }, ['backup', '--to', '/proc/nope']);
  expect((await cli.ended).code).toBe(1);
  expect(cli.output()).toMatch(/^The backup failed: \/proc\/nope cannot be used \(ENOENT\)\. Correct the path/);

  mkdirSync(into);
  const lock = takeLock(join(into, 'lock.db'), 0);
  expect(await refusal(orderIn(dataDir))).toMatch(/Another backup is being made/);
  lock?.close();

  const foreign = temporaryFolder();
  const other = new Database(databaseFile(foreign));
  other.exec('CREATE TABLE theirs (id)');
  other.close();
  expect(await refusal(orderIn(foreign))).toMatch(/belongs to another program/);

  const damaged = folderWithHits(2000);
  const bytes = readFileSync(databaseFile(damaged));
  writeFileSync(databaseFile(damaged), bytes.fill(0xa5, 4096 * 30, 4096 * 50));
  expect(await refusal(orderIn(damaged))).toMatch(/damaged/);
  expect(readdirSync(join(damaged, 'backups'))).toEqual(['lock.db']);
});
