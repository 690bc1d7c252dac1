// A site's day from its rows: columns that grow as rows come, and a part to be scanned that is made anew only when some came. A
// part that was handed out never changes: it is of the rows that there were. A day that nobody looks at can be packed: a hit
// that is the only one of its page takes some 40 bytes, then some 16.
import type { DayPart, Numbers } from './columns.ts';
import type { GrowingDictionary } from './dictionary.ts';
import { createFacts, type Facts, type Group } from './facts.ts';
import { createIdTable } from './id-table.ts';
import { inOneGo } from './in-one-go.ts';
import { GrowingColumn } from './numbers.ts';
import { type PackedColumn, packColumn, unpackColumn } from './packed-column.ts';
import { makeRowPart, type RowPart, type SiteDay } from './row-part.ts';
import { Sequence } from './sequence.ts';
import { VISIT_GAP_MS } from './visits.ts';

/** What an id of a page instance takes in a list of them: 8 bytes, as the table has them. */
export const PAGE_BYTES = 8;
/** The same with whose it is: 1, and 8 bytes of the visitor; nine zeros where nobody is to be told apart. */
export const PAGE_AND_VISITOR_BYTES = 17;

/** Rows of `hits`, as many as each list is long. */
export interface StoredHits {
  /** ms since 1970. */
  readonly at: readonly number[];
  readonly pagesAndVisitors: Uint8Array;
  readonly path: readonly string[];
  /** As facts.ts wants them. No text: a pageview. */
  readonly act: readonly string[];
}

/** What brings a visit, and who makes it from where, as facts.ts wants them; of some hits. */
export type StoredFacts = Readonly<Record<VisitGroup, readonly string[]>>;

/** Rows of `engagements` likewise. */
export interface StoredEngagements {
  readonly pages: Uint8Array;
  readonly engagedMs: readonly number[];
  readonly scrollDepth: readonly number[];
}

export interface DayRows {
  /** So many hits are about to come. */
  reserve(hits: number): void;
  /** Hits of the day. `factsOf` is asked once, for those hits of them (by place) whose facts may ever be looked at. */
  addHits(hits: StoredHits, factsOf: (places: readonly number[]) => StoredFacts): void;
  /** Of a page instance the greatest counts. */
  addEngagements(engagements: StoredEngagements): void;
  hits(): number;
  /** The same object until a row is added or all is packed. */
  part(): DayPart;
  /** The same in turns, between which nothing may be added. */
  making(): Generator<undefined, DayPart>;
  isPacked(): boolean;
  /** In turns. Whoever gives up before its end has changed nothing. */
  pack(): Generator<undefined, void>;
  /** In turns, after which rows may be added again, and a part be made. */
  unpack(): Generator<undefined, void>;
  /** About what it takes in memory, with its part. */
  bytes(): number;
}

/** A longer time is taken for this; 49 days. */
const MOST_TOLD = 0xffff_fffe;

/** By row; `told` (ms plus 1) and `scroll` by page instance, the first of which is 1. */
const COLUMNS = ['time', 'visitor', 'page', 'act', 'came', 'place', 'machine', 'told', 'scroll'] as const;
type Columns = Record<(typeof COLUMNS)[number], GrowingColumn>;

/** A visit has what its first hit has: the others' need not be known. */
const VISIT_GROUPS = ['came', 'place', 'machine'] as const satisfies readonly Group[];
export type VisitGroup = (typeof VISIT_GROUPS)[number];

const noColumns = () => Object.fromEntries(COLUMNS.map((name) => [name, new GrowingColumn()])) as Columns;

/** The ids in these bytes, of which there must be as many as that. */
function viewOf({ buffer, byteOffset, length }: Uint8Array, expected: number): DataView {
  if (length !== expected) throw new Error('a stored page instance or visitor is not of 8 bytes');
  return new DataView(buffer, byteOffset, length);
}

