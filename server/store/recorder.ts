// The way to disk. Hits wait in a bounded queue; whenever the thread is free it is handed what has gathered, at most 500,
// as one transaction, and only its answer acknowledges them. So a lone hit waits for one fsync and a flood shares them:
// the disk's own pace sets the size of the group. A hit that was committed a moment ago is recognised and not stored
// again; one that is on its way is joined, not queued twice.
import { afterReal, type Clock, realNow } from '../clock.ts';
import { Refusal } from '../errors.ts';
import { migrationsFolder } from '../files.ts';
import type { Db } from './driver.ts';
import { outcomeOf } from './failures.ts';
import { type HitRow, hitToJson } from './hit-row.ts';
import { openReader } from './open.ts';
import { createRecentHits, type HitKey, hitKey } from './recent-hits.ts';
import { takeRecorderWorker } from './recorder-ahead.ts';
import type { CheckpointMode, Migrated, Opened, RecorderQuestion, Written } from './recorder-thread.ts';
import { type Reservation, reservationsToJson } from './reservations.ts';
import { speakTo, ThreadError } from './thread.ts';
import type { Write, WriteValues } from './writes.ts';

export type Recorded = 'stored' | 'duplicate';

export interface Recorder {
  /**
   * Resolves once the hit is committed to disk: `stored`, or `duplicate` when its (site, page instance, seq) already was.
   * Rejects with a Refusal: `overloaded` when the queue is full, `disk_full` while accept(false) is in force,
   * `storage_failed` when the disk refused; in every case nothing was kept and a retry is safe.
   */
  record(row: HitRow): Promise<Recorded>;
  /** The same for several, in one transaction: all of them are stored, or none. In order. */
  recordAll(rows: readonly HitRow[]): Promise<Recorded[]>;
  /**
   * Stored in the same transaction as the hits that are recorded from now on, or in an earlier one: never are they stored without
   * it. A later one of the same site, date and dimension takes its place.
   */
  reserve(reservation: Reservation): void;
  /**
   * The site was removed: hits of it that wait are refused with `unknown_site`, and so are all that come. What is at the thread
   * already is committed before whatever is written after this.
   */
  drop(siteId: number): void;
  /** Whether new hits are taken, or refused at once with `disk_full`. Other writes are tried either way. */
  accept(hits: boolean): void;
  /**
   * Moves what the WAL holds into the database as far as readers let it, waiting for them for 200 ms unless told otherwise. Rejects like
   * write(). Resolves with whether all of it was moved.
   */
  checkpoint(mode: CheckpointMode, patienceMs?: number): Promise<boolean>;
  /**
   * Runs one other write in its own transaction. Rejects with a ThreadError that carries SQLite's code when a constraint
   * was violated, else with a Refusal `storage_failed`.
   */
  write(sql: string, values: WriteValues): Promise<Written>;
  /** Runs several in one transaction: all of them, or none. Rejects like write(). Hits wait for it: at most a megabyte. */
  writeAll(writes: readonly Write[]): Promise<void>;
  /** Nothing is stored from now on, and onDeath is told: the file cannot be trusted. Twice is harmless. */
  giveUp(error: Error): void;
  /**
   * Commits what is queued, closes the database and ends the thread. After a fatal error it does nothing: the WAL must be
   * left as it is, for the next start to recover from. Rejects when the error comes now.
   */
  close(): Promise<void>;
}

export const MAX_QUEUED_HITS = 20_000;
export const MAX_HITS_PER_COMMIT = 500;
/**
 * One at a time: what comes meanwhile makes a larger next group. Two were no faster (docs/decisions/0010); and what a failed
 * group had reserved goes along with the next, which must not be on its way already.
 */
const MAX_GROUPS_UNDER_WAY = 1;

/**
 * From the beginning of one commit to that of the next, unless there is much to commit by then. Each writes whole pages and waits for
 * the disk: without this, 5,000 hits a second made 1,800 commits of 7.5 kB a hit. A lone hit waits for nothing.
 */
const GATHER_MS = 5;
const ENOUGH_HITS = 24;

interface Queued {
  row: HitRow;
  /** Rows of the same bundle share a transaction; undefined: on its own. */
  bundle: object | undefined;
  id: string;
  key: HitKey;
  resolve: (recorded: Recorded) => void;
  reject: (error: Error) => void;
}

/**
 * When the last connection closes, SQLite checkpoints, and it closes with its thread. That must not be tried on a broken file, so
 * that one is opened for reading and left open; reachable, for the driver closes what is collected as garbage.
 */
const leftOpen: Db[] = [];

