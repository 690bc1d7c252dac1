import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRow, newPage } from '../testing/factories.ts';
import { tellDays } from '../testing/tell-days.ts';
import { openWrittenFile, type WrittenFile } from '../testing/written-file.ts';
import { openDayParts, type StoredDayParts } from './day-parts.ts';
import { createRowDays } from './row-days.ts';
import { sealDay } from './seal-day.ts';
import { AGAIN_MS, createSealer, REST_MS } from './sealer.ts';
import { sweepSeals } from './sealing.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const EVER = [0, 4e12] as const;
const ROOM = { rowBytes: 1e9, columnBytes: 1e9 };
const ANN = 'aaaaaaaaaaaaaaaa';
const site = { id: 1, timezone: 'UTC' };
const START = Date.UTC(2026, 10, 21);
const END = Date.UTC(2026, 10, 22);

function stage({ writer }: WrittenFile, start = START, end = END, now = 0): number {
  const sql = "INSERT INTO seals (site_id, day_start, day_end, state, sealed_at) VALUES (1, ?, ?, 'staged', ?)";
  return Number(writer.prepare(sql).run(start, end, now).lastInsertRowid);
}

/** Seals a day, or does so until the process is killed after so many transactions; true when it was not. */
function seal(
  file: WrittenFile,
  days: StoredDayParts,
  { start = START, end = END, killedAfter = Infinity, maxHits = 1e6, now = 0, between = () => {} } = {},
): boolean {
  const order = { seal: stage(file, start, end, now), siteId: 1, start, end };
  let transactions = 0;
  for (const writes of sealDay(days, order, maxHits)) {
    between();
    if (writes.length === 0) continue;
    if (transactions === killedAfter) return false;
    file.writer.transaction(() => {
      for (const { sql, values } of writes) file.writer.prepare(sql).run(values);
    })();
    transactions += 1;
  }
  return true;
}

const sweep = ({ writer }: WrittenFile) => sweepSeals(async (sql) => ({ changes: writer.prepare(sql).run().changes }));

const count = ({ reader }: WrittenFile, sql: string) => reader.prepare(sql).pluck().get() as number;
const fromRows = (file: WrittenFile, timezone = 'UTC') =>
  tellDays(createRowDays(file.reader, 1e9), { id: 1, timezone }, ...EVER);
const fromStore = (file: WrittenFile, days = openDayParts(file.reader, ROOM), timezone = 'UTC') =>
  tellDays(days, { id: 1, timezone }, ...EVER);
/** Whether rows are what answers for the 21st. */
const isRows = (days: StoredDayParts) => [...days.parts(site, START, END)].every(({ id }) => id === undefined);

function someRows(file: WrittenFile): void {
  const page = newPage();
  for (let i = 0; i < 40; i += 1) {
    const visitor = i % 5 === 0 ? undefined : String(i % 7).repeat(16);
    const at = START + ((i * 37) % 1_440) * MINUTE;
    file.store(
      aRow({ at, visitor, path: `/${i % 6}`, city: `City ${i % 3}`, pageInstance: i === 3 ? page : newPage() }),
    );
  }
  file.engage(1, START, page, 12_000, 60);
}

