// How often each value is held right now, kept up to date one step at a time.

/** `[value, count]`. */
export type Ranked = [string, number];

export interface Tally {
  /** Returns the value as it was held first: whoever keeps that one lets its own copy, and what it is a slice of, go. */
  add(value: string): string;
  remove(value: string): void;
  /** The `most` greatest counts, greatest first, ties by value. A copy. */
  top(most: number): Ranked[];
}

const before = (a: Ranked, b: Ranked) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1);

interface Held {
  readonly value: string;
  count: number;
}

export function createTally(): Tally {
  const values = new Map<string, Held>();
  return {
    add(value) {
      let held = values.get(value);
      if (!held) {
        held = { value, count: 0 };
        values.set(value, held);
      }
      held.count += 1;
      return held.value;
    },
    remove(value) {
      const held = values.get(value);
      if (!held) return;
      held.count -= 1;
      if (held.count === 0) values.delete(value);
    },
    top(most) {
      // Keeps the best few while passing once over all, since there may be a hundred thousand values for ten places.
      const best: Ranked[] = [];
      for (const { value, count } of values.values()) {
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
