import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createKeyedHash } from '../keyed-hash.ts';
import { NO_RULES, type Site } from '../sites/sites.ts';
import { databaseFile, openReader } from '../store/open.ts';
import { buildTestApp, temporaryFolder } from '../testing/build-test-app.ts';
import { aView, newPage } from '../testing/factories.ts';
import { type Cardinality, createCardinality } from './cardinality.ts';
import { rememberToday, type Today } from './known-values.ts';
import { createLedger } from './ledger.ts';

const hashKey = Buffer.from('a key 42');
const hash = createKeyedHash(hashKey);

const aSite = (id: number, host: string): Site => ({
  ...{ id, host, timezone: 'UTC', createdAt: 0, waiting: false, isNew: false },
  ...{ rules: NO_RULES, publicLive: false, publicPageviews: false, retentionDays: null },
});
const sites = [aSite(1, 'example.com')];

const anEvent = (over: object) => {
  const event = { k: 'event', s: 'example.com', p: newPage(), q: 0, u: 'https://example.com/1', n: 'order' };
  return { ...event, ...over };
};

/** The log's lines, and what rememberToday() is to be told. */
function today(over: Partial<Today> = {}) {
  const lines: [level: string, line: string][] = [];
  const log = {
    info: (line: string) => lines.push(['info', line]),
    warn: (line: string) => lines.push(['warn', line]),
  };
  return { lines, today: { now: Date.now(), limit: 3, hashKey, log, ...over } };
}

/** A database with these hits, and the day they are of. */
async function stored(hits: readonly object[], names = 'example.com') {
  const app = await buildTestApp({ environment: { SITES: names } });
  for (const hit of hits) expect((await app.hit(hit)).status).toBe(202);
  const file = databaseFile(app.config.dataDir);
  const reader = openReader(file);
  const now = reader.prepare('SELECT max(at) FROM hits').pluck().get() as number;
  reader.close();
  return { file, now, date: new Date(now).toISOString().slice(0, 10) };
}

it('after a restart the guard still knows the values of today, of every dimension, and those of no other day', async () => {
  const { file, now, date } = await stored(
    [1, 2, 3].flatMap((n) => [
      aView({ u: `https://example.com/${n}?utm_campaign=c${n}`, r: `https://${n}.example/` }),
      anEvent({ n: `event ${n}`, d: { plan: `p${n}`, paid: true } }),
    ]),
  );

  const guard = createCardinality(3, hash);
  await rememberToday(file, sites, guard, today({ now }).today).done;
  for (const dimension of ['page', 'referrer', 'utm_campaign', 'event'] as const)
    expect([dimension, guard.admit(1, date, dimension, 'a fourth one')]).toEqual([dimension, false]);
  expect(guard.overflowing()).toContainEqual({ siteId: 1, date, dimension: 'page' });
  expect(guard.admit(1, date, 'page', '/2')).toBe(true);
  expect(guard.admit(1, date, 'prop_value', 'made up=1')).toBe(false);
  expect(guard.admit(1, date, 'prop_value', 'paid=true')).toBe(true);

  // Control: tomorrow, and a guard that was told nothing, know none of them.
  const tomorrow = createCardinality(3, hash);
  await rememberToday(file, sites, tomorrow, today({ now: now + 86_400_000 }).today).done;
  expect(tomorrow.admit(1, date, 'page', 'a fourth one')).toBe(true);
  expect(createCardinality(3).admit(1, date, 'page', 'a fourth one')).toBe(true);
});

it('a day that a new time zone has made of two knows the values of both', async () => {
  const { file, now, date } = await stored(
    [1, 2, 3, 4, 5, 6].map((n) => aView({ u: `https://example.com/a-longer-path/${n}` })),
  );
  const guard = createCardinality(3, hash);
  await rememberToday(file, sites, guard, today({ now }).today).done;
  for (const n of [1, 2, 3, 4, 5, 6])
    expect([n, guard.admit(1, date, 'page', `/a-longer-path/${n}`)]).toEqual([n, true]);
  expect(guard.admit(1, date, 'page', '/a-longer-path/7')).toBe(false);
});

