// Which (site, page instance, sequence) were committed in the last quarter of an hour, so that a retried hit is answered
// without being stored twice. The one insight: the page instance is already 64 random bits, so mixing site and sequence
// into it gives a key that needs no strings and no hashing. 8 bytes per key and half-empty tables: about 16 bytes a hit,
// where a Set of strings would take 100 and more.
import { highOf, lowOf, spread } from '../id64.ts';

/** A key as two 32-bit halves. */
export type HitKey = readonly [high: number, low: number];

/** The key of a hit. `pageInstance` is 16 hexadecimal digits. */
export function hitKey(siteId: number, pageInstance: string, seq: number): HitKey {
  return hitKeyOf(siteId, highOf(pageInstance), lowOf(pageInstance), seq);
}

/** The same, of a page instance as two 32-bit halves. */
export function hitKeyOf(siteId: number, pageHigh: number, pageLow: number, seq: number): HitKey {
  const high = pageHigh ^ Math.imul(siteId, 0x9e3779b1);
  const low = pageLow ^ Math.imul(seq, 0x85ebca6b);
  // (0, 0) marks an empty place, so the one key in 2^64 that falls on it is moved aside.
  return high === 0 && low === 0 ? [0, 1] : [high, low];
}

/** An open-addressed table of keys that only grows; a generation is forgotten as a whole. */
class Generation {
  #keys = new Int32Array(2 * 1024);
  #size = 0;

  has(key: HitKey): boolean {
    return this.#isAt(this.#placeOf(key));
  }

  add(key: HitKey): void {
    if (this.#size * 4 >= this.#keys.length) this.#grow(); // at most half full: length counts halves
    const place = this.#placeOf(key);
    if (this.#isAt(place)) return;
    this.#keys[place] = key[0];
    this.#keys[place + 1] = key[1];
    this.#size += 1;
  }

  #isAt(place: number): boolean {
    return this.#keys[place] !== 0 || this.#keys[place + 1] !== 0;
  }

  /** Where the key stands, or the empty place where it would go. */
  #placeOf([high, low]: HitKey): number {
    const mask = this.#keys.length - 1;
    let place = (spread(high, low, 0) >>> Math.clz32(mask >> 1)) << 1;
    while (this.#isAt(place) && (this.#keys[place] !== (high | 0) || this.#keys[place + 1] !== (low | 0))) {
      place = (place + 2) & mask;
    }
    return place;
  }

  #grow(): void {
    const old = this.#keys;
    this.#keys = new Int32Array(old.length * 2);
    this.#size = 0;
    for (let i = 0; i < old.length; i += 2) {
      const key: HitKey = [old[i] ?? 0, old[i + 1] ?? 0];
      if (key[0] !== 0 || key[1] !== 0) this.add(key);
    }
  }
}

/** How long a retry is recognised. Clients give up earlier (10 minutes). */
export const REMEMBERED_MS = 15 * 60_000;
const GENERATIONS = 3;
const GENERATION_MS = REMEMBERED_MS / GENERATIONS;

export interface RecentHits {
  has(key: HitKey): boolean;
  /** Remembers the key for 15 to 20 minutes from `now` (monotonic ms). */
  add(key: HitKey, now: number): void;
}

export function createRecentHits(startedAt: number): RecentHits {
  let generations = [new Generation()];
  let newestSince = startedAt;

  return {
    has: (key) => generations.some((generation) => generation.has(key)),
    add(key, now) {
      if (now - newestSince >= GENERATION_MS) {
        // After a long silence everything that is remembered is too old, not only the oldest part of it.
        const steps = Math.floor((now - newestSince) / GENERATION_MS);
        const kept = generations.slice(0, Math.max(0, GENERATIONS + 1 - steps));
        generations = [new Generation(), ...kept];
        newestSince += steps * GENERATION_MS;
      }
      generations[0]?.add(key);
    },
  };
}
