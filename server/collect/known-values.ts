// At the start, reminds the guard of cardinality of what today's hits have brought already: whoever makes values up must not
// get another allowance with every restart. Beside everything else; until it is done, a value may count twice against it.
import { dayOf } from '../calendar.ts';
import { threadFile } from '../files.ts';
import type { Site } from '../sites/sites.ts';
import { type Errand, sendOnErrand } from '../store/errand.ts';
import type { Cardinality } from './cardinality.ts';
import type { KnownValues, KnownValuesData } from './known-values-thread.ts';

/** Told in one turn of the event loop: about a millisecond's worth. */
const VALUES_PER_TURN = 2_000;

/**
 * `limit`: values per site and dimension, as of the guard. `done` resolves when the guard knows them, or cannot be told.
 * Ending it early is harmless.
 */
export function rememberToday(
  path: string,
  sites: readonly Site[],
  cardinality: Cardinality,
  { now, limit }: { now: number; limit: number },
): Pick<Errand<void>, 'done' | 'end'> {
  const days = new Map(sites.map((site) => [site.id, dayOf(site.timezone, now)]));
  const data: KnownValuesData = {
    path,
    sites: [...days].map(([siteId, { start }]) => ({ siteId, start })),
    limit,
  };
  const thread = threadFile('collect/known-values-thread');
  const errand = sendOnErrand<KnownValuesData, KnownValues[]>(thread, data, () => undefined);

  async function tell(found: KnownValues[]): Promise<void> {
    for (const { siteId, dimension, values } of found) {
      const date = days.get(siteId)?.date ?? '';
      for (let i = 0; i < values.length; i += VALUES_PER_TURN) {
        for (const value of values.slice(i, i + VALUES_PER_TURN)) cardinality.admit(siteId, date, dimension, value);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
  return { done: errand.done.then(tell, () => undefined), end: errand.end };
}
