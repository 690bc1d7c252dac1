// How many hits a second an address or a site may send. The one insight: a bucket is told by a single number, the moment at
// which it will be full again, so that one take is one look into a Map, and whoever has been quiet needs no entry at all.

/** Of the buckets, how many are looked at per new key to find one that may be forgotten. */
const LOOKED_AT = 16;

/** Sums of fractions of a millisecond are not exact; nobody is to be refused for the rounding. */
const ROUNDING_MS = 0.001;

export interface TokenBuckets {
  /**
   * Takes one token from the key's bucket, or so many: more than a burst are given from a full bucket, which is in debt then.
   * 0: allowed. Else nothing was taken, and the number says after how many whole
   * seconds (at least 1) trying again makes sense. `now`: monotonic ms.
   */
  take(key: string | number, now: number, tokens?: number): number;
}

/**
 * Buckets of `burst` tokens, refilled with `perSecond` tokens a second; 0 a second means no limit, and stores nothing. By
 * default a burst is two seconds' worth and at least 10: a reader who opens a row of tabs is no flood.
 *
 * At most `maxKeys` buckets are kept, 30 to 60 bytes each besides the key. Full ones are forgotten in passing (a full bucket
 * is as good as none); when there is still no room, the fullest of 16 goes: whoever is being held back stays held back, and
 * a crowd of made-up keys pushes out itself.
 */
export function createTokenBuckets(
  perSecond: number,
  burst = Math.max(10, 2 * perSecond),
  maxKeys = 100_000,
): TokenBuckets {
  if (perSecond <= 0) return { take: () => 0 };
  const msPerToken = 1000 / perSecond;
  const capacityMs = Math.max(1, burst) * msPerToken;
  /** Key → when its bucket is full again. */
  const fullAt = new Map<string | number, number>();
  /** Goes round the buckets, a few steps per new key. */
  let hand = fullAt.entries();

  function makeRoom(now: number): void {
    let fullest: string | number | undefined;
    let fullestAt = Number.POSITIVE_INFINITY;
    for (let looks = 0; looks < LOOKED_AT; looks++) {
      const { value, done } = hand.next();
      if (done) {
        hand = fullAt.entries();
        if (fullAt.size < LOOKED_AT) break;
        continue;
      }
      const [key, at] = value;
      if (at <= now) fullAt.delete(key);
      else if (at < fullestAt) [fullest, fullestAt] = value;
    }
    if (fullAt.size >= maxKeys && fullest !== undefined) fullAt.delete(fullest);
  }

  return {
    take(key, now, tokens = 1) {
      const known = fullAt.get(key);
      if (known === undefined) makeRoom(now);
      const next = (known === undefined || known < now ? now : known) + tokens * msPerToken;
      const waitMs = next - now - Math.max(capacityMs, tokens * msPerToken);
      if (waitMs > ROUNDING_MS) return Math.max(1, Math.ceil(waitMs / 1000));
      fullAt.set(key, next);
      return 0;
    },
  };
}
