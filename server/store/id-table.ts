// Gives ids of 64 bits (visitors, page instances) numbers: 1, 2, 3 … in the order in which they come. The one insight: such an id
// is random bits already, so that it is found in typed arrays without a string: some 16 bytes each, where a Map takes 100 and more.
import { highOf, lowOf, spread } from '../id64.ts';
import { withRoom } from './numbers.ts';

export interface IdTable {
  /** The number of an id, which is 16 hexadecimal digits; given if need be. */
  numberOf(id: string): number;
  /** Makes room for so many at once. */
  reserve(ids: number): void;
  /** How many there are, which is also the greatest number. */
  size(): number;
  /** What it takes in memory. */
  bytes(): number;
  /** Lets go of all but the ids: 8 bytes each. Nothing may be looked up until unpack() has ended. */
  pack(): void;
  unpack(): Generator<undefined, void>;
}

const SMALLEST = 64;
/** So many places are taken at most, and so many when it has just grown. */
const FULL = 0.8;
const ROOMY = 0.53;
/** Some 10 ms. */
const IDS_PER_STEP = 100_000;

export function createIdTable(): IdTable {
  /** Number n stands in the place n - 1 of both halves. */
  let high = new Int32Array(SMALLEST);
  let low = new Int32Array(SMALLEST);
  /** Numbers by hash; 0: empty. */
  let places = new Uint32Array(2 * SMALLEST);
  let size = 0;

  /** Where the id stands, or the empty place where it would go. */
  function find(idHigh: number, idLow: number): number {
    let place = Math.floor(((spread(idHigh, idLow, 0) >>> 0) / 2 ** 32) * places.length);
    for (let number = places[place] ?? 0; number !== 0; number = places[place] ?? 0) {
      if (high[number - 1] === idHigh && low[number - 1] === idLow) break;
      place += 1;
      if (place === places.length) place = 0;
    }
    return place;
  }

  function resize(room: number): void {
    const [oldHigh, oldLow] = [high, low];
    high = new Int32Array(room);
    high.set(oldHigh.subarray(0, size));
    low = new Int32Array(room);
    low.set(oldLow.subarray(0, size));
  }

  function place(from: number, to: number): void {
    for (let i = from; i < to; i += 1) places[find(high[i] ?? 0, low[i] ?? 0)] = i + 1;
  }

  const roomyPlaces = () => new Uint32Array(Math.max(2 * SMALLEST, Math.ceil(size / ROOMY)));

  return {
    numberOf(id) {
      const [idHigh, idLow] = [highOf(id), lowOf(id)];
      const found = find(idHigh, idLow);
      const known = places[found] ?? 0;
      if (known !== 0) return known;
      if (size === high.length) resize(withRoom(size + SMALLEST));
      high[size] = idHigh;
      low[size] = idLow;
      size += 1;
      places[found] = size;
      if (size > places.length * FULL) {
        places = roomyPlaces();
        place(0, size);
      }
      return size;
    },
    reserve(ids) {
      if (ids > high.length) resize(withRoom(ids));
    },
    size: () => size,
    bytes: () => high.byteLength * 2 + places.byteLength,
    pack() {
      resize(size);
      places = new Uint32Array();
    },
    *unpack() {
      places = roomyPlaces();
      for (let from = 0; from < size; from += IDS_PER_STEP) {
        place(from, Math.min(size, from + IDS_PER_STEP));
        yield;
      }
    },
  };
}
