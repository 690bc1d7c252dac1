// Keeps the WAL small. SQLite checkpoints by itself, but begins the WAL anew only when no reader looks at an old state, so
// that one long reader after another lets it grow without end: a real case reached 2.5 GB and 40,000 failed writes.
import { stat } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import { inWords } from './free-space.ts';
import type { Log } from './log.ts';
import type { Recorder } from './recorder.ts';

export interface WalWatch {
  /** Ends the watch, and resolves when nothing is under way any more. Twice is harmless. */
  close(): Promise<void>;
}

export interface WalWatchParts {
  /** Of the database. */
  path: string;
  recorder: Pick<Recorder, 'checkpoint'>;
  clock: Clock;
  log: Log;
  /** Ends whoever reads; resolves when they have ended. Their questions may be asked again. */
  onReadersTooLong: () => Promise<void>;
  /** Bytes above which a checkpoint is asked for, and above which the readers are ended. */
  limits?: { checkpoint: number; alarm: number };
}

const LOOK_EVERY_MS = 5_000;
/** Ending our own readers helps at once or not at all: theirs are questions of people, which are not to be begun anew with each look. */
const END_AGAIN_AFTER_MS = 30_000;
/** A copy that is being made ends by itself at this size (server/transfer/backup.ts). */
export const WAL_ALARM_BYTES = 256 * 1024 * 1024;
const LIMITS = { checkpoint: 64 * 1024 * 1024, alarm: WAL_ALARM_BYTES };

export function watchWal({ path, recorder, clock, log, onReadersTooLong, limits = LIMITS }: WalWatchParts): WalWatch {
  let underWay: Promise<void> | undefined;
  /** While the WAL is too large: when our readers were last ended. */
  let endedAt: number | undefined;
  let isSaid = false;

  /** Folds it in whole; what is still in the way when nobody of ours is, is said once. */
  async function foldIn(bytes: number): Promise<void> {
    const isFirst = endedAt === undefined;
    if (endedAt === undefined || clock.monotonic() - endedAt >= END_AGAIN_AFTER_MS) {
      if (isFirst) log.error(`the WAL has grown to ${inWords(bytes)}: ending who has been reading for too long`);
      await onReadersTooLong();
      endedAt = clock.monotonic();
    }
    if (await recorder.checkpoint('TRUNCATE')) endedAt = undefined;
    else if (!isFirst && !isSaid) {
      isSaid = true;
      log.error(
        `the WAL still has ${inWords(bytes)}: another program reads ${path} (a shell, a tool for backups). End it.`,
      );
    }
  }

  async function look(): Promise<void> {
    const bytes = await stat(`${path}-wal`).then(
      ({ size }) => size,
      () => 0, // not there while the database is being opened or closed
    );
    if (bytes > limits.alarm) {
      await foldIn(bytes);
      return;
    }
    endedAt = undefined;
    isSaid = false;
    if (bytes > limits.checkpoint) await recorder.checkpoint('RESTART');
  }

  const stop = clock.every(LOOK_EVERY_MS, () => {
    underWay ??= look()
      .catch((error: Error) => log.error(`the WAL could not be folded in: ${error.message}`))
      .finally(() => {
        underWay = undefined;
      });
  });
  return {
    async close() {
      stop();
      await underWay;
    },
  };
}
