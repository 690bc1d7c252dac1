// At the start, reminds the guard of cardinality of what today's hits have brought already: whoever makes values up must not
// get another allowance with every restart. Beside everything else: until it is done, the guard lets few unknown values through.
import { dayOf } from '../calendar.ts';
import { threadFile } from '../files.ts';
import type { Site } from '../sites/sites.ts';
import { type Errand, sendOnErrand } from '../store/errand.ts';
import type { Cardinality } from './cardinality.ts';
import type { KnownValues, KnownValuesData } from './known-values-thread.ts';

/** Told in one turn of the event loop: about a millisecond's worth. */
const HASHES_PER_TURN = 10_000;

export interface Today {
  /** Wall clock, ms. */
  now: number;
  /** Values per site and dimension that are read at most. */
  limit: number;
  /** Of the guard's keyed hash: only hashes come back from the thread, 8 bytes for a value of any length. */
  hashKey: Uint8Array;
}

/** `done` resolves when the guard knows today's values, or cannot be told. Ending it early is harmless. */
export function rememberToday(
  path: string,
  sites: readonly Site[],
  cardinality: Cardinality,
  { now, limit, hashKey }: Today,
): Pick<Errand<void>, 'done' | 'end'> {
  const days = sites.map(({ id, timezone }) => ({ siteId: id, ...dayOf(timezone, now) }));
  const recollections = new Map(days.map(({ siteId, date }) => [siteId, cardinality.recollect(siteId, date)]));
  const data: KnownValuesData = {
    path,
    sites: days.map(({ siteId, start }) => ({ siteId, start })),
    limit,
    hashKey,
  };
  const thread = threadFile('collect/known-values-thread');
  const errand = sendOnErrand<KnownValuesData, KnownValues[]>(thread, data, () => undefined);

  async function tell(found: KnownValues[]): Promise<void> {
    for (const { siteId, dimension, hashes } of found) {
      for (let i = 0; i < hashes.length; i += HASHES_PER_TURN) {
        recollections.get(siteId)?.tell(dimension, hashes.subarray(i, i + HASHES_PER_TURN));
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  function endAll(): void {
    for (const recollection of recollections.values()) recollection.end();
  }
  return { done: errand.done.then(tell).then(endAll, endAll), end: errand.end };
}
