// How often each value is held right now, kept up to date one step at a time.

/** `[value, count]`. */
export type Ranked = [string, number];

export interface Tally {
  add(value: string): void;
  remove(value: string): void;
  /** The `most` greatest counts, greatest first, ties by value. A copy. */
  top(most: number): Ranked[];
}

const before = (a: Ranked, b: Ranked) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1);

export function createTally(): Tally {
  const counts = new Map<string, number>();
  return {
    add: (value) => void counts.set(value, (counts.get(value) ?? 0) + 1),
    remove(value) {
      const count = (counts.get(value) ?? 0) - 1;
      if (count > 0) counts.set(value, count);
      else counts.delete(value);
    },
    top(most) {
      // Keeps the best few while passing once over all, since there may be a hundred thousand values for ten places.
      const best: Ranked[] = [];
      for (const entry of counts) {
        const last = best[most - 1];
        if (last && before(entry, last) > 0) continue;
        best.push(entry);
        if (best.length > most) best.sort(before).length = most;
        else if (best.length === most) best.sort(before);
      }
      return best.sort(before);
    },
  };
}
