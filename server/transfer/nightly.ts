// A backup every day by itself while the server serves: in a thread, 24 hours after the newest one, the first ten minutes
// after the start. It waits for a clock that can be believed and for room, says why it waits, and is never fatal. Asked for by hand it
// is made at once; there is one at a time.
import type { Clock } from '../clock.ts';
import { threadFile } from '../files.ts';
import type { Errand } from '../store/errand.ts';
import { sendOnErrand } from '../store/errand.ts';
import { freeSpace, inWords } from '../store/free-space.ts';
import type { Log } from '../store/log.ts';
import { type BackupOrder, bytesToCopy, type MadeBackup } from './backup.ts';
import { listBackups } from './backup-folder.ts';
import { byHand, ordinary } from './orders.ts';

/** A backup that is being made. */
export interface UnderWay {
  /** Wall time, ms since 1970. */
  begunAt: number;
  /** What is being done, e.g. `Copying 98 MB …`. */
  step: string;
}

export interface Nightly {
  /** Begins one by hand unless one is being made, and resolves when it has begun. */
  make(): Promise<void>;
  underWay(): UnderWay | null;
  /** Why the last one that was tried failed, a sentence; null when it did not. */
  failure(): string | null;
  /** Ends the schedule and a backup that is under way, and resolves when it has ended. Twice is harmless. */
  close(): Promise<void>;
}

export interface NightlyParts {
  dataDir: string;
  /** The folder of the backups. */
  into: string;
  /** A backup is not made when less than this would be free afterwards. */
  diskFloorBytes: number;
  clock: Clock;
  /** Whether the wall clock can be believed. */
  isSteady: () => boolean;
  log: Log;
}

const FIRST_AFTER_MS = 10 * 60_000;
const EVERY_MS = 24 * 3_600_000;
const LOOK_EVERY_MS = 60_000;
const AGAIN_AFTER_FAILURE_MS = 3_600_000;

export function backUpNightly({ dataDir, into, diskFloorBytes, clock, isSteady, log }: NightlyParts): Nightly {
  let notBefore = clock.monotonic() + FIRST_AFTER_MS;
  let saidWhyNot: string | undefined;
  let errand: Errand<MadeBackup> | undefined;
  let underWay: Promise<void> | undefined;
  let isClosed = false;
  let making: UnderWay | null = null;
  let failure: string | null = null;

  /** The reason to wait, if any; `''`: none is due. */
  async function whyNot(): Promise<string | undefined> {
    if (!isSteady()) return 'the clock has not been steady for ten minutes';
    const now = clock.wall();
    // One of the future was made by a clock that was wrong, and says nothing.
    const isRecent = (await listBackups(into, 'headcount')).some(({ at }) => at <= now && now - at < EVERY_MS);
    if (isRecent) return '';
    return lackingSpace(2);
  }

  /** What lacks for so many copies with the floor left free, if anything. */
  async function lackingSpace(copies: number): Promise<string | undefined> {
    const needed = copies * bytesToCopy(dataDir) + diskFloorBytes;
    // Not there yet: it will be made, most often in the data folder.
    const free = await freeSpace(into).catch(() => freeSpace(dataDir));
    return free < needed ? `it wants ${inWords(needed)} of free space, and there are ${inWords(free)}` : undefined;
  }

  async function look(): Promise<void> {
    const reason = await whyNot();
    if (reason === undefined) saidWhyNot = undefined;
    else {
      if (reason !== '' && saidWhyNot !== reason.replaceAll(/\d+/g, '')) log.warn(`the daily backup waits: ${reason}`);
      saidWhyNot = reason.replaceAll(/\d+/g, ''); // the free space changes; that it lacks is said once
      return;
    }
    await make(ordinary);
  }

  const begun = (): UnderWay => ({ begunAt: clock.wall(), step: 'Copying …' });

  async function makeByHand(): Promise<void> {
    making = begun(); // at once: whoever asked is told that it has begun
    const lack = await lackingSpace(1);
    if (lack !== undefined)
      throw new Error(`The backup was not made: ${lack}. Free some, or set BACKUPS_TO to another disk.`);
    await make(byHand);
  }

  async function make(orderOf: typeof ordinary): Promise<void> {
    if (isClosed) return;
    const began = clock.monotonic();
    const current = begun();
    making = current;
    errand = sendOnErrand<BackupOrder, MadeBackup>(
      threadFile('transfer/backup-thread'),
      orderOf({ dataDir, into, now: clock.wall() }),
      (line) => {
        current.step = line;
      },
    );
    const { folder, manifest, warnings } = await errand.done;
    const seconds = ((clock.monotonic() - began) / 1000).toFixed(1);
    log.info(`backed up ${manifest.hits} hits (${inWords(manifest.bytes)}) in ${seconds} s to ${folder}`);
    for (const warning of warnings) log.warn(warning);
    failure = null;
  }

  function begin(work: () => Promise<void>, onFailure: (error: Error) => void): void {
    if (underWay || isClosed) return;
    underWay = work()
      .catch((error: Error) => {
        failure = error.message;
        if (!isClosed) onFailure(error);
      })
      .finally(() => {
        underWay = undefined;
        making = null;
      });
  }

  function lookOnce(): void {
    if (clock.monotonic() < notBefore) return;
    begin(look, ({ message }) => {
      notBefore = clock.monotonic() + AGAIN_AFTER_FAILURE_MS;
      log.error(`the daily backup failed, and is tried again in an hour: ${message}`);
    });
  }

  const stop = clock.every(LOOK_EVERY_MS, lookOnce);
  return {
    async make() {
      while (underWay && !making) await underWay; // whether one is due is being looked at
      begin(makeByHand, ({ message }) => log.error(`a backup that was asked for failed: ${message}`));
    },
    underWay: () => making,
    failure: () => failure,
    async close() {
      isClosed = true;
      stop();
      await errand?.end();
      await underWay;
    },
  };
}
