// What was counted of finished days is remembered (report/remembered.ts), and never told again once some of it was deleted: not while
// the days are answered from rows, and not when they have become columns again.
import { dirname } from 'node:path';
import { expect, it, vi } from 'vitest';
import { DeletionsReply, type ReportReply } from '../contract/browser.ts';
import { rebuildSegments } from '../store/rebuild.ts';
import { buildTestApp } from '../testing/build-test-app.ts';
import { aRow } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { openWrittenFile } from '../testing/written-file.ts';

const DAY = 86_400_000;
const DAYS = 5;
const FIRST = Date.UTC(2026, 10, 10);
const dateOf = (day: number) => new Date(FIRST + day * DAY).toISOString().slice(0, 10);

/** Of each day so many hits, each of somebody else. */
const ROWS = Array.from({ length: DAYS * 30 }, (_, i) => ({
  day: Math.floor(i / 30),
  path: ['/post', '/private/one', '/private/two', '/about', '/other'][i % 5] as string,
  id: (i + 1).toString(16).padStart(16, '0'),
}));
type Row = (typeof ROWS)[number];

const QUERIES = [
  { metrics: ['pageviews', 'visitors'] },
  { metrics: ['pageviews', 'visitors'], dimensions: ['page'] },
  { metrics: ['pageviews', 'visitors'], dimensions: ['time:day'] },
];

/** What a report must say of these rows. */
function expected(rows: readonly Row[]) {
  const by = (of: (row: Row) => string) => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1);
    return [...counts].map(([name, n]) => [name, n, n]).sort();
  };
  return [rows.length === 0 ? [] : [[rows.length, rows.length]], by(({ path }) => path), by(({ day }) => dateOf(day))];
}

async function start() {
  const file = openWrittenFile();
  file.store(
    ...ROWS.map(({ day, path, id }, i) =>
      aRow({ at: FIRST + day * DAY + (i % 30) * 60_000, path, visitor: id, pageInstance: id }),
    ),
  );
  const clock = createFakeClock(FIRST + 10 * DAY);
  await rebuildSegments(file.path, clock.wall(), () => {});
  const app = await buildTestApp({ clock, environment: { DATA_DIR: dirname(file.path) } });
  clock.advance(11 * 60_000); // until days are sealed
  const cookie = await app.signIn();
  const post = (name: string, body: unknown) => app.api('POST', `/api/sites/example.com/${name}`, { cookie, body });
  return {
    ...{ clock, post },
    writer: file.writer,
    /** One of all days, and one of some, since both are remembered; as the rows that they are of. */
    async report(from = 0, to = DAYS - 1, filters: unknown[] = []) {
      const body = { range: [dateOf(from), dateOf(to)], filters, queries: QUERIES };
      const { answers } = (await (await post('report', body)).json()) as ReportReply;
      return answers.map(({ rows }) =>
        rows
          .filter(({ metrics }) => metrics[0] !== 0)
          .map(({ dimensions, metrics }) => [...dimensions, ...metrics])
          .sort(),
      );
    },
    async isDone() {
      const reply = await app.api('GET', '/api/sites/example.com/deletions', { cookie });
      return DeletionsReply.parse(await reply.json()).deletions.length === 0;
    },
    /** The numbers of the segments of each day; what is remembered is remembered under them. */
    segments: () =>
      file.reader
        .prepare(`SELECT (day_start - ${FIRST}) / ${DAY} AS day, segments.id FROM seals JOIN segments ON seal_id = seals.id
          WHERE state = 'published' ORDER BY day`)
        .raw()
        .all() as [number, number][],
  };
}

it('after a deletion no report is answered from what was remembered of the days touched', async () => {
  const app = await start();
  const isPrivate = ['starts', 'page', ['/private/']];
  let rows: readonly Row[] = ROWS;
  async function expectAnswers(when: string) {
    for (const [from, to] of [
      [0, DAYS - 1],
      [1, 3],
      [0, DAYS - 1],
    ] as const) {
      const asked = rows.filter(({ day }) => day >= from && day <= to);
      expect(await app.report(from, to), `${when}, ${from} to ${to}`).toEqual(expected(asked));
      const filtered = asked.filter(({ path }) => path.startsWith('/private/'));
      expect(await app.report(from, to, [isPrivate]), `${when}, filtered`).toEqual(expected(filtered));
    }
  }
  await expectAnswers('before');
  const unnoticed = ROWS.find(({ day }) => day === 1)?.id;
  app.writer.prepare('DELETE FROM hits WHERE page_instance = unhex(?)').run(unnoticed); // behind the server’s back
  await expectAnswers('control: what is known is not counted anew');
  rows = rows.filter(({ id }) => id !== unnoticed);

  const orders: [what: string, body: object, isMeant: (row: Row) => boolean, touched: number[]][] = [
    ['a path in a range', { path: '/private/*', range: [dateOf(1), dateOf(2)] }, isIn(1, 2, '/private/'), [1, 2]],
    ['a day', { range: [dateOf(3), dateOf(3)] }, isIn(3, 3, '/'), [3]],
    ['a path', { path: '/private/two' }, isIn(0, DAYS, '/private/two'), [0, 1, 2, 4]],
    ['another path', { path: '/about' }, isIn(0, DAYS, '/about'), [0, 1, 2, 4]],
    ['all of it', { path: '*' }, () => true, [0, 1, 2, 4]],
  ];
  for (const [what, body, isMeant, touched] of orders) {
    const before = app.segments();
    expect((await app.post('deletions', { ...body, confirm: true })).status, what).toBe(202);
    // Asked all the while, so that whatever can be remembered of half a deletion is.
    while (!(await app.isDone())) {
      app.clock.advance(20);
      await Promise.all([app.report(), app.report(1, 3, [isPrivate])]);
    }
    rows = rows.filter((row) => !isMeant(row));
    await expectAnswers(`${what}, when it is done`);
    const days = new Set(rows.map(({ day }) => day));
    const areSealed = () => {
      app.clock.advance(20);
      expect(new Set(app.segments().map(([day]) => day))).toEqual(days);
    };
    await vi.waitFor(areSealed, { timeout: 30_000, interval: 20 });
    await expectAnswers(`${what}, sealed anew`);
    // A path may unseal days between the first and the last of its hits.
    const kept = before.filter(([day]) => !touched.includes(day));
    const made = app.segments().filter(([day]) => touched.includes(day));
    expect(app.segments(), what).toEqual(expect.arrayContaining(kept)); // that there was something to remember
    for (const [, id] of made) expect(before.map(([, old]) => old)).not.toContain(id);
  }
}, 120_000);

function isIn(from: number, to: number, prefix: string) {
  return ({ day, path }: Row) => day >= from && day <= to && path.startsWith(prefix);
}
