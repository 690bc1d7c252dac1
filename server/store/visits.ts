// Puts the hits of a day, which come in any order, into visits. Pure, and without an object for a hit: arrays of numbers go in and
// come out, a million hits in a fraction of a second, in turns.
//
// A visit is one visitor's hits with gaps of at most thirty minutes. Who is not to be told apart (anonymous) makes one visit of each
// page instance. Hits of the same instant stand in the order of their rows.
import type { Numbers } from './columns.ts';

export const VISIT_GAP_MS = 30 * 60_000;

/** Hits by row, and what was told of their page instances. */
export interface DayHits {
  /** ms since the day began. */
  time: Numbers;
  /** The visitor's number, from 1 on; 0: anonymous. */
  visitor: Numbers;
  /** The number of the page instance, from 1 on. */
  instance: Numbers;
  /** 0: a pageview; else an event. */
  act: Numbers;
  /** By page instance: how long it was read, in ms, plus 1; 0 or beyond the end: nothing was told. */
  told: Numbers;
  /** The greatest number of a visitor and of a page instance. */
  visitors: number;
  instances: number;
}

export interface DayVisits {
  /** Rows of hits as they stand in visits: by visitor, then by time; anonymous ones last. */
  order: Uint32Array;
  /** Where the hits of each visit begin in `order`; one more at the end. */
  firstHit: Uint32Array;
  /** By visit. Durations in ms. */
  visitor: Uint32Array;
  start: Uint32Array;
  duration: Uint32Array;
  pageviews: Uint32Array;
  events: Uint32Array;
  /** By visit: the row of its last pageview, or of its last hit where it has none. */
  exit: Uint32Array;
  /** By page instance: the row that its engagement belongs to (its first pageview, else its first hit), plus 1; 0: it has no hit. */
  holder: Uint32Array;
  /** How many visits are of visitors. */
  linked: number;
  /** How many visitors have hits. */
  visitors: number;
}

const MOST = 0xffff_ffff;
/** Below it, moving neighbours is faster than sorting. */
const FEW = 24;
/** More than rows that fit into memory, and together with the ms of a day below 2^53. */
const ROWS = 2 ** 25;

const of = (values: Numbers, i: number): number => values[i] ?? 0;

/** Sorts rows [from, to) of `order` by time; those of the same time stay as they stand. */
function sortByTime(order: Uint32Array, time: Numbers, from: number, to: number): void {
  let sortedTo = from + 1;
  while (sortedTo < to && of(time, of(order, sortedTo - 1)) <= of(time, of(order, sortedTo))) sortedTo += 1;
  if (sortedTo >= to) return;
  if (to - from > FEW) {
    // Rows stand in ascending order here, so that one number sorts by time and row.
    const keys = Float64Array.from(order.subarray(from, to), (row) => of(time, row) * ROWS + row).sort();
    for (let i = 0; i < keys.length; i += 1) order[from + i] = (keys[i] ?? 0) % ROWS;
    return;
  }
  for (let i = sortedTo; i < to; i += 1) {
    const row = of(order, i);
    const at = of(time, row);
    let place = i;
    for (; place > from && of(time, of(order, place - 1)) > at; place -= 1) order[place] = of(order, place - 1);
    order[place] = row;
  }
}

/** Some 10 ms of work. */
const ROWS_PER_TURN = 100_000;

/** In one go where there are few. */
function* inTurns(rows: number, work: (from: number, to: number) => void): Generator<undefined, void> {
  for (let from = 0; ; from += ROWS_PER_TURN) {
    work(from, Math.min(rows, from + ROWS_PER_TURN));
    if (from + ROWS_PER_TURN >= rows) return;
    yield;
  }
}

