// How many were here at once is kept: through restarts, refusing disks and clocks, from the hit to the state of another day.
import { describe, expect, it } from 'vitest';
import { LiveState } from '../contract/browser.ts';
import { Database } from '../store/driver.ts';
import { databaseFile, openReader } from '../store/open.ts';
import { buildTestApp, FIREFOX, type TestApp, temporaryFolder } from '../testing/build-test-app.ts';
import { aView } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';

/** 40 s before a full minute. */
const WALL = Date.UTC(2026, 10, 21, 12, 0, 20);
const FIRST = Math.floor(WALL / 60_000);

async function serve({ folder = temporaryFolder(), wall = WALL } = {}) {
  const clock = createFakeClock(wall);
  const app = await buildTestApp({ environment: { DATA_DIR: folder, SITES: 'example.com,b.example' }, clock });
  return {
    ...{ app, clock, folder },
    /** So many readers open a page; they fall silent at once. */
    async readers(count: number, s = 'example.com') {
      for (let i = 0; i < count; i += 1) await app.hit(aView({ s }), { 'user-agent': `${FIREFOX} ${i}` });
    },
    async state() {
      const reply = await app.api('GET', '/api/sites/example.com/live', { cookie: await app.signIn() });
      return LiveState.parse(await reply.json());
    },
  };
}

function kept({ config }: TestApp): unknown[] {
  const reader = openReader(databaseFile(config.dataDir));
  try {
    return reader.prepare('SELECT * FROM live_minutes ORDER BY site_id, minute').raw().all();
  } finally {
    reader.close();
  }
}

describe('the minutes of live visitors', () => {
  it('are kept for every site where somebody was, as they end, with their peak and their time', async () => {
    const { app, clock, readers } = await serve();
    await readers(2);
    await readers(1, 'b.example');
    clock.advance(40_000);
    // Each is there until 40.25 s after its view, when the next bucket of the sweep is due.
    await expect
      .poll(() => kept(app))
      .toEqual([
        [1, FIRST, 2, 80_000],
        [2, FIRST, 1, 40_000],
      ]);
    clock.advance(180_000);
    await expect.poll(() => kept(app).length).toBe(4); // and no row for the minutes in which nobody was there
  });

  it('survive a stop within the minute: what both processes saw of it adds up, and the curve is there again', async () => {
    const before = await serve();
    await before.readers(3);
    before.clock.advance(10_000);
    await before.app.app.close();
    expect(kept(before.app)).toEqual([[1, FIRST, 3, 30_000]]);

    const after = await serve({ folder: before.folder, wall: WALL + 15_000 });
    await after.readers(2);
    after.clock.advance(25_000);
    await expect.poll(() => kept(after.app)).toEqual([[1, FIRST, 3, 30_000 + 50_000]]);
    after.clock.advance(60_000);
    const { minutes, peak, yesterday } = await after.state();
    expect(minutes.slice(-4)).toEqual([0, 3, 2, 0]);
    expect(peak).toEqual({ visitors: 3, at: FIRST * 60_000 });
    expect(yesterday).toEqual(Array(30).fill(0));
    await after.app.app.close();

    const nextDay = await serve({ folder: before.folder, wall: WALL + 86_400_000 + 120_000 });
    expect(await nextDay.state()).toMatchObject({ minutes: Array(30).fill(0), peak: null });
    expect((await nextDay.state()).yesterday?.slice(-4)).toEqual([0, 3, 2, 0]);
  });

  it('are kept for later while the disk refuses them: nobody watching notices, and it is said once', async () => {
    const { app, clock, readers, state } = await serve();
    const other = new Database(databaseFile(app.config.dataDir));
    other.exec("CREATE TRIGGER refuse BEFORE INSERT ON live_minutes BEGIN SELECT RAISE(ABORT, 'no'); END");
    const complaints = () => app.log.filter(({ msg }) => msg.includes('minutes of live visitors'));
    await readers(2);
    clock.advance(60_000);
    await expect.poll(() => complaints().length).toBe(1);
    clock.advance(60_000);
    await readers(1);
    expect(await state()).toMatchObject({ visitors: 1, peak: { visitors: 2, at: FIRST * 60_000 } });
    clock.advance(60_000);
    await state(); // what was asked of the recorder before is answered by now
    expect(complaints()).toHaveLength(1);
    expect(kept(app)).toEqual([]);

    other.exec('DROP TRIGGER refuse');
    other.close();
    await readers(1);
    clock.advance(60_000);
    await expect.poll(() => kept(app)).toContainEqual([1, FIRST, 2, 80_000]);
    expect((await state()).visitors).toBe(0);
  });

  it('are never more in the average than at the peak, even when the clock is set back to where it was', async () => {
    const { app, clock, readers } = await serve();
    for (let i = 0; i < 3; i += 1) {
      await readers(1);
      clock.advance(40_000);
      clock.jumpWall(-40_000);
    }
    clock.advance(120_000);
    await app.app.close();
    const rows = kept(app) as [number, number, number, number][];
    expect(rows.length).toBeGreaterThan(0);
    for (const [, , peak, visitorMs] of rows) {
      expect(visitorMs).toBeGreaterThanOrEqual(0);
      expect(visitorMs).toBeLessThanOrEqual(peak * 60_000);
    }
  });
});
