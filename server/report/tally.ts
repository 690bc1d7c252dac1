// Counts by group, part after part. Every loop is over plain arrays and knows one thing only. A visitor's visits stand together, and a
// visit's hits: so a group has seen a visitor when its stamp says so, and no set is kept.
import type { Numbers } from '../store/columns.ts';
import type { Chosen } from './chosen.ts';
import type { Groups } from './groups.ts';
import type { Counter } from './question.ts';
import type { Table } from './remembered.ts';

export interface Tally {
  readonly groups: Groups;
  add(chosen: Chosen): void;
  /** What was counted so far by counter, in their order; for all groups that there are by now. */
  tables(): Table[];
  /** What was counted, by group; nothing where nobody wanted it counted. */
  table(counter: Counter): Table;
  /** What was counted of a group; 0 of one that was not met. */
  countOf(counter: Counter, group: number): number;
}

function sum(numbers: Numbers, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += numbers[i]!;
  return sum;
}

/** How many runs of the same number there are; none of the numbers is 0. */
function countRuns(numbers: Numbers, count: number): number {
  let runs = 0;
  for (let i = 0, before = 0; i < count; i += 1) {
    const number = numbers[i]!;
    if (number !== before) runs += 1;
    before = number;
  }
  return runs;
}

function addOnes(into: Table, groups: Numbers, count: number): void {
  for (let i = 0; i < count; i += 1) into[groups[i]!]! += 1;
}

function addNumbers(into: Table, groups: Numbers, numbers: Numbers, count: number): void {
  for (let i = 0; i < count; i += 1) into[groups[i]!]! += numbers[i]!;
}

/** Counts a group once for each run of the same number; `base` keeps the numbers of different parts apart. */
function addDistinct(
  into: Table,
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

/** The same by hits: those of visit i are [firsts[i], firsts[i + 1]). No numbers: each visit is one. Amounts: what each counts. */
function addDistinctByHits(
  into: Table,
  stamps: Uint32Array,
  groups: Numbers,
  firsts: Numbers,
  base: number,
  count: number,
  { numbers, amounts }: { numbers?: Numbers; amounts?: Numbers },
): void {
  for (let i = 0; i < count; i += 1) {
    const stamp = base + (numbers ? numbers[i]! : i + 1);
    const amount = amounts ? amounts[i]! : 1;
    const end = firsts[i + 1]!;
    for (let hit = firsts[i]!; hit < end; hit += 1) {
      const group = groups[hit]!;
      if (stamps[group] === stamp) continue;
      stamps[group] = stamp;
      into[group]! += amount;
    }
  }
}

/** Adds what was told of the pageviews among these hits: the numbers, or how many are not 0. */
function addTold(
  into: Table,
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

function addKind(into: Table, groups: Numbers, events: Numbers, count: number, isPageviews: boolean): void {
  for (let i = 0; i < count; i += 1) if ((events[i] === 0) === isPageviews) into[groups[i]!]! += 1;
}

const isSum = (counter: Counter) => counter === 'duration' || counter === 'engaged' || counter === 'scroll';

const NOTHING = new Uint32Array(0);

export function createTally(groups: Groups, counters: readonly Counter[]): Tally {
  const counts = new Map<Counter, Table>();
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

  function countsOf(counter: Counter): Table {
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

  /** Of each visit what is counted of it; undefined: it is counted by hits. */
  function numbersOf(chosen: Chosen, counter: Counter): { numbers: Numbers; count: number } | undefined {
    const { visits, linkedVisits } = chosen;
    switch (counter) {
      case 'pageviews':
        return { numbers: chosen.pageviews(), count: visits };
      case 'linkedPageviews':
        return { numbers: chosen.pageviews(), count: linkedVisits };
      case 'events':
        return { numbers: chosen.events(), count: visits };
      case 'bounces':
        return { numbers: chosen.bounces(), count: linkedVisits };
      case 'duration':
        return { numbers: chosen.visit('duration'), count: linkedVisits };
      default:
        return undefined;
    }
  }

  /** All of them in one group: no table is needed, and several tallies share the sum. */
  function sumOf(chosen: Chosen, counter: Counter): number | undefined {
    const { part, visits, linkedVisits } = chosen;
    if (counter === 'visits') return linkedVisits;
    if (counter === 'visitors') {
      if (visits === part.visits) return part.visitors;
      return chosen.once('sum of visitors', () => countRuns(chosen.visit('visitor'), linkedVisits));
    }
    const numbers = numbersOf(chosen, counter);
    return numbers && chosen.once(`sum of ${counter}`, () => sum(numbers.numbers, numbers.count));
  }

  function addVisits(chosen: Chosen, counter: Counter, of: Numbers): boolean {
    const { linkedVisits } = chosen;
    const into = countsOf(counter);
    if (counter === 'visits') addOnes(into, of, linkedVisits);
    else if (counter === 'visitors') {
      addDistinct(into, stampsOf(counter), of, chosen.visit('visitor'), visitorBase, linkedVisits);
    } else {
      const numbers = numbersOf(chosen, counter);
      if (!numbers) return false;
      addNumbers(into, of, numbers.numbers, numbers.count);
    }
    return true;
  }

  function addHits(chosen: Chosen, counter: Counter, of: Numbers): void {
    const { hits, linkedVisits } = chosen;
    const into = countsOf(counter);
    const firsts = chosen.firstHit();
    const events = chosen.hit('event');
    const addDistinct = (base: number, what: { numbers?: Numbers; amounts?: Numbers }) =>
      addDistinctByHits(into, stampsOf(counter), of, firsts, base, linkedVisits, what);
    switch (counter) {
      case 'visitors':
        addDistinct(visitorBase, { numbers: chosen.visit('visitor') });
        break;
      case 'visits':
        addDistinct(visitBase, {});
        break;
      case 'bounces':
        addDistinct(visitBase, { amounts: chosen.bounces() });
        break;
      case 'duration':
        addDistinct(visitBase, { amounts: chosen.visit('duration') });
        break;
      case 'pageviews':
      case 'events':
        addKind(into, of, events, hits, counter === 'pageviews');
        break;
      case 'linkedPageviews':
        addKind(into, of, events, firsts[linkedVisits]!, true);
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
      const only = groups.only(chosen);
      const ofVisits = groups.ofVisits(chosen);
      let ofHits: Numbers | undefined;
      for (const counter of counters) {
        const sum = only === undefined ? undefined : sumOf(chosen, counter);
        if (only !== undefined && sum !== undefined) {
          countsOf(counter)[only]! += sum;
          continue;
        }
        if (ofVisits && addVisits(chosen, counter, ofVisits)) continue;
        ofHits ??= groups.ofHits(chosen);
        addHits(chosen, counter, ofHits);
      }
      visitBase += part.visits;
      if (part.linked > 0) visitorBase += part.visit('visitor')[part.linked - 1]!;
    },
    tables: () => counters.map(countsOf),
    table: (counter) => counts.get(counter) ?? NOTHING,
    countOf: (counter, group) => counts.get(counter)?.[group] ?? 0,
  };
}
