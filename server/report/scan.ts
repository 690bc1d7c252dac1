// One pass over the parts of days for all queries of a report: what the filters choose of a part is chosen once, and every breakdown
// is counted from it. Queries with the same dimensions are counted together; those by goal, from the hits that have reached one. Of
// parts that never change, what was counted before is not counted again.
import type { Dimension, Filter } from '../contract/report.ts';
import type { DayPart } from '../store/columns.ts';
import { type Chosen, createChooser } from './chosen.ts';
import { keyOfFilters, meaningOf } from './goal-meaning.ts';
import { createGroups } from './groups.ts';
import type { Counter } from './question.ts';
import { addCounted, type Remembered, takeCounted } from './remembered.ts';
import { createScratch } from './scratch.ts';
import { createTally, type Tally } from './tally.ts';
import type { Values } from './values.ts';
import type { Interval } from './zones.ts';

export interface Wanted {
  dimensions: readonly Dimension[];
  counters: readonly Counter[];
}

export interface Scan {
  /** Each part of the interval once; parts that it does not touch are passed over. */
  add(part: DayPart): void;
  /** Counts, step by step, what `add` has put aside. */
  rest(): Generator<void>;
  /** The counts by these dimensions, which must have been wanted. */
  tallyOf(dimensions: readonly Dimension[]): Tally;
}

/** What is counted together. */
interface Counting {
  tally: Tally;
  /** Where single parts, and several together, are counted to be remembered: emptied again each time. */
  single: Tally;
  several: Tally;
  dimensions: readonly Dimension[];
  counters: string;
  /** Counted from the hits that have reached a goal. */
  isOfGoals: boolean;
}

const keyOf = (dimensions: readonly Dimension[]) => JSON.stringify(dimensions);

function lazily<Made>(make: () => Made): () => Made {
  let made: { value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

export function createScan(
  filters: readonly Filter[],
  interval: Interval,
  timezone: string,
  values: Values,
  wanted: readonly Wanted[],
  remembered?: Remembered,
): Scan {
  const together = new Map<string, { dimensions: readonly Dimension[]; counters: Set<Counter> }>();
  for (const { dimensions, counters } of wanted) {
    const known = together.get(keyOf(dimensions));
    if (known) for (const counter of counters) known.counters.add(counter);
    else together.set(keyOf(dimensions), { dimensions, counters: new Set(counters) });
  }
  const countings = new Map(
    [...together].map(([key, { dimensions, counters: wanted }]): [string, Counting] => {
      const groups = createGroups(dimensions, values, timezone, interval);
      const counters = [...wanted].sort();
      const create = () => createTally(groups, counters);
      const isOfGoals = dimensions.includes('goal');
      const tallies = { tally: create(), single: create(), several: create() };
      return [key, { ...tallies, dimensions, counters: counters.join(), isOfGoals }];
    }),
  );
  const choose = createChooser(filters, interval, values, createScratch());
  /** What is chosen of the part, or of that, the hits that have reached a goal: made when it is asked for. */
  function choosingOf(part: DayPart): (isOfGoals: boolean) => Chosen | undefined {
    const all = lazily(() => choose(part));
    const reached = lazily(() => {
      const chosen = all();
      return chosen && values.goals.reachedOf(chosen);
    });
    return (isOfGoals) => (isOfGoals ? reached() : all());
  }
  const chosenBy = keyOfFilters(filters, values.goals.asked);
  /** A goal’s number is its place among them. */
  const goals = `goals ${values.goals.asked.map(meaningOf).join()}`;
  const isLasting = ({ id, start, end }: DayPart) =>
    remembered !== undefined && id !== undefined && start >= interval.from && end <= interval.to;

  /**
   * What the counts of parts are remembered as. `only`: the one group that all is in, as good as no dimension at all. Undefined: their
   * groups mean something else in another question.
   */
  function nameOf({ tally: { groups }, dimensions, counters, isOfGoals }: Counting, parts: string, only?: number) {
    if (only === undefined && !groups.areLasting) return undefined;
    const by = isOfGoals ? goals : keyOf(only === undefined ? dimensions : []);
    return `${parts} ${by} ${counters} ${chosenBy}`;
  }

  /** Counts a whole part that never changes, or remembers what was counted of it. */
  function addLasting(memory: Remembered, part: DayPart, left: readonly [Counting, into: Tally][]): void {
    const choosing = choosingOf(part);
    for (const [counting, into] of left) {
      const { single } = counting;
      const { groups } = single;
      const only = groups.only({ part });
      const name = nameOf(counting, `${part.id}`, only);
      let counted = name === undefined ? undefined : memory.get(name);
      if (!counted) {
        const chosen = choosing(counting.isOfGoals);
        if (name === undefined) {
          if (chosen) into.add(chosen);
          continue;
        }
        if (chosen) single.add(chosen);
        const met = chosen ? (groups.ofVisits(chosen) ?? groups.ofHits(chosen)) : [];
        const among = only === undefined ? met : [only];
        counted = takeCounted(single.tables(), groups.bound(), among.length < groups.bound() ? among : undefined);
        if (only !== undefined) counted.groups.fill(0); // the one group there is without dimensions
        memory.set(name, counted);
      }
      addCounted(into.tables(), counted, only);
    }
  }

  /** Whole parts that never change: several at once, as far as they were counted together before. */
  function* addRun(memory: Remembered, parts: readonly DayPart[]): Generator<void> {
    const run = parts.map(({ id }) => id).join();
    const left: [Counting, into: Tally][] = [];
    for (const counting of countings.values()) {
      const name = nameOf(counting, run);
      const counted = name === undefined ? undefined : memory.get(name);
      if (counted) addCounted(counting.tally.tables(), counted);
      else left.push([counting, name === undefined ? counting.tally : counting.several]);
    }
    if (left.length === 0) return;
    for (const part of parts) {
      addLasting(memory, part, left);
      yield;
    }
    for (const [counting, { tables, groups }] of left) {
      const name = nameOf(counting, run);
      if (name === undefined) continue;
      const counted = takeCounted(tables(), groups.bound());
      memory.set(name, counted);
      addCounted(counting.tally.tables(), counted);
    }
  }

  const run: DayPart[] = [];

  return {
    add(part) {
      if (isLasting(part)) {
        run.push(part);
        return;
      }
      const choosing = choosingOf(part);
      for (const { tally, isOfGoals } of countings.values()) {
        const chosen = choosing(isOfGoals);
        if (chosen) tally.add(chosen);
      }
    },
    *rest() {
      if (remembered && run.length > 0) yield* addRun(remembered, run.splice(0));
    },
    tallyOf(dimensions) {
      const counting = countings.get(keyOf(dimensions));
      if (!counting) throw new Error(`nothing was counted by ${dimensions.join(', ')}`);
      return counting.tally;
    },
  };
}
