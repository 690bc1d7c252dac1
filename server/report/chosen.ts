// Which visits and hits of one part a question is about, as columns of only those: whatever is counted then runs over plain arrays
// from one end to the other, and a condition is paid for once however many questions share it.
import type { Condition, Filter } from '../contract/report.ts';
import type { DayPart, HitColumn, Numbers, VisitColumn } from '../store/columns.ts';
import { numbersOf } from './named-visitors.ts';
import { choosesHits, isCondition, partsOf } from './question.ts';
import { noScratch, type Scratch } from './scratch.ts';
import { spaceOf, type Values } from './values.ts';
import type { Interval } from './zones.ts';

/** A visit with fewer ms of reading than this, one pageview and no event, bounced. */
const BOUNCE_MS = 10_000;

export interface Chosen {
  readonly part: DayPart;
  /** How many visits there are, and how many of them, the first ones, are of visitors. A visit is there for each with a chosen hit. */
  readonly visits: number;
  readonly linkedVisits: number;
  /** How many hits there are. Known without looking at each only where nothing is filtered. */
  readonly hits: number;
  /** Where the chosen hits of each chosen visit begin, and the end: one longer than there are visits. */
  firstHit(): Numbers;
  /** Of the chosen visits; `first_hit` is to be had above only. */
  visit(column: VisitColumn): Numbers;
  /** Of the chosen visits: how many of their chosen hits are pageviews, and how many events. */
  pageviews(): Numbers;
  events(): Numbers;
  /** Of the chosen visits: 1 where it bounced. */
  bounces(): Numbers;
  /** Of the chosen hits; `visit` is the visit's row in the part. */
  hit(column: HitColumn): Numbers;
  /** Those of the chosen hits that stand at these places, which ascend; one that is named twice is there twice. */
  at(places: Uint32Array): Chosen;
  /** What is made once for a part and used by several. */
  once<Made extends Numbers | number>(key: string, make: () => Made): Made;
}

function gather(column: Numbers, rows: Numbers, scratch: Scratch, name: string): Numbers {
  const gathered = scratch(name, column.constructor as Uint32ArrayConstructor, rows.length);
  for (let i = 0; i < rows.length; i += 1) gathered[i] = column[rows[i]!]!;
  return gathered;
}

/** The places of the ones; written without asking which they are, for nobody can guess that. */
function rowsOf(mask: Uint8Array, scratch: Scratch): Uint32Array {
  const rows = scratch('rows of ones', Uint32Array, mask.length);
  let count = 0;
  for (let i = 0; i < mask.length; i += 1) {
    rows[count] = i;
    count += mask[i]!;
  }
  return rows.subarray(0, count);
}

/** The same of the ids for which the table has a one. Four at a time take half as long: it is most of the time of many a question. */
function rowsAmong(ids: Numbers, table: Uint8Array, length: number, scratch: Scratch): Uint32Array {
  const rows = scratch('rows of ones', Uint32Array, length);
  let [count, i] = [0, 0];
  for (const end = length - 3; i < end; i += 4) {
    rows[count] = i;
    count += table[ids[i]!]!;
    rows[count] = i + 1;
    count += table[ids[i + 1]!]!;
    rows[count] = i + 2;
    count += table[ids[i + 2]!]!;
    rows[count] = i + 3;
    count += table[ids[i + 3]!]!;
  }
  for (; i < length; i += 1) {
    rows[count] = i;
    count += table[ids[i]!]!;
  }
  return rows.subarray(0, count);
}

/** How many of ascending rows are below `end`. */
function countBelow(rows: Uint32Array, end: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < end) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Masks = (part: DayPart) => Uint8Array;

function combine(operator: 'and' | 'or', masks: Masks[]): Masks {
  return (part) => {
    const [first, ...rest] = masks.map((mask) => mask(part));
    const into = first ?? new Uint8Array(0);
    for (const other of rest) {
      if (operator === 'and') for (let i = 0; i < into.length; i += 1) into[i]! &= other[i]!;
      else for (let i = 0; i < into.length; i += 1) into[i]! |= other[i]!;
    }
    return into;
  };
}

