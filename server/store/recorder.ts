// The way to disk. Hits wait in a bounded queue; whenever the thread is free it is handed what has gathered, at most 500,
// as one transaction, and only its answer acknowledges them. So a lone hit waits for one fsync and a flood shares them:
// the disk's own pace sets the size of the group. A hit that was committed a moment ago is recognised and not stored
// again; one that is on its way is joined, not queued twice.
import type { Clock } from '../clock.ts';
import { Refusal } from '../errors.ts';
import { threadFile } from '../files.ts';
import { type HitRow, hitsToJson } from './hit-row.ts';
import { createRecentHits, type HitKey, hitKey } from './recent-hits.ts';
import type { Opened, RecorderQuestion, WriteValues, Written } from './recorder-thread.ts';
import { startThread, ThreadError } from './thread.ts';

export type Recorded = 'stored' | 'duplicate';

export interface Recorder {
  /**
   * Resolves once the hit is committed to disk: `stored`, or `duplicate` when its (site, page instance, seq) already was.
   * Rejects with a Refusal: `overloaded` when the queue is full, `storage_failed` when the disk refused; in both cases
   * nothing was kept and a retry is safe.
   */
  record(row: HitRow): Promise<Recorded>;
  /**
   * Runs one other write in its own transaction. Rejects with a ThreadError that carries SQLite's code when a constraint
   * was violated, else with a Refusal `storage_failed`.
   */
  write(sql: string, values: WriteValues): Promise<Written>;
  /** Commits what is queued, closes the database and ends the thread. */
  close(): Promise<void>;
}

export const MAX_QUEUED_HITS = 20_000;
export const MAX_HITS_PER_COMMIT = 500;
/** While one group is being fsynced the next is already on its way to the thread. */
const MAX_GROUPS_UNDER_WAY = 2;

interface Queued {
  row: HitRow;
  id: string;
  key: HitKey;
  resolve: (recorded: Recorded) => void;
  reject: (error: Error) => void;
}

function refusedByDisk(error: unknown): Refusal {
  const detail = error instanceof ThreadError ? error.code : String(error);
  return new Refusal('storage_failed', `It could not be stored (${detail}). Try again shortly.`, { retryAfter: 5 });
}

/** Opens (and migrates) the database. Rejects with a StartError. `onDeath`: the thread ended although nobody asked. */
export async function openRecorder(
  path: string,
  clock: Clock,
  onDeath: (error: Error) => void,
): Promise<{ recorder: Recorder; migrated: string[] }> {
  const thread = startThread<RecorderQuestion>(threadFile('store/recorder-thread'), { path }, onDeath);
  const opened = await thread.ask<Opened>({ kind: 'open', now: clock.wall() }).catch(async (error) => {
    await thread.close();
    throw error;
  });

  const recent = createRecentHits(clock.monotonic());
  for (let i = 0; i < opened.recentKeys.length; i += 2) {
    recent.add([opened.recentKeys[i] ?? 0, opened.recentKeys[i + 1] ?? 0], clock.monotonic());
  }

  let queue: Queued[] = [];
  const underWay = new Map<string, Promise<Recorded>>();
  let groups = 0;
  let wakeUp = false;

  /** Lets the hits that arrive in the same turn of the event loop share a transaction. */
  function flushSoon(): void {
    if (wakeUp || groups >= MAX_GROUPS_UNDER_WAY || queue.length === 0) return;
    wakeUp = true;
    setImmediate(() => {
      wakeUp = false;
      void flush();
    });
  }

  async function flush(): Promise<void> {
    const group = queue.slice(0, MAX_HITS_PER_COMMIT);
    queue = queue.slice(MAX_HITS_PER_COMMIT);
    groups += 1;
    flushSoon();
    try {
      await thread.ask({ kind: 'hits', rows: hitsToJson(group.map(({ row }) => row)) });
      for (const { id, key, resolve } of group) {
        recent.add(key, clock.monotonic());
        underWay.delete(id);
        resolve('stored');
      }
    } catch (error) {
      for (const { id, reject } of group) {
        underWay.delete(id);
        reject(refusedByDisk(error));
      }
    }
    groups -= 1;
    flushSoon();
  }

  return {
    migrated: opened.migrated,
    recorder: {
      async record(row) {
        const key = hitKey(row.siteId, row.pageInstance, row.seq);
        if (recent.has(key)) return 'duplicate';
        const id = `${row.siteId}:${row.pageInstance}:${row.seq}`;
        const joined = underWay.get(id);
        if (joined) return joined.then(() => 'duplicate');
        if (underWay.size >= MAX_QUEUED_HITS) {
          throw new Refusal('overloaded', 'The server is taking as many hits as it can. Try again shortly.', {
            retryAfter: 2,
          });
        }
        const recorded = new Promise<Recorded>((resolve, reject) => {
          queue.push({ row, id, key, resolve, reject });
        });
        underWay.set(id, recorded);
        flushSoon();
        return recorded;
      },
      write: (sql, values) =>
        thread.ask<Written>({ kind: 'write', sql, values }).catch((error) => {
          throw error instanceof ThreadError && error.code.startsWith('SQLITE_CONSTRAINT')
            ? error
            : refusedByDisk(error);
        }),
      async close() {
        while (underWay.size > 0) await Promise.allSettled(underWay.values());
        await thread.close();
      },
    },
  };
}
