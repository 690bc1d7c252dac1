// The only read-write connection lives here. One question is one transaction, committed with synchronous=FULL before it
// is answered: an answer means that it is on disk. See recorder.ts for the other side.

import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { migrationsFolder } from '../files.ts';
import type { Db } from './driver.ts';
import { INSERT_HITS } from './hit-row.ts';
import { lockFolder } from './lock.ts';
import { migrate } from './migrate.ts';
import { explain, openWriter } from './open.ts';
import { hitKey, REMEMBERED_MS } from './recent-hits.ts';
import { serveThread } from './thread.ts';

export type RecorderQuestion =
  /** Opens and migrates; answered with what ran and the keys of the hits that a client may still retry. */
  | { kind: 'open'; now: number }
  /** Inserts hits: what hitsToJson() made of them. */
  | { kind: 'hits'; rows: string }
  /** One other write, such as a new site. */
  | { kind: 'write'; sql: string; values: WriteValues };

export type WriteValues = Record<string, string | number | Uint8Array | null>;

export interface Written {
  changes: number;
  lastId: number;
}

export interface Opened {
  migrated: string[];
  /** Pairs of 32-bit halves, see hitKey(). */
  recentKeys: Int32Array;
}

/** Keys of the hits of the last quarter of an hour, read from the newest row backwards until one is older. */
function recentKeys(db: Db, now: number): Int32Array {
  const rows = db.prepare('SELECT at, site_id, hex(page_instance) AS p, seq FROM hits ORDER BY id DESC');
  const keys: number[] = [];
  let newest: number | undefined;
  for (const row of rows.iterate() as Iterable<{ at: number; site_id: number; p: string; seq: number }>) {
    newest ??= row.at;
    // From the newest on, where that is later: a clock that starts in the past must not read the whole table.
    if (row.at < Math.max(now, newest) - REMEMBERED_MS) break;
    keys.push(...hitKey(row.site_id, row.p, row.seq));
  }
  return Int32Array.from(keys);
}

function open(path: string, now: number): { db: Db; lock: Db; opened: Opened } {
  const db = openWriter(path);
  let lock: Db | undefined;
  try {
    lock = lockFolder(dirname(path));
    const migrated = migrate(db, migrationsFolder, now);
    return { db, lock, opened: { migrated, recentKeys: recentKeys(db, now) } };
  } catch (error) {
    lock?.close();
    db.close();
    throw explain(path, error);
  }
}

function serve(port: NonNullable<typeof parentPort>): void {
  let db: Db | undefined;
  let lock: Db | undefined;
  const statements = new Map<string, ReturnType<Db['prepare']>>();

  function prepared(sql: string): ReturnType<Db['prepare']> {
    if (!db) throw new Error('the database is not open');
    const statement = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  }

  function answer(question: RecorderQuestion): Opened | Written | undefined {
    switch (question.kind) {
      case 'open': {
        const { path } = workerData as { path: string };
        const result = open(path, question.now);
        db = result.db;
        lock = result.lock;
        return result.opened;
      }
      case 'hits':
        prepared(INSERT_HITS).run(question.rows); // a single statement is its own transaction
        return undefined;
      case 'write': {
        const result = prepared(question.sql).run(question.values);
        return { changes: result.changes, lastId: Number(result.lastInsertRowid) };
      }
    }
  }

  // Closing checkpoints the WAL and removes it.
  serveThread<RecorderQuestion>(port, answer, () => {
    db?.close();
    lock?.close();
  });
}

if (parentPort) serve(parentPort);
