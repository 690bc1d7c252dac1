// A site's day from its rows: columns that grow as rows come, and a part to be scanned that is made anew only when some came. A
// hit takes some 50 bytes. A part that was handed out never changes: it is of the rows that there were.
import type { DayPart } from './columns.ts';
import type { GrowingDictionary } from './dictionary.ts';
import { createFacts, type Facts, type Group } from './facts.ts';
import { createIdTable } from './id-table.ts';
import { GrowingColumn } from './numbers.ts';
import { createRowPart, type RowPart, type SiteDay } from './row-part.ts';

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
  /** A hit of the day. An act (an event) of null is a pageview. */
  addHit(hit: StoredHit): void;
  /** Of a page instance the greatest counts. */
  addEngagement(engagement: StoredEngagement): void;
  hits(): number;
  /** The same object until a row is added. */
  part(): DayPart;
  /** About what it takes in memory, with its part. */
  bytes(): number;
}

/** A longer time is taken for this; 49 days. */
const MOST_TOLD = 0xffff_fffe;

export function createDayRows(day: SiteDay, dictionary: GrowingDictionary): DayRows {
  const column = () => new GrowingColumn();
  const visitors = createIdTable();
  const instances = createIdTable();
  const [time, visitor, instance, page] = [column(), column(), column(), column()];
  /** By page instance; the first is 1. `told` is ms plus 1. */
  const [told, scroll] = [column(), column()];
  const groups = { act: column(), came: column(), place: column(), machine: column() };
  const facts: { readonly [Name in Group]: Facts } = {
    act: createFacts('act', dictionary),
    came: createFacts('came', dictionary),
    place: createFacts('place', dictionary),
    machine: createFacts('machine', dictionary),
  };
  let part: RowPart | undefined;

  function instanceOf(id: string): number {
    const number = instances.numberOf(id);
    while (told.length <= number) {
      told.push(0);
      scroll.push(0);
    }
    return number;
  }

  return {
    addHit(hit) {
      part = undefined;
      time.push(hit.at - day.start);
      visitor.push(hit.visitor === '' ? 0 : visitors.numberOf(hit.visitor));
      instance.push(instanceOf(hit.page));
      page.push(dictionary.add('page', hit.path));
      groups.act.push(facts.act.numberOf(hit.act));
      groups.came.push(facts.came.numberOf(hit.came));
      groups.place.push(facts.place.numberOf(hit.place));
      groups.machine.push(facts.machine.numberOf(hit.machine));
    },
    addEngagement({ page: id, engagedMs, scrollDepth }) {
      part = undefined;
      const number = instanceOf(id);
      told.set(number, Math.max(told.at(number), Math.min(engagedMs, MOST_TOLD) + 1));
      scroll.set(number, Math.max(scroll.at(number), scrollDepth));
    },
    hits: () => time.length,
    part() {
      part ??= createRowPart(day, {
        time: time.values(),
        visitor: visitor.values(),
        instance: instance.values(),
        page: page.values(),
        groups: {
          act: groups.act.values(),
          came: groups.came.values(),
          place: groups.place.values(),
          machine: groups.machine.values(),
        },
        facts,
        told: told.values().slice(), // these two do change
        scroll: scroll.values().slice(),
        visitors: visitors.size(),
        instances: instances.size(),
      });
      return part;
    },
    bytes() {
      const columns = [time, visitor, instance, page, told, scroll, ...Object.values(groups)];
      return [...columns.map(({ bytes }) => bytes), ...Object.values(facts).map((each) => each.bytes())].reduce(
        (sum, bytes) => sum + bytes,
        visitors.bytes() + instances.bytes() + (part?.bytes() ?? 0),
      );
    },
  };
}
