// What is stored of a site that was removed goes in small steps between commits, so that nobody waits for it, and goes on by
// itself after a restart: the mark on the site (removed_at) stays until nothing else of it is left. Deleted bytes are
// overwritten (secure_delete, open.ts), and the log of writes, which holds them too, is folded in at the end.
import type { Cancel, Clock } from '../clock.ts';
import type { Db } from './driver.ts';
import type { Log } from './log.ts';
import type { Recorder } from './recorder.ts';
import { LEAST_ROWS, nextStep } from './steps.ts';

/**
 * Every table that holds data of a site, in the order in which it goes: what could still be used by others first. Each statement
 * deletes at most about `:most` rows of `:site`, and none only when there is none. A new table with a site's data gets its line here, and a test fails until it has.
 */
export const TABLES_OF_A_SITE: { readonly [table: string]: string } = {
  keys: 'DELETE FROM keys WHERE id IN (SELECT id FROM keys WHERE site_id = :site LIMIT :most)',
  hits: 'DELETE FROM hits WHERE id IN (SELECT id FROM hits WHERE site_id = :site LIMIT :most)',
  engagements: 'DELETE FROM engagements WHERE id IN (SELECT id FROM engagements WHERE site_id = :site LIMIT :most)',
  live_minutes: `DELETE FROM live_minutes WHERE site_id = :site
    AND minute IN (SELECT minute FROM live_minutes WHERE site_id = :site LIMIT :most)`,
  value_reservations: `DELETE FROM value_reservations WHERE site_id = :site
    AND (date, dimension) IN (SELECT date, dimension FROM value_reservations WHERE site_id = :site LIMIT :most)`,
  goals: 'DELETE FROM goals WHERE id IN (SELECT id FROM goals WHERE site_id = :site LIMIT :most)',
  segment_columns: `DELETE FROM segment_columns WHERE rowid IN (
    SELECT segment_columns.rowid FROM seals JOIN segments ON seal_id = seals.id
    JOIN segment_columns ON segment_id = segments.id WHERE site_id = :site
    LIMIT CAST(1 + :most / 20 AS INTEGER))`, // they are large
  segments: `DELETE FROM segments WHERE id IN (
    SELECT segments.id FROM seals JOIN segments ON seal_id = seals.id WHERE site_id = :site LIMIT :most)`,
  seals: 'DELETE FROM seals WHERE id IN (SELECT id FROM seals WHERE site_id = :site LIMIT :most)',
  dictionary: `DELETE FROM dictionary WHERE site_id = :site
    AND (space, id) IN (SELECT space, id FROM dictionary WHERE site_id = :site LIMIT :most)`,
  deletions: 'DELETE FROM deletions WHERE id IN (SELECT id FROM deletions WHERE site_id = :site LIMIT :most)',
};

const FORGET_SITE = 'DELETE FROM sites WHERE id = :site AND removed_at IS NOT NULL';

const LONGEST_REST_MS = 1_000;
/** After what the disk refused. */
const RETRY_MS = 10_000;
/** The log of writes cannot be folded in while somebody reads what was: tried again so often, for so long. */
const FOLD_EVERY_MS = 5_000;
const MOST_FOLDS = 720;

export interface Removal {
  /** The site's id, for life. */
  id: number;
  /** Stored when it began, or when the server started since; null until they are counted. */
  hits: number | null;
  /** How many of them are gone. */
  gone: number;
}

export interface Removals {
  /** Of a site that is marked, and of which nothing is stored any more. */
  begin(siteId: number): void;
  /** Those of which something is left. */
  underWay(): Removal[];
  /** Resolves when no step is under way any more; the next start goes on. Twice is harmless. */
  close(): Promise<void>;
}

/** Goes on, at once, with what an earlier process had begun. `count` tells how many hits of a site are stored. */
export function createRemovals(parts: {
  recorder: Pick<Recorder, 'write' | 'checkpoint'>;
  reader: Db;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn'>;
  count: (siteId: number) => Promise<{ hits: number }>;
}): Removals {
  const { recorder, reader, clock, log, count } = parts;
  const all = new Map<number, Removal>();
  let wake: (() => void) | undefined;
  let isClosed = false;
  let working = Promise.resolve();

  function rest(ms: number): Promise<void> {
    if (isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel: Cancel = clock.after(ms, () => resolve());
      wake = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Deletes what the table has of the site; less at once where that takes long, and resting for as long as it took, a second at most. */
  async function empty(sql: string, site: number, onGone: (rows: number) => void): Promise<void> {
    let most = LEAST_ROWS;
    while (!isClosed) {
      const began = clock.monotonic();
      const { changes } = await recorder.write(sql, { site, most });
      const took = clock.monotonic() - began;
      onGone(changes);
      if (changes === 0) return;
      most = nextStep(most, took);
      await rest(Math.min(took, LONGEST_REST_MS));
    }
  }

  async function emptyAll(removal: Removal): Promise<void> {
    for (const [table, sql] of Object.entries(TABLES_OF_A_SITE)) {
      await empty(sql, removal.id, (rows) => {
        if (table === 'hits') removal.gone += rows;
      });
    }
  }

  async function foldIn(): Promise<void> {
    for (let tries = 0; tries < MOST_FOLDS && !isClosed; tries += 1) {
      if (await recorder.checkpoint('TRUNCATE', 0).catch(() => false)) return;
      await rest(FOLD_EVERY_MS);
    }
  }

  async function remove(removal: Removal): Promise<void> {
    let isFailing = false;
    while (!isClosed) {
      try {
        removal.hits ??= (await count(removal.id)).hits;
        await emptyAll(removal);
        await foldIn();
        if (isClosed) return;
        await recorder.write(FORGET_SITE, { site: removal.id }); // last: until then the next start goes on
        all.delete(removal.id);
        log.info(`nothing is stored of site ${removal.id} any more`);
        return;
      } catch (error) {
        if (!isFailing) log.warn(`the removal of site ${removal.id} waits: ${(error as Error).message}`);
        isFailing = true;
        await rest(RETRY_MS);
      }
    }
  }

  function begin(siteId: number): void {
    const removal: Removal = { id: siteId, hits: null, gone: 0 };
    all.set(siteId, removal);
    log.info(`removing what is stored of site ${siteId}`);
    working = working.then(() => remove(removal));
  }

  const marked = reader.prepare('SELECT id FROM sites WHERE removed_at IS NOT NULL ORDER BY id').pluck().all();
  for (const id of marked as number[]) begin(id);

  return {
    begin,
    underWay: () => Array.from(all.values(), (removal) => ({ ...removal })),
    close() {
      isClosed = true;
      wake?.();
      return working;
    },
  };
}
