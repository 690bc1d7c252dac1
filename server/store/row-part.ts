// The rows of a day as a part to be scanned: visits are made once, and each column when it is first asked for.
import type { DayPart, HitColumn, Numbers, VisitColumn } from './columns.ts';
import { type Facts, GROUPS, type Group } from './facts.ts';
import { narrow } from './numbers.ts';
import { makeVisits } from './visits.ts';

export interface SiteDay {
  siteId: number;
  /** `[start, end)` in ms since 1970. */
  start: number;
  end: number;
}

/** What there was of a day, by row; nothing of it changes any more. See DayHits for what the numbers mean. */
export interface RowColumns {
  time: Uint32Array;
  visitor: Uint32Array;
  instance: Uint32Array;
  page: Uint32Array;
  /** Numbers of `facts`. */
  groups: { readonly [Name in Group]: Uint32Array };
  facts: { readonly [Name in Group]: Facts };
  /** By page instance. */
  told: Uint32Array;
  scroll: Uint32Array;
  visitors: number;
  instances: number;
}

export interface RowPart extends DayPart {
  /** What it takes in memory by now. */
  bytes(): number;
}

const groupOf = new Map<string, Group>(
  (Object.keys(GROUPS) as Group[]).flatMap((group) => GROUPS[group].map((space): [string, Group] => [space, group])),
);

/** The values of some rows. */
function pick(rows: Uint32Array, values: Uint32Array): Uint32Array {
  const picked = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) picked[i] = values[rows[i] ?? 0] ?? 0;
  return picked;
}

export function createRowPart(day: SiteDay, columns: RowColumns): RowPart {
  const { time, page, instance, groups, facts, told, scroll } = columns;
  const made = makeVisits({ ...columns, act: groups.act });
  const { order, firstHit, holder, exit } = made;
  const visits = firstHit.length - 1;
  const known = new Map<string, Numbers>();
  let entry: Uint32Array | undefined;

  /** By row of `order`: what was told of the page instance that the hit holds. */
  function ofHeld(values: Uint32Array, less: number): Uint32Array {
    const picked = new Uint32Array(order.length);
    for (let i = 0; i < order.length; i += 1) {
      const row = order[i] ?? 0;
      const number = instance[row] ?? 0;
      const value = values[number] ?? 0;
      if (value !== 0 && holder[number] === row + 1) picked[i] = value - less;
    }
    return picked;
  }

  function visitOfHits(): Uint32Array {
    const rows = new Uint32Array(order.length);
    for (let visit = 0; visit < visits; visit += 1) rows.fill(visit, firstHit[visit], firstHit[visit + 1]);
    return rows;
  }

  function dimension(rows: Uint32Array, name: Parameters<Facts['idsOf']>[0]): Uint32Array {
    const group = groupOf.get(name) ?? 'came';
    return pick(pick(rows, groups[group]), facts[group].idsOf(name));
  }

  function makeVisitColumn(column: VisitColumn): Uint32Array {
    entry ??= pick(firstHit.subarray(0, visits), order);
    switch (column) {
      case 'visitor':
      case 'start':
      case 'duration':
      case 'pageviews':
      case 'events':
        return made[column];
      case 'first_hit':
        return firstHit;
      case 'entry_page':
        return pick(entry, page);
      case 'exit_page':
        return pick(exit, page);
      default:
        return dimension(entry, column);
    }
  }

  function makeHitColumn(column: HitColumn): Uint32Array {
    switch (column) {
      case 'time':
        return pick(order, time);
      case 'visit':
        return visitOfHits();
      case 'page':
        return pick(order, page);
      case 'engaged':
        return ofHeld(told, 1);
      case 'scroll':
        return ofHeld(scroll, 0);
      default:
        return dimension(order, column);
    }
  }

  function remembered(name: string, make: () => Uint32Array): Numbers {
    const column = known.get(name) ?? narrow(make());
    known.set(name, column);
    return column;
  }

  return {
    ...day,
    visits,
    hits: order.length,
    linked: made.linked,
    visitors: made.visitors,
    id: undefined,
    visit: (column) => remembered(`visit ${column}`, () => makeVisitColumn(column)),
    hit: (column) => remembered(`hit ${column}`, () => makeHitColumn(column)),
    bytes() {
      let bytes = order.byteLength + holder.byteLength + (entry?.byteLength ?? 0) + 7 * firstHit.byteLength;
      for (const column of known.values()) bytes += column.byteLength;
      return bytes;
    },
  };
}