function refusedByDisk(error: unknown): Refusal {
  const detail = error instanceof ThreadError ? error.code : String(error);
  return new Refusal('storage_failed', `It could not be stored (${detail}). Try again shortly.`, { retryAfter: 5 });
}

const removedMeanwhile = () => new Refusal('unknown_site', 'The site was removed.', { field: 's' });

export interface RecorderOptions {
  /** Folder of the migrations; the program's own unless a test says otherwise. */
  migrations?: string;
  /** Awaited before migrations run on a database that holds data; when it rejects, nothing was changed and the start ends. */
  beforeMigration?: (pending: string[]) => Promise<void>;
  /** SQLite said that the disk is full. */
  onDiskFull?: () => void;
}

export interface OpenedRecorder {
  recorder: Recorder;
  /** Names of the migrations that ran. */
  migrated: string[];
  /** The last process did not close the database. */
  wasUnclean: boolean;
}

/**
 * Opens (and migrates) the database. Rejects with a StartError. `onDeath`: the thread ended although nobody asked, or an
 * error was fatal (failures.ts): nothing is acknowledged from then on, and the process must be ended and started again.
 */
export async function openRecorder(
  path: string,
  clock: Clock,
  onDeath: (error: Error) => void,
  { migrations = migrationsFolder, beforeMigration, onDiskFull }: RecorderOptions = {},
): Promise<OpenedRecorder> {
  const thread = speakTo<RecorderQuestion>(takeRecorderWorker(), onDeath);
  async function open() {
    const { wasUnclean, pending } = await thread.ask<Opened>({ kind: 'open', path, migrations });
    if (pending.length > 0) await beforeMigration?.(pending);
    return { wasUnclean, ...(await thread.ask<Migrated>({ kind: 'migrate', now: clock.wall() })) };
  }
  const opened = await open().catch(async (error) => {
    await thread.close();
    throw error;
  });

  const recent = createRecentHits(clock.monotonic());
  for (let i = 0; i < opened.recentKeys.length; i += 2) {
    recent.add([opened.recentKeys[i] ?? 0, opened.recentKeys[i + 1] ?? 0], clock.monotonic());
  }

  let queue: Queued[] = [];
  /** By site, date and dimension; stored with the next group. */
  let reserved = new Map<string, Reservation>();
  const underWay = new Map<string, Promise<Recorded>>();
  let groups = 0;
  let wakeUp = false;
  let isGathering = false;
  /** When the last commit began, by realNow(). */
  let begunAt = Number.NEGATIVE_INFINITY;
  /** Sites whose hits are not taken; ids are never given again. */
  const dropped = new Set<number>();
  let isAccepting = true;
  let isBroken = false;

  function keepWal(): void {
    try {
      const reader = openReader(path);
      reader.pragma('schema_version'); // only a connection that has read counts as one
      leftOpen.push(reader);
    } catch {}
  }

  function giveUp(error: Error): void {
    if (isBroken) return;
    isBroken = true;
    keepWal();
    onDeath(error);
  }

  /** What the caller is told, and what else follows. */
  function failed(error: unknown): Refusal {
    const code = error instanceof ThreadError ? error.code : '';
    const outcome = outcomeOf(code);
    if (outcome === 'full') onDiskFull?.();
    if (outcome === 'fatal') {
      const cure = code.startsWith('SQLITE_IOERR')
        ? 'Check the disk, then start again: what was acknowledged is recovered then.'
        : 'Restore a backup: npm run headcount -- restore <folder> --overwrite';
      giveUp(new Error(`The database cannot be written to safely any more (${code}). ${cure}`));
    }
    return refusedByDisk(error);
  }

  async function ask<Value>(question: RecorderQuestion): Promise<Value> {
    if (isBroken) throw refusedByDisk('the server is ending');
    try {
      return await thread.ask<Value>(question);
    } catch (error) {
      if (error instanceof ThreadError && error.code.startsWith('SQLITE_CONSTRAINT')) throw error;
      throw failed(error);
    }
  }

  /**
   * Lets the hits that arrive in the same turn of the event loop share a transaction; and where one has just begun, those of some
   * milliseconds.
   */
  function flushSoon(): void {
    if (wakeUp || groups >= MAX_GROUPS_UNDER_WAY || queue.length === 0) return;
    const restMs = begunAt + GATHER_MS - realNow();
    if (restMs >= 1 && queue.length < ENOUGH_HITS) gatherFor(restMs);
    else {
      wakeUp = true;
      setImmediate(() => {
        wakeUp = false;
        begunAt = realNow();
        void flush();
      });
    }
  }

  function gatherFor(ms: number): void {
    if (isGathering) return;
    isGathering = true;
    afterReal(ms, () => {
      isGathering = false;
      flushSoon();
    });
  }

  /** The oldest hits, at most 500. A bundle that does not fit any more is left for the next group; alone it always fits. */
  function takeGroup(): Queued[] {
    let end = Math.min(queue.length, MAX_HITS_PER_COMMIT);
    const cut = queue[end]?.bundle;
    while (cut && queue[end - 1]?.bundle === cut) end -= 1;
    const group = queue.slice(0, end);
    queue = queue.slice(end);
    return group;
  }

  async function flush(): Promise<void> {
    const group = takeGroup();
    const goingAlong = reserved;
    reserved = new Map();
    groups += 1;
    flushSoon();
    try {
      const reservations = goingAlong.size === 0 ? undefined : reservationsToJson(goingAlong.values());
      await thread.ask({ kind: 'hits', rows: group.map(({ row }) => hitToJson(row)), reservations });
      const now = clock.monotonic();
      for (const { id, key, resolve } of group) {
        recent.add(key, now);
        underWay.delete(id);
        resolve('stored');
      }
    } catch (error) {
      reserved = new Map([...goingAlong, ...reserved]);
      const refusal = failed(error);
      for (const { id, reject } of group) {
        underWay.delete(id);
        reject(refusal);
      }
    }
    groups -= 1;
    flushSoon();
  }

  /** Throws a Refusal when so many more hits cannot be taken now. */
  function checkRoom(hits: number): void {
    if (isBroken) throw refusedByDisk('the server is ending');
    if (!isAccepting) {
      const message = 'The server’s disk is full, so that nothing more is stored. Free some space there.';
      throw new Refusal('disk_full', message, { retryAfter: 10 });
    }
    if (underWay.size + hits > MAX_QUEUED_HITS) {
      const message = 'The server is taking as many hits as it can. Try again shortly.';
      throw new Refusal('overloaded', message, { retryAfter: 2 });
    }
  }

  const idOf = (row: HitRow) => `${row.siteId}:${row.pageInstance}:${row.seq}`;

  const underWayOf = (rows: readonly HitRow[]) =>
    rows.flatMap((row) => {
      const found = underWay.get(idOf(row));
      return found ? [found] : [];
    });

  function enqueue(row: HitRow, bundle: object | undefined): Recorded | Promise<Recorded> {
    const key = hitKey(row.siteId, row.pageInstance, row.seq);
    if (dropped.has(row.siteId)) throw removedMeanwhile();
    if (recent.has(key)) return 'duplicate';
    const id = idOf(row);
    const joined = underWay.get(id);
    if (joined) return joined.then(() => 'duplicate');
    checkRoom(1);
    const recorded = new Promise<Recorded>((resolve, reject) => {
      queue.push({ row, bundle, id, key, resolve, reject });
    });
    underWay.set(id, recorded);
    flushSoon();
    return recorded;
  }

  return {
    migrated: opened.migrated,
    wasUnclean: opened.wasUnclean,
    recorder: {
      record(row) {
        try {
          return Promise.resolve(enqueue(row, undefined));
        } catch (error) {
          return Promise.reject(error);
        }
      },
      async recordAll(rows) {
        // One that is on its way already may fail with its group: that is waited for, not joined.
        for (let others = underWayOf(rows); others.length > 0; others = underWayOf(rows))
          await Promise.allSettled(others);
        checkRoom(rows.length);
        const bundle = {};
        return Promise.all(rows.map((row) => enqueue(row, bundle)));
      },
      reserve(reservation) {
        reserved.set(`${reservation.siteId} ${reservation.date} ${reservation.dimension}`, reservation);
      },
      drop(siteId) {
        dropped.add(siteId);
        const gone = queue.filter(({ row }) => row.siteId === siteId);
        queue = queue.filter(({ row }) => row.siteId !== siteId);
        for (const { id, reject } of gone) {
          underWay.delete(id);
          reject(removedMeanwhile());
        }
      },
      giveUp,
      accept(hits) {
        isAccepting = hits;
      },
      checkpoint: (mode, patienceMs) => ask<boolean>({ kind: 'checkpoint', mode, patienceMs }),
      write: (sql, values) => ask<Written>({ kind: 'write', sql, values }),
      writeAll: (writes) => ask<void>({ kind: 'writes', writes }),
      async close() {
        while (underWay.size > 0) await Promise.allSettled(underWay.values());
        if (isBroken) return;
        // Closing folds the WAL in too, but SQLite does not say when that fails. On a full disk it is left for the next start.
        await ask({ kind: 'checkpoint', mode: 'TRUNCATE', patienceMs: undefined }).catch((error) => {
          if (isBroken) throw error;
        });
        await thread.close();
      },
    },
  };
}
