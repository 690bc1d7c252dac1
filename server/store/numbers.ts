// Columns of whole numbers, from 0 to 2^32 - 1: growing ones that rows are added to, and narrow ones that are scanned.
import type { Numbers } from './columns.ts';

/** An empty column in the narrowest array that holds numbers up to `max`: the fewer bytes, the faster a scan. */
export function numbersFor(max: number, length: number): Numbers {
  if (max <= 0xff) return new Uint8Array(length);
  return max <= 0xffff ? new Uint16Array(length) : new Uint32Array(length);
}

/** An empty column in as wide an array as another's. */
export function asWideAs(values: Numbers, length: number): Numbers {
  return numbersFor(2 ** (8 * values.BYTES_PER_ELEMENT) - 1, length);
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

/** A column that rows are added to. Of what values() returned, nothing changes by adding. */
export class GrowingColumn {
  #values = new Uint32Array(SMALLEST);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Uint32Array(this.#length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** 0 where there is none. */
  at(row: number): number {
    return row < this.#length ? (this.#values[row] ?? 0) : 0;
  }

  /** Changes a number that is there. */
  set(row: number, value: number): void {
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
  values(): Uint32Array {
    return this.#values.subarray(0, this.#length);
  }
}
