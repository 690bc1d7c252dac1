// How many different values of a site's day may be stored already. Written with the hits that need it, so that whoever starts
// next knows it, whatever happened. What it is for: server/collect/cardinality.ts.
import type { Db } from './driver.ts';

export interface Reservation {
  siteId: number;
  /** The site's own date, `2026-11-21`. */
  date: string;
  dimension: string;
  /** No more different values of this dimension are stored than this. */
  upTo: number;
}

export const UPSERT_RESERVATIONS = `INSERT INTO value_reservations (site_id, date, dimension, up_to)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(:rows)
  WHERE value ->> 0 IN (SELECT id FROM sites WHERE removed_at IS NULL)
  ON CONFLICT (site_id, date, dimension) DO UPDATE SET up_to = excluded.up_to`;

/** Of the dates before `:date`. */
export const FORGET_RESERVATIONS = 'DELETE FROM value_reservations WHERE date < :date';

const SELECT = 'SELECT site_id AS siteId, date, dimension, up_to AS upTo FROM value_reservations';

/** The `:rows` of UPSERT_RESERVATIONS. */
export function reservationsToJson(reservations: Iterable<Reservation>): string {
  return JSON.stringify(
    Array.from(reservations, ({ siteId, date, dimension, upTo }) => [siteId, date, dimension, upTo]),
  );
}

/** Every one: at most some 20 for each site and each of the last days. */
export const readReservations = (db: Db): Reservation[] => db.prepare(SELECT).all() as Reservation[];
