// One pass over the parts of days for all queries of a report: what the filters choose of a part is chosen once, and every breakdown
// is counted from it. Queries with the same dimensions are counted together; those by goal, from the hits that have reached one.
import type { Dimension, Filter } from '../contract/report.ts';
import type { DayPart } from '../store/columns.ts';
import { createChooser } from './chosen.ts';
import { createGroups } from './groups.ts';
import type { Counter } from './question.ts';
import { createTally, type Tally } from './tally.ts';
import type { Values } from './values.ts';
import type { Interval } from './zones.ts';

export interface Wanted {
  dimensions: readonly Dimension[];
  counters: readonly Counter[];
}

export interface Scan {
  /** Each part of the interval once, the oldest first; parts that it does not touch are passed over. */
  add(part: DayPart): void;
  /** The counts by these dimensions, which must have been wanted. */
  tallyOf(dimensions: readonly Dimension[]): Tally;
}

const keyOf = (dimensions: readonly Dimension[]) => JSON.stringify(dimensions);

export function createScan(
  filters: readonly Filter[],
  interval: Interval,
  timezone: string,
  values: Values,
  wanted: readonly Wanted[],
): Scan {
  const together = new Map<string, { dimensions: readonly Dimension[]; counters: Set<Counter> }>();
  for (const { dimensions, counters } of wanted) {
    const known = together.get(keyOf(dimensions));
    if (known) for (const counter of counters) known.counters.add(counter);
    else together.set(keyOf(dimensions), { dimensions, counters: new Set(counters) });
  }
  const tallies = new Map(
    [...together].map(([key, { dimensions, counters }]) => [
      key,
      createTally(createGroups(dimensions, values, timezone, interval), [...counters]),
    ]),
  );
  const of = (isGoals: boolean) =>
    [...tallies]
      .filter(([key]) => together.get(key)?.dimensions.includes('goal') === isGoals)
      .map(([, tally]) => tally);
  const [ofAll, ofGoals] = [of(false), of(true)];
  const choose = createChooser(filters, interval, values);
  return {
    add(part) {
      const chosen = choose(part);
      if (!chosen) return;
      for (const tally of ofAll) tally.add(chosen);
      const reached = ofGoals.length > 0 ? values.goals.reachedOf(chosen) : undefined;
      if (reached) for (const tally of ofGoals) tally.add(reached);
    },
    tallyOf(dimensions) {
      const tally = tallies.get(keyOf(dimensions));
      if (!tally) throw new Error(`nothing was counted by ${dimensions.join(', ')}`);
      return tally;
    },
  };
}
