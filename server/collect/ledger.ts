// How many different values of a site's day may be stored already, by dimension, across restarts: the guard of cardinality raises
// a number before it lets more values through, and the recorder stores it no later than them. So whatever a kill took, the
// number that is found afterwards is not too small.
import { dayOf } from '../calendar.ts';
import { openReader } from '../store/open.ts';
import type { Recorder } from '../store/recorder.ts';
import {
  FORGET_RESERVATIONS,
  type Reservation,
  readReservations,
  reservationsToJson,
  UPSERT_RESERVATIONS,
} from '../store/reservations.ts';
import type { Dimension } from './cardinality.ts';

export interface Ledger {
  /** At most so many values are stored; 0 of what nobody has reserved for. */
  reserved(siteId: number, date: string, dimension: Dimension): number;
  /** From now on at most `upTo` are, and on disk not later than what is recorded after this. */
  reserve(siteId: number, date: string, dimension: Dimension, upTo: number): void;
  /** It is known that fewer are: nothing waits for it, and nothing is lost when it is not written. */
  release(siteId: number, date: string, released: readonly (readonly [Dimension, number])[]): void;
}

/** `stored`: what was found at the start. `onReserve` and `onRelease` are told what is to be stored, and how soon. */
export function createLedger(
  stored: readonly Reservation[] = [],
  onReserve: (reservation: Reservation) => void = () => undefined,
  onRelease: (released: Reservation[]) => void = () => undefined,
): Ledger {
  const numbers = new Map<string, number>();
  const keyOf = (siteId: number, date: string, dimension: string) => `${siteId} ${date} ${dimension}`;
  for (const { siteId, date, dimension, upTo } of stored) numbers.set(keyOf(siteId, date, dimension), upTo);

  return {
    reserved: (siteId, date, dimension) => numbers.get(keyOf(siteId, date, dimension)) ?? 0,
    reserve(siteId, date, dimension, upTo) {
      numbers.set(keyOf(siteId, date, dimension), upTo);
      onReserve({ siteId, date, dimension, upTo });
    },
    release(siteId, date, released) {
      const rows = released.map(([dimension, upTo]) => ({ siteId, date, dimension, upTo }));
      for (const { dimension, upTo } of rows) numbers.set(keyOf(siteId, date, dimension), upTo);
      if (rows.length > 0) onRelease(rows);
    },
  };
}

/** Longer than hits of a date are taken, in whatever zone. */
const KEPT_MS = 4 * 24 * 3_600_000;

/** The ledger in the database. Throws a StartError when that cannot be read. */
export function openLedger(file: string, recorder: Recorder): Ledger & { forgetOld(now: number): void } {
  const db = openReader(file);
  const stored = readReservations(db);
  db.close();
  let forgotten = '';

  /** What the disk refuses is too much in the table, and does no harm. */
  const write = (sql: string, values: { [name: string]: string }) => recorder.write(sql, values).catch(() => undefined);

  return {
    ...createLedger(stored, recorder.reserve, (released) => {
      void write(UPSERT_RESERVATIONS, { rows: reservationsToJson(released) });
    }),
    /** Once a day; what cannot be deleted is with the next day's. */
    forgetOld(now) {
      const { date } = dayOf('UTC', now - KEPT_MS);
      if (date === forgotten) return;
      forgotten = date;
      void write(FORGET_RESERVATIONS, { date });
    },
  };
}
