// Which visits and hits of one part a question is about, as columns of only those: whatever is counted then runs over plain arrays
// from one end to the other, and a condition is paid for once however many questions share it.
import type { Filter } from '../contract/report.ts';
import type { DayPart, HitColumn, Numbers, VisitColumn } from '../store/columns.ts';
import { choosesHits, isCondition, partsOf } from './question.ts';
import { spaceOf, type Values } from './values.ts';
import type { Interval } from './zones.ts';

/** A visit with fewer ms of reading than this, one pageview and no event, bounced. */
const BOUNCE_MS = 10_000;

export interface Chosen {
  readonly part: DayPart;
  /** How many visits there are, and how many of them, the first ones, are of visitors. A visit is there for each with a chosen hit. */
  readonly visits: number;
  readonly linkedVisits: number;
  readonly hits: number;
  readonly linkedHits: number;
  /** Of the chosen visits; `first_hit` is not to be had. */
  visit(column: VisitColumn): Numbers;
  /** Of the chosen visits: how many of their chosen hits are pageviews, and how many events. */
  pageviews(): Numbers;
  events(): Numbers;
  /** Of the chosen visits, and of all visits of the part: 1 where it bounced. */
  bounces(): Numbers;
  allBounces(): Numbers;
  /** Of the chosen hits; `visit` is the visit's row in the part. */
  hit(column: HitColumn): Numbers;
  /** What is made once for a part and used by several. */
  once(key: string, make: () => Numbers): Numbers;
}

export function gather(column: Numbers, rows: Numbers): Numbers {
  const gathered = new (column.constructor as Uint32ArrayConstructor)(rows.length);
  for (let i = 0; i < rows.length; i += 1) gathered[i] = column[rows[i]!]!;
  return gathered;
}

