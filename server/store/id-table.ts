// Gives ids of 64 bits (visitors, page instances) numbers: 1, 2, 3 … in the order in which they come. The one insight: such an id
// is random bits already, so that it is found in typed arrays without a string: 24 bytes each, where a Map takes 100 and more.
import { highOf, lowOf, spread } from '../id64.ts';

export interface IdTable {
  /** The number of an id, which is 16 hexadecimal digits; given if need be. */
  numberOf(id: string): number;
  /** How many there are, which is also the greatest number. */
  size(): number;
  /** What it takes in memory. */
  bytes(): number;
}

const SMALLEST = 64;

export function createIdTable(): IdTable {
  /** Number n stands in the place n - 1 of both halves. */
  let high = new Int32Array(SMALLEST / 2);
  let low = new Int32Array(SMALLEST / 2);
  /** Numbers by hash; 0: empty. At most half full. */
  let places = new Uint32Array(SMALLEST);
  let size = 0;

  /** Where the id stands, or the empty place where it would go. */
  function find(idHigh: number, idLow: number): number {
    const mask = places.length - 1;
    let place = spread(idHigh, idLow, 0) >>> Math.clz32(mask);
    for (let number = places[place] ?? 0; number !== 0; number = places[place] ?? 0) {
      if (high[number - 1] === idHigh && low[number - 1] === idLow) break;
      place = (place + 1) & mask;
    }
    return place;
  }

  function grow(): void {
    const [oldHigh, oldLow] = [high, low];
    high = new Int32Array(size * 2);
    high.set(oldHigh);
    low = new Int32Array(size * 2);
    low.set(oldLow);
    places = new Uint32Array(places.length * 2);
    for (let i = 0; i < size; i += 1) places[find(high[i] ?? 0, low[i] ?? 0)] = i + 1;
  }

  return {
    numberOf(id) {
      const [idHigh, idLow] = [highOf(id), lowOf(id)];
      const known = places[find(idHigh, idLow)] ?? 0;
      if (known !== 0) return known;
      if (size === high.length) grow();
      high[size] = idHigh;
      low[size] = idLow;
      size += 1;
      places[find(idHigh, idLow)] = size;
      return size;
    },
    size: () => size,
    bytes: () => high.byteLength * 2 + places.byteLength,
  };
}