describe('a sealed day', () => {
  it('answers as its rows do, from segments, also after a restart', () => {
    const file = openWrittenFile();
    someRows(file);
    const days = openDayParts(file.reader, ROOM);
    const before = fromStore(file, days);
    expect(isRows(days)).toBe(true);
    seal(file, days);
    expect(isRows(days)).toBe(false);
    expect(before).toEqual(fromRows(file));
    expect(fromStore(file, days)).toEqual(before);
    expect(fromStore(file)).toEqual(before);
  });

  it('is in several parts when it is large, none with another’s visitors, each with a number of its own', () => {
    const file = openWrittenFile();
    someRows(file);
    const days = openDayParts(file.reader, ROOM);
    seal(file, days, { maxHits: 8 });
    const parts = [...days.parts(site, ...EVER)];
    expect(parts.length).toBeGreaterThan(3);
    for (const { hits } of parts) expect(hits).toBeLessThanOrEqual(8);
    expect(new Set(parts.map(({ id }) => id)).size).toBe(parts.length);
    const visitors = parts.flatMap((part) => [...new Set(part.visit('visitor').slice(0, part.linked))]);
    expect(new Set(visitors).size).toBe(visitors.length);
    expect(fromStore(file, days)).toEqual(fromRows(file));
  });

  it('is answered from rows when some came later, until it is sealed anew', () => {
    const file = openWrittenFile();
    someRows(file);
    const days = openDayParts(file.reader, ROOM);
    seal(file, days);
    file.store(aRow({ at: END - 1, visitor: ANN, path: '/late' }), aRow({ at: END, visitor: ANN }));
    expect(isRows(days)).toBe(true);
    expect(fromStore(file, days)).toEqual(fromRows(file));
    seal(file, days);
    expect(isRows(days)).toBe(false);
    expect(fromStore(file, days)).toEqual(fromRows(file));
    file.engage(1, END - 1, newPage(), 5);
    expect(isRows(days)).toBe(true);
  });

  it('misses no row that comes while it is being sealed', () => {
    const file = openWrittenFile();
    someRows(file);
    const days = openDayParts(file.reader, ROOM);
    let came = 0;
    seal(file, days, {
      between() {
        came += 1;
        file.store(aRow({ at: START + came, path: `/while/${came}` }));
      },
    });
    expect(came).toBeGreaterThan(5);
    expect(fromStore(file, days)).toEqual(fromRows(file));
  });

  it('stays a day when the site’s zone changes: the next begins where it ended', () => {
    const file = openWrittenFile();
    const days = openDayParts(file.reader, ROOM);
    for (let hour = 0; hour < 80; hour += 1) file.store(aRow({ at: START + hour * HOUR, visitor: ANN }));
    seal(file, days);
    const bounds = (timezone: string) =>
      [...days.parts({ id: 1, timezone }, ...EVER)].map(({ start, end, hits }) => [
        ...[start, end].map((instant) => (instant - START) / HOUR),
        hits,
      ]);
    expect(bounds('UTC')).toEqual([
      [0, 24, 24],
      [24, 48, 24],
      [48, 72, 24],
      [72, 96, 8],
    ]);
    expect(bounds('Asia/Tokyo')).toEqual([
      [0, 24, 24],
      [24, 39, 15],
      [39, 63, 24],
      [63, 87, 17],
    ]); // 9 hours ahead
    expect(bounds('Asia/Kathmandu').slice(0, 2)).toEqual([
      [0, 24, 24],
      [24, 42.25, 19],
    ]);
    // Half an hour of a day is none.
    expect(bounds('Etc/GMT+1').slice(0, 2)).toEqual([
      [0, 24, 24],
      [24, 25, 1],
    ]);
    seal(file, days, { start: END, end: END + 23.5 * HOUR });
    expect(bounds('UTC').slice(1, 3)).toEqual([
      [24, 47.5, 24],
      [47.5, 72, 24],
    ]);
  });

  it('names a damaged column, and is answered from rows when it is asked for again', () => {
    const file = openWrittenFile();
    someRows(file);
    const days = openDayParts(file.reader, ROOM);
    seal(file, days, { now: END + HOUR / 2 });
    const name = 'visit city';
    const blob = file.reader.prepare('SELECT data FROM segment_columns WHERE name = ?').pluck().get(name) as Buffer;
    blob[blob.length - 3] = (blob[blob.length - 3] ?? 0) ^ 1;
    file.writer.prepare('UPDATE segment_columns SET data = ? WHERE name = ?').run(blob, name);
    expect(() => fromStore(file, days)).toThrow(expect.objectContaining({ name: 'DamagedColumn', column: name }));
    expect(fromStore(file, days)).toEqual(fromRows(file));
    const due = createSealer(days)({ sealing: 'due', site, from: 0, now: END + HOUR / 2 });
    expect(due).toMatchObject({ start: START, damage: expect.stringContaining(name) });
  });
});

it('killed at any step, a day is sealed as before or anew, leaves nothing behind, and can be sealed again', async () => {
  for (const isAgain of [false, true]) {
    for (let killedAfter = 0, isKilled = true; isKilled; killedAfter += 1) {
      const file = openWrittenFile();
      someRows(file);
      if (isAgain) {
        seal(file, openDayParts(file.reader, ROOM));
        file.store(aRow({ at: START + 5, path: '/late', city: 'New' }));
      }
      const seals = count(file, "SELECT count(*) FROM seals WHERE state = 'published'");
      isKilled = !seal(file, openDayParts(file.reader, ROOM), { killedAfter, maxHits: 20 });
      expect(fromStore(file)).toEqual(fromRows(file));
      expect(count(file, "SELECT count(*) FROM seals WHERE state = 'published'")).toBe(isKilled ? seals : 1);
      expect(isRows(openDayParts(file.reader, ROOM))).toBe(isKilled);

      await sweep(file);
      expect(fromStore(file)).toEqual(fromRows(file));
      expect(count(file, "SELECT count(*) FROM seals WHERE state <> 'published'")).toBe(0);
      expect(count(file, 'SELECT count(DISTINCT segment_id) FROM segment_columns')).toBe(
        count(file, 'SELECT count(*) FROM segments'),
      );
      const days = openDayParts(file.reader, ROOM);
      seal(file, days);
      expect(isRows(days)).toBe(false);
      expect(fromStore(file, days)).toEqual(fromRows(file));
      if (!isKilled) expect(killedAfter).toBeGreaterThan(2); // control
    }
  }
});

it('a number that means something else already is refused, and nothing is published', () => {
  const file = openWrittenFile();
  someRows(file);
  const days = openDayParts(file.reader, ROOM);
  days.dictionary(1); // read before another thread’s last write
  file.writer.prepare("INSERT INTO dictionary VALUES (1, 'city', 1, 'Elsewhere')").run();
  expect(() => seal(file, days)).toThrow(/NOT NULL/);
  expect(fromStore(file)).toEqual(fromRows(file));
  seal(file, openDayParts(file.reader, ROOM)); // as after a restart
  expect(fromStore(file)).toEqual(fromRows(file));
});

