import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { aRow } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { tellDays } from '../testing/tell-days.ts';
import { openDayParts } from './day-parts.ts';
import { createInTurn } from './in-turn.ts';
import { databaseFile, openReader } from './open.ts';
import { openRecorder } from './recorder.ts';
import { createRowDays } from './row-days.ts';
import { createSealer, type SealQuestion, type SealStep } from './sealer.ts';
import { type SealingParts, sealFinishedDays } from './sealing.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 18);
const SITES = [
  { id: 1, timezone: 'UTC' },
  { id: 2, timezone: 'Asia/Tokyo' },
];

/** Two sites with hits on four days, looked at in the afternoon of the fourth. */
async function setUp(over: (parts: SealingParts) => Partial<SealingParts> = () => ({})) {
  const file = databaseFile(temporaryFolder());
  const clock = createFakeClock(START + 3 * DAY + 15 * HOUR);
  const { recorder } = await openRecorder(file, clock, (error) => {
    throw error;
  });
  const reader = openReader(file);
  for (const { id } of SITES) {
    const site = "INSERT INTO sites (host, timezone, created_at) VALUES (:host, 'UTC', 0)";
    await recorder.write(site, { host: `${id}.example` });
    const rows = Array.from({ length: 4 * 24 }, (_, i) =>
      aRow({ siteId: id, at: START + i * HOUR, path: `/${i % 9}` }),
    );
    await recorder.recordAll(rows);
  }
  const days = openDayParts(reader, { rowBytes: 1e9, columnBytes: 1e9 });
  const sealer = createSealer(days);
  const warnings: string[] = [];
  let restarts = 0;
  const usual: SealingParts = {
    ...{ clock, recorder, sites: () => SITES, mayBegin: () => true },
    inTurn: createInTurn(),
    ask: async (question) => sealer(question),
    async restart() {
      restarts += 1;
    },
    log: { warn: (message) => warnings.push(message) },
  };
  const sealing = sealFinishedDays({ ...usual, ...over(usual) });
  onTestFinished(async () => {
    await sealing.close();
    reader.close();
    await recorder.close();
  });
  const sealed = (site: number) =>
    reader
      .prepare(
        "SELECT (day_start - ?) / 3600000 FROM seals WHERE site_id = ? AND state = 'published' ORDER BY day_start",
      )
      .pluck()
      .all(START, site) as number[];
  const count = (sql: string) => reader.prepare(sql).pluck().get() as number;
  /** Real turns of the event loop, until it is so. */
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const answers = (make: (site: { id: number; timezone: string }) => unknown) => SITES.map(make);
  const equal = () =>
    expect(
      answers((site) => tellDays(openDayParts(reader, { rowBytes: 1e9, columnBytes: 1e9 }), site, 0, 4e12)),
    ).toEqual(answers((site) => tellDays(createRowDays(reader, 1e9), site, 0, 4e12)));
  return { clock, recorder, reader, sealing, sealed, count, until, warnings, restarts: () => restarts, equal };
}

it('every day of every site that ended half an hour ago or earlier is sealed, by each site’s own calendar', async () => {
  const { clock, sealed, until, equal, warnings } = await setUp();
  await until(() => sealed(2).length === 3);
  expect(sealed(1)).toEqual([0, 24, 48]);
  expect(sealed(2)).toEqual([-9, 15, 39]); // in Tokyo the next day has ended only now
  equal();
  clock.advance(HOUR / 2);
  await until(() => sealed(2).length === 4);
  expect(sealed(2)).toEqual([-9, 15, 39, 63]);
  expect(warnings).toEqual([]);
  equal();
});

it('nothing is sealed while that may not be, as when the clock cannot be believed', async () => {
  let isAllowed = false;
  const { sealed, clock, until } = await setUp(() => ({ mayBegin: () => isAllowed }));
  clock.advance(HOUR);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(sealed(1)).toEqual([]);
  isAllowed = true;
  await until(() => {
    clock.advance(5 * MINUTE);
    return sealed(1).length === 3;
  });
});

