// Counts by group, part after part. Every loop is over plain arrays and knows one thing only. A visitor's visits stand together, and a
// visit's hits: so a group has seen a visitor when its stamp says so, and no set is kept.
import type { Numbers } from '../store/columns.ts';
import { type Chosen, gather } from './chosen.ts';
import type { Groups } from './groups.ts';
import type { Counter } from './question.ts';

export interface Tally {
  readonly groups: Groups;
  add(chosen: Chosen): void;
  /** What was counted of a group; 0 of one that was not met. */
  countOf(counter: Counter, group: number): number;
}

function addOnes(into: Float64Array | Uint32Array, groups: Numbers, count: number): void {
  for (let i = 0; i < count; i += 1) into[groups[i]!]! += 1;
}

function addNumbers(into: Float64Array | Uint32Array, groups: Numbers, numbers: Numbers, count: number): void {
  for (let i = 0; i < count; i += 1) into[groups[i]!]! += numbers[i]!;
}

/** Counts a group once for each run of the same number; `base` keeps the numbers of different parts apart. */
function addDistinct(
  into: Float64Array | Uint32Array,
  stamps: Uint32Array,
  groups: Numbers,
  numbers: Numbers,
  base: number,
  count: number,
): void {
  for (let i = 0; i < count; i += 1) {
    const group = groups[i]!;
    const stamp = base + numbers[i]!;
    if (stamps[group] === stamp) continue;
    stamps[group] = stamp;
    into[group]! += 1;
  }
}

/** Counts a group once for each of its visits with one of these hits, `amounts` of which are of all visits of the part. */
function addPerVisit(
  into: Float64Array | Uint32Array,
  stamps: Uint32Array,
  groups: Numbers,
  visits: Numbers,
  base: number,
  count: number,
  amounts?: Numbers,
): void {
  for (let i = 0; i < count; i += 1) {
    const group = groups[i]!;
    const stamp = base + visits[i]! + 1;
    if (stamps[group] === stamp) continue;
    stamps[group] = stamp;
    into[group]! += amounts ? amounts[visits[i]!]! : 1;
  }
}

/** Adds what was told of the pageviews among these hits: the numbers, or how many are not 0. */
function addTold(
  into: Float64Array | Uint32Array,
  groups: Numbers,
  events: Numbers,
  numbers: Numbers,
  count: number,
  isCount: boolean,
): void {
  for (let i = 0; i < count; i += 1) {
    const number = numbers[i]!;
    if (number !== 0 && events[i] === 0) into[groups[i]!]! += isCount ? 1 : number;
  }
}

function addKind(
  into: Float64Array | Uint32Array,
  groups: Numbers,
  events: Numbers,
  count: number,
  isPageviews: boolean,
): void {
  for (let i = 0; i < count; i += 1) if ((events[i] === 0) === isPageviews) into[groups[i]!]! += 1;
}

/** Sums of ms outgrow 32 bits; what is counted does not. */
const isSum = (counter: Counter) => counter === 'duration' || counter === 'engaged' || counter === 'scroll';

export function createTally(groups: Groups, counters: readonly Counter[]): Tally {
  const counts = new Map<Counter, Float64Array | Uint32Array>();
  const stamps = new Map<Counter, Uint32Array>();
  /** Above every stamp of the parts before. */
  let visitBase = 0;
  let visitorBase = 0;

  function room<Kind extends Uint32Array | Float64Array>(
    table: Kind | undefined,
    make: (length: number) => Kind,
  ): Kind {
    const bound = groups.bound();
    if (table && table.length >= bound) return table;
    const wider = make(Math.max(bound, 2 * (table?.length ?? 0)));
    if (table) wider.set(table);
    return wider;
  }

  function countsOf(counter: Counter): Float64Array | Uint32Array {
    const table = room(counts.get(counter), (length) =>
      isSum(counter) ? new Float64Array(length) : new Uint32Array(length),
    );
    counts.set(counter, table);
    return table;
  }

  function stampsOf(counter: Counter): Uint32Array {
    const table = room(stamps.get(counter), (length) => new Uint32Array(length));
    stamps.set(counter, table);
    return table;
  }

  function addVisits(chosen: Chosen, counter: Counter, of: Numbers): boolean {
    const { visits, linkedVisits } = chosen;
    switch (counter) {
      case 'visitors':
        addDistinct(countsOf(counter), stampsOf(counter), of, chosen.visit('visitor'), visitorBase, linkedVisits);
        return true;
      case 'visits':
        addOnes(countsOf(counter), of, linkedVisits);
        return true;
      case 'pageviews':
        addNumbers(countsOf(counter), of, chosen.pageviews(), visits);
        return true;
      case 'linkedPageviews':
        addNumbers(countsOf(counter), of, chosen.pageviews(), linkedVisits);
        return true;
      case 'events':
        addNumbers(countsOf(counter), of, chosen.events(), visits);
        return true;
      case 'bounces':
        addNumbers(countsOf(counter), of, chosen.bounces(), linkedVisits);
        return true;
      case 'duration':
        addNumbers(countsOf(counter), of, chosen.visit('duration'), linkedVisits);
        return true;
      default:
        return false;
    }
  }

  function addHits(chosen: Chosen, counter: Counter, of: Numbers): void {
    const { hits, linkedHits, part } = chosen;
    const into = countsOf(counter);
    const visits = chosen.hit('visit');
    const events = chosen.hit('event');
    switch (counter) {
      case 'visitors': {
        const visitors = chosen.once('hits by visitor', () => gather(part.visit('visitor'), visits));
        addDistinct(into, stampsOf(counter), of, visitors, visitorBase, linkedHits);
        break;
      }
      case 'visits':
        addPerVisit(into, stampsOf(counter), of, visits, visitBase, linkedHits);
        break;
      case 'bounces':
        addPerVisit(into, stampsOf(counter), of, visits, visitBase, linkedHits, chosen.allBounces());
        break;
      case 'duration':
        addPerVisit(into, stampsOf(counter), of, visits, visitBase, linkedHits, part.visit('duration'));
        break;
      case 'pageviews':
      case 'events':
        addKind(into, of, events, hits, counter === 'pageviews');
        break;
      case 'linkedPageviews':
        addKind(into, of, events, linkedHits, true);
        break;
      case 'engaged':
      case 'engagedPageviews':
        addTold(into, of, events, chosen.hit('engaged'), hits, counter === 'engagedPageviews');
        break;
      case 'scroll':
      case 'scrolledPageviews':
        addTold(into, of, events, chosen.hit('scroll'), hits, counter === 'scrolledPageviews');
        break;
    }
  }

  return {
    groups,
    add(chosen) {
      const { part } = chosen;
      const ofVisits = groups.ofVisits(chosen);
      let ofHits: Numbers | undefined;
      for (const counter of counters) {
        if (ofVisits && addVisits(chosen, counter, ofVisits)) continue;
        ofHits ??= groups.ofHits(chosen);
        addHits(chosen, counter, ofHits);
      }
      visitBase += part.visits;
      if (part.linked > 0) visitorBase += part.visit('visitor')[part.linked - 1]!;
    },
    countOf: (counter, group) => counts.get(counter)?.[group] ?? 0,
  };
}
