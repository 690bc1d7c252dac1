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

/** A row of `hits`; ids in 16 hexadecimal digits; the groups as facts.ts wants them. */
export interface StoredHit extends Readonly<Record<Group, string | null>> {
  readonly at: number;
  readonly page: string;
  /** '': anonymous. */
  readonly visitor: string;
  readonly path: string;
}

export interface StoredEngagement {
  readonly page: string;
  readonly engagedMs: number;
  readonly scrollDepth: number;
}

export interface DayRows {
  /** So many hits are about to come. */
  reserve(hits: number): void;
  /** A hit of the day. An act (an event) of null is a pageview. */
  addHit(hit: StoredHit): void;
  /** Of a page instance the greatest counts. */
  addEngagement(engagement: StoredEngagement): void;
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

const noColumns = () => Object.fromEntries(COLUMNS.map((name) => [name, new GrowingColumn()])) as Columns;

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
  let columns = noColumns();
  let packed: Map<(typeof COLUMNS)[number], PackedColumn> | undefined;
  let part: RowPart | undefined;

  function instanceOf(id: string): number {
    const number = instances.numberOf(id);
    while (columns.told.length <= number) {
      columns.told.push(0);
      columns.scroll.push(0);
    }
    return number;
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
    addHit(hit) {
      part = undefined;
      columns.time.push(hit.at - day.start);
      columns.visitor.push(hit.visitor === '' ? 0 : visitors.numberOf(hit.visitor));
      instance.push(instanceOf(hit.page));
      columns.page.push(dictionary.add('page', hit.path));
      columns.act.push(facts.act.numberOf(hit.act));
      columns.came.push(facts.came.numberOf(hit.came));
      columns.place.push(facts.place.numberOf(hit.place));
      columns.machine.push(facts.machine.numberOf(hit.machine));
    },
    addEngagement({ page: id, engagedMs, scrollDepth }) {
      part = undefined;
      const number = instanceOf(id);
      raise(columns.told, number, Math.min(engagedMs, MOST_TOLD) + 1);
      raise(columns.scroll, number, scrollDepth);
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
      let bytes = visitors.bytes() + instances.bytes() + instance.bytes + (part?.bytes() ?? 0);
      for (const name of COLUMNS) bytes += columns[name].bytes;
      for (const column of packed?.values() ?? []) bytes += column.bytes;
      for (const each of Object.values(facts)) bytes += each.bytes();
      return bytes;
    },
  };
}
