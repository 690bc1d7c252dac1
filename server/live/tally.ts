// How often each value of each of a site's lists is held right now, kept up to date one step at a time. A value that is held has
// a number, which stands for it in tables. What holding and releasing touch is small, and all lists have it in common, so that
// an arrival finds it in the processor's caches: a value is known by its keyed hash, and beside that stands its count, while a
// kept string is read for a list only. Of a million values held at once, two would share a hash, and be counted as one, in one
// of 18,000 processes.
import { createKeyedHash } from '../keyed-hash.ts';

/** `[value, count]`. */
export type Ranked = [string, number];

/** Of a value's record. */
const FIELDS = 4;
/** The hash's upper 21 bits, and above them the list. */
const HIGH = 0;
const HIGH_BITS = 21;
const LOW = 1;
/** 0: its number is free. */
const COUNT = 2;
/** The next one of the same place; of a free number, the next free one. */
const NEXT = 3;
const NONE = -1;
/** A power of two. */
const FIRST_NUMBERS = 4;

const hash = createKeyedHash();
const HASH_OF_EMPTY = hash('');
/** Many values are empty. */
const hashOf = (value: string) => (value === '' ? HASH_OF_EMPTY : hash(value));
const highOf = (list: number, hash: number) => (list << HIGH_BITS) | (hash / 2 ** 32);
const listOf = (high: number) => high >>> HIGH_BITS;
/** Chooses the place; the same value of several lists stands in neighbouring ones. */
const placeOf = (high: number, low: number) => low ^ listOf(high);

/** The greatest of a list, greatest first, and how many there are. */
export interface Top {
  ranked: Ranked[];
  /** Different values. */
  total: number;
}

const before = (a: Ranked, b: Ranked) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1);

/** Keeps the greatest of what it is shown. */
class Best {
  readonly #most: number;
  #entries: Ranked[] = [];
  /** The last one that still has a place. */
  #last: Ranked | undefined;
  #total = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(value: string, count: number): void {
    this.#total += 1;
    const last = this.#last;
    if (last && count < last[1]) return;
    const entry: Ranked = [value, count];
    if (last && before(entry, last) > 0) return;
    // Put in order only now and then: a long list would be sorted again and again.
    if (this.#entries.push(entry) < 2 * this.#most) return;
    this.#entries.sort(before).length = this.#most;
    this.#last = this.#entries[this.#most - 1];
  }

  top(): Top {
    return { ranked: this.#entries.sort(before).slice(0, this.#most), total: this.#total };
  }
}

export class Tally {
  /** By number. */
  #values: string[] = [];
  #records = new Int32Array(FIRST_NUMBERS * FIELDS);
  /** Twice as many as records; the number of its first value + 1, or 0. */
  #places = new Int32Array(FIRST_NUMBERS * 2);
  #free = NONE;
  #size = 0;

  /** Numbers are below it. */
  get bound(): number {
    return this.#values.length;
  }

  /** Of a number that stands for a value. */
  valueOf(number: number): string {
    return this.#values[number] as string;
  }

  /** The number of a list's value that is held, or -1. */
  numberOf(list: number, value: string): number {
    const hash = hashOf(value);
    return this.#find(highOf(list, hash), hash | 0);
  }

