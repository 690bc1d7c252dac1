// How often each value is held right now, kept up to date one step at a time. A value that is held has a number, which
// stands for it in tables.

/** `[value, count]`. */
export type Ranked = [string, number];

export interface Tally {
  /** The number of a value that is held, or -1. */
  numberOf(value: string): number;
  /** Holds a value once more; returns its number, which is good until it was released as often as it was held. */
  hold(value: string): number;
  release(number: number): void;
  /** How often a value is held; one that is not held leaves no trace. */
  countOf(value: string): number;
  /** Numbers are below it. */
  readonly bound: number;
  /**
   * The `most` greatest counts, greatest first, ties by value. A copy. Of `counts`, by number, where they are given: those of
   * a part of the holders; a value that none of them holds is left out.
   */
  top(most: number, counts?: ArrayLike<number>): Ranked[];
}

const before = (a: Ranked, b: Ranked) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1);

export function createTally(): Tally {
  const numbers = new Map<string, number>();
  const values: string[] = [];
  /** By number; 0: it is free. */
  const counts: number[] = [];
  const free: number[] = [];

  function add(value: string): number {
    const number = free.pop() ?? values.length;
    values[number] = value;
    counts[number] = 0;
    numbers.set(value, number);
    return number;
  }

  return {
    numberOf: (value) => numbers.get(value) ?? -1,
    hold(value) {
      const number = numbers.get(value) ?? add(value);
      (counts[number] as number) += 1;
      return number;
    },
    release(number) {
      (counts[number] as number) -= 1;
      if (counts[number] !== 0) return;
      numbers.delete(values[number] as string);
      values[number] = '';
      if (numbers.size > 0) free.push(number);
      else values.length = counts.length = free.length = 0; // a flood of values leaves nothing behind
    },
    countOf: (value) => counts[numbers.get(value) ?? -1] ?? 0,
    get bound() {
      return values.length;
    },
    top(most, counted = counts) {
      // Keeps the best few while passing once over all, since there may be a hundred thousand values for ten places.
      const best: Ranked[] = [];
      for (const [value, number] of numbers) {
        const count = counted[number] as number;
        if (count === 0) continue;
        const last = best[most - 1];
        if (last && count < last[1]) continue;
        const entry: Ranked = [value, count];
        if (last && before(entry, last) > 0) continue;
        best.push(entry);
        if (best.length > most) best.sort(before).length = most;
        else if (best.length === most) best.sort(before);
      }
      return best.sort(before);
    },
  };
}