/** Of each visit, or of each hit, 1 where the filter holds. */
function compile(filter: Filter, values: Values, of: 'visits' | 'hits'): Masks {
  if (of === 'hits' && !choosesHits(filter)) {
    const ofVisits = compile(filter, values, 'visits');
    return (part) => gather(ofVisits(part), part.hit('visit'), noScratch, '') as Uint8Array;
  }
  if (isCondition(filter)) {
    const [, dimension] = filter;
    if (dimension === 'visitor') return visitorsWhere(filter);
    const members = values.members(filter);
    const idsOf = (part: DayPart): Numbers => {
      if (of === 'visits') return part.visit(dimension as VisitColumn);
      return dimension === 'goal' ? values.goals.ofPart(part) : part.hit(spaceOf(dimension) as HitColumn);
    };
    return (part) => {
      const ids = idsOf(part);
      const count = of === 'visits' ? part.visits : part.hits;
      const table = members();
      const mask = new Uint8Array(count);
      for (let i = 0; i < count; i += 1) mask[i] = table[ids[i]!]!;
      return mask;
    };
  }
  if (filter[0] === 'not') {
    const inner = compile(filter[1], values, of);
    return (part) => {
      const mask = inner(part);
      for (let i = 0; i < mask.length; i += 1) mask[i]! ^= 1;
      return mask;
    };
  }
  return combine(
    filter[0],
    filter[1].map((each) => compile(each, values, of)),
  );
}

/** Of each visit 1 where it is of one of these visitors, or of none of them. Their numbers mean something within their day only. */
function visitorsWhere([operator, , names]: Condition): Masks {
  const numbers = numbersOf(names);
  const isMeant = operator === 'is' ? 1 : 0;
  return (part) => {
    const visitors = part.visit('visitor');
    const those = numbers(part);
    const mask = new Uint8Array(part.visits);
    for (let i = 0; i < mask.length; i += 1) mask[i] = those.has(visitors[i]!) ? isMeant : 1 - isMeant;
    return mask;
  };
}

/** What a filter of one condition on visits chooses of them. */
function rowsWhere(filter: Condition, values: Values, scratch: Scratch): (part: DayPart) => Uint32Array {
  const members = values.members(filter);
  return (part) => rowsAmong(part.visit(filter[1] as VisitColumn), members(), part.visits, scratch);
}

/**
 * Makes of each part what the filters and the interval choose of it; undefined: nothing. With `scratch`, what was made of one part is
 * not valid any more when the next is chosen from.
 */
export function createChooser(
  filters: readonly Filter[],
  { from, to }: Interval,
  values: Values,
  scratch = noScratch,
): (part: DayPart) => Chosen | undefined {
  const parts = partsOf(filters);
  const [hitFilters, visitFilters] = [parts.filter(choosesHits), parts.filter((filter) => !choosesHits(filter))];
  const masksOf = (some: Filter[], of: 'visits' | 'hits') =>
    combine(
      'and',
      some.map((filter) => compile(filter, values, of)),
    );
  const visitMask = masksOf(visitFilters, 'visits');
  const [only] = visitFilters;
  const rowsOfVisits =
    only && visitFilters.length === 1 && isCondition(only) && only[1] !== 'visitor'
      ? rowsWhere(only, values, scratch)
      : (part: DayPart) => rowsOf(visitMask(part), scratch);
  const hitMask = masksOf(hitFilters, 'hits');

  return (part) => {
    if (part.end <= from || part.start >= to || part.visits === 0) return undefined;
    const isWhole = part.start >= from && part.end <= to;
    const visitRows = visitFilters.length > 0 ? rowsOfVisits(part) : undefined;
    if (visitRows?.length === 0) return undefined;
    if (isWhole && hitFilters.length === 0) return chosenOf(part, scratch, visitRows);

    const mask = hitFilters.length > 0 ? hitMask(part) : new Uint8Array(part.hits).fill(1);
    if (!isWhole) {
      const times = part.hit('time');
      const [least, most] = [from - part.start, to - part.start];
      for (let i = 0; i < mask.length; i += 1) if (times[i]! < least || times[i]! >= most) mask[i] = 0;
    }
    const hitRows = visitRows ? hitsOf(part, visitRows).filter((row) => mask[row] === 1) : rowsOf(mask, scratch);
    if (hitRows.length === 0) return undefined;
    const { rows, firstHit } = visitsOf(part, hitRows);
    return chosenOf(part, scratch, rows, hitRows, firstHit);
  };
}

function hitsOf(part: DayPart, visitRows: Uint32Array, scratch = noScratch): Uint32Array {
  const firstHit = part.visit('first_hit');
  let count = 0;
  for (let i = 0; i < visitRows.length; i += 1) count += firstHit[visitRows[i]! + 1]! - firstHit[visitRows[i]!]!;
  const rows = scratch('rows of hits', Uint32Array, count);
  for (let i = 0, n = 0; i < visitRows.length; i += 1) {
    const end = firstHit[visitRows[i]! + 1]!;
    for (let hit = firstHit[visitRows[i]!]!; hit < end; hit += 1) rows[n++] = hit;
  }
  return rows;
}

