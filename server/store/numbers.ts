// Columns of whole numbers, from 0 to 2^32 - 1: growing ones that rows are added to, and narrow ones that are scanned.
import type { Numbers } from './columns.ts';

/** An empty column in the narrowest array that holds numbers up to `max`: the fewer bytes, the faster a scan. */
export function numbersFor(max: number, length: number): Numbers {
  if (max <= 0xff) return new Uint8Array(length);
  return max <= 0xffff ? new Uint16Array(length) : new Uint32Array(length);
}

/** An empty column in as wide an array as another's. */
export function asWideAs(values: Numbers, length: number): Numbers {
  return numbersFor(greatestIn(values), length);
}

/** The greatest number that fits into such an array. */
function greatestIn(values: Numbers): number {
  return 2 ** (8 * values.BYTES_PER_ELEMENT) - 1;
}

/** The greatest number; 0 of none. */
export function greatest(values: Numbers): number {
  let max = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    if (value > max) max = value;
  }
  return max;
}

/** The same numbers in the narrowest array; itself when it is that already. */
export function narrow(values: Numbers): Numbers {
  const narrowed = numbersFor(greatest(values), 0);
  if (narrowed.BYTES_PER_ELEMENT >= values.BYTES_PER_ELEMENT) return values;
  return narrowed instanceof Uint8Array ? Uint8Array.from(values) : Uint16Array.from(values);
}

const SMALLEST = 64;

/** Room for what comes: copying is cheap, memory is not. */
export const withRoom = (length: number) => Math.max(SMALLEST, length + (length >> 3));

/** A column that rows are added to, as wide as its numbers need. Of what values() returned, nothing changes by adding. */
export class GrowingColumn {
  #values: Numbers = new Uint8Array(SMALLEST);
  #most = 0xff;
  #length = 0;

  #make(most: number, room: number): void {
    const made = numbersFor(most, room);
    made.set(this.#values.subarray(0, this.#length));
    this.#values = made;
    this.#most = greatestIn(made);
  }

  /** Makes room for so many at once: arrays that grow leave holes in memory which the process keeps. */
  reserve(length: number): void {
    if (length > this.#values.length) this.#make(this.#most, withRoom(length));
  }

  push(value: number): void {
    if (value > this.#most) this.#make(value, this.#values.length);
    if (this.#length === this.#values.length) this.#make(this.#most, withRoom(this.#length + SMALLEST));
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  append(values: Numbers): void {
    const length = this.#length + values.length;
    const most = Math.max(this.#most, greatest(values));
    if (length > this.#values.length) this.#make(most, withRoom(length));
    else if (most > this.#most) this.#make(most, this.#values.length);
    this.#values.set(values, this.#length);
    this.#length = length;
  }

  /** 0 where there is none. */
  at(row: number): number {
    return row < this.#length ? (this.#values[row] ?? 0) : 0;
  }

  /** Changes a number that is there. */
  set(row: number, value: number): void {
    if (value > this.#most) this.#make(value, this.#values.length);
    this.#values[row] = value;
  }

  get length(): number {
    return this.#length;
  }

  /** What it takes in memory. */
  get bytes(): number {
    return this.#values.byteLength;
  }

  /** A look at the numbers so far; not to be written to. */
  values(): Numbers {
    return this.#values.subarray(0, this.#length);
  }
}
