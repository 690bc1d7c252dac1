// A table in one typed array: rows of 64 bytes, found by a site and a 64-bit id. A million objects in Maps would be walked
// through by the garbage collector again and again, and a look-up in them touches many places of the memory; these rows it
// does not see, and a look-up touches two.
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

/**
 * A row's number is its owner's handle on it, from insert() to remove(). `get` and `set` take it and a field; ids of one site
 * are distinct. Made at its full size, so that it never has to stop and grow: 64 bytes a row and 8 to 16 for finding it, which
 * the system gives only where they are written to.
 */
export class Rows {
  readonly #ints: Int32Array;
  readonly #floats: Float64Array;
  /** Open addressing: a row's number + 1, or 0. At most half full. */
  readonly #places: Int32Array;
  /** How many of 32 bits do not choose a place. */
  readonly #shift: number;
  #free = NONE;
  /** Rows that were ever in use. */
  #used = 0;
  #size = 0;

  /** `capacity`: the most rows at a time. */
  constructor(capacity: number) {
    this.#ints = new Int32Array(capacity * FIELDS);
    this.#floats = new Float64Array(this.#ints.buffer);
    const bits = 33 - Math.clz32(Math.max(1, capacity - 1));
    this.#places = new Int32Array(2 ** bits);
    this.#shift = 32 - bits;
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
    return (this.#places[this.#placeOf(site, high, low)] as number) - 1;
  }

  /** A new row; its fields are 0. The id must not be there yet, nor the table be full; `site` is not 0. */
  insert(site: number, high: number, low: number): number {
    let row = this.#free;
    if (row === NONE) {
      if ((this.#used + 1) * FIELDS > this.#ints.length) throw new RangeError('no row is free');
      row = this.#used;
      this.#used += 1;
    } else this.#free = this.get(row, NEXT_FREE);
    this.#ints.fill(0, row * FIELDS, (row + 1) * FIELDS);
    this.set(row, SITE, site);
    this.set(row, HIGH, high);
    this.set(row, LOW, low);
    this.#places[this.#placeOf(site, high, low)] = row + 1;
    this.#size += 1;
    return row;
  }

  remove(row: number): void {
    this.#unlist(this.#placeOf(this.siteOf(row), this.highOf(row), this.lowOf(row)));
    this.set(row, SITE, 0);
    this.set(row, NEXT_FREE, this.#free);
    this.#free = row;
    this.#size -= 1;
  }

  /** The rows in use, in no particular order. None may be added meanwhile. */
  *all(): IterableIterator<number> {
    for (let row = 0; row < this.#used; row += 1) if (this.siteOf(row) !== 0) yield row;
  }

  #home(site: number, high: number, low: number): number {
    return spread(high, low, site) >>> this.#shift;
  }

  /** Where the id stands, or the empty place where it would go. */
  #placeOf(site: number, high: number, low: number): number {
    const ints = this.#ints;
    const places = this.#places;
    const mask = places.length - 1;
    let place = this.#home(site, high, low);
    for (;;) {
      const row = (places[place] as number) - 1;
      if (row === NONE) return place;
      const at = row * FIELDS;
      if (ints[at + HIGH] === high && ints[at + LOW] === low && ints[at + SITE] === site) return place;
      place = (place + 1) & mask;
    }
  }

  /** Empties a place; what stands behind it because of it moves up (Knuth, TAOCP 6.4, algorithm R). */
  #unlist(emptied: number): void {
    const mask = this.#places.length - 1;
    let gap = emptied;
    for (let place = (gap + 1) & mask; this.#places[place] !== 0; place = (place + 1) & mask) {
      const row = (this.#places[place] as number) - 1;
      const home = this.#home(this.siteOf(row), this.highOf(row), this.lowOf(row));
      // It may move up unless its home lies behind the gap.
      if (((place - home) & mask) < ((place - gap) & mask)) continue;
      this.#places[gap] = row + 1;
      gap = place;
    }
    this.#places[gap] = 0;
  }
}
