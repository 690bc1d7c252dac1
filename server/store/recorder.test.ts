import { execFileSync } from 'node:child_process';
import { copyFileSync, statSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../clock.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { aRow } from '../testing/factories.ts';
import { databaseFile, openReader } from './open.ts';
import { MAX_QUEUED_HITS, openRecorder, type RecorderOptions } from './recorder.ts';

const SITE = "INSERT INTO sites (host, timezone, created_at) VALUES ('example.com', 'UTC', 0)";

/**
 * Overwrites some of what the hits take, behind the pages that the tables begin on. From a process of its own: this one's locks on
 * the file end when it closes it.
 */
function damage(file: string): void {
  const script = `const fs = require('node:fs'); const bytes = fs.readFileSync(process.argv[1]);
    fs.writeFileSync(process.argv[1], bytes.fill(0xa5, 4096 * 60, 4096 * 80), { flag: 'r+' })`;
  execFileSync(process.execPath, ['-e', script, file]);
}

async function setUp(file = databaseFile(temporaryFolder()), options: RecorderOptions = {}) {
  const { recorder, wasUnclean } = await openRecorder(
    file,
    systemClock,
    (error) => {
      throw error;
    },
    options,
  );
  onTestFinished(() => recorder.close());
  const reader = openReader(file);
  onTestFinished(() => void reader.close());
  if (!reader.prepare('SELECT 1 FROM sites').get()) await recorder.write(SITE, {});
  const stored = () => reader.prepare('SELECT count(*) FROM hits').pluck().get() as number;
  return { recorder, reader, stored, file, wasUnclean };
}

it('stores every fact of a hit in its own column', async () => {
  const { recorder, reader } = await setUp();
  const facts = {
    ...{ host: 'h', path: '/p', referrer: 'r', title: 't', timezone: 'z', source: 's', channel: 'c', device: 'd' },
    ...{ browser: 'b', browserVersion: 'bv', os: 'o', osVersion: 'ov', country: 'co', region: 're', city: 'ci' },
    ...{ language: 'l', screen: 'sc', viewportWidth: 7, eventName: 'e', eventProps: { a: 1 }, kind: 'event' as const },
    campaign: { utm_source: 'u1', utm_medium: 'u2', utm_campaign: 'u3', utm_content: 'u4', utm_term: 'u5' },
  };
  await recorder.record(
    aRow({ ...facts, at: 5, seq: 3, pageInstance: 'ffffffffffffff01', visitor: '00000000000000fe' }),
  );
  expect(
    reader.prepare('SELECT *, hex(page_instance) AS page_instance, hex(visitor) AS visitor FROM hits').get(),
  ).toEqual({
    ...{
      id: 1,
      site_id: 1,
      at: 5,
      kind: 'event',
      seq: 3,
      page_instance: 'FFFFFFFFFFFFFF01',
      visitor: '00000000000000FE',
    },
    ...{ host: 'h', path: '/p', referrer: 'r', title: 't', timezone: 'z', source: 's', channel: 'c', device: 'd' },
    ...{ browser: 'b', browser_version: 'bv', os: 'o', os_version: 'ov', country: 'co', region: 're', city: 'ci' },
    ...{ language: 'l', screen: 'sc', viewport_width: 7, event_name: 'e', event_props: '{"a":1}' },
    ...{ utm_source: 'u1', utm_medium: 'u2', utm_campaign: 'u3', utm_content: 'u4', utm_term: 'u5' },
  });
});

it('stores several all or nothing, however many others wait', async () => {
  const { recorder, stored } = await setUp();
  const others = Array.from({ length: 450 }, () => recorder.record(aRow()));
  const bundle = [...Array.from({ length: 99 }, () => aRow()), aRow({ siteId: 99 })]; // of no site: a constraint
  await expect(recorder.recordAll(bundle)).rejects.toThrow();
  await Promise.allSettled(others);
  const before = stored();
  expect(await recorder.recordAll(Array.from({ length: 100 }, () => aRow()))).toEqual(Array(100).fill('stored'));
  expect(stored()).toBe(before + 100);
  expect(before % 450).toBe(0); // none of the bundle
});

it('has stored a hit, for every other connection to see, by the time it says so', async () => {
  const { recorder, reader } = await setUp();
  const row = aRow({
    visitor: '00ff00ff00ff00ff',
    referrer: 'https://news.example/',
    campaign: { utm_source: 'letter', utm_term: 'ö"\'\u2028' },
    title: 'Ein Titel',
    viewportWidth: 1280,
    timezone: 'Europe/Berlin',
  });
  expect(await recorder.record(row)).toBe('stored');
  expect(reader.prepare('SELECT *, hex(visitor) AS v, hex(page_instance) AS p FROM hits').get()).toMatchObject({
    site_id: 1,
    at: row.at,
    kind: 'view',
    p: row.pageInstance.toUpperCase(),
    seq: 0,
    v: '00FF00FF00FF00FF',
    host: 'example.com',
    path: '/post',
    referrer: 'https://news.example/',
    utm_source: 'letter',
    utm_medium: null,
    utm_term: 'ö"\'\u2028',
    title: 'Ein Titel',
    viewport_width: 1280,
    timezone: 'Europe/Berlin',
    event_name: null,
    event_props: null,
  });
});

it('stores an event with its properties, and the absence of a visitor as NULL', async () => {
  const { recorder, reader } = await setUp();
  await recorder.record(
    aRow({ kind: 'event', eventName: 'signup', eventProps: { plan: 'free', seats: 3, trial: true } }),
  );
  expect(reader.prepare('SELECT visitor, event_name, event_props FROM hits').get()).toEqual({
    visitor: null,
    event_name: 'signup',
    event_props: '{"plan":"free","seats":3,"trial":true}',
  });
});

it('stores a retried hit once, whether the first try is under way, done, or was before a restart', async () => {
  const { recorder, stored, file } = await setUp();
  const row = aRow({ at: Date.now() });
  expect(await Promise.all([recorder.record(row), recorder.record(row)])).toEqual(['stored', 'duplicate']);
  expect(await recorder.record(row)).toBe('duplicate');
  await recorder.close();

  const again = await setUp(file);
  expect(await again.recorder.record(row)).toBe('duplicate');
  expect(await again.recorder.record(aRow({ pageInstance: row.pageInstance, seq: 1 }))).toBe('stored');
  expect(stored()).toBe(2);
});

it('stores a flood whole and in the order in which it came', async () => {
  const { recorder, reader } = await setUp();
  await Promise.all(Array.from({ length: 5000 }, (_, i) => recorder.record(aRow({ path: `/${i}` }))));
  const paths = reader.prepare('SELECT path FROM hits ORDER BY id').pluck().all();
  expect(paths).toEqual(Array.from({ length: 5000 }, (_, i) => `/${i}`));
});

it('refuses what the queue cannot hold, at once and with a time to come back, and keeps what it took', async () => {
  const { recorder, stored } = await setUp();
  const results = await Promise.allSettled(Array.from({ length: MAX_QUEUED_HITS + 10 }, () => recorder.record(aRow())));
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused).toHaveLength(10);
  expect(refused[0]?.reason).toMatchObject({ code: 'overloaded', retryAfter: 2 });
  expect(stored()).toBe(MAX_QUEUED_HITS);
});

