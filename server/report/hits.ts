// Single hits of a range, newest first. A day at a time from the last one back, so that the first of them cost a day and not the range,
// and as many as are asked for never more memory than a day.
import type { HitsReply } from '../contract/browser.ts';
import type { Filter } from '../contract/report.ts';
import { DamagedColumn } from '../store/column-blob.ts';
import type { DayPart, DayParts, Dictionary, HitColumn, Numbers, VisitDimension } from '../store/columns.ts';
import { VISIT_DIMENSIONS } from '../store/columns.ts';
import { type Chosen, createChooser } from './chosen.ts';
import type { AskedGoal } from './goals.ts';
import { nameOf } from './named-visitors.ts';
import { createValues, spaceOf } from './values.ts';
import { bucketsOf, type Interval } from './zones.ts';

export interface HitsPlan {
  interval: Interval;
  filters: Filter[];
  /** All of the site's. */
  goals: readonly AskedGoal[];
  limit: number;
  offset: number;
}

export type ToldHit = HitsReply['hits'][number];

/** Hits as they are come to; undefined: finding the next takes a while longer, and others may have a turn. Returns whether there are more. */
export type ToldHits = Generator<ToldHit | undefined, boolean>;

/** What is told of one part: all of it at hand, so that its segment may go before the last hit of it is asked for. */
interface Opened {
  part: DayPart;
  hit: { readonly [Name in HitColumn]: Numbers };
  visit: { readonly [Name in VisitDimension]: Numbers };
  visitor: Numbers;
}

interface Day {
  /** How many of its hits are chosen. */
  count: number;
  /** Of each chosen hit the part and its place there, the oldest first; none where all are to be left out. */
  oldestFirst?: (nth: number) => [opened: Opened, place: number];
}

const HIT_COLUMNS: readonly HitColumn[] = ['time', 'visit', 'event', 'page', 'engaged', 'scroll', 'props'];

export function* tellHits(site: { id: number; timezone: string }, plan: HitsPlan, days: DayParts): ToldHits {
  const { interval, filters, goals, limit, offset } = plan;
  const dictionary = days.dictionary(site.id);
  const values = createValues(dictionary, goals);
  const { starts } = bucketsOf(site.timezone, 'day', interval);
  let [toSkip, left] = [offset, limit];

  function* read(from: number, to: number): Generator<undefined, Day> {
    const choose = createChooser(filters, { from, to }, values);
    const chosen: Chosen[] = [];
    for (const part of days.steps(site, from, to)) {
      const some = part && choose(part);
      if (some) chosen.push(some);
      yield;
    }
    const count = chosen.reduce((sum, { hits }) => sum + hits, 0);
    return count <= toSkip ? { count } : { count, oldestFirst: yield* inOrder(chosen, from, count) };
  }

  for (let day = starts.length - 1; day >= 0; day -= 1) {
    const from = Math.max(starts[day] ?? 0, interval.from);
    const to = Math.min(starts[day + 1] ?? Number.POSITIVE_INFINITY, interval.to);
    const { count, oldestFirst } = yield* despiteDamage(() => read(from, to));
    if (oldestFirst) {
      for (let nth = count - toSkip - 1; nth >= 0; nth -= 1) {
        if (left === 0) return true;
        left -= 1;
        yield hitOf(...oldestFirst(nth), dictionary);
      }
    }
    toSkip = Math.max(0, toSkip - count);
  }
  return false;
}

/** A day of which a column is damaged is answered from its rows when it is asked for again. */
function* despiteDamage<Result>(read: () => Generator<undefined, Result>): Generator<undefined, Result> {
  for (;;) {
    try {
      return yield* read();
    } catch (error) {
      if (!(error instanceof DamagedColumn)) throw error;
    }
  }
}

function* inOrder(
  chosen: readonly Chosen[],
  from: number,
  count: number,
): Generator<undefined, NonNullable<Day['oldestFirst']>> {
  const opened: Opened[] = [];
  const firsts: number[] = [];
  /** Time and place in one number, since numbers sort several times as fast as what needs comparing: exact up to 80 million hits a day. */
  const keys = new Float64Array(count);
  let next = 0;
  for (const each of chosen) {
    const { part } = each;
    opened.push({
      part,
      hit: all(HIT_COLUMNS, each.hit),
      visit: all(VISIT_DIMENSIONS, part.visit),
      visitor: part.visit('visitor'),
    });
    firsts.push(next);
    const times = each.hit('time');
    const since = part.start - from;
    for (let place = 0; place < times.length; place += 1, next += 1)
      keys[next] = (since + times[place]!) * count + next;
    yield;
  }
  keys.sort();
  yield;
  return (nth) => {
    const place = (keys[nth] ?? 0) % count;
    let which = firsts.length - 1;
    while (firsts[which]! > place) which -= 1;
    return [opened[which]!, place - firsts[which]!];
  };
}

function all<Name extends string>(names: readonly Name[], column: (name: Name) => Numbers) {
  return Object.fromEntries(names.map((name) => [name, column(name)])) as { [Each in Name]: Numbers };
}

function hitOf({ part, hit, visit, visitor }: Opened, place: number, dictionary: Dictionary): ToldHit {
  const of = (column: HitColumn) => hit[column][place] ?? 0;
  const row = of('visit');
  const event = dictionary.valueOf('event', of('event'));
  const props = dictionary.valueOf('props', of('props'));
  const facts = VISIT_DIMENSIONS.map((name) => [name, dictionary.valueOf(spaceOf(name), visit[name][row] ?? 0)]);
  return {
    t: part.start + of('time'),
    kind: event === '' ? 'view' : 'event',
    linked: row < part.linked,
    visitor: nameOf(part, visitor[row] ?? 0),
    page: dictionary.valueOf('page', of('page')),
    event,
    props: props === '' ? {} : JSON.parse(props),
    engagedMs: of('engaged') || null,
    scrollDepth: of('scroll') || null,
    visit: Object.fromEntries(facts),
  };
}
