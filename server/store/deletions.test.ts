// Parts of what is stored of a site are deleted: looked for in the bytes of the files, and compared with a site that never had them.
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { aRow } from '../testing/factories.ts';
import { type DayPart, VISIT_DIMENSIONS } from './columns.ts';
import { openDayParts } from './day-parts.ts';
import {
  BY_NUMBER,
  createDeletions,
  type DeletionOrder,
  type DeletionParts,
  type Deletions,
  EVER,
} from './deletions.ts';
import { countChosen, createEraser, findUnused } from './eraser.ts';
import type { HitRow } from './hit-row.ts';
import { createInTurn } from './in-turn.ts';
import { databaseFile, openReader } from './open.ts';
import { openRecorder, type Recorder } from './recorder.ts';
import { sealDay } from './seal-day.ts';
import { createSealer } from './sealer.ts';
import { BEGIN, sealFinishedDays } from './sealing.ts';

const CANARY = 'kanarienvogel';
const SITE = { id: 1, host: 'example.com', timezone: 'UTC' };
const OTHER = { id: 2, host: 'other.example', timezone: 'UTC' };
const DAY = 86_400_000;
const FIRST = Date.UTC(2026, 10, 1);
const DAYS = 3;
const INSERT_SITE = "INSERT INTO sites (host, timezone, created_at) VALUES (:host, 'UTC', 0)";
const ENGAGE = `INSERT INTO engagements (site_id, at, page_instance, engaged_ms, scroll_depth)
  VALUES (:site, :at, unhex(:page), 5000, 50)`;
const MINUTE = 'INSERT INTO live_minutes (site_id, minute, peak, visitor_ms) VALUES (:site, :minute, 1, 1)';

/** What `steps` return in the end. */
function resultOf<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

async function setUp(path = databaseFile(temporaryFolder())) {
  const { recorder } = await openRecorder(path, systemClock, (error) => {
    throw error;
  });
  onTestFinished(() => recorder.close());
  const reader = openReader(path);
  onTestFinished(() => void reader.close());
  const days = openDayParts(reader, { rowBytes: 1e8, columnBytes: 1e8 });
  const answer = createEraser(reader, days);
  const inTurn = createInTurn();
  for (const { host } of [SITE, OTHER]) await recorder.write(INSERT_SITE, { host });

  const eraser: DeletionParts['eraser'] = {
    count: async (site, chosen) => resultOf(countChosen(days, site, chosen)),
    async find(question) {
      const found = answer({ erasing: 'find', ...question });
      if (!found) throw new Error('nothing was answered');
      return found;
    },
    unused: async (siteId) => resultOf(findUnused(reader, days.dictionary(siteId), siteId)),
    forget: async (siteId, gone) => void answer({ erasing: 'forget', siteId, gone }),
  };

  function start(over: Partial<DeletionParts> = {}): Deletions {
    const log = { info: () => undefined, warn: () => undefined };
    const site = (id: number) => [SITE, OTHER].find((each) => each.id === id);
    const parts = { recorder, reader, clock: systemClock, log, eraser, site, inTurn, onDelete: () => undefined };
    const deletions = createDeletions({ ...parts, ...over });
    onTestFinished(() => deletions.close());
    return deletions;
  }

  async function seal(siteId: number, start: number): Promise<void> {
    const { lastId } = await recorder.write(BEGIN, { siteId, start, end: start + DAY, now: 1 });
    const order = { seal: lastId, siteId, start, end: start + DAY };
    for (const writes of sealDay(days, order)) if (writes.length > 0) await recorder.writeAll(writes);
  }

  const order = (over: Partial<DeletionOrder>): DeletionOrder => ({
    ...{ siteId: 1, reason: 'owner', path: null },
    ...EVER,
    ...over,
  });
  const number = (sql: string) => reader.prepare(sql).pluck().get() as number;
  return {
    ...{ file: path, recorder, reader, days, eraser, start, seal, order, inTurn },
    store: async (rows: HitRow[]) => void (await Promise.all(rows.map((row) => recorder.record(row)))),
    /** How often the text stands in the files. */
    bytes: (text: string) =>
      ['', '-wal'].reduce((sum, end) => sum + readFileSync(path + end, 'latin1').split(text).length - 1, 0),
    hitsOf: (site: number) => number(`SELECT count(*) FROM hits WHERE site_id = ${site}`),
    published: (site: number) => number(`SELECT count(*) FROM seals WHERE state = 'published' AND site_id = ${site}`),
    number,
    isDone: (deletions: Deletions) =>
      vi.waitFor(() => expect(deletions.underWay()).toEqual([]), { timeout: 60_000, interval: 20 }),
  };
}

