import { expect, it, onTestFinished } from 'vitest';
import type { ReportReply } from '../contract/browser.ts';
import { databaseFile, openReader, openWriter } from '../store/open.ts';
import { buildTestApp } from '../testing/build-test-app.ts';
import { aView } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const SEALED = `SELECT day_start, day_end, hits, segments.id FROM seals JOIN segments ON seal_id = seals.id
  WHERE state = 'published'`;

/** A server at 23:30 in Berlin, with two views. */
async function setUp() {
  const clock = createFakeClock(Date.parse('2026-11-21T22:30:00Z'));
  const app = await buildTestApp({ clock, environment: { SITE_TIMEZONE: 'Europe/Berlin' } });
  const file = databaseFile(app.config.dataDir);
  const reader = openReader(file);
  onTestFinished(() => void reader.close());
  const cookie = await app.signIn();
  await app.hit(aView());
  await app.hit(aView({ u: 'https://example.com/other' }));
  return {
    ...{ ...app, clock, file },
    sealed: () => reader.prepare(SEALED).raw().all() as number[][],
    /** Real time for the threads, while the server's clock goes on. */
    async pass(minutes: number): Promise<void> {
      for (let i = 0; i < minutes; i += 1) {
        clock.advance(MINUTE);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async yesterday(): Promise<unknown> {
      const queries = [{ metrics: ['pageviews', 'visits', 'visitors'], dimensions: ['page'] }];
      const body = { range: 'yesterday', queries };
      const reply = await app.api('POST', '/api/sites/example.com/report', { cookie, body });
      return ((await reply.json()) as ReportReply).answers[0]?.rows;
    },
  };
}

const ROWS = [
  { dimensions: ['/other'], metrics: [1, 1, 1] },
  { dimensions: ['/post'], metrics: [1, 1, 1] },
];

it('a running server seals a day when it has been over for half an hour, and its clock can be believed', async () => {
  const { clock, sealed, pass, yesterday, hit, log } = await setUp();
  await pass(55); // 00:25
  expect(sealed()).toEqual([]);
  expect(await yesterday()).toEqual(ROWS);
  clock.jumpWall(24 * HOUR);
  await pass(8);
  expect(sealed()).toEqual([]);
  clock.jumpWall(-24 * HOUR);
  for (let i = 0; i < 200 && sealed().length === 0; i += 1) await pass(1);
  const day = [Date.parse('2026-11-20T23:00:00Z'), Date.parse('2026-11-21T23:00:00Z')];
  expect(sealed()).toEqual([[...day, 2, expect.any(Number)]]);
  await hit(aView()); // of today
  expect(await yesterday()).toEqual(ROWS);
  expect(log.filter(({ msg }) => /seal/.test(msg))).toEqual([]); // nothing went wrong
});

it('a damaged column is named in the log, answered from rows, and made anew', async () => {
  const { sealed, pass, yesterday, file, log } = await setUp();
  await pass(70);
  for (let i = 0; i < 200 && sealed().length === 0; i += 1) await pass(1);
  const [first] = sealed();
  const writer = openWriter(file);
  writer.prepare("UPDATE segment_columns SET data = zeroblob(length(data)) WHERE name = 'hit page'").run();
  writer.close();
  expect(await yesterday()).toEqual(ROWS);
  for (let i = 0; i < 200 && sealed()[0]?.[3] === first?.[3]; i += 1) await pass(1);
  expect(sealed()).toHaveLength(1);
  expect(await yesterday()).toEqual(ROWS);
  expect(log.map(({ msg }) => msg)).toContainEqual(expect.stringMatching(/hit page is damaged: .* is made anew/));
});
