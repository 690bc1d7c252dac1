// The bound across restarts: whatever is admitted, stored, refused, killed and recollected in whatever order, no more different
// values of a site's day are stored than the limit. First against a model of the disk, then with the real recorder and file.
import { copyFileSync, existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { createKeyedHash } from '../keyed-hash.ts';
import { NO_RULES, type Site } from '../sites/sites.ts';
import { databaseFile, openReader } from '../store/open.ts';
import { openRecorder } from '../store/recorder.ts';
import type { Reservation } from '../store/reservations.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { aRow } from '../testing/factories.ts';
import { createCardinality, type Dimension, OTHER } from './cardinality.ts';
import { rememberToday } from './known-values.ts';
import { createLedger, openLedger } from './ledger.ts';

const LIMIT = 60;
const DATES = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'];
const DIMENSIONS = ['page', 'referrer'] as const;
const hashKey = Buffer.from('a key 42');
const hash = createKeyedHash(hashKey);

type Step =
  | { kind: 'hits'; date: number; dimension: number; from: number; count: number }
  | { kind: 'commit' }
  | { kind: 'refuse' }
  | { kind: 'kill' }
  /** Of the newest date; `sets`: how many of the dimensions are told before the process has something else to do. */
  | { kind: 'recollect'; sets: number; part: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('hits' as const),
      date: fc.nat(DATES.length - 1),
      dimension: fc.nat(DIMENSIONS.length - 1),
      from: fc.nat(300),
      count: fc.integer({ min: 1, max: 40 }),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'commit' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'refuse' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'kill' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('recollect' as const),
      sets: fc.nat(DIMENSIONS.length + 1),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
);

/** The most different values of a dimension that a date has on the disk after these steps. `remembers`: false for the control. */
function mostStored(steps: readonly Step[], remembers: boolean): number {
  const disk = { values: new Map<string, Set<string>>(), reservations: new Map<string, Reservation>() };
  let waiting: { key: string; value: string }[] = [];
  let goingAlong: Reservation[] = [];
  const keyOf = (date: string, dimension: string) => `${date} ${dimension}`;
  const keep = (rows: readonly Reservation[]) => {
    for (const row of rows) disk.reservations.set(keyOf(row.date, row.dimension), row);
  };

  function start() {
    waiting = [];
    goingAlong = [];
    const ledger = createLedger(
      remembers ? [...disk.reservations.values()] : [],
      (reservation) => void goingAlong.push(reservation),
      keep,
    );
    return createCardinality(LIMIT, hash, ledger);
  }

  let guard = start();
  for (const one of steps) {
    if (one.kind === 'kill') guard = start();
    else if (one.kind === 'refuse')
      waiting = []; // what was reserved for them goes along with the next
    else if (one.kind === 'commit') {
      keep(goingAlong);
      goingAlong = [];
      for (const { key, value } of waiting) disk.values.set(key, (disk.values.get(key) ?? new Set()).add(value));
      waiting = [];
    } else if (one.kind === 'hits') {
      const date = DATES[one.date] as string;
      const dimension = DIMENSIONS[one.dimension] as Dimension;
      for (let i = one.from; i < one.from + one.count; i++) {
        const value = `/a-longer-path/${i}`;
        if (guard.admit(1, date, dimension, value)) waiting.push({ key: keyOf(date, dimension), value });
      }
    } else {
      const date = DATES.at(-1) as string;
      const recollection = guard.recollect(1, date);
      for (const [index, dimension] of DIMENSIONS.entries()) {
        const values = [...(disk.values.get(keyOf(date, dimension)) ?? [])];
        const isWhole = index < one.sets;
        recollection.tell(
          dimension,
          Float64Array.from(isWhole ? values : values.slice(0, values.length * one.part), hash),
        );
        if (isWhole) recollection.endOf(dimension);
      }
      if (one.sets > DIMENSIONS.length) recollection.end();
    }
  }
  return Math.max(0, ...[...disk.values.values()].map(({ size }) => size));
}

describe('whatever is killed and recollected, on whichever of four dates', () => {
  const steps = fc.array(step, { minLength: 20, maxLength: 120 });

  it('no more different values are stored than the limit', () => {
    fc.assert(
      fc.property(steps, (all) => mostStored(all, true) <= LIMIT),
      { numRuns: 1_000 },
    );
  });

  it('control: with a ledger that a restart forgets, more are', () => {
    const { failed } = fc.check(
      fc.property(steps, (all) => mostStored(all, false) <= LIMIT),
      { numRuns: 1_000 },
    );
    expect(failed).toBe(true);
  });
});

describe('with the real recorder, killed twelve times', () => {
  const SITE = "INSERT OR IGNORE INTO sites (id, host, timezone, created_at) VALUES (1, 'example.com', 'UTC', 0)";
  const site: Site = {
    ...{ id: 1, host: 'example.com', timezone: 'UTC', createdAt: 0, waiting: false, isNew: false },
    ...{ rules: NO_RULES, publicLive: false, publicPageviews: false, retentionDays: null },
  };
  const now = Date.UTC(2026, 10, 21, 12);
  const log = { info: () => undefined, warn: () => undefined };

  /** What a kill leaves of the file: everything as it lies there. */
  function asKilled(file: string): string {
    const copy = databaseFile(temporaryFolder());
    for (const suffix of ['', '-wal']) if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
    return copy;
  }

  function distinctPages(file: string): number {
    const reader = openReader(file);
    const count = reader.prepare(`SELECT count(DISTINCT path) FROM hits WHERE path <> '${OTHER}'`).pluck().get();
    reader.close();
    return count as number;
  }

  async function flood(remembers: boolean): Promise<number> {
    let file = databaseFile(temporaryFolder());
    let made = 0;
    for (let life = 0; life < 12; life++) {
      const { recorder } = await openRecorder(file, systemClock, (error) => {
        throw error;
      });
      await recorder.write(SITE, {});
      const guard = createCardinality(LIMIT, hash, remembers ? openLedger(file, recorder) : createLedger());
      const today = { now, limit: LIMIT, hashKey, log };
      const errand = life % 3 === 2 ? rememberToday(file, [site], guard, today) : undefined;
      if (life % 6 === 5) await errand?.done;
      // Nobody waits for the last ones before the kill.
      const hits = Array.from({ length: 30 }, () => {
        made += 1;
        const path = `/made-up/${made}`;
        return recorder.record(aRow({ at: now, path: guard.admit(1, '2026-11-21', 'page', path) ? path : OTHER }));
      });
      await Promise.all(life % 2 === 0 ? hits : hits.slice(0, 1));
      const killed = asKilled(file);
      await errand?.end();
      await recorder.close();
      file = killed;
    }
    return distinctPages(file);
  }

  it('stores no more made-up pages than the limit', async () => {
    expect(await flood(true)).toBeLessThanOrEqual(LIMIT);
  });

  it('control: without the ledger it stores more', async () => {
    expect(await flood(false)).toBeGreaterThan(LIMIT);
  });
});
