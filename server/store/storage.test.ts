import { execFileSync } from 'node:child_process';
import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { aRow } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { databaseFile, openReader } from './open.ts';
import { openStorage, type StorageParts } from './storage.ts';
import { watchWal } from './wal-watch.ts';

const SITE = "INSERT OR IGNORE INTO sites (id, host, timezone, created_at) VALUES (1, 'example.com', 'UTC', 0)";

async function setUp(over: Partial<StorageParts> = {}) {
  const dataDir = temporaryFolder();
  const deaths: Error[] = [];
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const storage = await openStorage({
    dataDir,
    diskFloorBytes: 0,
    ballastBytes: 0,
    clock: systemClock,
    onDeath: (error) => deaths.push(error),
    beforeMigration: async () => undefined,
    onDiskState: () => undefined,
    onReadersTooLong: async () => undefined,
    ...over,
  });
  onTestFinished(() => storage.close());
  await storage.recorder.write(SITE, {});
  return { storage, dataDir: over.dataDir ?? dataDir, deaths, lines, log: { info: say, warn: say, error: say } };
}

/** A folder as kill -9 leaves it behind, with that many hits, of which the last are in the WAL only. */
async function folderOfTheKilled(hits: number): Promise<string> {
  const { storage, dataDir } = await setUp();
  await Promise.all(
    Array.from({ length: hits }, () => storage.recorder.record(aRow({ at: 0, title: 'x'.repeat(200) }))),
  );
  await storage.recorder.checkpoint('TRUNCATE');
  await storage.recorder.record(aRow());
  const folder = temporaryFolder();
  for (const suffix of ['', '-wal']) copyFileSync(databaseFile(dataDir) + suffix, databaseFile(folder) + suffix);
  return folder;
}

it('after an unclean stop it checks the file in the background, and says in words that, and how it ended', async () => {
  const clock = createFakeClock();
  const { storage, lines, log, deaths } = await setUp({ dataDir: await folderOfTheKilled(2000), clock });
  storage.watch(log);
  clock.advance(5000);
  expect(lines).toEqual([
    expect.stringMatching(/last stop was unclean.*recovered.*will be checked/),
    'checking the database in the background …',
  ]);
  await storage.recorder.record(aRow()); // meanwhile
  await vi.waitFor(() => expect(lines[2]).toMatch(/^checked the database in \d+ ms: it is whole$/));
  expect(deaths).toEqual([]);
});

it('a check that was due and not done is due again at the next start, although that stop was clean, until it is done', async () => {
  const folder = await folderOfTheKilled(100);
  const short = await setUp({ dataDir: folder, clock: createFakeClock() });
  short.storage.watch(short.log);
  await short.storage.close();

  const clock = createFakeClock();
  const { storage, lines, log } = await setUp({ dataDir: folder, clock });
  storage.watch(log);
  clock.advance(5000);
  await vi.waitFor(() => expect(lines[2]).toMatch(/it is whole$/));
  await storage.close();

  const after = await setUp({ dataDir: folder });
  after.storage.watch(after.log);
  expect(after.lines).toEqual([]);
});

it('an unclean stop is noticed also when the WAL had just been folded in', async () => {
  const { storage, dataDir } = await setUp();
  await storage.recorder.checkpoint('TRUNCATE');
  const folder = temporaryFolder();
  for (const name of ['headcount.db', 'unchecked']) copyFileSync(join(dataDir, name), join(folder, name));
  const { storage: next, lines, log } = await setUp({ dataDir: folder });
  next.watch(log);
  expect(lines[0]).toMatch(/last stop was unclean/);
});

