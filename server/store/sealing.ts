// Turns finished days into segments, day after day, site after site: the analyst makes them, the recorder writes them, and nobody
// waits for more than one step of either. Whatever is interrupted is begun anew.
import type { Cancel, Clock } from '../clock.ts';
import type { InTurn } from './in-turn.ts';
import type { Recorder } from './recorder.ts';
import type { DueDay, SealAnswer, SealQuestion, SealStep } from './sealer.ts';

export interface Sealing {
  /** Days are due that were sealed: looks now, or as soon as the round that is under way has ended. */
  again(): void;
  /** Stops after the step that is under way, and waits for it. Twice is harmless. */
  close(): Promise<void>;
}

export interface SealingParts {
  clock: Clock;
  recorder: Pick<Recorder, 'write' | 'writeAll'>;
  /** All that there are. */
  sites: () => readonly { id: number; timezone: string }[];
  /** The wall clock can be believed, so that no day is sealed that is not over, and the disk has room. */
  mayBegin: () => boolean;
  /** The thread that reads, see sealer.ts. */
  ask: (question: SealQuestion) => Promise<SealAnswer>;
  /** A day is not sealed while rows are being deleted (deletions.ts): its segments would hold what is to go. */
  inTurn: InTurn;
  /** Starts that thread anew: what it takes a number to mean is not what is stored. */
  restart: () => Promise<void>;
  log: { warn(line: string): void };
}

/** Also how long what was replaced is kept for those who still read it. */
const EVERY_MS = 5 * 60_000;

/** Rows of the day make it late from now on. */
export const BEGIN = `INSERT INTO seals (site_id, day_start, day_end, state, sealed_at)
  SELECT :siteId, :start, :end, 'staged', :now FROM sites WHERE id = :siteId AND removed_at IS NULL`;

// Some megabytes at a time; of seals that failed, and of those that were replaced a round ago or earlier.
const SWEEP_COLUMNS = `DELETE FROM segment_columns WHERE rowid IN (
  SELECT segment_columns.rowid FROM seals JOIN segments ON seal_id = seals.id JOIN segment_columns ON segment_id = segments.id
  WHERE state <> 'published' LIMIT 20)`;
const SWEEP_SEGMENTS =
  "DELETE FROM segments WHERE seal_id IN (SELECT id FROM seals WHERE state <> 'published' LIMIT 100)";
const SWEEP_SEALS = "DELETE FROM seals WHERE id IN (SELECT id FROM seals WHERE state <> 'published' LIMIT 100)";

/** Removes what was staged and never published, and what was replaced. Not while a day is being sealed. */
export async function sweepSeals(write: (sql: string) => Promise<{ changes: number }>): Promise<void> {
  for (const sql of [SWEEP_COLUMNS, SWEEP_SEGMENTS, SWEEP_SEALS]) while ((await write(sql)).changes > 0);
}

/** Begins at once, and looks again five minutes after every round. */
export function sealFinishedDays(parts: SealingParts): Sealing {
  const { clock, recorder, sites, mayBegin, ask, inTurn, restart, log } = parts;
  let isClosing = false;
  let cancel: Cancel | undefined;
  let round = Promise.resolve();
  let isWanted = false;

  /** It may be removed at any time; what is still written of it is nothing, see seal-day.ts. */
  const isThere = (siteId: number) => sites().some(({ id }) => id === siteId);

  /** One day that cannot be made is no reason not to make the others. */
  async function stepOf(siteId: number, start: number, question: SealQuestion): Promise<SealStep> {
    try {
      return (await ask(question)) as SealStep;
    } catch (error) {
      const day = new Date(start).toISOString();
      if (!isClosing && isThere(siteId))
        log.warn(`the day of site ${siteId} from ${day} could not be sealed: ${(error as Error).message}`);
      return { writes: [], isLast: false, isDone: true };
    }
  }

  async function seal(siteId: number, { start, end }: DueDay): Promise<void> {
    const { changes, lastId } = await recorder.write(BEGIN, { siteId, start, end, now: clock.wall() });
    if (changes === 0) return;
    const order = { seal: lastId, siteId, start, end };
    let step = await stepOf(siteId, start, { sealing: 'begin', order });
    const next = () => stepOf(siteId, start, { sealing: 'next', seal: lastId });
    while (!step.isDone && !isClosing) {
      // Made while this one is written; but what follows the last may believe that all is on disk.
      const making = step.isLast ? undefined : next();
      if (step.writes.length > 0) await recorder.writeAll(step.writes);
      if (!isThere(siteId)) return;
      step = await (making ?? next());
    }
  }

  /** The first day of the site that is due, from `from` on; where it ends, or undefined when none is. */
  async function sealNext(site: { id: number; timezone: string }, from: number): Promise<number | undefined> {
    if (isClosing || !mayBegin() || !isThere(site.id)) return undefined;
    const day = (await ask({ sealing: 'due', site, from, now: clock.wall() })) as DueDay | undefined;
    if (!day) return undefined;
    if (day.damage !== undefined)
      log.warn(`${day.damage}. Its day of site ${site.id} is made anew from the stored hits`);
    await seal(site.id, day);
    return day.end;
  }

  async function sealSite(site: { id: number; timezone: string }): Promise<void> {
    for (let from: number | undefined = 0; from !== undefined; ) {
      const begin: number = from;
      from = await inTurn(() => sealNext(site, begin));
    }
  }

  async function run(): Promise<void> {
    if (!mayBegin()) return;
    await inTurn(() => sweepSeals((sql) => recorder.write(sql, {})));
    for (const site of sites()) await sealSite(site);
  }

  function start(): void {
    cancel = undefined;
    round = run()
      .catch(async (error: Error & { code?: string }) => {
        if (isClosing) return;
        log.warn(`finished days could not be sealed, which is tried again: ${error.message}`);
        if (error.code?.startsWith('SQLITE_CONSTRAINT')) await restart();
      })
      .finally(() => {
        if (isClosing) return;
        cancel = clock.after(isWanted ? 0 : EVERY_MS, start);
        isWanted = false;
      });
  }

  start();
  return {
    again() {
      if (isClosing) return;
      isWanted = cancel === undefined;
      cancel?.();
      if (!isWanted) start();
    },
    async close() {
      isClosing = true;
      cancel?.();
      await round;
    },
  };
}
