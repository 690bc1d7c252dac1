// A table in one typed array: rows of 64 bytes, found by a site and a 64-bit id. A million objects in Maps would be walked
// through by the garbage collector again and again, and a look-up in them touches many places of the memory; these rows it
// does not see, and a look-up touches two: beside a row's number stands the hash of its id, so that of other rows none is read.
import { spread } from '../id64.ts';

/** Numbers in a row. Its owner's begin with FIRST_FIELD: before them stands the key. */
const FIELDS = 16;
/** 0 in a row that is free. */
const SITE = 0;
const HIGH = 1;
const LOW = 2;
/** In a free row: the next one. */
const NEXT_FREE = 1;
export const FIRST_FIELD = 3;
/** No row. */
export const NONE = -1;

/** Of a place: the hash, and the row's number + 1, or 0. */
const PLACE = 2;
const PART_BITS = 6;
/** Places of a part at first; a power of two. */
const FIRST_PLACES = 512;

/**
 * A row's number is its owner's handle on it, from insert() to remove(). `get` and `set` take it and a field; ids of one site
 * are distinct. Memory: 64 bytes a row and 16 to 32 for finding it, of the rows that were ever in use at a time; what was not touched
 * yet is the system's. Nothing is ever made anew as a whole, for who comes just then would wait for it, and all others behind them: rows
 * never move, and what finds them is 64 parts, chosen by the hash, each of which doubles by itself, in a millisecond or two at most.
 */
export class Rows {
  readonly #ints: Int32Array;
  readonly #floats: Float64Array;
  /** Open addressing, each at most half full. */
  readonly #parts: Int32Array[] = Array.from({ length: 1 << PART_BITS }, () => new Int32Array(FIRST_PLACES * PLACE));
  /** How many rows each of them finds. */
  readonly #sizes = new Int32Array(1 << PART_BITS);
  readonly #capacity: number;
  #free = NONE;
  /** Rows that were ever in use. */
  #used = 0;
  #size = 0;

  /** `capacity`: the most rows at a time. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#ints = new Int32Array(capacity * FIELDS); // zeros, which take memory where they are first written to
    this.#floats = new Float64Array(this.#ints.buffer);
  }

  get size(): number {
    return this.#size;
  }

  get(row: number, field: number): number {
    return this.#ints[row * FIELDS + field] as number;
  }

  set(row: number, field: number, value: number): void {
    this.#ints[row * FIELDS + field] = value;
  }

  add(row: number, field: number, by: number): void {
    (this.#ints[row * FIELDS + field] as number) += by;
  }

  /** The one float of a row, in the place of its last two fields. */
  getFloat(row: number): number {
    return this.#floats[(row + 1) * (FIELDS / 2) - 1] as number;
  }

  setFloat(row: number, value: number): void {
    this.#floats[(row + 1) * (FIELDS / 2) - 1] = value;
  }

  siteOf(row: number): number {
    return this.get(row, SITE);
  }

  highOf(row: number): number {
    return this.get(row, HIGH);
  }

  lowOf(row: number): number {
    return this.get(row, LOW);
  }