it('control: after a clean stop it checks nothing', async () => {
  const { storage, dataDir } = await setUp();
  await storage.close();
  const clock = createFakeClock();
  const again = await setUp({ dataDir, clock });
  again.storage.watch(again.log);
  clock.advance(5000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(again.lines).toEqual([]);
});

it('damage that the check finds ends the process with a sentence, and the next start checks again', async () => {
  // More than a start reads: it looks at the newest hits only.
  const folder = await folderOfTheKilled(6000);
  const script = `const fs = require('node:fs'); const bytes = fs.readFileSync(process.argv[1]);
    fs.writeFileSync(process.argv[1], bytes.fill(0xa5, 4096 * 30, 4096 * 50), { flag: 'r+' })`;
  execFileSync(process.execPath, ['-e', script, databaseFile(folder)]);
  const clock = createFakeClock();
  const { storage, log, deaths } = await setUp({ dataDir: folder, clock });
  storage.watch(log);
  clock.advance(5000);
  await vi.waitFor(() =>
    expect(deaths[0]?.message).toMatch(/database is damaged \(.+\)\. Restore a backup: .*restore/),
  );
  await expect(storage.recorder.record(aRow())).rejects.toMatchObject({ code: 'storage_failed' });
  await storage.close();
  expect(statSync(`${databaseFile(folder)}-wal`).size).toBeGreaterThan(0);
});

it('tells the recorder of a full disk, by itself and through SQLite, and lets it go on', async () => {
  const states: string[] = [];
  const { storage, log } = await setUp({ diskFloorBytes: Number.MAX_SAFE_INTEGER, onDiskState: (s) => states.push(s) });
  expect(await storage.recorder.record(aRow())).toBe('stored');
  storage.watch(log);
  await vi.waitFor(() => expect(storage.diskState()).toBe('full'));
  await expect(storage.recorder.record(aRow())).rejects.toMatchObject({ code: 'disk_full' });
  expect(states).toEqual(['full']);

  const roomy = await setUp({ onDiskState: (s) => states.push(s) });
  roomy.storage.watch(roomy.log);
  await roomy.storage.recorder.write('PRAGMA max_page_count = 1', {});
  await vi.waitFor(
    () =>
      expect(roomy.storage.recorder.record(aRow({ title: 'x'.repeat(9999) }))).rejects.toMatchObject({
        code: 'disk_full',
      }),
    { timeout: 5000 },
  );
  await roomy.storage.recorder.write('PRAGMA max_page_count = 1000000', {});
  await vi.waitFor(async () => expect(await roomy.storage.recorder.record(aRow())).toBe('stored'), { timeout: 5000 });
  expect(states).toEqual(['full', 'full', 'accepting']);
});

it('asks for a checkpoint when the WAL is large; when that does not help, ends who reads', async () => {
  const { storage, dataDir, log, lines } = await setUp();
  const path = databaseFile(dataDir);
  const walBytes = () => statSync(`${path}-wal`).size;
  const clock = createFakeClock();
  const reader = openReader(path);
  onTestFinished(() => void reader.close());
  const asked: string[] = [];
  const watch = watchWal({
    path,
    clock,
    log,
    limits: { checkpoint: 100_000, alarm: 400_000 },
    recorder: {
      checkpoint(mode) {
        asked.push(mode);
        return storage.recorder.checkpoint(mode);
      },
    },
    async onReadersTooLong() {
      asked.push('end');
      reader.exec('COMMIT');
    },
  });
  onTestFinished(() => watch.close());
  const fill = (hits: number) => Promise.all(Array.from({ length: hits }, () => storage.recorder.record(aRow())));
  async function look(): Promise<void> {
    clock.advance(5000);
    await new Promise((resolve) => setTimeout(resolve, 400));
  }

  await storage.recorder.checkpoint('TRUNCATE'); // what the migrations wrote
  await look();
  expect(asked).toEqual([]);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM hits').get();
  while (walBytes() < 150_000) await fill(100);
  await look();
  expect(asked).toEqual(['RESTART']);
  while (walBytes() < 450_000) await fill(500);
  await look();
  expect(asked).toEqual(['RESTART', 'end', 'TRUNCATE']);
  expect(walBytes()).toBe(0);
  expect(lines).toEqual([expect.stringMatching(/WAL has grown to .* kB: ending who has been reading/)]);
});
