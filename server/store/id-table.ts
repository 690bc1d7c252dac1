// Gives ids of 64 bits (visitors, page instances) numbers: 1, 2, 3 … in the order in which they come. The one insight: such an id
// is random bits already, so that it is found in typed arrays without a string: some 16 bytes each, where a Map takes 100 and more.
import { spread } from '../id64.ts';
import { withRoom } from './numbers.ts';

export interface IdTable {
  /** The number of an id, in two signed halves of 32 bits; given if need be. */
  numberOf(idHigh: number, idLow: number): number;
  /** Makes room for so many at once, so that nothing has to find a new place while they come. */
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
/**
 * A place has a number and, above it, some bits of its id's hash: so hardly an id is looked at that is not the one, each of which
 * would have to come from memory.
 */
const NUMBER_BITS = 26;
const NUMBER = 2 ** NUMBER_BITS - 1;
/** So many places are taken at most, and so many when it has just grown. */
const FULL = 0.8;
const ROOMY = 0.53;
/** Some 10 ms. */
const IDS_PER_STEP = 100_000;

export function createIdTable(): IdTable {
  /** Number n stands in the place n - 1 of both halves. */
  let high = new Int32Array(SMALLEST);
  let low = new Int32Array(SMALLEST);
  /** By hash; 0: empty. */
  let places = new Uint32Array(2 * SMALLEST);
  let size = 0;

  const placeOf = (hash: number) => Math.floor(((hash >>> 0) / 2 ** 32) * places.length);
  /** The lowest bits of the hash, which its place does not tell, above the number. */
  const taken = (hash: number, number: number) => ((hash << NUMBER_BITS) | number) >>> 0;

  /** Where the id stands, or the empty place where it would go. */
  function find(idHigh: number, idLow: number, hash: number): number {
    let place = placeOf(hash);
    for (let there = places[place]!; there !== 0; there = places[place]!) {
      const number = there & NUMBER;
      if (there === taken(hash, number) && high[number - 1] === idHigh && low[number - 1] === idLow) break;
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
    for (let i = from; i < to; i += 1) {
      const hash = spread(high[i]!, low[i]!, 0);
      places[find(high[i]!, low[i]!, hash)] = taken(hash, i + 1);
    }
  }

  const roomyPlaces = () => new Uint32Array(Math.max(2 * SMALLEST, Math.ceil(size / ROOMY)));

  return {
    numberOf(idHigh, idLow) {
      const hash = spread(idHigh, idLow, 0);
      const found = find(idHigh, idLow, hash);
      const known = places[found]! & NUMBER;
      if (known !== 0) return known;
      if (size === NUMBER) throw new Error('there are too many ids for one table');
      if (size === high.length) resize(withRoom(size + SMALLEST));
      high[size] = idHigh;
      low[size] = idLow;
      size += 1;
      places[found] = taken(hash, size);
      if (size > places.length * FULL) {
        places = roomyPlaces();
        place(0, size);
      }
      return size;
    },
    reserve(ids) {
      if (ids > high.length) resize(withRoom(ids));
      if (ids <= places.length * FULL) return;
      places = new Uint32Array(Math.ceil(ids / FULL) + 1);
      place(0, size);
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