it('refuses what the database refuses, keeps nothing of it, and goes on', async () => {
  const { recorder, stored } = await setUp();
  await expect(recorder.record(aRow({ siteId: 99 }))).rejects.toMatchObject({ code: 'storage_failed' });
  expect(stored()).toBe(0);
  expect(await recorder.record(aRow())).toBe('stored');
});

it('commits what is queued before it closes', async () => {
  const { recorder, stored } = await setUp();
  const recorded = Promise.all(Array.from({ length: 1000 }, () => recorder.record(aRow())));
  await recorder.close();
  await recorded;
  expect(stored()).toBe(1000);
});

it('passes on the code of a constraint, so that a room can explain it', async () => {
  const { recorder } = await setUp();
  await expect(recorder.write(SITE, {})).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' });
});

it('refuses hits once it is closed, and does not leave them waiting', async () => {
  const { recorder } = await setUp();
  await recorder.close();
  await expect(recorder.record(aRow())).rejects.toMatchObject({ code: 'storage_failed' });
});

it('refuses new hits while there is no room, at once, but still knows those it has, and does every other write', async () => {
  const { recorder, stored } = await setUp();
  const row = aRow();
  await recorder.record(row);
  recorder.accept(false);
  await expect(recorder.record(aRow())).rejects.toMatchObject({ code: 'disk_full', status: 503, retryAfter: 10 });
  expect(await recorder.record(row)).toBe('duplicate');
  expect(await recorder.write('UPDATE sites SET created_at = 1', {})).toMatchObject({ changes: 1 });
  recorder.accept(true);
  expect(await recorder.record(aRow())).toBe('stored');
  expect(stored()).toBe(2);
});