it('many combinations of few properties do not hide the values that came after them', async () => {
  const combinations = [1, 2, 3].flatMap((a) => [1, 2, 3].map((b) => ({ a, b })));
  const late = [4, 5, 6].map((made) => ({ a: 1, b: 1, made }));
  const { file, now, date } = await stored([...combinations, ...late].map((d) => anEvent({ d })));
  const guard = createCardinality(5, hash); // ten are read, and there are twelve objects
  await rememberToday(file, sites, guard, today({ now, limit: 5 }).today).done;
  for (const pair of ['a=1', 'a=3', 'b=1', 'b=3', 'made=4', 'made=5', 'made=6'])
    expect([pair, guard.admit(1, date, 'prop_value', pair)]).toEqual([pair, true]);
  expect(guard.admit(1, date, 'prop', 'made')).toBe(true);
  expect(guard.admit(1, date, 'prop_value', 'made=7')).toBe(false);
});

it('what was counted as (other) takes no room of those that can be told apart', async () => {
  const { file, now, date } = await stored([
    anEvent({ d: { plan: '(other)', '(other)': 'x' } }),
    anEvent({ d: { plan: 'p1' } }),
  ]);
  const guard = createCardinality(2, hash);
  await rememberToday(file, sites, guard, today({ now, limit: 2 }).today).done;
  expect(guard.admit(1, date, 'prop', 'another')).toBe(true);
  expect(guard.admit(1, date, 'prop_value', 'plan=p2')).toBe(true);
});

it('pages and referrers are told first, and of small sites before big ones; each set ends as it is told', async () => {
  const hosts = ['example.com', 'small.example', 'empty.example'];
  const { file, now } = await stored(
    [
      ...[1, 2, 3].map((n) => aView({ u: `https://example.com/${n}` })),
      aView({ s: 'small.example', u: 'https://small.example/' }),
    ],
    hosts.join(),
  );
  const guard = createCardinality(3, hash);
  const ended: string[] = [];
  const watched: Cardinality = {
    ...guard,
    recollect(siteId, date) {
      const recollection = guard.recollect(siteId, date);
      return {
        tell: recollection.tell,
        endOf(dimension) {
          ended.push(`${siteId} ${dimension}`);
          recollection.endOf(dimension);
        },
        end() {
          ended.push(`${siteId} all`);
          recollection.end();
        },
      };
    },
  };
  const three = hosts.map((host, i) => aSite(i + 1, host));
  await rememberToday(file, three, watched, today({ now }).today).done;
  expect(ended.slice(0, 6)).toEqual(['3 all', '2 page', '2 referrer', '1 page', '1 referrer', '2 source']);
  expect(ended.indexOf('2 all')).toBeLessThan(ended.indexOf('1 source'));
});

it('one that is ended early, and one that fails, is said in the log and gives nothing back', async () => {
  const { file, now, date } = await stored([aView()]);
  /** Of a guard after a restart, when 30,000 pages may be stored. */
  function aGuard() {
    const ledger = createLedger([{ siteId: 1, date, dimension: 'page', upTo: 30_000 }]);
    return { ledger, guard: createCardinality(50_000, hash, ledger) };
  }
  const room = (guard: Cardinality) =>
    Array.from({ length: 60_000 }, (_, n) => guard.admit(1, date, 'page', `/a-longer-path/${n}`)).filter(Boolean)
      .length;

  const ended = aGuard();
  const early = today({ now, limit: 50_000 });
  const errand = rememberToday(file, sites, ended.guard, early.today);
  await errand.end();
  await errand.done;
  expect(early.lines).toEqual([['info', expect.stringContaining('ended before it was done')]]);
  expect(ended.ledger.reserved(1, date, 'page')).toBe(30_000);
  expect(room(ended.guard)).toBe(20_000);

  const folder = join(temporaryFolder(), 'no database');
  mkdirSync(folder);
  const failed = aGuard();
  const sorry = today({ now, limit: 50_000 });
  await rememberToday(folder, sites, failed.guard, sorry.today).done;
  expect(sorry.lines).toEqual([['warn', expect.stringMatching(/could not be read .*some left/)]]);
  expect(room(failed.guard)).toBe(20_000);

  // Control: one that is done gives back what the one page of the day does not need.
  const done = aGuard();
  await rememberToday(file, sites, done.guard, today({ now, limit: 50_000 }).today).done;
  expect(done.ledger.reserved(1, date, 'page')).toBe(1_000);
  expect(room(done.guard)).toBe(49_999);
});
