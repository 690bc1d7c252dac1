// Keeps a full disk from becoming a broken server: below a floor of free space new hits are refused with an honest 503, while
// dashboards, live counts, beats and sign-ins go on; near zero the ballast goes overboard and the WAL is folded in. It takes
// hits again by itself, at most five seconds after there is room. See docs/decisions/0009-full-disks.md.
import type { Clock } from '../clock.ts';
import { createBallast } from './ballast.ts';
import { freeSpace, inWords } from './free-space.ts';
import type { Log } from './log.ts';

export type DiskState = 'accepting' | 'full';

export interface DiskGuard {
  state(): DiskState;
  /** SQLite said FULL or could not write, whatever the file system says of its free space (a quota, a limit of the process). */
  sawFull(): void;
  /** Ends the watch, and resolves when nothing is under way any more. The ballast stays. Twice is harmless. */
  close(): Promise<void>;
}

export interface DiskGuardParts {
  folder: string;
  /** Less free space than this refuses hits; 0: only SQLite's word counts. */
  floorBytes: number;
  /** 0: none. */
  ballastBytes: number;
  clock: Clock;
  log: Log;
  /** Asks the recorder to fold the WAL in and to give its room back. */
  foldWal: () => Promise<void>;
  /** Told at each change, and not at the start, which is `accepting`. */
  onChange: (state: DiskState) => void;
  /** The file system's answer, unless a test has another. */
  free?: (folder: string) => Promise<number>;
}

const LOOK_EVERY_MS = 1_000;
/** How long SQLite's FULL is believed against the file system's word: then hits are tried again. */
const BELIEVED_MS = 2_000;
/** Room is not made more often than this. */
const MAKE_ROOM_EVERY_MS = 5_000;
/** The start has enough to do without the ballast. */
const SETTLE_MS = 5_000;
/** SQLite has not said FULL for so long: the ballast may take room again. */
const CALM_MS = 60_000;
/** Below this share of the floor the disk is as good as full. */
const NEARLY_GONE = 1 / 8;

export function guardDisk(parts: DiskGuardParts): DiskGuard {
  const { folder, floorBytes, ballastBytes, clock, log, foldWal, onChange, free: askFree = freeSpace } = parts;
  const ballast = createBallast(folder, ballastBytes);
  const settledAt = clock.monotonic() + SETTLE_MS;
  let state: DiskState = 'accepting';
  let isLow = false;
  let isMute = false;
  let lastFull = Number.NEGATIVE_INFINITY;
  let lastMadeRoom = Number.NEGATIVE_INFINITY;
  let ballastFailed = false;
  let underWay: Promise<void> | undefined;
  let placing: Promise<void> | undefined;

  function decide(why: string): void {
    const next = isLow || clock.monotonic() - lastFull < BELIEVED_MS ? 'full' : 'accepting';
    if (next === state) return;
    state = next;
    if (state === 'full') log.error(`${why}: new hits are refused (503) until there is room, everything else goes on`);
    else log.info(`there is room again (${why}): hits are taken`);
    onChange(state);
  }

  async function makeRoom(): Promise<void> {
    if (clock.monotonic() - lastMadeRoom < MAKE_ROOM_EVERY_MS) return;
    lastMadeRoom = clock.monotonic();
    if (await ballast.isPlaced()) log.warn('the ballast goes overboard, so that the database has room to tidy up');
    await ballast.drop();
    await foldWal();
  }

  async function placeBallast(): Promise<void> {
    if (ballastBytes === 0) return ballast.drop(); // of a time when there was one
    if (clock.monotonic() < settledAt || clock.monotonic() - lastFull < CALM_MS || (await ballast.isPlaced())) return;
    await ballast.place();
    ballastFailed = false;
  }

  async function look(): Promise<void> {
    let free: number;
    try {
      free = await askFree(folder);
      isMute = false;
    } catch (error) {
      // Not to know is no reason to refuse: SQLite will say when there is no room.
      if (!isMute) log.error(`cannot see how much room ${folder} has (${(error as NodeJS.ErrnoException).code})`);
      isMute = true;
      isLow = false;
      decide('free space unknown');
      return;
    }
    isLow = free < floorBytes;
    decide(`${inWords(free)} free in ${folder}, DISK_FLOOR_MB is ${floorBytes / 1024 / 1024}`);
    const saidFull = clock.monotonic() - lastFull < BELIEVED_MS;
    if (saidFull || free < floorBytes * NEARLY_GONE) {
      await makeRoom().catch(() => undefined); // said by the recorder; tried again as long as there is no room
    } else if (free >= floorBytes + 2 * ballastBytes) {
      // Not awaited: to write it can take longer than a second, in which a disk can fill up.
      placing ??= placeBallast()
        .catch((error: NodeJS.ErrnoException) => {
          if (!ballastFailed) log.warn(`the ballast cannot be written (${error.code})`);
          ballastFailed = true;
        })
        .finally(() => {
          placing = undefined;
        });
    }
  }

  function lookOnce(): void {
    underWay ??= look().finally(() => {
      underWay = undefined;
    });
  }

  const stop = clock.every(LOOK_EVERY_MS, lookOnce);
  lookOnce();
  return {
    state: () => state,
    sawFull() {
      lastFull = clock.monotonic();
      decide(`SQLite cannot write to ${folder}`);
      lookOnce();
    },
    async close() {
      stop();
      await underWay;
      await placing;
    },
  };
}
