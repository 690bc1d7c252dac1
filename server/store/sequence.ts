// Numbers that were given one after the other, by row: nearly every row has the next one, as page instances do where each has one
// hit. Only the others are stored.
import { GrowingColumn } from './numbers.ts';

export class Sequence {
  /** Rows that have not the number after the greatest before them, and what they have. */
  readonly #rows = new GrowingColumn();
  readonly #numbers = new GrowingColumn();
  #greatest = 0;
  #length = 0;

  /** From 1 on. */
  push(number: number): void {
    if (number !== this.#greatest + 1) {
      this.#rows.push(this.#length);
      this.#numbers.push(number);
    }
    if (number > this.#greatest) this.#greatest = number;
    this.#length += 1;
  }

  get length(): number {
    return this.#length;
  }

  /** What it takes in memory. */
  get bytes(): number {
    return this.#rows.bytes + this.#numbers.bytes;
  }

  /** All of them, made anew. */
  values(): Uint32Array {
    const values = new Uint32Array(this.#length);
    let greatest = 0;
    for (let row = 0, other = 0; row < values.length; row += 1) {
      let number = greatest + 1;
      if (other < this.#rows.length && this.#rows.at(other) === row) {
        number = this.#numbers.at(other);
        other += 1;
      }
      values[row] = number;
      if (number > greatest) greatest = number;
    }
    return values;
  }
}