  /** The row of this id, or NONE. */
  find(site: number, high: number, low: number): number {
    const hash = spread(high, low, site);
    const places = this.#parts[partOf(hash)] as Int32Array;
    return rowAt(places, this.#placeOf(places, site, high, low, hash));
  }

  /** A new row; its fields are 0. The id must not be there yet, nor the table be full; `site` is not 0. */
  insert(site: number, high: number, low: number): number {
    let row = this.#free;
    if (row === NONE) {
      if (this.#used >= this.#capacity) throw new RangeError('no row is free');
      row = this.#used;
      this.#used += 1;
    } else this.#free = this.get(row, NEXT_FREE);
    this.set(row, SITE, site);
    this.set(row, HIGH, high);
    this.set(row, LOW, low);
    for (let field = FIRST_FIELD; field < FIELDS; field += 1) this.set(row, field, 0); // fill() takes ten times as long
    this.#list(row);
    this.#size += 1;
    return row;
  }

  /** The row keeps its number and its fields, and is found under another id of its site, which must not be there yet. */
  rename(row: number, high: number, low: number): void {
    this.#unlist(row);
    this.set(row, HIGH, high);
    this.set(row, LOW, low);
    this.#list(row);
  }

  remove(row: number): void {
    this.#unlist(row);
    this.set(row, SITE, 0);
    this.set(row, NEXT_FREE, this.#free);
    this.#free = row;
    this.#size -= 1;
  }

  /** The rows in use, in no particular order. None may be added meanwhile. */
  *all(): IterableIterator<number> {
    for (let row = 0; row < this.#used; row += 1) if (this.siteOf(row) !== 0) yield row;
  }

  #list(row: number): void {
    const [site, high, low] = [this.siteOf(row), this.highOf(row), this.lowOf(row)];
    const hash = spread(high, low, site);
    const part = partOf(hash);
    const size = (this.#sizes[part] as number) + 1;
    this.#sizes[part] = size;
    let places = this.#parts[part] as Int32Array;
    if (size * 2 * PLACE > places.length) {
      places = twiceAsLarge(places);
      this.#parts[part] = places;
    }
    const place = this.#placeOf(places, site, high, low, hash);
    places[place * PLACE] = hash;
    places[place * PLACE + 1] = row + 1;
  }

  /** Where the id of this hash stands, or the empty place where it would go. */
  #placeOf(places: Int32Array, site: number, high: number, low: number, hash: number): number {
    const ints = this.#ints;
    const mask = places.length / PLACE - 1;
    let place = homeOf(hash, mask);
    for (;;) {
      const row = (places[place * PLACE + 1] as number) - 1;
      if (row === NONE) return place;
      if (places[place * PLACE] === hash) {
        const at = row * FIELDS;
        if (ints[at + HIGH] === high && ints[at + LOW] === low && ints[at + SITE] === site) return place;
      }
      place = (place + 1) & mask;
    }
  }

  /** Empties a row's place; what stands behind it because of it moves up (Knuth, TAOCP 6.4, algorithm R). */
  #unlist(row: number): void {
    const [site, high, low] = [this.siteOf(row), this.highOf(row), this.lowOf(row)];
    const unlisted = spread(high, low, site);
    const part = partOf(unlisted);
    const places = this.#parts[part] as Int32Array;
    const mask = places.length / PLACE - 1;
    let gap = this.#placeOf(places, site, high, low, unlisted);
    for (let place = (gap + 1) & mask; places[place * PLACE + 1] !== 0; place = (place + 1) & mask) {
      const hash = places[place * PLACE] as number;
      // It may move up unless its home lies behind the gap.
      if (((place - homeOf(hash, mask)) & mask) < ((place - gap) & mask)) continue;
      places[gap * PLACE] = hash;
      places[gap * PLACE + 1] = places[place * PLACE + 1] as number;
      gap = place;
    }
    places[gap * PLACE + 1] = 0;
    (this.#sizes[part] as number) -= 1;
  }
}

/** The upper bits of a hash are the best mixed (id64.ts): the first of them choose the part, the next the place in it. */
const partOf = (hash: number) => hash >>> (32 - PART_BITS);
const homeOf = (hash: number, mask: number) => (hash << PART_BITS) >>> Math.clz32(mask);

const rowAt = (places: Int32Array, place: number) => (places[place * PLACE + 1] as number) - 1;

/** With all that it holds. */
function twiceAsLarge(places: Int32Array): Int32Array {
  const larger = new Int32Array(places.length * 2);
  const mask = larger.length / PLACE - 1;
  for (let from = 0; from < places.length; from += PLACE) {
    if (places[from + 1] === 0) continue;
    const hash = places[from] as number;
    let place = homeOf(hash, mask);
    while (larger[place * PLACE + 1] !== 0) place = (place + 1) & mask;
    larger[place * PLACE] = hash;
    larger[place * PLACE + 1] = places[from + 1] as number;
  }
  return larger;
}