it('a day that cannot be made is said, and the others are made; it is tried again', async () => {
  let isFailing = true;
  const isOfFirst = (question: SealQuestion) => question.sealing === 'begin' && question.order.start === START;
  const { clock, sealed, until, warnings, count, equal } = await setUp(({ ask }) => ({
    ask(question) {
      if (isFailing && isOfFirst(question)) throw new Error('a bug');
      return ask(question);
    },
  }));
  await until(() => sealed(2).length === 3);
  expect(sealed(1)).toEqual([24, 48]);
  expect(warnings).toEqual([expect.stringMatching(/site 1 from 2026-11-18T00:00:00.000Z .*: a bug$/)]);
  isFailing = false;
  await until(() => {
    clock.advance(5 * MINUTE);
    return sealed(1).length === 3 && sealed(2).length === 4;
  });
  expect(count("SELECT count(*) FROM seals WHERE state = 'staged'")).toBe(0);
  equal();
});

it.each([
  ['the disk refuses', 'SQLITE_FULL', 0],
  ['a number means something else on disk', 'SQLITE_CONSTRAINT_NOTNULL', 1],
])('a round ends when %s, and the next goes on', async (_what, code, expected) => {
  let writes = 0;
  const { clock, sealed, until, warnings, restarts, equal } = await setUp(({ recorder }) => ({
    recorder: {
      write: recorder.write,
      writeAll(all) {
        writes += 1;
        if (writes === 5) return Promise.reject(Object.assign(new Error('refused'), { code }));
        return recorder.writeAll(all);
      },
    },
  }));
  await until(() => warnings.length === 1);
  expect(sealed(1)).toEqual([0]);
  expect(sealed(2)).toEqual([]);
  await until(() => {
    clock.advance(5 * MINUTE);
    return sealed(2).length === 4;
  });
  expect(restarts()).toBe(expected);
  expect(warnings).toHaveLength(1);
  equal();
});

it('what late rows replaced is kept for a round, for those who still read it, and then swept away', async () => {
  const { clock, recorder, sealed, until, count, equal } = await setUp();
  await until(() => sealed(2).length === 3);
  await recorder.record(aRow({ at: START + 5, path: '/late' }));
  const replaced = () => count("SELECT count(*) FROM seals WHERE state = 'replaced'");
  clock.advance(HOUR);
  await until(() => replaced() === 1 && sealed(2).length === 4);
  expect(count('SELECT count(DISTINCT segment_id) FROM segment_columns')).toBe(count('SELECT count(*) FROM seals'));
  await until(() => {
    clock.advance(5 * MINUTE);
    return replaced() === 0;
  });
  expect(count('SELECT count(DISTINCT segment_id) FROM segment_columns')).toBe(count('SELECT count(*) FROM seals'));
  expect(count('SELECT count(*) FROM seals WHERE late = 1')).toBe(0);
  equal();
});

it.each([
  ['goes no further, when that is known', true],
  ['stores nothing any more, before that is known', false],
])('the sealing of a site that is removed meanwhile %s', async (_what, isKnown) => {
  let sites = SITES;
  let stored = Number.NaN;
  const columns =
    'SELECT count(*) FROM segment_columns WHERE segment_id / 4096 IN (SELECT id FROM seals WHERE site_id = 1)';
  const { sealed, until, warnings, count } = await setUp(({ ask, recorder }) => ({
    sites: () => sites,
    async ask(question) {
      const answer = await ask(question);
      const isColumn = 'writes' in (answer ?? {}) && (answer as SealStep).writes[1]?.sql.includes('segment_columns');
      if (isColumn && Number.isNaN(stored)) {
        await recorder.write("UPDATE sites SET removed_at = 1, host = ':1' WHERE id = 1", {});
        stored = count(columns);
        if (isKnown) sites = sites.slice(1);
      }
      return answer;
    },
  }));
  await until(() => sealed(2).length === 3);
  expect(stored).toBe(0);
  expect(count(columns)).toBe(0);
  expect(count('SELECT count(*) FROM dictionary WHERE site_id = 1')).toBeGreaterThan(0); // it was under way
  if (isKnown) expect(sealed(1)).toEqual([]);
  expect(count('SELECT count(*) FROM segments WHERE id / 4096 IN (SELECT id FROM seals WHERE site_id = 1)')).toBe(0);
  expect(count('SELECT count(*) FROM seals WHERE site_id = 1')).toBe(1);
  expect(warnings).toEqual([]);
});

it('stops in the middle of a day when it is closed', async () => {
  let asked = 0;
  const { sealing, sealed, until, warnings } = await setUp(({ ask }) => ({
    ask(question) {
      asked += 1;
      return ask(question);
    },
  }));
  await until(() => asked > 5);
  await sealing.close();
  await sealing.close();
  const before = asked;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked).toBe(before);
  expect(sealed(1).length).toBeLessThan(3);
  expect(warnings).toEqual([]);
});
