// How much is stored of a site: what somebody should know before it is removed. Counted exactly and in turns, so that ten million
// hits hold up nobody.
import type { Clock } from '../clock.ts';
import type { Db } from './driver.ts';

export interface StoredHits {
  hits: number;
  /** Of the first of them, ms since 1970; null when there are none. */
  since: number | null;
}

/** Some 2 ms. */
const HITS_PER_TURN = 20_000;

const FIRST = 'SELECT min(at) FROM hits WHERE site_id = :site';
/** All three from the index alone. */
const END_OF_TURN = `SELECT at, id FROM hits WHERE site_id = :site AND (at, id) > (:at, :id)
  ORDER BY at, id LIMIT 1 OFFSET :skip`;
const REST = 'SELECT count(*) FROM hits WHERE site_id = :site AND (at, id) > (:at, :id)';

/** Returns what counts the hits of a site, by its id; it rejects when the file cannot be read. */
export function createStoredHits(reader: Db, clock: Pick<Clock, 'after'>): (siteId: number) => Promise<StoredHits> {
  const first = reader.prepare(FIRST).pluck();
  const endOfTurn = reader.prepare(END_OF_TURN);
  const rest = reader.prepare(REST).pluck();
  const nextTurn = () => new Promise<void>((resolve) => void clock.after(0, resolve));

  return async (site) => {
    const since = first.get({ site }) as number | null;
    let last = { at: Number.MIN_SAFE_INTEGER, id: 0 };
    for (let hits = 0; ; hits += HITS_PER_TURN) {
      const next = endOfTurn.get({ site, ...last, skip: HITS_PER_TURN - 1 }) as typeof last | undefined;
      if (!next) return { hits: hits + (rest.get({ site, ...last }) as number), since };
      last = next;
      await nextTurn();
    }
  };
}
