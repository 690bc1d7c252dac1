import { expect, it } from 'vitest';
import { NO_RULES } from '../sites/sites.ts';
import { databaseFile, openReader } from '../store/open.ts';
import { buildTestApp } from '../testing/build-test-app.ts';
import { aView, newPage } from '../testing/factories.ts';
import { createCardinality } from './cardinality.ts';
import { createKeyedHash } from './keyed-hash.ts';
import { rememberToday } from './known-values.ts';

it('after a restart the guard still knows the values of today, of every dimension, and those of no other day', async () => {
  const app = await buildTestApp();
  for (const n of [1, 2, 3]) {
    await app.hit(aView({ u: `https://example.com/${n}?utm_campaign=c${n}`, r: `https://${n}.example/` }));
    const event = { k: 'event', s: 'example.com', p: newPage(), q: 0, u: 'https://example.com/1' };
    await app.hit({ ...event, n: `event ${n}`, d: { plan: `p${n}`, paid: true } });
  }
  const file = databaseFile(app.config.dataDir);
  const reader = openReader(file);
  const now = reader.prepare('SELECT max(at) FROM hits').pluck().get() as number;
  reader.close();
  const sites = [
    {
      ...{ id: 1, host: 'example.com', timezone: 'UTC', createdAt: 0, waiting: false, isNew: false },
      ...{ rules: NO_RULES, publicLive: false },
    },
  ];
  const date = new Date(now).toISOString().slice(0, 10);

  const hashKey = Buffer.from('a key 42');
  const hash = createKeyedHash(hashKey);
  const guard = createCardinality(3, hash);
  await rememberToday(file, sites, guard, { now, limit: 3, hashKey }).done;
  for (const dimension of ['page', 'referrer', 'utm_campaign', 'event'] as const)
    expect([dimension, guard.admit(1, date, dimension, 'a fourth one')]).toEqual([dimension, false]);
  expect(guard.overflowing()).toContainEqual({ siteId: 1, date, dimension: 'page' });
  expect(guard.admit(1, date, 'page', '/2')).toBe(true);
  expect(guard.admit(1, date, 'prop_value', 'made up=1')).toBe(false);
  expect(guard.admit(1, date, 'prop_value', 'paid=true')).toBe(true);

  // Control: tomorrow, and a guard that was told nothing, know none of them.
  const tomorrow = createCardinality(3, hash);
  await rememberToday(file, sites, tomorrow, { now: now + 86_400_000, limit: 3, hashKey }).done;
  expect(tomorrow.admit(1, date, 'page', 'a fourth one')).toBe(true);
  expect(createCardinality(3).admit(1, date, 'page', 'a fourth one')).toBe(true);
});
