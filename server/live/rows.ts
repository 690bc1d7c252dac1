// A table in one typed array: rows of 64 bytes, one line of the processor's cache each, found by a site and a 64-bit id.
// A million objects in Maps would be walked through by the garbage collector again and again, and a look-up in them touches
// many places of the memory; these rows it does not see, and a look-up touches two.
import { randomBytes } from 'node:crypto';

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

const SMALLEST = 256;

// Secret odd factors: who does not know them cannot craft ids that all fall on one place and slow the table.
const secret = randomBytes(12);
const FACTOR_1 = secret.readInt32LE(0) | 1;
const FACTOR_2 = secret.readInt32LE(4) | 1;
const FACTOR_3 = secret.readInt32LE(8) | 1;

/**
 * A row's number is its owner's handle on it, from add() to remove(). `get` and `set` take it times a field; ids of one site
 * are distinct. Memory: 64 bytes a row and 8 to 16 for finding it; it grows by doubling and is not given back.
 */
export class Rows {
  #ints = new Int32Array(SMALLEST * FIELDS);
  #floats = new Float64Array(this.#ints.buffer);
  /** Open addressing: a row's number + 1, or 0. At most half full. */
  #places = new Int32Array(SMALLEST * 2);
  #shift = Math.clz32(SMALLEST * 2 - 1);
  #free = NONE;
  /** Rows that were ever in use. */
  #used = 0;
  #size = 0;

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

  /** A new row; its fields are 0. The id must not be there yet; `site` is not 0. */
  insert(site: number, high: number, low: number): number {
    let row = this.#free;
    if (row === NONE) {
      if ((this.#used + 1) * FIELDS > this.#ints.length) this.#grow();
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

  /** Multiply-shift: the product's upper bits, which every bit of the id reaches. */
  #home(site: number, high: number, low: number): number {
    return Math.imul(high ^ Math.imul(low ^ Math.imul(site, FACTOR_3), FACTOR_1), FACTOR_2) >>> this.#shift;
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

  #grow(): void {
    const ints = new Int32Array(this.#ints.length * 2);
    ints.set(this.#ints);
    this.#ints = ints;
    this.#floats = new Float64Array(ints.buffer);
    this.#places = new Int32Array(this.#places.length * 2);
    this.#shift = Math.clz32(this.#places.length - 1);
    for (const row of this.all()) {
      this.#places[this.#placeOf(this.siteOf(row), this.highOf(row), this.lowOf(row))] = row + 1;
    }
  }
}
