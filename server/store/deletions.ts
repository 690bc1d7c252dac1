// What is stored of a site goes in part: the hits of a page, of a range, or those that are too old. In short steps between commits, as
// a removed site goes (removal.ts), overwritten, and gone on with after a restart: the order stays in the file until nothing is left.
// Segments that held what goes are removed as a whole; their days are answered from the rows that stay, and sealed anew.
import type { Cancel, Clock } from '../clock.ts';
import type { Db } from './driver.ts';
import type { Chosen, Counted, FindQuestion, Found, Unused } from './eraser.ts';
import type { InTurn } from './in-turn.ts';
import type { Log } from './log.ts';
import type { Recorder } from './recorder.ts';
import { LEAST_ROWS, nextStep } from './steps.ts';
import type { Write } from './writes.ts';

/** All of the time. */
export const EVER = { from: 0, until: 8.64e15 } as const;

export interface DeletionOrder extends Chosen {
  siteId: number;
  /** `retention`: they are older than they are to become. */
  reason: 'owner' | 'retention';
}

export interface Deletion extends DeletionOrder {
  id: number;
  /** When it was ordered, ms since 1970. */
  begunAt: number;
  /** Stored when it began, or when the server started since; null until they are counted. */
  hits: number | null;
  /** How many of them are gone. */
  gone: number;
}

export interface Deletions {
  /**
   * Begins it, and resolves with its id once it is on disk; undefined: the site was removed. Hits that are stored by then are meant,
   * and none that come later.
   */
  begin(order: DeletionOrder): Promise<number | undefined>;
  /** Those that are not done; of one site, or of all. */
  underWay(siteId?: number): Deletion[];
  /** The site was removed: what is left of it goes with it. */
  forget(siteId: number): void;
  /** Resolves when no step is under way any more; the next start goes on. Twice is harmless. */
  close(): Promise<void>;
}

/** The thread that reads, see eraser.ts. */
export interface Eraser {
  count(site: { id: number; timezone: string }, chosen: Chosen): Promise<Counted>;
  find(question: Omit<FindQuestion, 'erasing'>): Promise<Found>;
  unused(siteId: number): Promise<Unused>;
  forget(siteId: number, unused: Unused['ids']): Promise<void>;
}

export interface DeletionParts {
  recorder: Pick<Recorder, 'write' | 'writeAll' | 'checkpoint'>;
  reader: Db;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn'>;
  eraser: Eraser;
  site: (id: number) => { id: number; host: string; timezone: string } | undefined;
  /** Holds up the sealing of days, which would read what is about to go. */
  inTurn: InTurn;
  /** What is kept in memory of what is meant is to be forgotten. Called in the turn in which it was ordered, and again at the end. */
  onDelete: (order: DeletionOrder, when: 'begun' | 'done') => void;
}

const BEGIN = `INSERT INTO deletions (site_id, reason, path, from_at, until_at, last_hit, last_engagement, begun_at)
  SELECT id, :reason, :path, :from, :until, (SELECT coalesce(max(id), 0) FROM hits),
  (SELECT coalesce(max(id), 0) FROM engagements), :now FROM sites WHERE id = :siteId AND removed_at IS NULL`;
const SELECT = `SELECT id, site_id AS siteId, reason, path, from_at AS "from", until_at AS until, last_hit AS lastHit,
  last_engagement AS lastEngagement, state, begun_at AS begunAt FROM deletions`;
const ALL = `${SELECT} WHERE site_id IN (SELECT id FROM sites WHERE removed_at IS NULL) ORDER BY id`;
const ONE = `${SELECT} WHERE id = ?`;
/** The path is to be found nowhere, and not in the order either. */
const FOLDING = "UPDATE deletions SET state = 'folding', path = NULL WHERE id = :id";
const DONE = 'DELETE FROM deletions WHERE id = :id';

const UNSEAL = `UPDATE seals SET state = 'replaced' WHERE id IN (SELECT id FROM seals WHERE site_id = :site
  AND state <> 'replaced' AND day_end > :from AND day_start < :until LIMIT :most)`;

// By number: with + the index of the site is left alone, all of which SQLite would look through.
const DELETE_HITS = 'DELETE FROM hits WHERE id IN (SELECT value FROM json_each(:ids)) AND +site_id = :site';
const CUT_REFERRERS = `UPDATE hits SET referrer = found.value ->> 1 FROM json_each(:referrers) AS found
  WHERE hits.id = found.value ->> 0 AND +hits.site_id = :site`;
/** A page instance's reading bears the time of its view where that is known; any other says nothing of a page. */
const DELETE_READING = `DELETE FROM engagements WHERE id IN (SELECT engagements.id FROM json_each(:pages) AS found
  CROSS JOIN engagements INDEXED BY engagements_of_site_by_time
  ON site_id = :site AND at = found.value ->> 0 AND page_instance = unhex(found.value ->> 1))`;

/** What is done to rows that were found. */
export const BY_NUMBER = [DELETE_HITS, CUT_REFERRERS, DELETE_READING];

