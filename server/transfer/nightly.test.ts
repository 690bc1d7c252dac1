import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { migrationsFolder } from '../files.ts';
import { migrate } from '../store/migrate.ts';
import { databaseFile, openWriter } from '../store/open.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { makeUndeletable } from '../testing/undeletable.ts';
import { backUpNightly, type NightlyParts } from './nightly.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function setUp(over: Partial<NightlyParts> = {}) {
  const clock = createFakeClock();
  const dataDir = temporaryFolder();
  const db = openWriter(databaseFile(dataDir));
  migrate(db, migrationsFolder, 0);
  db.close();
  const into = join(dataDir, 'backups');
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const log = { info: say, warn: say, error: say };
  const start = (more: Partial<NightlyParts> = {}) => {
    const parts = { dataDir, into, diskFloorBytes: 0, clock, isSteady: () => true, log, ...over, ...more };
    const nightly = backUpNightly(parts);
    onTestFinished(() => nightly.close());
    return nightly;
  };
  /** Lets the time pass minute by minute, with a moment for what is done in each. */
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += MINUTE) {
      clock.advance(MINUTE);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  const backups = () => {
    try {
      return readdirSync(into).filter((name) => name.startsWith('headcount-') && !name.includes('.'));
    } catch {
      return [];
    }
  };
  return { clock, lines, start, pass, backups, dataDir };
}

it('is made ten minutes after the start, then every 24 hours, a restart or not', async () => {
  const { start, pass, backups, lines } = setUp();
  const first = start();
  await pass(9 * MINUTE);
  expect(backups()).toHaveLength(0);
  await pass(MINUTE);
  await vi.waitFor(
    () => expect(lines).toEqual([expect.stringMatching(/^backed up 0 hits \(\d+ kB\) in .* to /)]),
    5000,
  );
  expect(backups()).toHaveLength(1);
  await first.close();
  start();
  await pass(23 * HOUR + 50 * MINUTE);
  expect(backups()).toHaveLength(1);
  await pass(20 * MINUTE);
  await vi.waitFor(() => expect(backups()).toHaveLength(2), 5000);
});

it('waits for a clock that can be believed, and says so once', async () => {
  let isSteady = false;
  const { start, pass, backups, lines } = setUp({ isSteady: () => isSteady });
  start();
  await pass(2 * HOUR);
  expect(lines).toEqual(['the daily backup waits: the clock has not been steady for ten minutes']);
  isSteady = true;
  await pass(MINUTE);
  await vi.waitFor(() => expect(backups()).toHaveLength(1), 5000);
});

it('waits for room, and says how much', async () => {
  const { start, pass, backups, lines } = setUp({ diskFloorBytes: 1e15 });
  start();
  await pass(2 * HOUR);
  expect(lines).toEqual([
    expect.stringMatching(/^the daily backup waits: it wants 909 TB of free space, and there are/),
  ]);
  expect(backups()).toHaveLength(0);
});

it('is not put off by a backup of a clock that was ahead', async () => {
  const { clock, start, pass, backups } = setUp();
  clock.jumpWall(1000 * HOUR);
  const first = start();
  await pass(10 * MINUTE);
  await vi.waitFor(() => expect(backups()).toHaveLength(1), 5000);
  await first.close();
  clock.jumpWall(-1000 * HOUR);
  start();
  await pass(10 * MINUTE);
  await vi.waitFor(() => expect(backups()).toHaveLength(2), 5000);
});

it('a failure is said, is not fatal, and is tried again in an hour', async () => {
  const { start, pass, lines, dataDir } = setUp();
  start({ into: join(databaseFile(dataDir), 'x') });
  await pass(10 * MINUTE);
  await vi.waitFor(
    () => expect(lines).toEqual([expect.stringMatching(/^the daily backup failed, and is tried again/)]),
    5000,
  );
  await pass(50 * MINUTE);
  expect(lines).toHaveLength(1);
  await pass(11 * MINUTE);
  await vi.waitFor(() => expect(lines).toHaveLength(2), 5000);
});

it('that an older one cannot be deleted is a warning behind the success, and no failure', async () => {
  const { start, pass, lines, dataDir } = setUp();
  const stuck = join(dataDir, 'backups', 'headcount-2020-01-01T00-00-00-000Z.unfinished');
  mkdirSync(stuck, { recursive: true });
  makeUndeletable(stuck);
  start();
  await pass(10 * MINUTE);
  await vi.waitFor(() => expect(lines).toHaveLength(2), 5000);
  expect(lines[0]).toMatch(/^backed up 0 hits/);
  expect(lines[1]).toContain(
    `What an interrupted backup left could not be deleted (ENAMETOOLONG) and takes up space: delete ${stuck}`,
  );
  await pass(2 * HOUR);
  expect(lines).toHaveLength(2);
});