export function createDayRows(day: SiteDay, dictionary: GrowingDictionary): DayRows {
  const visitors = createIdTable();
  const instances = createIdTable();
  const instance = new Sequence();
  const facts: { readonly [Name in Group]: Facts } = {
    act: createFacts('act', dictionary),
    came: createFacts('came', dictionary),
    place: createFacts('place', dictionary),
    machine: createFacts('machine', dictionary),
  };
  /** By visitor: when the latest known hit was, plus 1. May be forgotten. */
  let latest = new GrowingColumn();
  let columns = noColumns();
  let packed: Map<(typeof COLUMNS)[number], PackedColumn> | undefined;
  let part: RowPart | undefined;

  function instanceOf(high: number, low: number): number {
    const number = instances.numberOf(high, low);
    while (columns.told.length <= number) {
      columns.told.push(0);
      columns.scroll.push(0);
    }
    return number;
  }

  /**
   * Whether the hit that is added may be the first of its visit, now or ever: not when one of the same visitor that was added before was
   * at most a visit's gap earlier, which stays before it whatever else comes.
   */
  function mayBegin(visitor: number, time: number): boolean {
    if (visitor === 0) return true;
    while (latest.length <= visitor) latest.push(0);
    const before = latest.at(visitor);
    if (time + 1 > before) latest.set(visitor, time + 1);
    return before === 0 || time + 1 < before || time + 1 - before > VISIT_GAP_MS;
  }

  const raise = (column: GrowingColumn, number: number, value: number) => {
    if (value > column.at(number)) column.set(number, value);
  };

  function* making(): Generator<undefined, DayPart> {
    if (part) return part;
    const { act, came, place, machine, ...others } = columns;
    const values = (column: GrowingColumn): Numbers => column.values();
    part = yield* makeRowPart(day, {
      ...{ time: values(others.time), visitor: values(others.visitor), page: values(others.page) },
      ...{ act: values(act), told: values(others.told), scroll: values(others.scroll) },
      groups: { act: values(act), came: values(came), place: values(place), machine: values(machine) },
      ...{ facts, instance: instance.values(), visitors: visitors.size(), instances: instances.size() },
    });
    return part;
  }

  return {
    reserve(hits) {
      for (const name of COLUMNS) columns[name].reserve(hits);
      instances.reserve(hits);
    },
    addHits({ at, pagesAndVisitors, path, act }, factsOf) {
      if (at.length === 0) return;
      part = undefined;
      const before = instance.length;
      const ids = viewOf(pagesAndVisitors, at.length * PAGE_AND_VISITOR_BYTES);
      const wanted: number[] = [];
      for (let i = 0, id = 0; i < at.length; i += 1, id += PAGE_AND_VISITOR_BYTES) {
        const time = at[i]! - day.start;
        const isLinked = ids.getUint8(id + 8) !== 0;
        const visitor = isLinked ? visitors.numberOf(ids.getInt32(id + 9), ids.getInt32(id + 13)) : 0;
        columns.time.push(time);
        columns.visitor.push(visitor);
        instance.push(instanceOf(ids.getInt32(id), ids.getInt32(id + 4)));
        columns.page.push(dictionary.add('page', path[i]!));
        columns.act.push(facts.act.numberOf(act[i]!));
        for (const name of VISIT_GROUPS) columns[name].push(0);
        if (mayBegin(visitor, time)) wanted.push(i);
      }
      const found = factsOf(wanted);
      for (const name of VISIT_GROUPS) {
        const { numberOf } = facts[name];
        for (let i = 0; i < wanted.length; i += 1) columns[name].set(before + wanted[i]!, numberOf(found[name][i]!));
      }
    },
    addEngagements({ pages, engagedMs, scrollDepth }) {
      if (engagedMs.length === 0) return;
      part = undefined;
      const ids = viewOf(pages, engagedMs.length * PAGE_BYTES);
      for (let i = 0; i < engagedMs.length; i += 1) {
        const number = instanceOf(ids.getInt32(i * PAGE_BYTES), ids.getInt32(i * PAGE_BYTES + 4));
        raise(columns.told, number, Math.min(engagedMs[i]!, MOST_TOLD) + 1);
        raise(columns.scroll, number, scrollDepth[i]!);
      }
    },
    hits: () => instance.length,
    part: () => inOneGo(making()),
    making,
    isPacked: () => packed !== undefined,
    *pack() {
      const made: typeof packed = new Map();
      for (const name of COLUMNS) made.set(name, yield* packColumn(columns[name].values(), name === 'time'));
      packed = made;
      part = undefined;
      columns = noColumns();
      latest = new GrowingColumn();
      visitors.pack();
      instances.pack();
    },
    *unpack() {
      if (!packed) return;
      const made = noColumns();
      for (const [name, column] of packed) made[name] = yield* unpackColumn(column);
      yield* visitors.unpack();
      yield* instances.unpack();
      columns = made;
      packed = undefined;
    },
    bytes() {
      let bytes = visitors.bytes() + instances.bytes() + instance.bytes + latest.bytes + (part?.bytes() ?? 0);
      for (const name of COLUMNS) bytes += columns[name].bytes;
      for (const column of packed?.values() ?? []) bytes += column.bytes;
      for (const each of Object.values(facts)) bytes += each.bytes();
      return bytes;
    },
  };
}