/** What has a time, and goes with it. */
const OF_RANGE = {
  hits: `DELETE FROM hits WHERE id IN (SELECT id FROM hits INDEXED BY hits_of_site_by_time
    WHERE site_id = :site AND at >= :from AND at < :until AND id <= :lastHit LIMIT :most)`,
  engagements: `DELETE FROM engagements WHERE id IN (SELECT id FROM engagements INDEXED BY engagements_of_site_by_time
    WHERE site_id = :site AND at >= :from AND at < :until AND id <= :lastEngagement LIMIT :most)`,
  live_minutes: `DELETE FROM live_minutes WHERE site_id = :site AND minute IN (SELECT minute FROM live_minutes
    WHERE site_id = :site AND minute >= :from / 60000 AND minute * 60000 < min(:until, :begunAt) LIMIT :most)`,
} as const;

/** Of seals that are published no more. The columns are large. */
const SWEEP = [
  `DELETE FROM segment_columns WHERE rowid IN (SELECT segment_columns.rowid FROM seals
    JOIN segments ON seal_id = seals.id JOIN segment_columns ON segment_id = segments.id
    WHERE site_id = :site AND state <> 'published' LIMIT CAST(1 + :most / 20 AS INTEGER))`,
  `DELETE FROM segments WHERE id IN (SELECT segments.id FROM seals JOIN segments ON seal_id = seals.id
    WHERE site_id = :site AND state <> 'published' LIMIT :most)`,
  `DELETE FROM seals WHERE id IN (SELECT id FROM seals WHERE site_id = :site AND state <> 'published' LIMIT :most)`,
] as const;

const FORGET_VALUES = `DELETE FROM dictionary WHERE site_id = :site AND space = :space
  AND id IN (SELECT value FROM json_each(:ids))`;

/** After what the disk refused. */
const RETRY_MS = 10_000;
/** The log of writes cannot be folded in while somebody reads what was: tried again so often, for so long. */
const FOLD_EVERY_MS = 5_000;
const MOST_FOLDS = 720;

interface Row extends DeletionOrder {
  id: number;
  lastHit: number;
  lastEngagement: number;
  state: 'deleting' | 'folding';
  begunAt: number;
}

