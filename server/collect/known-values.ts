// At the start, reminds the guard of cardinality of what today's hits have brought already, beside everything else, set by set:
// until a set is told, every value of it takes room anew, as far as there is some left.
import { dayOf } from '../calendar.ts';
import { threadFile } from '../files.ts';
import type { Site } from '../sites/sites.ts';
import { type Errand, sendOnErrand } from '../store/errand.ts';
import type { Log } from '../store/log.ts';
import type { ThreadError } from '../store/thread.ts';
import type { Cardinality } from './cardinality.ts';
import type { KnownValues, KnownValuesData } from './known-values-thread.ts';

/** Told in one turn of the event loop: about a millisecond's worth. */
const HASHES_PER_TURN = 10_000;

/** A day has no more than the limit, but the two that the day of a new time zone is made of. */
const LIMITS_READ = 2;

const TAKES_ROOM = 'what was not read yet takes room for new values anew, as far as today has some left';

export interface Today {
  /** Wall clock, ms. */
  now: number;
  /** Values per site and dimension that are told apart; twice as many are read. */
  limit: number;
  /** Of the guard's keyed hash: only hashes come back from the thread, 8 bytes for a value of any length. */
  hashKey: Uint8Array;
  log: Pick<Log, 'info' | 'warn'>;
}

/**
 * `done` resolves when the guard knows today's values, or cannot be told; why it cannot is in the log then, and the guard goes
 * by their number. Ending it early is harmless.
 */
export function rememberToday(
  path: string,
  sites: readonly Site[],
  cardinality: Cardinality,
  { now, limit, hashKey, log }: Today,
): { done: Promise<void>; end: Errand<void>['end'] } {
  const days = sites.map(({ id, timezone }) => ({ siteId: id, ...dayOf(timezone, now) }));
  const recollections = new Map(days.map(({ siteId, date }) => [siteId, cardinality.recollect(siteId, date)]));
  const data: KnownValuesData = {
    path,
    sites: days.map(({ siteId, start }) => ({ siteId, start })),
    most: limit * LIMITS_READ,
    hashKey,
  };

  async function tell({ siteId, dimension, hashes }: KnownValues): Promise<void> {
    const recollection = recollections.get(siteId);
    if (dimension === undefined) {
      recollection?.end();
      return;
    }
    for (let i = 0; i < hashes.length; i += HASHES_PER_TURN) {
      recollection?.tell(dimension, hashes.subarray(i, i + HASHES_PER_TURN));
      await new Promise((resolve) => setImmediate(resolve));
    }
    recollection?.endOf(dimension);
  }

  /** Set after set, however many are waiting. */
  let told = Promise.resolve();
  const thread = threadFile('collect/known-values-thread');
  const errand = sendOnErrand<KnownValuesData, void, KnownValues>(thread, data, (known) => {
    told = told.then(() => tell(known));
  });

  async function finish(): Promise<void> {
    try {
      await errand.done;
    } catch (caught) {
      const { code, message } = caught as ThreadError;
      if (code === 'THREAD_ENDED') log.info(`reading today's values was ended before it was done: ${TAKES_ROOM}`);
      else log.warn(`today's values could not be read (${message}): ${TAKES_ROOM}`);
    }
    await told;
  }
  return { done: finish(), end: errand.end };
}