/** The places of the ones. */
function rowsOf(mask: Uint8Array): Uint32Array {
  let count = 0;
  for (let i = 0; i < mask.length; i += 1) count += mask[i]!;
  const rows = new Uint32Array(count);
  for (let i = 0, n = 0; n < count; i += 1) if (mask[i] === 1) rows[n++] = i;
  return rows;
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
    return (part) => gather(ofVisits(part), part.hit('visit')) as Uint8Array;
  }
  if (isCondition(filter)) {
    const [, dimension] = filter;
    const members = values.members(filter);
    const column = of === 'visits' ? (dimension as VisitColumn) : (spaceOf(dimension) as HitColumn);
    return (part) => {
      const ids = of === 'visits' ? part.visit(column as VisitColumn) : part.hit(column as HitColumn);
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

/** Makes of each part what the filters and the interval choose of it; undefined: nothing. */
export function createChooser(
  filters: readonly Filter[],
  { from, to }: Interval,
  values: Values,
): (part: DayPart) => Chosen | undefined {
  const parts = partsOf(filters);
  const [hitFilters, visitFilters] = [parts.filter(choosesHits), parts.filter((filter) => !choosesHits(filter))];
  const masksOf = (some: Filter[], of: 'visits' | 'hits') =>
    combine(
      'and',
      some.map((filter) => compile(filter, values, of)),
    );
  const visitMask = masksOf(visitFilters, 'visits');
  const hitMask = masksOf(hitFilters, 'hits');

  return (part) => {
    if (part.end <= from || part.start >= to || part.visits === 0) return undefined;
    const isWhole = part.start >= from && part.end <= to;
    const visitRows = visitFilters.length > 0 ? rowsOf(visitMask(part)) : undefined;
    if (visitRows?.length === 0) return undefined;
    if (isWhole && hitFilters.length === 0) return chosenOf(part, visitRows);

    const mask = hitFilters.length > 0 ? hitMask(part) : new Uint8Array(part.hits).fill(1);
    if (!isWhole) {
      const times = part.hit('time');
      const [least, most] = [from - part.start, to - part.start];
      for (let i = 0; i < mask.length; i += 1) if (times[i]! < least || times[i]! >= most) mask[i] = 0;
    }
    const hitRows = visitRows ? hitsOf(part, visitRows).filter((row) => mask[row] === 1) : rowsOf(mask);
    return hitRows.length === 0 ? undefined : chosenOf(part, visitsOf(part, hitRows), hitRows);
  };
}

function hitsOf(part: DayPart, visitRows: Uint32Array): Uint32Array {
  const firstHit = part.visit('first_hit');
  let count = 0;
  for (const row of visitRows) count += firstHit[row + 1]! - firstHit[row]!;
  const rows = new Uint32Array(count);
  let n = 0;
  for (const row of visitRows) for (let hit = firstHit[row]!; hit < firstHit[row + 1]!; hit += 1) rows[n++] = hit;
  return rows;
}

/** The hits of a visit stand together, so that each visit shows up once. */
function visitsOf(part: DayPart, hitRows: Uint32Array): Uint32Array {
  const visits = part.hit('visit');
  const rows = new Uint32Array(Math.min(hitRows.length, part.visits));
  let n = 0;
  for (const row of hitRows) if (n === 0 || rows[n - 1] !== visits[row]) rows[n++] = visits[row]!;
  return rows.subarray(0, n);
}

/** No rows of visits: all of them. No rows of hits: all those of the visits. */
function chosenOf(part: DayPart, visitRows?: Uint32Array, hitRows?: Uint32Array): Chosen {
  const made = new Map<string, Numbers>();
  function once(key: string, make: () => Numbers): Numbers {
    const known = made.get(key) ?? make();
    made.set(key, known);
    return known;
  }
  const linkedVisits = visitRows ? countBelow(visitRows, part.linked) : part.linked;
  const rowsOfHits = () =>
    hitRows ?? (visitRows && (once('hits', () => hitsOf(part, visitRows)) as Uint32Array | undefined));
  const visit = (column: VisitColumn) =>
    visitRows ? once(`visit ${column}`, () => gather(part.visit(column), visitRows)) : part.visit(column);
  const hit = (column: HitColumn): Numbers => {
    const rows = rowsOfHits();
    return rows ? once(`hit ${column}`, () => gather(part.hit(column), rows)) : part.hit(column);
  };

  /** How many of each visit's chosen hits are pageviews, or events. */
  function countOf(kind: 'pageviews' | 'events'): Numbers {
    if (!hitRows) return visit(kind);
    return once(`count ${kind}`, () => {
      const [visits, events] = [hit('visit'), hit('event')];
      const counts = new Uint32Array(visitRows?.length ?? part.visits);
      let place = -1;
      for (let i = 0; i < hitRows.length; i += 1) {
        if (i === 0 || visits[i] !== visits[i - 1]) place += 1;
        if ((events[i] === 0) === (kind === 'pageviews')) counts[place]! += 1;
      }
      return counts;
    });
  }

  const allBounces = () =>
    once('all bounces', () => {
      const pageviews = part.visit('pageviews');
      const events = part.visit('events');
      const durations = part.visit('duration');
      const bounces = new Uint8Array(part.visits);
      for (let i = 0; i < bounces.length; i += 1) {
        if (pageviews[i] === 1 && events[i] === 0 && durations[i]! < BOUNCE_MS) bounces[i] = 1;
      }
      return bounces;
    });

  return {
    part,
    visits: visitRows?.length ?? part.visits,
    linkedVisits,
    get hits() {
      return rowsOfHits()?.length ?? part.hits;
    },
    get linkedHits() {
      const end = part.linked === 0 ? 0 : part.visit('first_hit')[part.linked]!;
      const rows = rowsOfHits();
      return rows ? countBelow(rows, end) : end;
    },
    visit,
    pageviews: () => countOf('pageviews'),
    events: () => countOf('events'),
    bounces: () => (visitRows ? once('bounces', () => gather(allBounces(), visitRows)) : allBounces()),
    allBounces,
    hit,
    once,
  };
}