  /**
   * Holds a value of a list (0 to 2,047) once more; returns its number, which is good until it was released as often as it was
   * held, and is no other list's meanwhile.
   */
  hold(list: number, value: string): number {
    const hash = hashOf(value);
    const [high, low] = [highOf(list, hash), hash | 0];
    let number = this.#find(high, low);
    if (number === NONE) number = this.#add(value, high, low);
    (this.#records[number * FIELDS + COUNT] as number) += 1;
    return number;
  }

  release(number: number): void {
    const count = number * FIELDS + COUNT;
    (this.#records[count] as number) -= 1;
    if (this.#records[count] === 0) this.#drop(number);
  }

  /** How often a value is held; one that is not held leaves no trace. */
  countOf(list: number, value: string): number {
    const number = this.numberOf(list, value);
    return number === NONE ? 0 : this.#countAt(number);
  }

  /**
   * The `most` greatest counts of the lists 0 to `lists` - 1, greatest first, ties by value. Copies. Of `counts`, by number, where
   * they are given: those of a part of the holders; a value that none of them holds is left out.
   */
  tops(lists: number, most: number, counts?: ArrayLike<number>): Top[] {
    const best = Array.from({ length: lists }, () => new Best(most));
    this.#show(best, counts);
    return best.map((each) => each.top());
  }

  /** The same of one list alone. */
  top(list: number, most: number, counts?: ArrayLike<number>): Top {
    const best = new Best(most);
    const lists: (Best | undefined)[] = Array.from({ length: list + 1 });
    lists[list] = best;
    this.#show(lists, counts);
    return best.top();
  }

  /** Passes once over all, since there may be a hundred thousand values for ten places. */
  #show(lists: readonly (Best | undefined)[], counts: ArrayLike<number> | undefined): void {
    for (let number = 0; number < this.bound; number += 1) {
      const count = counts ? (counts[number] as number) : this.#countAt(number);
      if (count === 0) continue;
      lists[listOf(this.#records[number * FIELDS + HIGH] as number)]?.add(this.#values[number] as string, count);
    }
  }

  #find(high: number, low: number): number {
    const records = this.#records;
    let number = (this.#places[placeOf(high, low) & (this.#places.length - 1)] as number) - 1;
    while (number !== NONE && (records[number * FIELDS + LOW] !== low || records[number * FIELDS + HIGH] !== high)) {
      number = records[number * FIELDS + NEXT] as number;
    }
    return number;
  }

  #countAt(number: number): number {
    return this.#records[number * FIELDS + COUNT] as number;
  }

  #add(value: string, high: number, low: number): number {
    let number = this.#free;
    if (number === NONE) {
      number = this.#values.length;
      if (number * FIELDS === this.#records.length) this.#grow();
    } else this.#free = this.#records[number * FIELDS + NEXT] as number;
    this.#values[number] = value;
    this.#records[number * FIELDS + HIGH] = high;
    this.#records[number * FIELDS + LOW] = low;
    this.#list(number);
    this.#size += 1;
    return number;
  }

  #placeAt(number: number): number {
    const [high, low] = [
      this.#records[number * FIELDS + HIGH] as number,
      this.#records[number * FIELDS + LOW] as number,
    ];
    return placeOf(high, low) & (this.#places.length - 1);
  }

  /** Makes a value its place's first. */
  #list(number: number): void {
    const place = this.#placeAt(number);
    this.#records[number * FIELDS + NEXT] = (this.#places[place] as number) - 1;
    this.#places[place] = number + 1;
  }

  #grow(): void {
    const records = new Int32Array(this.#records.length * 2);
    records.set(this.#records);
    this.#records = records;
    this.#places = new Int32Array(this.#places.length * 2);
    for (let number = 0; number < this.#values.length; number += 1) this.#list(number);
  }

  #drop(number: number): void {
    this.#size -= 1;
    if (this.#size === 0) {
      this.#forget();
      return;
    }
    const records = this.#records;
    const next = records[number * FIELDS + NEXT] as number;
    const place = this.#placeAt(number);
    let one = (this.#places[place] as number) - 1;
    if (one === number) this.#places[place] = next + 1;
    else {
      while (records[one * FIELDS + NEXT] !== number) one = records[one * FIELDS + NEXT] as number;
      records[one * FIELDS + NEXT] = next;
    }
    this.#values[number] = '';
    records[number * FIELDS + NEXT] = this.#free;
    this.#free = number;
  }

  /** A flood of values leaves nothing behind. */
  #forget(): void {
    this.#values = [];
    this.#free = NONE;
    if (this.#records.length > FIRST_NUMBERS * FIELDS) {
      this.#records = new Int32Array(FIRST_NUMBERS * FIELDS);
      this.#places = new Int32Array(FIRST_NUMBERS * 2);
    } else this.#places.fill(0);
  }
}
