// How often each value is held right now, kept up to date one step at a time. A value that is held has a number, which
// stands for it in tables. What holding and releasing touch is small and in one piece: a value is known by its keyed hash, and
// beside that stands its count, while a kept string is read for a list only. Of a million values held at once, two would share
// a hash, and be counted as one, in one of 18,000 processes.
import { createKeyedHash } from '../keyed-hash.ts';

/** `[value, count]`. */
export type Ranked = [string, number];

/** Of a value's record. */
const FIELDS = 4;
const HIGH = 0;
const LOW = 1;
/** 0: its number is free. */
const COUNT = 2;
/** The next one of the same place; of a free number, the next free one. */
const NEXT = 3;
const NONE = -1;
/** A power of two. */
const FIRST_NUMBERS = 4;

const hashOf = createKeyedHash();
const highOf = (hash: number) => Math.floor(hash / 2 ** 32);
const lowOf = (hash: number) => hash | 0;

const before = (a: Ranked, b: Ranked) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1);

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

  /** The number of a value that is held, or -1. */
  numberOf(value: string): number {
    return this.#find(hashOf(value));
  }

  /** Holds a value once more; returns its number, which is good until it was released as often as it was held. */
  hold(value: string): number {
    const hash = hashOf(value);
    let number = this.#find(hash);
    if (number === NONE) number = this.#add(value, hash);
    (this.#records[number * FIELDS + COUNT] as number) += 1;
    return number;
  }

  release(number: number): void {
    const count = number * FIELDS + COUNT;
    (this.#records[count] as number) -= 1;
    if (this.#records[count] === 0) this.#drop(number);
  }

  /** How often a value is held; one that is not held leaves no trace. */
  countOf(value: string): number {
    const number = this.numberOf(value);
    return number === NONE ? 0 : this.#countAt(number);
  }

  /**
   * The `most` greatest counts, greatest first, ties by value. A copy. Of `counts`, by number, where they are given: those of
   * a part of the holders; a value that none of them holds is left out.
   */
  top(most: number, counts?: ArrayLike<number>): Ranked[] {
    // Keeps the best few while passing once over all, since there may be a hundred thousand values for ten places.
    const best: Ranked[] = [];
    for (let number = 0; number < this.bound; number += 1) {
      const count = counts ? (counts[number] as number) : this.#countAt(number);
      if (count === 0) continue;
      const last = best[most - 1];
      if (last && count < last[1]) continue;
      const entry: Ranked = [this.#values[number] as string, count];
      if (last && before(entry, last) > 0) continue;
      best.push(entry);
      if (best.length > most) best.sort(before).length = most;
      else if (best.length === most) best.sort(before);
    }
    return best.sort(before);
  }

  #find(hash: number): number {
    const high = highOf(hash);
    const low = lowOf(hash);
    const records = this.#records;
    let number = (this.#places[low & (this.#places.length - 1)] as number) - 1;
    while (number !== NONE && (records[number * FIELDS + LOW] !== low || records[number * FIELDS + HIGH] !== high)) {
      number = records[number * FIELDS + NEXT] as number;
    }
    return number;
  }

  #countAt(number: number): number {
    return this.#records[number * FIELDS + COUNT] as number;
  }

  #add(value: string, hash: number): number {
    let number = this.#free;
    if (number === NONE) {
      number = this.#values.length;
      if (number * FIELDS === this.#records.length) this.#grow();
    } else this.#free = this.#records[number * FIELDS + NEXT] as number;
    this.#values[number] = value;
    this.#records[number * FIELDS + HIGH] = highOf(hash);
    this.#records[number * FIELDS + LOW] = lowOf(hash);
    this.#list(number);
    this.#size += 1;
    return number;
  }

  /** Makes a value its place's first. */
  #list(number: number): void {
    const place = (this.#records[number * FIELDS + LOW] as number) & (this.#places.length - 1);
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
    const place = (records[number * FIELDS + LOW] as number) & (this.#places.length - 1);
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
