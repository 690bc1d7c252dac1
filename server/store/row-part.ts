// The rows of a day as a part to be scanned: visits are made once, and each column when it is first asked for.
import type { DayPart, HitColumn, Numbers, VisitColumn } from './columns.ts';
import { type Facts, GROUPS, type Group } from './facts.ts';
import { asWideAs, narrow } from './numbers.ts';
import { type DayHits, type DayVisits, makeVisits } from './visits.ts';

export interface SiteDay {
  siteId: number;
  /** `[start, end)` in ms since 1970. */
  start: number;
  end: number;
}

/** What there was of a day, by row; nothing of it changes any more. See DayHits for what the numbers mean. */
export interface RowColumns extends DayHits {
  page: Numbers;
  /** Numbers of `facts`. */
  groups: { readonly [Name in Group]: Numbers };
  facts: { readonly [Name in Group]: Facts };
  /** By page instance. */
  scroll: Numbers;
}

export interface RowPart extends DayPart {
  /** What it takes in memory by now. */
  bytes(): number;
}

const groupOf = new Map<string, Group>(
  (Object.keys(GROUPS) as Group[]).flatMap((group) => GROUPS[group].map((space): [string, Group] => [space, group])),
);

/** The values of some rows. */
function pick(rows: Numbers, values: Numbers): Numbers {
  const picked = asWideAs(values, rows.length);
  for (let i = 0; i < rows.length; i += 1) picked[i] = values[rows[i] ?? 0] ?? 0;
  return picked;
}

/** By row: what was told of the page instance that the hit holds. */
function ofHeld(holder: Uint32Array, told: Numbers, rows: number, less: number): Numbers {
  const held = asWideAs(told, rows);
  for (let number = 1; number < Math.min(holder.length, told.length); number += 1) {
    const [row, value] = [holder[number] ?? 0, told[number] ?? 0];
    if (row !== 0 && value !== 0) held[row - 1] = value - less;
  }
  return held;
}

/** Yields now and then, for others to have a turn. Keeps nothing by page instance. */
export function* makeRowPart(day: SiteDay, columns: RowColumns): Generator<undefined, RowPart> {
  const { time, page, groups, facts } = columns;
  const { holder, ...made } = yield* makeVisits(columns);
  const known = new Map<string, Numbers>();
  const tell = (values: Numbers, less: number) => narrow(pick(made.order, ofHeld(holder, values, time.length, less)));
  yield;
  known.set('hit engaged', tell(columns.told, 1));
  yield;
  known.set('hit scroll', tell(columns.scroll, 0));
  for (const name of OF_VISITS) known.set(`visit ${name}`, narrow(made[name]));
  const { order, firstHit, exit, linked, visitors } = made;
  return openPart(day, { time, page, groups, facts, order, firstHit, exit: narrow(exit), linked, visitors }, known);
}

const OF_VISITS = ['visitor', 'start', 'duration', 'pageviews', 'events'] as const;

type Made = Pick<RowColumns, 'time' | 'page' | 'groups' | 'facts'> &
  Pick<DayVisits, 'order' | 'firstHit' | 'linked' | 'visitors'> & { exit: Numbers };

/** `known`: columns that are made already. */
function openPart(day: SiteDay, columns: Made, known: Map<string, Numbers>): RowPart {
  const { time, page, groups, facts, order, firstHit, exit } = columns;
  const visits = firstHit.length - 1;
  let entry: Numbers | undefined;

  function visitOfHits(): Numbers {
    const rows = new Uint32Array(order.length);
    for (let visit = 0; visit < visits; visit += 1) rows.fill(visit, firstHit[visit], firstHit[visit + 1]);
    return rows;
  }

  function dimension(rows: Numbers, name: Parameters<Facts['idsOf']>[0]): Numbers {
    const group = groupOf.get(name) ?? 'came';
    return pick(pick(rows, groups[group]), facts[group].idsOf(name));
  }

  function makeVisitColumn(column: Exclude<VisitColumn, (typeof OF_VISITS)[number]>): Numbers {
    entry ??= pick(firstHit.subarray(0, visits), order);
    switch (column) {
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

  function makeHitColumn(column: Exclude<HitColumn, 'engaged' | 'scroll'>): Numbers {
    switch (column) {
      case 'time':
        return pick(order, time);
      case 'visit':
        return visitOfHits();
      case 'page':
        return pick(order, page);
      default:
        return dimension(order, column);
    }
  }

  function remember(name: string, made: Numbers): Numbers {
    const column = narrow(made);
    known.set(name, column);
    return column;
  }

  return {
    ...day,
    visits,
    hits: order.length,
    linked: columns.linked,
    visitors: columns.visitors,
    id: undefined,
    visit: (column) => known.get(`visit ${column}`) ?? remember(`visit ${column}`, makeVisitColumn(column as never)),
    hit: (column) => known.get(`hit ${column}`) ?? remember(`hit ${column}`, makeHitColumn(column as never)),
    bytes() {
      const kept = new Set<Numbers>([...known.values(), order, firstHit, exit, ...(entry ? [entry] : [])]);
      let bytes = 0;
      for (const { byteLength } of kept) bytes += byteLength;
      return bytes;
    },
  };
}
