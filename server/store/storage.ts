// The store as one thing: the recorder, and those who watch over its disk, its WAL and, after an unclean stop, its file.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cancel, Clock } from '../clock.ts';
import { checkDatabase } from './check.ts';
import { type DiskGuard, type DiskState, guardDisk } from './disk-guard.ts';
import type { Errand } from './errand.ts';
import type { Log } from './log.ts';
import { databaseFile } from './open.ts';
import { openRecorder, type Recorder, type RecorderOptions } from './recorder.ts';
import { type WalWatch, watchWal } from './wal-watch.ts';

/** There from the start until an orderly stop, and beyond it when a check that was due has not been done. */
const MARKER = 'unchecked';

export interface Storage {
  recorder: Recorder;
  /** Names of the migrations that ran. */
  migrated: string[];
  /** Whether hits are taken, or refused because the disk is full. */
  diskState(): DiskState;
  /** Begins to watch: once, as soon as there is a log. Delays nothing. */
  watch(log: Log): void;
  /** Ends the watch, commits what is queued, closes the database. Twice is harmless. */
  close(): Promise<void>;
}

export interface StorageParts {
  dataDir: string;
  diskFloorBytes: number;
  ballastBytes: number;
  clock: Clock;
  /** The process must be ended, and started again: see openRecorder(). Also told of a file that is damaged. */
  onDeath: (error: Error) => void;
  beforeMigration: NonNullable<RecorderOptions['beforeMigration']>;
  onDiskState: (state: DiskState) => void;
  onReadersTooLong: () => Promise<void>;
}

/** The start comes first. */
const CHECK_AFTER_MS = 5_000;

/** Opens (and migrates) the database of the data folder. Rejects with a StartError. */
export async function openStorage(parts: StorageParts): Promise<Storage> {
  const { dataDir, diskFloorBytes, ballastBytes, clock, onDeath, beforeMigration, onDiskState, onReadersTooLong } =
    parts;
  const path = databaseFile(dataDir);
  let disk: DiskGuard | undefined;
  let wal: WalWatch | undefined;
  let check: Pick<Errand<string>, 'end'> | undefined;
  let cancelCheck: Cancel | undefined;

  const opened = await openRecorder(path, clock, died, { beforeMigration, onDiskFull: () => disk?.sawFull() });
  const { recorder, migrated } = opened;
  const marker = join(dataDir, MARKER);
  const wasUnclean = opened.wasUnclean || existsSync(marker);
  /** Nothing is left to be found out about the file: it is whole, as far as anybody knows. */
  let isTrusted = !wasUnclean;
  try {
    writeFileSync(marker, '');
  } catch {} // no room for it: then the WAL alone tells

  function died(error: Error): void {
    isTrusted = false;
    onDeath(error);
  }

  return {
    recorder,
    migrated,
    diskState: () => disk?.state() ?? 'accepting',
    watch(log) {
      disk = guardDisk({
        folder: dataDir,
        floorBytes: diskFloorBytes,
        ballastBytes,
        clock,
        log,
        foldWal: async () => void (await recorder.checkpoint('TRUNCATE')),
        onChange(state) {
          recorder.accept(state === 'accepting');
          onDiskState(state);
        },
      });
      wal = watchWal({
        path,
        recorder,
        clock,
        log,
        async onReadersTooLong() {
          await Promise.all([check?.end(), onReadersTooLong()]);
        },
      });
      if (!wasUnclean) return;
      log.warn('the last stop was unclean: what was acknowledged was recovered, and the database will be checked');
      cancelCheck = clock.after(CHECK_AFTER_MS, () => {
        const asked = checkDatabase(path, clock, log, recorder.giveUp);
        check = asked;
        asked.done.then(
          (found) => {
            isTrusted = found === 'ok';
          },
          () => undefined,
        );
      });
    },
    async close() {
      cancelCheck?.();
      await Promise.all([disk?.close(), wal?.close(), check?.end()]);
      await recorder.close();
      if (isTrusted) rmSync(marker, { force: true });
    },
  };
}
