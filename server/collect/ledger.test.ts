// Numbers of values on their way to disk: never later than the hits that need them.
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../clock.ts';
import { databaseFile, openReader } from '../store/open.ts';
import { openRecorder } from '../store/recorder.ts';
import { readReservations } from '../store/reservations.ts';
import { buildTestApp, temporaryFolder } from '../testing/build-test-app.ts';
import { aRow, aView } from '../testing/factories.ts';
import { openLedger } from './ledger.ts';

const SITE = "INSERT OR IGNORE INTO sites (id, host, timezone, created_at) VALUES (1, 'example.com', 'UTC', 0)";
const DATE = '2026-11-21';

/** What stands in the file, as `date dimension number`. */
function storedIn(file: string): string[] {
  const reader = openReader(file);
  const all = readReservations(reader).map(({ date, dimension, upTo }) => `${date} ${dimension} ${upTo}`);
  reader.close();
  return all;
}

async function setUp() {
  const file = databaseFile(temporaryFolder());
  const { recorder } = await openRecorder(file, systemClock, (error) => {
    throw error;
  });
  onTestFinished(() => recorder.close());
  await recorder.write(SITE, {});
  return { file, recorder, ledger: openLedger(file, recorder) };
}

it('the first hit of a day brings a number for every dimension that it has a value of, in its own transaction', async () => {
  const app = await buildTestApp();
  const file = databaseFile(app.config.dataDir);
  expect(storedIn(file)).toEqual([]);
  expect((await app.hit(aView({ u: 'https://example.com/post?utm_source=x' }))).status).toBe(202);
  const stored = storedIn(file).map((line) => line.slice(DATE.length + 1));
  expect(stored).toEqual(expect.arrayContaining(['hostname 1000', 'page 1000', 'utm_source 1000', 'browser 1000']));
  expect(stored.join()).not.toContain('utm_term');
  await app.hit(aView());
  expect(storedIn(file)).toHaveLength(stored.length);
});

it('a number waits for the next hit, and outlives a transaction that failed', async () => {
  const { file, recorder, ledger } = await setUp();
  ledger.reserve(1, DATE, 'page', 1_000);
  await expect(recorder.record(aRow({ siteId: 999 }))).rejects.toMatchObject({ code: 'storage_failed' });
  expect(storedIn(file)).toEqual([]);
  ledger.reserve(1, DATE, 'referrer', 1_000);
  ledger.reserve(1, DATE, 'page', 2_000);
  await recorder.record(aRow());
  expect(storedIn(file).sort()).toEqual([`${DATE} page 2000`, `${DATE} referrer 1000`]);
});

it('what is released is written by itself, and the next start finds it', async () => {
  const { file, recorder, ledger } = await setUp();
  ledger.reserve(1, DATE, 'page', 30_000);
  await recorder.record(aRow());
  ledger.release(1, DATE, [['page', 1_000]]);
  await recorder.write(SITE, {}); // after it
  expect(storedIn(file)).toEqual([`${DATE} page 1000`]);
  const next = openLedger(file, recorder);
  expect(next.reserved(1, DATE, 'page')).toBe(1_000);
  expect(next.reserved(1, DATE, 'referrer')).toBe(0);
});

it('dates are forgotten when no hit of theirs is taken any more', async () => {
  const { file, recorder, ledger } = await setUp();
  for (const day of ['16', '17', '20', '21']) ledger.reserve(1, `2026-11-${day}`, 'page', 1_000);
  await recorder.record(aRow());
  ledger.forgetOld(Date.UTC(2026, 10, 21, 12));
  await recorder.write(SITE, {});
  expect(storedIn(file)).toEqual(['2026-11-17 page 1000', '2026-11-20 page 1000', '2026-11-21 page 1000']);
});