/** The hits of a visit stand together, so that each visit shows up once: its row, and where its hits begin among these. */
function visitsOf(part: DayPart, hitRows: Uint32Array): { rows: Uint32Array; firstHit: Uint32Array } {
  const visits = part.hit('visit');
  const most = Math.min(hitRows.length, part.visits);
  const rows = new Uint32Array(most);
  const firstHit = new Uint32Array(most + 1);
  let n = 0;
  for (let i = 0; i < hitRows.length; i += 1) {
    const visit = visits[hitRows[i]!]!;
    if (n > 0 && rows[n - 1] === visit) continue;
    rows[n] = visit;
    firstHit[n] = i;
    n += 1;
  }
  firstHit[n] = hitRows.length;
  return { rows: rows.subarray(0, n), firstHit: firstHit.subarray(0, n + 1) };
}

/** Rows of visits: unless there are none, those that are chosen. Rows of hits likewise, and else all hits of those visits. */
function chosenOf(
  part: DayPart,
  scratch: Scratch,
  visitRows?: Uint32Array,
  hitRows?: Uint32Array,
  firstHits?: Uint32Array,
): Chosen {
  const visits = visitRows?.length ?? part.visits;
  const made = new Map<string, Numbers | number>();
  function once<Made extends Numbers | number>(key: string, make: () => Made): Made {
    const known = made.get(key) ?? make();
    made.set(key, known);
    return known as Made;
  }
  const rowsOfHits = () => hitRows ?? (visitRows && once('hits', () => hitsOf(part, visitRows, scratch)));
  const visit = (column: VisitColumn) =>
    visitRows
      ? once(`visit ${column}`, () => gather(part.visit(column), visitRows, scratch, `visit ${column}`))
      : part.visit(column);
  const hit = (column: HitColumn): Numbers => {
    const rows = rowsOfHits();
    return rows
      ? once(`hit ${column}`, () => gather(part.hit(column), rows, scratch, `hit ${column}`))
      : part.hit(column);
  };

  function firstHit(): Numbers {
    if (firstHits) return firstHits;
    const all = part.visit('first_hit');
    if (!visitRows) return all;
    return once('first hits', () => {
      const firsts = scratch('first hits', Uint32Array, visits + 1);
      firsts[0] = 0;
      for (let i = 0; i < visits; i += 1) firsts[i + 1] = firsts[i]! + all[visitRows[i]! + 1]! - all[visitRows[i]!]!;
      return firsts;
    });
  }

  /** How many of each visit's chosen hits are pageviews, or events. */
  function countOf(kind: 'pageviews' | 'events'): Numbers {
    if (!hitRows) return visit(kind);
    return once(`count ${kind}`, () => {
      const [firsts, events] = [firstHit(), hit('event')];
      const counts = new Uint32Array(visits);
      for (let i = 0; i < visits; i += 1) {
        for (let place = firsts[i]!; place < firsts[i + 1]!; place += 1) {
          if ((events[place] === 0) === (kind === 'pageviews')) counts[i]! += 1;
        }
      }
      return counts;
    });
  }

  function bounces(): Numbers {
    const [pageviews, events, durations] = [visit('pageviews'), visit('events'), visit('duration')];
    const bounces = scratch('bounces', Uint8Array, visits);
    for (let i = 0; i < visits; i += 1) {
      bounces[i] = pageviews[i] === 1 && events[i] === 0 && durations[i]! < BOUNCE_MS ? 1 : 0;
    }
    return bounces;
  }

  return {
    part,
    visits,
    linkedVisits: visitRows ? countBelow(visitRows, part.linked) : part.linked,
    get hits() {
      return visitRows ? firstHit()[visits]! : part.hits;
    },
    firstHit,
    visit,
    pageviews: () => countOf('pageviews'),
    events: () => countOf('events'),
    bounces: () => once('bounces', bounces),
    hit,
    at(places) {
      const all = rowsOfHits();
      const hits = all ? (gather(all, places, noScratch, '') as Uint32Array) : places;
      const { rows, firstHit } = visitsOf(part, hits);
      return chosenOf(part, noScratch, rows, hits, firstHit); // what it was made from is still in use
    },
    once,
  };
}