/** Goes on, at once, with what an earlier process had begun. */
export function createDeletions(parts: DeletionParts): Deletions {
  const { recorder, reader, clock, log, eraser, site, inTurn, onDelete } = parts;
  const one = reader.prepare(ONE);
  const all = new Map<number, Row & Deletion>();
  const resting = new Set<() => void>();
  let sayClosed: () => void = () => undefined;
  const closed = new Promise<undefined>((resolve) => {
    sayClosed = () => resolve(undefined);
  });
  let isClosed = false;
  let working: Promise<unknown> = Promise.resolve();

  /** Nothing more is to be done of it now. */
  const isOver = ({ id }: Deletion) => isClosed || !all.has(id);

  function rest(ms: number): Promise<void> {
    if (isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        resting.delete(wake);
        cancel();
        resolve();
      };
      const cancel: Cancel = clock.after(ms, wake);
      resting.add(wake);
    });
  }

  /** Repeats what deletes about so many rows and says how many it did, until there are none; resting for as long as it took. */
  async function inSteps(deletion: Deletion, step: (most: number) => Promise<number>): Promise<void> {
    let most = LEAST_ROWS;
    while (!isOver(deletion)) {
      const began = clock.monotonic();
      const rows = await step(most);
      if (rows === 0) return;
      const took = clock.monotonic() - began;
      most = nextStep(most, took);
      await rest(took);
    }
  }

  async function deleteRange(deletion: Row & Deletion): Promise<void> {
    const { siteId, from, until, lastHit, lastEngagement, begunAt } = deletion;
    const range = { site: siteId, from, until };
    await inSteps(deletion, async (most) => (await recorder.write(UNSEAL, { ...range, most })).changes);
    await inSteps(deletion, async (most) => {
      const { changes } = await recorder.write(OF_RANGE.hits, { ...range, lastHit, most });
      deletion.gone += changes;
      return changes;
    });
    await inSteps(
      deletion,
      async (most) => (await recorder.write(OF_RANGE.engagements, { ...range, lastEngagement, most })).changes,
    );
    await inSteps(
      deletion,
      async (most) => (await recorder.write(OF_RANGE.live_minutes, { ...range, begunAt, most })).changes,
    );
  }

  async function deletePath(deletion: Row & Deletion, path: string, host: string): Promise<void> {
    const { siteId, until, lastHit: last } = deletion;
    let place = { from: deletion.from, after: 0 };
    for (let most = LEAST_ROWS; !isOver(deletion); ) {
      const found = await eraser.find({ siteId, host, path, ...place, until, last, most });
      const { ids, pages, referrers, first, end, next } = found;
      const began = clock.monotonic();
      // Before the rows: the day is answered from what there is of them from now on, and sealed anew when all are gone.
      if (found.isSealed)
        await inSteps(deletion, async (some) => {
          return (await recorder.write(UNSEAL, { site: siteId, from: first, until: end + 1, most: some })).changes;
        });
      const writes: Write[] = [];
      if (ids.length > 0)
        writes.push(
          { sql: DELETE_HITS, values: { site: siteId, ids: JSON.stringify(ids) } },
          { sql: DELETE_READING, values: { site: siteId, pages: JSON.stringify(pages) } },
        );
      if (referrers.length > 0)
        writes.push({ sql: CUT_REFERRERS, values: { site: siteId, referrers: JSON.stringify(referrers) } });
      if (writes.length > 0) await recorder.writeAll(writes);
      deletion.gone += ids.length;
      if (!next) return;
      place = next;
      const took = clock.monotonic() - began;
      if (writes.length === 0) continue;
      most = nextStep(most, took);
      await rest(took);
    }
  }

  /** Segments that were taken back, and the values that none of the others uses. */
  async function sweep(deletion: Deletion): Promise<void> {
    const { siteId } = deletion;
    for (const sql of SWEEP)
      await inSteps(deletion, async (most) => (await recorder.write(sql, { site: siteId, most })).changes);
    if (isOver(deletion)) return;
    const unused = await Promise.race([eraser.unused(siteId), closed]); // it may take seconds, and the server end
    if (!unused) return;
    const { ids, damaged } = unused;
    if (damaged !== undefined) {
      await recorder.write("UPDATE seals SET state = 'replaced' WHERE id = :damaged", { damaged });
      return sweep(deletion);
    }
    await eraser.forget(siteId, ids); // before: should this fail half-way, what is gone is not taken for stored
    for (const [space, those] of ids) {
      let done = 0;
      await inSteps(deletion, async (most) => {
        const some = [...those.subarray(done, done + most)];
        done += some.length;
        if (some.length > 0) await recorder.write(FORGET_VALUES, { site: siteId, space, ids: JSON.stringify(some) });
        return some.length;
      });
    }
    await eraser.forget(siteId, ids); // after: the thread may be another by now, which has read them meanwhile
  }

  async function foldIn(deletion: Deletion): Promise<void> {
    for (let tries = 0; tries < MOST_FOLDS && !isOver(deletion); tries += 1) {
      if (await recorder.checkpoint('TRUNCATE', 0).catch(() => false)) return;
      await rest(FOLD_EVERY_MS);
    }
  }

  async function erase(deletion: Row & Deletion): Promise<void> {
    const of = site(deletion.siteId);
    if (!of) return;
    if (deletion.state === 'deleting') {
      deletion.hits ??= (await Promise.race([eraser.count(of, deletion), closed]))?.hits ?? null;
      if (deletion.path === null) await deleteRange(deletion);
      else await deletePath(deletion, deletion.path, of.host);
      if (!isOver(deletion)) await sweep(deletion);
      if (isOver(deletion)) return;
      await recorder.write(FOLDING, { id: deletion.id });
      deletion.state = 'folding';
    }
  }

  /** Resolves when it is done, or over: tried again for as long as the disk refuses. */
  async function untilDone(deletion: Row & Deletion, task: () => Promise<void>): Promise<void> {
    for (let isFailing = false; !isOver(deletion); ) {
      try {
        return await task();
      } catch (error) {
        if (isOver(deletion)) return;
        if (!isFailing) log.warn(`deletion ${deletion.id} waits: ${(error as Error).message}`);
        isFailing = true;
        await rest(RETRY_MS);
      }
    }
  }

  async function run(deletion: Row & Deletion): Promise<void> {
    await inTurn(() => untilDone(deletion, () => erase(deletion)));
    if (isOver(deletion)) return;
    onDelete(deletion, 'done');
    await untilDone(deletion, async () => {
      await foldIn(deletion);
      if (isOver(deletion)) return;
      await recorder.write(DONE, { id: deletion.id }); // last: until then the next start goes on
      all.delete(deletion.id);
      log.info(`deletion ${deletion.id} of site ${deletion.siteId} is done: ${deletion.gone} hits are gone`);
    });
  }

  function start(row: Row): void {
    const deletion = { ...row, hits: row.state === 'folding' ? 0 : null, gone: 0 };
    all.set(row.id, deletion);
    log.info(`deletion ${row.id} of site ${row.siteId} is under way`);
    working = Promise.all([working, run(deletion)]);
  }

  for (const row of reader.prepare(ALL).all() as Row[]) start(row);

  return {
    async begin({ siteId, reason, path, from, until }) {
      const values = { siteId, reason, path, from, until, now: clock.wall() };
      const { changes, lastId } = await recorder.write(BEGIN, values);
      if (changes === 0 || isClosed) return undefined;
      onDelete({ siteId, reason, path, from, until }, 'begun');
      start(one.get(lastId) as Row);
      return lastId;
    },
    underWay(siteId) {
      const those = [...all.values()].filter((each) => siteId === undefined || each.siteId === siteId);
      return those.map(({ id, reason, path, from, until, begunAt, hits, gone, siteId: its }) => {
        return { id, siteId: its, reason, path, from, until, begunAt, hits, gone };
      });
    },
    forget(siteId) {
      for (const deletion of all.values()) if (deletion.siteId === siteId) all.delete(deletion.id);
    },
    close() {
      isClosed = true;
      sayClosed();
      for (const wake of resting) wake();
      return working.then(() => undefined);
    },
  };
}