it('of a site that was removed nothing is kept in memory, neither days of rows nor segments nor strings', () => {
  const file = openWrittenFile();
  someRows(file);
  file.store(aRow({ at: END + 1, path: '/next' }), aRow({ siteId: 2, at: START, path: '/other' }));
  const days = openDayParts(file.reader, ROOM);
  seal(file, days);
  expect(fromStore(file, days)).toHaveLength(2);
  const other = () => tellDays(days, { id: 2, timezone: 'UTC' }, ...EVER);
  const before = other();
  days.forget(1);
  expect(fromStore(file, days)).toEqual([]);
  expect(days.dictionary(1).idOf('page', '/next')).toBeUndefined(); // it was not stored
  expect(other()).toEqual(before);
});

it('strings come back as they were, whatever is in them', () => {
  const file = openWrittenFile();
  const days = openDayParts(file.reader, ROOM);
  for (const city of ['\0', 'a\0b', '"', "'; DROP TABLE hits", '\ud800', 'é', 'e\u0301', '\u{1f600}', 'NULL', '0'])
    file.store(aRow({ at: START, city }));
  const before = fromRows(file);
  seal(file, days);
  expect(fromStore(file)).toEqual(before);
});

describe('a day is due', () => {
  const due = (days: StoredDayParts, now: number, from = 0) => createSealer(days)({ sealing: 'due', site, from, now });

  it('half an hour after it ended, the oldest first, and only with hits', () => {
    const file = openWrittenFile();
    const days = openDayParts(file.reader, ROOM);
    file.store(aRow({ at: START + 5 }), aRow({ at: END + 49 * HOUR }));
    expect(due(days, END + REST_MS - 1)).toBeUndefined();
    expect(due(days, END + REST_MS)).toMatchObject({ start: START, end: END });
    expect(due(days, END + 99 * HOUR)).toMatchObject({ start: START, end: END });
    expect(due(days, END + 99 * HOUR, END)).toMatchObject({ start: END + 48 * HOUR, end: END + 72 * HOUR });
    seal(file, days);
    expect(due(days, END + 30 * HOUR)).toBeUndefined();
  });

  it('again when rows came, not sooner than an hour after it was sealed', () => {
    const file = openWrittenFile();
    const days = openDayParts(file.reader, ROOM);
    file.store(aRow({ at: START }));
    seal(file, days, { now: END + HOUR });
    file.store(aRow({ at: START }));
    expect(due(days, END + HOUR + AGAIN_MS - 1)).toBeUndefined();
    expect(due(days, END + HOUR + AGAIN_MS)).toMatchObject({ start: START, end: END });
  });
});

it('whatever is sealed when, and whatever comes late: segments answer as rows do (against rows alone)', () => {
  const hour = fc.integer({ min: 0, max: 4 * 24 - 1 });
  const digits = fc.nat(5).map((digit) => String(digit).repeat(16));
  const text = fc.constantFrom('', 'a', 'b', 'c');
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        ...{ hour, pageInstance: digits, visitor: fc.option(digits, { nil: undefined }), isView: fc.boolean() },
        facts: fc.record({ path: text, city: text, source: text, referrer: text, browser: text, host: text }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ hour, page: digits, engagedMs: fc.nat(9_000) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        day: fc.nat(3),
        maxHits: fc.constantFrom(1, 3, 100),
        killedAfter: fc.constantFrom(0, 1, 99, 99, 99),
      }),
    },
    { weight: 1, arbitrary: fc.constant('restart' as const) },
    { weight: 2, arbitrary: fc.constant('look' as const) },
  );
  const first = Date.UTC(2026, 9, 24, 22); // in Berlin a day of 25 hours comes next
  const ends = [0, 25, 49, 73, 97].map((hours) => first + hours * HOUR);
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
      const file = openWrittenFile();
      let days = openDayParts(file.reader, ROOM);
      for (const step of [...steps, 'look', 'restart', 'look'] as const) {
        if (step === 'restart') days = openDayParts(file.reader, ROOM);
        else if (step === 'look')
          expect(fromStore(file, days, 'Europe/Berlin')).toEqual(fromRows(file, 'Europe/Berlin'));
        else if ('engagedMs' in step) file.engage(1, first + step.hour * HOUR, step.page, step.engagedMs);
        else if ('day' in step) {
          const [start, end] = [ends[step.day] ?? 0, ends[step.day + 1] ?? 0];
          const { maxHits, killedAfter } = step;
          if (!seal(file, days, { start, end, maxHits, killedAfter })) days = openDayParts(file.reader, ROOM);
        } else {
          const { pageInstance, visitor, facts } = step;
          const event = step.isView ? {} : ({ kind: 'event', eventName: 'e', eventProps: { a: 1 } } as const);
          file.store(aRow({ at: first + step.hour * HOUR, pageInstance, visitor, ...facts, ...event }));
        }
      }
    }),
    { numRuns: 30 },
  );
}, 60_000);
