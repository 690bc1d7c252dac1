// The only read-write connection lives here. One question is one transaction, committed with synchronous=FULL before it
// is answered: an answer means that it is on disk. See recorder.ts for the other side.
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { Db } from './driver.ts';
import { outcomeOf } from './failures.ts';
import { hitFromJson, INSERT_HIT } from './hit-row.ts';
import { lockFolder } from './lock.ts';
import { migrate, planMigrations } from './migrate.ts';
import { explain, openWriter } from './open.ts';
import { hitKeyOf, REMEMBERED_MS } from './recent-hits.ts';
import { UPSERT_RESERVATIONS } from './reservations.ts';
import { serveThread } from './thread.ts';
import { bytesOf, type Write, type WriteValues } from './writes.ts';

export type RecorderQuestion =
  /** Opens, and says what is still to be migrated. Comes first. `migrations`: their folder. */
  | { kind: 'open'; path: string; migrations: string }
  /** Migrates; answered with what ran and the keys of the hits that a client may still retry. */
  | { kind: 'migrate'; now: number }
  /** Inserts hits: what hitToJson() made of each; and first what reservationsToJson() made, if anything. */
  | { kind: 'hits'; rows: readonly string[]; reservations: string | undefined }
  /** One other write, such as a new site. */
  | { kind: 'write'; sql: string; values: WriteValues }
  /** Several, in one transaction. */
  | { kind: 'writes'; writes: readonly Write[] }
  /** Moves what the WAL holds into the database, as far as readers let it. */
  | { kind: 'checkpoint'; mode: CheckpointMode; patienceMs: number | undefined };

export interface Written {
  changes: number;
  lastId: number;
}

/** RESTART: the WAL is begun anew at the next commit. TRUNCATE: and its space is given back. */
export type CheckpointMode = 'RESTART' | 'TRUNCATE';

export interface Opened {
  /** The last process did not close the database: its WAL was still there. */
  wasUnclean: boolean;
  /** Names of the migrations that are to run on data which is there already; none when the database is new. */
  pending: string[];
}

export interface Migrated {
  migrated: string[];
  /** Pairs of 32-bit halves, see hitKey(). */
  recentKeys: Int32Array;
}

/** A server with a key may report hits of long ago, which stand among the new ones; so many in a row are no such report. */
const OLD_IN_A_ROW = 2_000;

/**
 * Keys of the hits of the last quarter of an hour, read from the newest row backwards until all are older; and of whatever
 * stood between them, since a row says when a hit happened, not when it was taken.
 */
function recentKeys(db: Db, now: number): Int32Array {
  const rows = db.prepare('SELECT at, site_id, page_instance, seq FROM hits ORDER BY id DESC').raw();
  const keys: number[] = [];
  let newest: number | undefined;
  let old = 0;
  for (const [at, siteId, page, seq] of rows.iterate() as Iterable<[number, number, Buffer, number]>) {
    newest ??= at;
    // From the newest on, where that is later: a clock that starts in the past must not read the whole table.
    old = at < Math.max(now, newest) - REMEMBERED_MS ? old + 1 : 0;
    if (old > OLD_IN_A_ROW) break;
    const [high, low] = hitKeyOf(siteId, page.readInt32BE(0), page.readInt32BE(4), seq);
    keys.push(high, low);
  }
  return Int32Array.from(keys);
}

/** However long a reader looks at an old state: commits must not wait for a checkpoint. */
const CHECKPOINT_PATIENCE_MS = 200;

/** Returns whether all of it could be moved. */
function checkpoint(db: Db, mode: CheckpointMode, ownPatienceMs = CHECKPOINT_PATIENCE_MS): boolean {
  const patienceMs = db.pragma('busy_timeout', { simple: true });
  db.pragma(`busy_timeout = ${ownPatienceMs}`);
  try {
    return (db.pragma(`wal_checkpoint(${mode})`) as { busy: number }[])[0]?.busy === 0;
  } finally {
    db.pragma(`busy_timeout = ${patienceMs}`);
  }
}

/** So many pages in the WAL are moved into the database in one go; SQLite's own number. */
const CHECKPOINT_PAGES = 1_000;
const PAGE_BYTES = 4_096;
/** A commit writes at least the end of a table and of its indexes. */
const PAGES_PER_COMMIT = 4;
/** Rows that are deleted stand between those of others: a few words may change many pages. */
const BYTES_PER_CHANGE = PAGE_BYTES / 4;

