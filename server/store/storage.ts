// The store as one thing: the recorder, and those who watch over its disk, its WAL and, after an unclean stop, its file.
import type { Cancel, Clock } from '../clock.ts';
import { checkDatabase } from './check.ts';
import { type DiskGuard, type DiskState, guardDisk } from './disk-guard.ts';
import type { Errand } from './errand.ts';
import type { Log } from './log.ts';
import { databaseFile } from './open.ts';
import { openRecorder, type Recorder, type RecorderOptions } from './recorder.ts';
import { type WalWatch, watchWal } from './wal-watch.ts';

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

  const { recorder, migrated, wasUnclean } = await openRecorder(path, clock, onDeath, {
    beforeMigration,
    onDiskFull: () => disk?.sawFull(),
  });

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
        foldWal: () => recorder.checkpoint('TRUNCATE'),
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
        check = checkDatabase(path, clock, log, recorder.giveUp);
      });
    },
    async close() {
      cancelCheck?.();
      await Promise.all([disk?.close(), wal?.close(), check?.end()]);
      await recorder.close();
    },
  };
}
