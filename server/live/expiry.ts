// What falls due when, in a ring of quarter-second buckets. The one insight: renewing writes only the item's own `dueAt`;
// the item stays in the bucket it was filed in, and when that bucket comes round it is filed again if it is not due yet.
// So a renewal costs one assignment and a sweep touches only what might be due. What is removed leaves no trace: an item knows
// its place, and the bucket's last one takes it.

export interface Expiring {
  /** Monotonic ms. Raise it freely; after lowering it, file the item again. */
  dueAt: number;
  /** The bucket it is filed in, -1 for none, and its place there; both owned by the ring. */
  bucket: number;
  place: number;
}

const BUCKET_MS = 250;
/** A round takes longer than the usual time to live; what is due later waits in the last bucket and is filed again. */
const BUCKETS = 256;

export interface Expiry<Item extends Expiring> {
  /** Files an item by its `dueAt`, anew if it is filed already. */
  file(item: Item): void;
  /** Forgets an item. Harmless when it is not filed. */
  remove(item: Item): void;
  /** Takes out what is due at `now`, at most a bucket's time late, in no particular order. */
  takeDue(now: number): Item[];
}

export function createExpiry<Item extends Expiring>(startedAt: number): Expiry<Item> {
  const ring: Item[][] = Array.from({ length: BUCKETS }, () => []);
  let swept = Math.floor(startedAt / BUCKET_MS);

  /** The bucket after the due time, so that all of a bucket is due when it is taken, whichever way it came there. */
  const bucketOf = (item: Item) => Math.floor(item.dueAt / BUCKET_MS) + 1;

  function remove(item: Item): void {
    if (item.bucket === -1) return;
    const items = ring[item.bucket % BUCKETS];
    const last = items?.pop();
    if (items && last && last !== item) {
      items[item.place] = last;
      last.place = item.place;
    }
    item.bucket = -1;
  }

  function file(item: Item): void {
    remove(item);
    item.bucket = Math.min(Math.max(bucketOf(item), swept + 1), swept + BUCKETS);
    const items = ring[item.bucket % BUCKETS];
    if (items) item.place = items.push(item) - 1;
  }

  function takeDue(now: number): Item[] {
    const due: Item[] = [];
    const current = Math.floor(now / BUCKET_MS);
    while (swept < current) {
      swept += 1;
      const items = ring[swept % BUCKETS] ?? [];
      ring[swept % BUCKETS] = [];
      for (const item of items) {
        item.bucket = -1;
        if (bucketOf(item) <= swept) due.push(item);
        else file(item);
      }
    }
    return due;
  }

  return { file, remove, takeDue };
}