/** In words, so that two databases whose dictionaries differ can be compared. */
function inWords(days: Awaited<ReturnType<typeof setUp>>['days'], site: typeof SITE, from = 0, to = 8e15): unknown[] {
  const dictionary = days.dictionary(site.id);
  return [...days.parts(site, from, to)].flatMap((part: DayPart) =>
    Array.from({ length: part.visits }, (_, visit) => {
      const [first = 0, end = 0] = part.visit('first_hit').subarray(visit, visit + 2);
      const of = (name: (typeof VISIT_DIMENSIONS)[number]) =>
        dictionary.valueOf(name === 'entry_page' || name === 'exit_page' ? 'page' : name, part.visit(name)[visit] ?? 0);
      return [
        part.start + (part.visit('start')[visit] ?? 0),
        part.visit('duration')[visit],
        ...VISIT_DIMENSIONS.map(of),
        Array.from({ length: end - first }, (_hit, i) => [
          part.hit('time')[first + i],
          dictionary.valueOf('page', part.hit('page')[first + i] ?? 0),
          dictionary.valueOf('event', part.hit('event')[first + i] ?? 0),
          dictionary.valueOf('props', part.hit('props')[first + i] ?? 0),
          part.hit('engaged')[first + i],
        ]),
      ];
    }),
  );
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const hex = (n: number) => n.toString(16).padStart(16, '0');
const SECRET = `/private/${CANARY}`;

/** Visits of a few pages each, over three days; some pass the canary, in whatever place. Paths of many lengths. */
function rowsOf(siteId: number, each: number, word: string): HitRow[] {
  return Array.from({ length: DAYS * each }, (_, i) => {
    const visitor = Math.floor(i / 4);
    const isSecret = (i * 7 + visitor) % 5 === 0;
    const wasSecret = i % 4 > 0 && ((i - 1) * 7 + visitor) % 5 === 0;
    const name = `/private/${word}`;
    return aRow({
      ...{ siteId, at: FIRST + Math.floor(i / each) * DAY + (i % each) * 10_000, visitor: hex(visitor + 1) },
      path: isSecret ? `${name}${'/long'.repeat(i % 60)}` : `/page/${i % 50}`,
      ...{ pageInstance: hex(siteId * 1e9 + i), title: isSecret ? `${word} ${i}` : 'page' },
      referrer: wasSecret ? `https://www.example.com${name}${'/long'.repeat((i - 1) % 60)}` : undefined,
      channel: wasSecret ? 'internal' : 'direct',
      city: isSecret ? `${word}burg` : 'Wien',
      ...(i % 9 === 0 ? { kind: 'event' as const, eventName: 'go', eventProps: { at: isSecret ? word : 'x' } } : {}),
    });
  });
}

const isSecret = ({ path }: HitRow) => path.startsWith('/private/');
const EACH = 1_200;

async function fill(made: Awaited<ReturnType<typeof setUp>>, rows: HitRow[]): Promise<void> {
  for (let i = 0; i < rows.length; i += 300) await made.store(rows.slice(i, i + 300));
  for (const { siteId, at, pageInstance } of rows.filter((_, i) => i % 3 === 0))
    await made.recorder.write(ENGAGE, { site: siteId, at, page: pageInstance });
  for (let i = 0; i < 40; i += 1)
    await made.recorder.write(MINUTE, { site: 1, minute: (FIRST + i * 2 * 3_600_000) / 60_000 });
}

/** In turns, so that pages of the file hold rows of both. */
const mixed = () => {
  const others = rowsOf(2, EACH, 'blaumeise');
  return rowsOf(1, EACH, CANARY).flatMap((row, i) => [row, others[i] as HitRow]);
};

it('no byte of a path is left in the database and its log, and the rest is as if it had never been there', async () => {
  const made = await setUp();
  const rows = mixed();
  await fill(made, rows);
  for (const site of [1, 2]) for (let day = 0; day < DAYS - 1; day += 1) await made.seal(site, FIRST + day * DAY);
  const secrets = rows.filter((row) => row.siteId === 1 && isSecret(row));
  const others = inWords(made.days, OTHER);
  expect(made.bytes(CANARY)).toBeGreaterThan(secrets.length); // that it could have been seen
  expect(made.number(`SELECT count(*) FROM dictionary WHERE value LIKE '%${CANARY}%'`)).toBeGreaterThan(10);
  inWords(made.days, SITE); // all of it is in memory now

  const chosen = made.order({ path: '/private/*' });
  expect(await made.eraser.count(SITE, chosen)).toEqual({
    hits: secrets.length,
    pages: new Set(secrets.map(({ path }) => path)).size,
  });
  const deletions = made.start();
  const id = await deletions.begin(chosen);
  expect(deletions.underWay(1)).toMatchObject([{ id, path: '/private/*', gone: 0 }]);
  expect(deletions.underWay(2)).toEqual([]);
  await made.isDone(deletions);

  expect(made.bytes(CANARY)).toBe(0);
  expect(made.hitsOf(1)).toBe(DAYS * EACH - secrets.length);
  expect(made.number('SELECT count(*) FROM deletions')).toBe(0);
  expect(made.number('SELECT count(*) FROM live_minutes')).toBe(40);
  expect([made.published(1), made.published(2)]).toEqual([0, DAYS - 1]);
  expect(inWords(made.days, OTHER)).toEqual(others);
  expect(made.reader.pragma('integrity_check', { simple: true })).toBe('ok');

  const fresh = await setUp();
  const rest = rows
    .filter((row) => row.siteId === 2 || !isSecret(row))
    .map((row) => (row.siteId === 1 && row.referrer ? { ...row, referrer: 'https://www.example.com' } : row));
  await fresh.store(rest);
  const kept = new Set(rest.map(({ pageInstance }) => pageInstance));
  for (const { siteId, at, pageInstance } of rows.filter((row, i) => i % 3 === 0 && kept.has(row.pageInstance)))
    await fresh.recorder.write(ENGAGE, { site: siteId, at, page: pageInstance });
  const expected = inWords(fresh.days, SITE);
  expect(expected.length).toBeGreaterThan(500);
  expect(inWords(made.days, SITE)).toEqual(expected);
  for (let day = 0; day < DAYS; day += 1) await made.seal(1, FIRST + day * DAY); // anew, with the values that were let go
  expect(inWords(made.days, SITE)).toEqual(expected);
  const anew = openDayParts(made.reader, { rowBytes: 1e8, columnBytes: 1e8 }); // as after a restart
  expect(inWords(anew, SITE)).toEqual(expected);
  expect(made.bytes(CANARY)).toBe(0);
}, 240_000);

it.each([
  ['one path', { path: `${SECRET}/long` }],
  ['what ends alike', { path: '*/long' }],
  ['a path in a range', { path: '/private/*', from: FIRST + DAY / 2, until: FIRST + DAY + 500_000 }],
  ['a range within a day', { from: FIRST + 100_000, until: FIRST + 500_000 }],
  ['whole days', { from: FIRST, until: FIRST + 2 * DAY }],
  ['a page that nobody has read', { path: '/nowhere' }],
])(
  'counts beforehand exactly what will be gone: %s',
  async (_what, chosen) => {
    const made = await setUp();
    const rows = rowsOf(1, 200, CANARY);
    await fill(made, rows);
    await made.seal(1, FIRST);
    const path = 'path' in chosen ? chosen.path : '*';
    const pattern = new RegExp(`^${path.replaceAll('*', '.*')}$`);
    const { from, until } = { ...EVER, ...chosen };
    const goes = ({ path: its, at }: HitRow) => pattern.test(its) && at >= from && at < until;
    const order = made.order(chosen);
    expect((await made.eraser.count(SITE, order)).hits).toBe(rows.filter(goes).length);
    const deletions = made.start();
    await deletions.begin(order);
    await made.isDone(deletions);
    const left = made.reader.prepare('SELECT hex(page_instance) FROM hits ORDER BY id').pluck().all();
    const expected = rows.filter((row) => !goes(row)).map(({ pageInstance }) => pageInstance.toUpperCase());
    expect(left).toEqual(expected);
    const minutes = made.reader.prepare('SELECT minute * 60000 FROM live_minutes ORDER BY minute').pluck().all();
    const all = Array.from({ length: 40 }, (_, i) => FIRST + i * 2 * 3_600_000);
    expect(minutes).toEqual('path' in chosen ? all : all.filter((at) => at < from || at >= until));
    const readings = made.number(`SELECT count(*) FROM engagements
    WHERE page_instance NOT IN (SELECT page_instance FROM hits)`);
    expect(readings).toBe(0);
    expect(made.published(1)).toBe(rows.some((row) => goes(row) && row.at < FIRST + DAY) ? 0 : 1);
  },
  120_000,
);

it('hits of the same path that come while it is at work, or later, stay', async () => {
  const made = await setUp();
  await fill(made, rowsOf(1, 300, CANARY));
  const deletions = made.start();
  const late = Array.from({ length: 50 }, (_, i) => aRow({ path: SECRET, at: FIRST + i }));
  await deletions.begin(made.order({ path: '/private/*' }));
  await deletions.begin(made.order({ from: FIRST, until: FIRST + DAY }));
  await made.store(late);
  await made.isDone(deletions);
  expect(made.number("SELECT count(*) FROM hits WHERE path LIKE '/private/%'")).toBe(50);
}, 120_000);

it('stops where it stands when the server ends, and goes on with the next start', async () => {
  const made = await setUp();
  const rows = rowsOf(1, EACH, CANARY);
  await fill(made, rows);
  const first = made.start();
  await first.begin(made.order({ path: '/private/*' }));
  await vi.waitFor(() => expect(first.underWay()[0]?.gone).toBeGreaterThan(0), { interval: 1 });
  await first.close();
  const [stopped] = first.underWay();
  const secrets = rows.filter(isSecret).length;
  expect(stopped?.hits).toBe(secrets);
  expect(stopped?.gone).toBeLessThan(secrets);
  expect(made.bytes(CANARY)).toBeGreaterThan(0);
  const second = made.start();
  expect(second.underWay()).toMatchObject([{ id: stopped?.id, path: '/private/*' }]);
  await made.isDone(second);
  expect([made.bytes(CANARY), made.hitsOf(1)]).toEqual([0, rows.length - secrets]);
}, 120_000);

it('what the disk refuses is tried again, and said once', async () => {
  const made = await setUp();
  await fill(made, rowsOf(1, 200, CANARY));
  await made.seal(1, FIRST);
  const warned: string[] = [];
  const refused = new Map<string, number>();
  /** Each kind of statement is refused once, the second time. */
  function mayWrite(sql: string): boolean {
    const kind = sql.slice(0, 30);
    refused.set(kind, (refused.get(kind) ?? 0) + 1);
    return refused.get(kind) !== 2 || sql.startsWith('INSERT');
  }
  const noRoom = () => Promise.reject(new Error('no room'));
  const write: Recorder['write'] = (sql, values) => (mayWrite(sql) ? made.recorder.write(sql, values) : noRoom());
  const writeAll: Recorder['writeAll'] = (writes) =>
    writes.every(({ sql }) => mayWrite(sql)) ? made.recorder.writeAll(writes) : noRoom();
  const hurried = { ...systemClock, after: (ms: number, task: () => void) => systemClock.after(ms / 1000, task) };
  const log = { info: () => undefined, warn: (message: string) => void warned.push(message) };
  const recorder = { write, writeAll, checkpoint: made.recorder.checkpoint };
  const deletions = made.start({ recorder, clock: hurried, log });
  await deletions.begin(made.order({ path: '/private/*' }));
  await made.isDone(deletions);
  expect(warned).toEqual(['deletion 1 waits: no room']);
  expect(made.bytes(CANARY)).toBe(0);
}, 120_000);

it('ends when its site is removed meanwhile, and is not begun for one that was', async () => {
  const made = await setUp();
  await fill(made, rowsOf(1, 300, CANARY));
  const deletions = made.start();
  await deletions.begin(made.order({ path: '/private/*' }));
  await made.recorder.write("UPDATE sites SET removed_at = 1, host = ':1' WHERE id = 1", {});
  deletions.forget(1);
  expect(deletions.underWay()).toEqual([]);
  expect(await deletions.begin(made.order({ path: '/private/*' }))).toBeUndefined();
  await deletions.close();
  expect(made.start().underWay()).toEqual([]);
}, 120_000);

it('a segment that cannot be read is no reason to keep what it may hold: its day is made anew', async () => {
  const made = await setUp();
  await fill(made, rowsOf(1, 200, CANARY));
  for (let day = 0; day < DAYS; day += 1) await made.seal(1, FIRST + day * DAY);
  const columns =
    "SELECT segment_columns.rowid FROM segment_columns WHERE name = 'visit city' ORDER BY rowid DESC LIMIT 1";
  await made.recorder.write(`UPDATE segment_columns SET data = zeroblob(length(data)) WHERE rowid IN (${columns})`, {});
  const deletions = made.start();
  await deletions.begin(made.order({ path: '/private/*', until: FIRST + DAY }));
  await made.isDone(deletions);
  expect(made.published(1)).toBe(1);
}, 120_000);

it('whoever was asking meanwhile is told no less than what stays', async () => {
  const made = await setUp();
  await fill(made, rowsOf(1, 200, CANARY));
  for (let day = 0; day < DAYS; day += 1) await made.seal(1, FIRST + day * DAY);
  const asking = made.days.parts(SITE, 0, 8e15)[Symbol.iterator]();
  expect(asking.next().value).toMatchObject({ hits: 200 });
  const deletions = made.start();
  await deletions.begin(made.order({ from: FIRST + DAY, until: FIRST + DAY + 1_000_000 }));
  await made.isDone(deletions);
  expect([asking.next().value, asking.next().value]).toMatchObject([{ hits: 100 }, { hits: 200 }]);
}, 60_000);

it('is not done while somebody, such as a backup, still reads what was', async () => {
  const made = await setUp();
  await fill(made, rowsOf(1, 100, CANARY));
  const backup = openReader(made.file);
  onTestFinished(() => void backup.close());
  backup.exec('BEGIN');
  backup.prepare('SELECT count(*) FROM hits').get();
  const hurried = { ...systemClock, after: (ms: number, task: () => void) => systemClock.after(ms / 100, task) };
  const deletions = made.start({ clock: hurried });
  await deletions.begin(made.order({ path: '/private/*' }));
  await vi.waitFor(() => expect(made.number("SELECT count(*) FROM deletions WHERE state = 'folding'")).toBe(1), {
    timeout: 20_000,
  });
  expect(deletions.underWay()).toHaveLength(1);
  expect(made.bytes(CANARY)).toBeGreaterThan(0); // in the log of writes, for the backup
  backup.exec('COMMIT');
  await made.isDone(deletions);
  expect(made.bytes(CANARY)).toBe(0);
}, 60_000);

it('deletes nobody else’s rows, though their path is the same', async () => {
  const made = await setUp();
  await made.store([aRow({ path: SECRET, at: FIRST }), aRow({ siteId: 2, path: SECRET, at: FIRST })]);
  const deletions = made.start();
  await deletions.begin(made.order({ path: SECRET }));
  await made.isDone(deletions);
  expect([made.hitsOf(1), made.hitsOf(2)]).toEqual([0, 1]);
}, 60_000);

it('a day that is being sealed when some of it is deleted is sealed without it', async () => {
  const made = await setUp();
  const rows = rowsOf(1, EACH, CANARY);
  await fill(made, rows);
  const sealer = createSealer(made.days);
  const { recorder, inTurn } = made;
  let begin: (() => void) | undefined;
  const isUnderWay = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let questions = 0;
  let left = -1;
  const warnings: string[] = [];
  const sealing = sealFinishedDays({
    ...{ recorder, inTurn, clock: systemClock, sites: () => [SITE], mayBegin: () => true },
    async ask(question) {
      if (question.sealing === 'next') questions += 1;
      if (questions === 2 && begin) {
        // The day's rows have been read, and nothing of them is written yet: a deletion would have all the time it needs.
        begin();
        begin = undefined;
        for (let i = 0; i < 50 && made.hitsOf(1) === rows.length; i += 1) await wait(20);
        left = made.hitsOf(1);
      }
      return sealer(question);
    },
    restart: async () => undefined,
    log: { warn: (line) => warnings.push(line) },
  });
  onTestFinished(() => sealing.close());
  const deletions = made.start({ onDelete: (_order, when) => when === 'done' && sealing.again() });
  await isUnderWay;
  await deletions.begin(made.order({ path: '/private/*' }));
  await made.isDone(deletions);
  await vi.waitFor(() => expect(made.published(1)).toBe(DAYS), { timeout: 30_000, interval: 20 });
  await inTurn(async () => undefined);
  expect([left, warnings]).toEqual([rows.length, []]);
  expect(made.number('SELECT sum(hits) FROM segments')).toBe(rows.filter((row) => !isSecret(row)).length);
  await recorder.checkpoint('TRUNCATE');
  expect(made.bytes(CANARY)).toBe(0);
}, 120_000);

it('a step looks at the rows that it is about, and not at all of the site’s', async () => {
  const { reader } = await setUp();
  for (const sql of BY_NUMBER) {
    const plan = reader.prepare(`EXPLAIN QUERY PLAN ${sql.replace(/:\w+/g, "'[]'")}`).all() as { detail: string }[];
    const looks = plan.map(({ detail }) => detail).filter((detail) => /(SEARCH|SCAN) (hits|engagements)/.test(detail));
    expect(looks.length).toBeGreaterThan(0);
    expect(looks.join('; ')).not.toMatch(/\(site_id=\?\)|SCAN/);
  }
});
