// What falls due when, in a ring of quarter-second buckets. The one insight: renewing writes only the time the row is due at;
// it stays in the bucket it was filed in, and when that bucket comes round it is filed again if it is not due yet. So a renewal
// costs one assignment and a sweep touches only what might be due. A bucket is a chain through the rows themselves: what is
// removed leaves no trace.
import { NONE, type Rows } from './rows.ts';

const BUCKET_MS = 250;
/** A round takes longer than the usual time to live; what is due later waits in the last bucket and is filed again. */
const BUCKETS = 256;

/** Which fields of a row are the ring's: when it is due, and where it stands (the bucket is 0 when it is not filed). */
export interface ExpiryFields {
  due: number;
  bucket: number;
  next: number;
  previous: number;
}

export interface Expiry {
  /** When a row falls due (monotonic ms); files it if it is not filed by then. */
  schedule(row: number, dueAt: number): void;
  /** Forgets a row. Harmless when it is not filed. */
  remove(row: number): void;
  /** Takes out what is due at `now`, at most a bucket's time late, in no particular order. */
  takeDue(now: number): number[];
}

export function createExpiry(rows: Rows, fields: ExpiryFields, startedAt: number): Expiry {
  const { due, bucket, next, previous } = fields;
  /** The first row of each bucket, + 1. */
  const ring = new Int32Array(BUCKETS);
  /** Buckets are counted from the start, so that they fit a field for 17 years; from 1, so that 0 means none. */
  const bucketAt = (ms: number) => Math.floor(ms / BUCKET_MS) - Math.floor(startedAt / BUCKET_MS) + 1;
  let swept = bucketAt(startedAt);

  function file(row: number): void {
    const into = Math.min(Math.max(rows.get(row, due), swept + 1), swept + BUCKETS);
    const place = into & (BUCKETS - 1);
    const first = (ring[place] as number) - 1;
    rows.set(row, bucket, into);
    rows.set(row, previous, NONE);
    rows.set(row, next, first);
    if (first !== NONE) rows.set(first, previous, row);
    ring[place] = row + 1;
  }

  function remove(row: number): void {
    const filed = rows.get(row, bucket);
    if (filed === 0) return;
    const before = rows.get(row, previous);
    const after = rows.get(row, next);
    if (before === NONE) ring[filed & (BUCKETS - 1)] = after + 1;
    else rows.set(before, next, after);
    if (after !== NONE) rows.set(after, previous, before);
    rows.set(row, bucket, 0);
  }

  return {
    schedule(row, dueAt) {
      // The bucket after the due time, so that all of a bucket is due when it is taken, whichever way it came there.
      const dueBucket = bucketAt(dueAt) + 1;
      rows.set(row, due, dueBucket);
      const filed = rows.get(row, bucket);
      if (filed !== 0 && filed <= dueBucket) return;
      remove(row);
      file(row);
    },

    remove,

    takeDue(now) {
      const taken: number[] = [];
      const current = bucketAt(now);
      while (swept < current) {
        swept += 1;
        const place = swept & (BUCKETS - 1);
        let row = (ring[place] as number) - 1;
        ring[place] = 0;
        while (row !== NONE) {
          const following = rows.get(row, next);
          rows.set(row, bucket, 0);
          if (rows.get(row, due) <= swept) taken.push(row);
          else file(row);
          row = following;
        }
      }
      return taken;
    },
  };
}
