// What was counted of parts that never change, kept for the next question that wants the same counts of them: of a report over ninety
// days only the running day is then looked at. What was counted of several parts together is kept likewise.
import { LRUCache } from 'lru-cache';

/** Counts of groups, sparsely: group `groups[i]` has `counts[n][i]` of the tally's counter n. Not to be written to. */
export interface Counted {
  readonly groups: Uint32Array;
  readonly counts: readonly Table[];
}

/** Counts by group. Sums of ms outgrow 32 bits; what is counted does not. */
export type Table = Uint32Array | Float64Array;

export interface Remembered {
  /** The key says of which parts, by which dimension, what is counted of what is chosen. */
  get(key: string): Counted | undefined;
  set(key: string, counted: Counted): void;
  clear(): void;
}

/** Keys are long where filters are: they are not worth their memory then. */
const LONGEST_KEY = 4_000;
/** Of an entry, besides what its key and its arrays hold. */
const ENTRY_BYTES = 500;

/** Forgets what was asked for longest ago, beyond so many bytes. */
export function createRemembered(maxBytes: number): Remembered {
  const cache = new LRUCache<string, Counted>({
    maxSize: maxBytes,
    sizeCalculation: ({ groups, counts }, { length }) =>
      counts.reduce((sum, { byteLength }) => sum + byteLength, groups.byteLength) + 2 * length + ENTRY_BYTES,
  });
  return {
    get: (key) => cache.get(key),
    set(key, counted) {
      if (key.length <= LONGEST_KEY) cache.set(key, counted);
    },
    clear: () => cache.clear(),
  };
}

/**
 * What the tables have, of those groups alone that have something, which they have no more afterwards. `among`: groups that may have,
 * each as often as it likes; undefined: all below `bound`.
 */
export function takeCounted(tables: readonly Table[], bound: number, among?: ArrayLike<number>): Counted {
  const length = among?.length ?? bound;
  const groups = new Uint32Array(Math.min(bound, length));
  const counts = tables.map((table) =>
    table instanceof Uint32Array ? new Uint32Array(groups) : new Float64Array(groups),
  );
  let size = 0;
  for (let i = 0; i < length; i += 1) {
    const group = among ? among[i]! : i;
    let isSomething = false;
    for (let n = 0; n < tables.length; n += 1) {
      const count = tables[n]![group]!;
      if (count === 0) continue;
      isSomething = true;
      counts[n]![size] = count;
      tables[n]![group] = 0;
    }
    if (!isSomething) continue;
    groups[size] = group;
    size += 1;
  }
  return { groups: groups.slice(0, size), counts: counts.map((column) => column.slice(0, size)) };
}

function addColumn(table: Table, groups: Uint32Array, column: Table): void {
  for (let i = 0; i < groups.length; i += 1) table[groups[i]!]! += column[i]!;
}

/** Adds to the tables what was counted; `into` a single group, where it was counted in one that had another number then. */
export function addCounted(tables: readonly Table[], { groups, counts }: Counted, into?: number): void {
  for (const [n, table] of tables.entries()) {
    addColumn(table, into === undefined ? groups : groups.map(() => into), counts[n]!);
  }
}
