import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { databaseFile, openReader, openWriter } from '../store/open.ts';
import { buildTestApp } from '../testing/build-test-app.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { keptFrom } from './retention.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-21T12:00:00Z');

it.each([
  ['UTC', 1, '2026-11-20T00:00:00Z'],
  ['UTC', 30, '2026-10-22T00:00:00Z'],
  ['Europe/Berlin', 30, '2026-10-21T22:00:00Z'], // before the clocks were changed
  ['Asia/Kathmandu', 1, '2026-11-19T18:15:00Z'],
  ['Pacific/Kiritimati', 1, '2026-11-20T10:00:00Z'],
])('in %s %i days are kept from %s on, beside today', (zone, days, expected) => {
  expect(new Date(keptFrom(zone, days, NOW)).toISOString()).toBe(expected.replace('Z', '.000Z'));
});

/** Two sites, with a hit of every one of the last ten days at noon, and what else has a time. */
async function setUp(RETENTION_DAYS: string) {
  const clock = createFakeClock(NOW);
  const app = await buildTestApp({ clock, environment: { RETENTION_DAYS, SITES: 'example.com,other.example' } });
  const file = databaseFile(app.config.dataDir);
  const writer = openWriter(file);
  for (const site of [1, 2])
    for (let day = 0; day < 10; day += 1) {
      const row = { site, at: NOW - day * DAY };
      writer
        .prepare(`INSERT INTO hits (site_id, at, kind, page_instance, seq, host, path)
          VALUES (:site, :at, 'view', randomblob(8), 0, 'example.com', '/')`)
        .run(row);
      writer
        .prepare(`INSERT INTO engagements (site_id, at, page_instance, engaged_ms, scroll_depth)
          VALUES (:site, :at, randomblob(8), 1, 1)`)
        .run(row);
      writer
        .prepare('INSERT INTO live_minutes (site_id, minute, peak, visitor_ms) VALUES (:site, :at / 60000, 1, 1)')
        .run(row);
    }
  writer.close();
  const reader = openReader(file);
  onTestFinished(() => void reader.close());
  const cookie = await app.signIn();
  return {
    ...{ app, clock },
    /** Real time for the threads, while the server's clock goes on. */
    async pass(minutes: number): Promise<void> {
      for (let i = 0; i < minutes; i += 1) {
        clock.advance(MINUTE);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    keep: (retentionDays: number | null) =>
      app.api('PATCH', '/api/sites/example.com', { cookie, body: { retentionDays } }),
    /** None is under way. */
    async isIdle(): Promise<boolean> {
      const of = async (site: string) => (await app.api('GET', `/api/sites/${site}/deletions`, { cookie })).json();
      const all = (await Promise.all(['example.com', 'other.example'].map(of))) as { deletions: unknown[] }[];
      return all.every(({ deletions }) => deletions.length === 0);
    },
    kept: () =>
      [1, 2].map((site) =>
        ['hits', 'engagements', 'live_minutes'].map((table) =>
          reader.prepare(`SELECT count(*) FROM "${table}" WHERE site_id = ?`).pluck().get(site),
        ),
      ),
  };
}

type Made = Awaited<ReturnType<typeof setUp>>;
const ALL = [10, 10, 10];
/** Today and so many days before. */
const some = (days: number) => [days + 1, days + 1, days + 1];
const becomes = ({ kept, isIdle, clock }: Made, expected: number[][]) =>
  vi.waitFor(
    async () => {
      clock.advance(500);
      expect([kept(), await isIdle()]).toEqual([expected, true]);
    },
    { timeout: 20_000, interval: 20 },
  );

describe('finished days that are older than they are to become', () => {
  it('stay unless somebody says otherwise', async () => {
    const made = await setUp('');
    await made.pass(130);
    expect(made.kept()).toEqual([ALL, ALL]);
  });

  it('go by the server’s setting, when its clock has agreed with itself for ten minutes; a site may say otherwise', async () => {
    const made = await setUp('3');
    expect((await made.keep(0)).status).toBe(200);
    await made.pass(9);
    expect(made.kept()).toEqual([ALL, ALL]);
    await made.pass(5);
    await becomes(made, [ALL, some(3)]);
    expect(await (await made.keep(5)).json()).toMatchObject({ retentionDays: 5, serverRetentionDays: 3 });
    await made.pass(60);
    await becomes(made, [some(5), some(3)]);
    await made.keep(null);
    await made.pass(60);
    await becomes(made, [some(3), some(3)]);
    await made.pass(60);
    expect(made.kept()).toEqual([some(3), some(3)]);
  });

  it('do not go while the clock cannot be believed', async () => {
    const made = await setUp('3');
    await made.pass(5);
    made.clock.jumpWall(20 * DAY);
    await made.pass(8);
    expect(made.kept()).toEqual([ALL, ALL]);
    made.clock.jumpWall(-20 * DAY);
    await made.pass(70);
    await becomes(made, [some(3), some(3)]);
  });

  it.each([-1, 1.5, 40_000, '3'])('cannot be said to be %s', async (retentionDays) => {
    const made = await setUp('');
    const reply = await made.keep(retentionDays as number);
    expect(reply.status).toBe(400);
  });
});
