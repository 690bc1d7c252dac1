import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../clock.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { aRow } from '../testing/factories.ts';
import { databaseFile, openReader } from './open.ts';
import { MAX_QUEUED_HITS, openRecorder } from './recorder.ts';

const SITE = "INSERT INTO sites (host, timezone, created_at) VALUES ('example.com', 'UTC', 0)";

async function setUp(file = databaseFile(temporaryFolder())) {
  const { recorder } = await openRecorder(file, systemClock, (error) => {
    throw error;
  });
  onTestFinished(() => recorder.close());
  const reader = openReader(file);
  onTestFinished(() => void reader.close());
  if (!reader.prepare('SELECT 1 FROM sites').get()) await recorder.write(SITE, {});
  const stored = () => reader.prepare('SELECT count(*) FROM hits').pluck().get() as number;
  return { recorder, reader, stored, file };
}

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