it('refuses what does not fit, says so, and goes on by itself once there is room', async () => {
  let full = 0;
  const { recorder, stored } = await setUp(undefined, { onDiskFull: () => (full += 1) });
  await recorder.record(aRow());
  await recorder.write('PRAGMA max_page_count = 1', {}); // sets it to the present size
  const rows = Array.from({ length: 500 }, () => aRow());
  const refused = await Promise.allSettled(rows.map((row) => recorder.record(row)));
  expect(new Set(refused.map((each) => each.status === 'rejected' && each.reason.code))).toEqual(
    new Set(['storage_failed']),
  );
  expect(full).toBeGreaterThan(0);
  expect(stored()).toBe(1);
  await recorder.write('PRAGMA max_page_count = 1000000', {});
  await Promise.all(rows.map((row) => recorder.record(row)));
  expect(stored()).toBe(501);
});

it('on a damaged file it refuses, takes nothing more, not even what is under way, tells, and leaves the WAL as it is', async () => {
  const { recorder, reader, file } = await setUp();
  reader.close();
  await Promise.all(Array.from({ length: 3000 }, () => recorder.record(aRow({ at: 0, title: 'x'.repeat(200) }))));
  await recorder.close();
  damage(file);

  const deaths: Error[] = [];
  const { recorder: again } = await openRecorder(file, systemClock, (error) => deaths.push(error));
  expect(await again.record(aRow())).toBe('stored');
  const results = await Promise.allSettled([
    again.write("UPDATE hits SET title = 'y'", {}),
    again.record(aRow()),
    again.write('UPDATE sites SET created_at = 1', {}),
  ]);
  for (const result of results)
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'storage_failed', status: 503 } });
  await expect(again.record(aRow())).rejects.toMatchObject({ code: 'storage_failed' });
  expect(deaths).toHaveLength(1);
  expect(deaths[0]?.message).toMatch(/SQLITE_CORRUPT.*Restore a backup/);
  const walBytes = statSync(`${file}-wal`).size;
  expect(walBytes).toBeGreaterThan(0);
  await again.close();
  expect(statSync(`${file}-wal`).size).toBe(walBytes);
});

it('tells an unclean stop from a clean one', async () => {
  const first = await setUp();
  expect(first.wasUnclean).toBe(false);
  await first.recorder.record(aRow());
  const copy = databaseFile(temporaryFolder()); // what kill -9 leaves behind
  copyFileSync(first.file, copy);
  copyFileSync(`${first.file}-wal`, `${copy}-wal`);
  expect((await setUp(copy)).wasUnclean).toBe(true);
  first.reader.close();
  await first.recorder.close();
  expect((await setUp(first.file)).wasUnclean).toBe(false);
});

it('a checkpoint gives the WAL’s space back, and waits for nobody who is reading', async () => {
  const { recorder, reader, file } = await setUp();
  const walBytes = () => statSync(`${file}-wal`).size;
  await Promise.all(Array.from({ length: 500 }, () => recorder.record(aRow())));
  expect(walBytes()).toBeGreaterThan(50_000);
  reader.exec('BEGIN; SELECT count(*) FROM hits');
  await recorder.record(aRow());
  const began = performance.now();
  await recorder.checkpoint('TRUNCATE');
  expect(performance.now() - began).toBeLessThan(2000);
  expect(walBytes()).toBeGreaterThan(50_000);
  reader.exec('COMMIT');
  await recorder.checkpoint('TRUNCATE');
  expect(walBytes()).toBe(0);
  expect(await recorder.record(aRow())).toBe('stored');
});

it('commits keep a distance, so that a steady stream of hits shares them; each of these waits for the one before', async () => {
  const { recorder } = await setUp();
  await recorder.record(aRow());
  const began = performance.now();
  for (let i = 0; i < 20; i += 1) await recorder.record(aRow());
  // At least 2 ms from beginning to beginning, the first of them known only by its end; without a distance a fast disk takes 15 ms.
  expect(performance.now() - began).toBeGreaterThan(19 * 2);
});
