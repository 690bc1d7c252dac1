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

const FIRST_ROWS = 65_536;

/** Of a place: the hash, and the row's number + 1, or 0. */
const PLACE = 2;
/** A power of two, at least twice as many as rows. */
const placesFor = (rows: number) => 2 ** (33 - Math.clz32(Math.max(1, rows - 1)));

/**
 * A row's number is its owner's handle on it, from insert() to remove(). `get` and `set` take it and a field; ids of one site
 * are distinct. Memory: 64 bytes a row and 16 to 32 for finding it. It grows once, from a size that serves nearly every site to
 * its full one, since a table of a million that doubled again and again would make hits wait for tens of milliseconds.
 */
export class Rows {
  #ints: Int32Array;
  #floats: Float64Array;
  /** Open addressing, at most half full. */
  #places: Int32Array;
  /** How many of 32 bits do not choose a place. */
  #shift: number;
  readonly #capacity: number;
  #free = NONE;
  /** Rows that were ever in use. */
  #used = 0;
  #size = 0;

  /** `capacity`: the most rows at a time. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    const first = Math.min(capacity, FIRST_ROWS);
    this.#ints = new Int32Array(first * FIELDS);
    this.#floats = new Float64Array(this.#ints.buffer);
    const places = placesFor(first);
    this.#places = new Int32Array(places * PLACE);
    this.#shift = Math.clz32(places - 1);
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
    return this.#rowAt(this.#placeOf(site, high, low, spread(high, low, site)));
  }

  /** A new row; its fields are 0. The id must not be there yet, nor the table be full; `site` is not 0. */
  insert(site: number, high: number, low: number): number {
    let row = this.#free;
    if (row === NONE) {
      if (this.#used >= this.#capacity) throw new RangeError('no row is free');
      if ((this.#used + 1) * FIELDS > this.#ints.length) this.#grow();
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

  #grow(): void {
    const ints = new Int32Array(this.#capacity * FIELDS);
    const places = placesFor(this.#capacity);
    ints.set(this.#ints);
    this.#ints = ints;
    this.#floats = new Float64Array(ints.buffer);
    this.#places = new Int32Array(places * PLACE);
    this.#shift = Math.clz32(places - 1);
    for (const row of this.all()) this.#list(row);
  }

  #rowAt(place: number): number {
    return (this.#places[place * PLACE + 1] as number) - 1;
  }

  #list(row: number): void {
    const [site, high, low] = [this.siteOf(row), this.highOf(row), this.lowOf(row)];
    const hash = spread(high, low, site);
    const place = this.#placeOf(site, high, low, hash);
    this.#places[place * PLACE] = hash;
    this.#places[place * PLACE + 1] = row + 1;
  }

  /** Where the id of this hash stands, or the empty place where it would go. */
  #placeOf(site: number, high: number, low: number, hash: number): number {
    const ints = this.#ints;
    const places = this.#places;
    const mask = places.length / PLACE - 1;
    let place = hash >>> this.#shift;
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
    const places = this.#places;
    const mask = places.length / PLACE - 1;
    let gap = this.#placeOf(site, high, low, spread(high, low, site));
    for (let place = (gap + 1) & mask; places[place * PLACE + 1] !== 0; place = (place + 1) & mask) {
      const hash = places[place * PLACE] as number;
      // It may move up unless its home lies behind the gap.
      if (((place - (hash >>> this.#shift)) & mask) < ((place - gap) & mask)) continue;
      places[gap * PLACE] = hash;
      places[gap * PLACE + 1] = places[place * PLACE + 1] as number;
      gap = place;
    }
    places[gap * PLACE + 1] = 0;
  }
}