/** Rows by visitor, then by time; those without a visitor after them, by page instance. */
function* inOrder({ time, visitor, instance, visitors, instances }: DayHits): Generator<undefined, Uint32Array> {
  const rows = time.length;
  /** Where the next row of each visitor, then of each page instance of nobody, goes. */
  const next = new Uint32Array(visitors + instances + 2);
  const placeOf = (row: number) => of(visitor, row) || visitors + of(instance, row);
  yield* inTurns(rows, (from, to) => {
    for (let row = from; row < to; row += 1) next[placeOf(row) + 1] = of(next, placeOf(row) + 1) + 1;
  });
  for (let i = 1; i < next.length; i += 1) next[i] = of(next, i) + of(next, i - 1);
  const order = new Uint32Array(rows);
  yield* inTurns(rows, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const place = placeOf(row);
      order[of(next, place)] = row;
      next[place] = of(next, place) + 1;
    }
  });
  // By now a place has where the next one's begin.
  yield* inTurns(next.length, (from, to) => {
    for (let i = Math.max(1, from); i < to; i += 1) {
      if (of(next, i) - of(next, i - 1) > 1) sortByTime(order, time, of(next, i - 1), of(next, i));
    }
  });
  return order;
}

/** The row of each page instance that its engagement belongs to, plus 1. */
function* holders({ time, instance, act, instances }: DayHits): Generator<undefined, Uint32Array> {
  const holder = new Uint32Array(instances + 1);
  yield* inTurns(time.length, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const held = of(holder, of(instance, row));
      const isView = of(act, row) === 0;
      const heldIsView = held !== 0 && of(act, held - 1) === 0;
      if (held === 0 || (isView && !heldIsView) || (isView === heldIsView && of(time, row) < of(time, held - 1))) {
        holder[of(instance, row)] = row + 1;
      }
    }
  });
  return holder;
}

/** Where each visit begins in `order`, and the end. */
function* cut({ time, visitor, instance }: DayHits, order: Uint32Array): Generator<undefined, Uint32Array> {
  const starts = new Uint32Array(order.length + 1);
  let visits = 0;
  yield* inTurns(order.length, (from, to) => {
    for (let i = from, before = from === 0 ? -1 : of(order, from - 1); i < to; i += 1) {
      const row = of(order, i);
      const isLinked = of(visitor, row) !== 0;
      const goesOn =
        before >= 0 &&
        of(visitor, row) === of(visitor, before) &&
        (isLinked ? of(time, row) - of(time, before) <= VISIT_GAP_MS : of(instance, row) === of(instance, before));
      if (!goesOn) {
        starts[visits] = i;
        visits += 1;
      }
      before = row;
    }
  });
  starts[visits] = order.length;
  return starts.slice(0, visits + 1);
}

/** Yields now and then, for others to have a turn. */
export function* makeVisits(hits: DayHits): Generator<undefined, DayVisits> {
  const { time, act, instance, told } = hits;
  const order = yield* inOrder(hits);
  const holder = yield* holders(hits);
  const firstHit = yield* cut(hits, order);
  const visits = firstHit.length - 1;
  const column = () => new Uint32Array(visits);
  const [visitor, start, duration, pageviews] = [column(), column(), column(), column()];
  const [events, exit] = [column(), column()];
  let linked = 0;
  let visitors = 0;

  function make(visit: number): void {
    const [from, to] = [of(firstHit, visit), of(firstHit, visit + 1)];
    const [first, last] = [of(order, from), of(order, to - 1)];
    let views = 0;
    let exitRow = last;
    let engaged = 0;
    let isTold = false;
    for (let i = from; i < to; i += 1) {
      const row = of(order, i);
      if (of(act, row) === 0) {
        views += 1;
        exitRow = row;
      }
      const toldOf = of(told, of(instance, row));
      if (toldOf === 0 || of(holder, of(instance, row)) !== row + 1) continue;
      isTold = true;
      engaged += toldOf - 1;
    }
    visitor[visit] = of(hits.visitor, first);
    start[visit] = of(time, first);
    duration[visit] = Math.min(isTold ? engaged : of(time, last) - of(time, first), MOST);
    pageviews[visit] = views;
    events[visit] = to - from - views;
    exit[visit] = exitRow;
    if (of(hits.visitor, first) === 0) return;
    linked += 1;
    if (visit === 0 || of(visitor, visit - 1) !== of(visitor, visit)) visitors += 1;
  }

  yield* inTurns(visits, (from, to) => {
    for (let visit = from; visit < to; visit += 1) make(visit);
  });
  return { order, firstHit, visitor, start, duration, pageviews, events, exit, holder, linked, visitors };
}
