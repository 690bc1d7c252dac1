import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { type DiskGuardParts, type DiskState, guardDisk } from './disk-guard.ts';
import { freeSpace, inWords } from './free-space.ts';

const MB = 1024 * 1024;

/** A disk of a size that the test sets, with a floor of 4 MB and a ballast of 1 MB. */
function setUp(over: Partial<DiskGuardParts> = {}) {
  const clock = createFakeClock();
  const folder = temporaryFolder();
  const lines: string[] = [];
  const changes: DiskState[] = [];
  const disk = { free: 100 * MB, folded: 0, error: undefined as Error | undefined };
  const say = (line: string) => void lines.push(line);
  const guard = guardDisk({
    folder,
    floorBytes: 4 * MB,
    ballastBytes: MB,
    clock,
    log: { info: say, warn: say, error: say },
    async foldWal() {
      disk.folded += 1;
    },
    onChange: (state) => changes.push(state),
    async free() {
      if (disk.error) throw disk.error;
      return disk.free;
    },
    ...over,
  });
  onTestFinished(() => guard.close());
  const ballast = join(folder, 'ballast');
  const ballastBytes = () => statSync(ballast, { throwIfNoEntry: false })?.size ?? 0;
  /** Lets `ms` pass second by second, with time for what is done in each. */
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1000) {
      clock.advance(1000);
      await new Promise((resolve) => setTimeout(resolve, 50)); // files are made and deleted meanwhile, on a busy disk
    }
  }
  return { clock, folder, lines, changes, disk, guard, ballastBytes, pass };
}

it('refuses hits below the floor, within a second, and takes them again within five once there is room, each said once', async () => {
  const { disk, guard, changes, lines, pass } = setUp();
  await pass(3000);
  expect(guard.state()).toBe('accepting');
  disk.free = 4 * MB - 1;
  await pass(1000);
  expect(guard.state()).toBe('full');
  await pass(20_000);
  disk.free = 4 * MB;
  await pass(5000);
  expect(guard.state()).toBe('accepting');
  expect(changes).toEqual(['full', 'accepting']);
  expect(lines.filter((line) => line.includes('refused'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('room again'))).toHaveLength(1);
  expect(disk.folded).toBe(0);
});

it('places a ballast of real bytes, throws it overboard when room is nearly gone, and takes it in again later', async () => {
  const { disk, guard, ballastBytes, pass, folder } = setUp();
  await pass(6000);
  await vi.waitFor(() => expect(ballastBytes()).toBe(MB));
  expect(statSync(join(folder, 'ballast')).blocks * 512).toBeGreaterThanOrEqual(MB);
  disk.free = 3 * MB;
  await pass(2000);
  expect([guard.state(), ballastBytes(), disk.folded]).toEqual(['full', MB, 0]);
  disk.free = MB / 4;
  await pass(2000);
  await vi.waitFor(() => expect([guard.state(), ballastBytes(), disk.folded]).toEqual(['full', 0, 1]));
  await pass(10_000);
  expect(disk.folded).toBeGreaterThan(1); // as long as there is no room, but not each second
  expect(disk.folded).toBeLessThan(5);
  disk.free = 5 * MB;
  await pass(5000);
  expect([guard.state(), ballastBytes()]).toEqual(['accepting', 0]);
  disk.free = 6 * MB;
  await pass(1000);
  await vi.waitFor(() => expect(ballastBytes()).toBe(MB));
  expect(readdirSync(folder)).toEqual(['ballast']);
});

it('believes SQLite’s FULL against the file system’s word, makes room, and tries again within five seconds', async () => {
  const { disk, guard, ballastBytes, changes, pass } = setUp();
  await pass(6000);
  await vi.waitFor(() => expect(ballastBytes()).toBe(MB));
  guard.sawFull();
  expect(guard.state()).toBe('full');
  await vi.waitFor(() => expect([ballastBytes(), disk.folded]).toEqual([0, 1]));
  await pass(5000);
  expect(guard.state()).toBe('accepting');
  expect(changes).toEqual(['full', 'accepting']);
  await pass(30_000);
  expect(ballastBytes()).toBe(0); // it would fill the place that SQLite missed
  await pass(30_000);
  await vi.waitFor(() => expect(ballastBytes()).toBe(MB));
});

it('not to know how much room there is refuses nothing, and is said once', async () => {
  const { disk, guard, lines, pass } = setUp();
  disk.free = 0;
  await pass(2000);
  expect(guard.state()).toBe('full');
  disk.error = Object.assign(new Error('no'), { code: 'EIO' });
  await pass(5000);
  expect(guard.state()).toBe('accepting');
  expect(lines.filter((line) => line.includes('EIO'))).toHaveLength(1);
});

it('a ballast of another size is written anew, half a one is none, and none is wanted at 0', async () => {
  const first = setUp();
  writeFileSync(join(first.folder, 'ballast.new'), 'half');
  writeFileSync(join(first.folder, 'ballast'), 'small');
  await first.pass(6000);
  await vi.waitFor(() => expect(first.ballastBytes()).toBe(MB));
  const none = setUp({ ballastBytes: 0, folder: first.folder });
  await none.pass(6000);
  await vi.waitFor(() => expect(existsSync(join(first.folder, 'ballast'))).toBe(false));
});

it('what the file system says is what one may write', async () => {
  const folder = temporaryFolder();
  const { bavail, bsize } = await statfs(folder);
  expect(Math.abs((await freeSpace(folder)) - bavail * bsize)).toBeLessThan(2 ** 30);
  await expect(freeSpace(join(folder, 'nowhere'))).rejects.toThrow(/ENOENT/);
  expect([0, 1023, 2048, 1.5 * MB, 200 * MB, 3 * 1024 * MB].map(inWords)).toEqual(
    ['0 bytes', '1023 bytes', '2.0 kB', '1.5 MB', '200 MB', '3.0 GB'], // biome-ignore format: one line
  );
});