const charactersOf = (texts: readonly string[]) => texts.reduce((sum, text) => sum + text.length, 0);

function hasWal(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** The lock comes first: whoever holds it may put another file in the database's place. */
function open(path: string, migrations: string): { db: Db; lock: Db; opened: Opened } {
  const lock = lockFolder(dirname(path));
  let db: Db | undefined;
  try {
    const wasUnclean = hasWal(path);
    db = openWriter(path);
    const { done, pending } = planMigrations(db, migrations);
    const concerned = done === 0 ? [] : pending.map(({ name }) => name);
    if (concerned.length > 0) checkpoint(db, 'TRUNCATE');
    return { db, lock, opened: { wasUnclean, pending: concerned } };
  } catch (error) {
    db?.close();
    lock.close();
    throw explain(path, error);
  }
}

function serve(port: NonNullable<typeof parentPort>): void {
  let [path, migrations] = ['', ''];
  let db: Db | undefined;
  let lock: Db | undefined;
  /** After a fatal error nothing may be written any more, not even what is already on its way here. */
  let broken: Error | undefined;
  const statements = new Map<string, ReturnType<Db['prepare']>>();

  function opened(): Db {
    if (!db) throw new Error('the database is not open');
    return db;
  }

  function prepared(sql: string): ReturnType<Db['prepare']> {
    const statement = statements.get(sql) ?? opened().prepare(sql);
    statements.set(sql, statement);
    return statement;
  }

  /** Pages that have gone into the WAL since it was last folded in, as far as can be guessed from what was asked for. */
  let pages = 0;

  /**
   * After a commit of about so many bytes: folds the WAL in when there is enough of it. Throws what is fatal, although the commit
   * is on disk: a retry finds it after the start that follows. What else is in the way (a full disk) is in the way next time.
   */
  function committed(bytes: number): void {
    pages += PAGES_PER_COMMIT + bytes / PAGE_BYTES;
    if (pages < CHECKPOINT_PAGES) return;
    pages = 0;
    try {
      opened().pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      if (outcomeOf((error as { code?: string }).code ?? '') === 'fatal') throw error;
    }
  }

  function insertHits(rows: readonly string[], reservations: string | undefined): void {
    const insert = prepared(INSERT_HIT);
    opened()
      .transaction(() => {
        if (reservations !== undefined) prepared(UPSERT_RESERVATIONS).run({ rows: reservations });
        for (const row of rows) insert.run(hitFromJson(row));
      })
      .immediate();
  }

  function answer(question: RecorderQuestion): Opened | Migrated | Written | boolean | undefined {
    switch (question.kind) {
      case 'open': {
        ({ path, migrations } = question);
        const result = open(path, migrations);
        db = result.db;
        lock = result.lock;
        return result.opened;
      }
      case 'migrate':
        try {
          const migrated = migrate(opened(), migrations, question.now);
          return { migrated, recentKeys: recentKeys(opened(), question.now) };
        } catch (error) {
          throw explain(path, error);
        }
      case 'hits':
        insertHits(question.rows, question.reservations);
        committed(charactersOf(question.rows) + (question.reservations?.length ?? 0));
        return undefined;
      case 'write': {
        const result = prepared(question.sql).run(question.values);
        committed(bytesOf(question.values) + result.changes * BYTES_PER_CHANGE);
        return { changes: result.changes, lastId: Number(result.lastInsertRowid) };
      }
      case 'writes': {
        const { writes } = question;
        let bytes = 0;
        opened()
          .transaction(() => {
            for (const { sql, values } of writes) {
              const { changes } = prepared(sql).run(values);
              bytes += bytesOf(values) + (changes > 1 ? changes * BYTES_PER_CHANGE : 0);
            }
          })
          .immediate();
        committed(bytes);
        return undefined;
      }
      case 'checkpoint':
        return checkpoint(opened(), question.mode, question.patienceMs);
    }
  }

  function answerUnlessBroken(question: RecorderQuestion): ReturnType<typeof answer> {
    if (broken) throw broken;
    try {
      return answer(question);
    } catch (error) {
      if (outcomeOf((error as { code?: string }).code ?? '') === 'fatal') broken = error as Error;
      throw error;
    }
  }

  // Closing checkpoints the WAL and removes it. A broken database is not closed (see recorder.ts).
  serveThread<RecorderQuestion>(port, answerUnlessBroken, () => {
    db?.close();
    lock?.close();
  });
}

if (parentPort) serve(parentPort);
