// The rows of a breakdown while it is counted: a number for each combination of its dimensions' values. One dimension's numbers are
// those of its dictionary, so that nothing is looked up; several are paired, two by two, and numbered as they come.
import type { Dimension } from '../contract/report.ts';
import type { Numbers, VisitColumn } from '../store/columns.ts';
import type { Chosen } from './chosen.ts';
import { isOfHits, propOf, timeUnitOf } from './question.ts';
import { spaceOf, type Values } from './values.ts';
import { type Buckets, bucketsOf, type Interval } from './zones.ts';

const MINUTE = 60_000;

/** One dimension's values, as numbers. */
interface Axis {
  ofVisits(chosen: Chosen): Numbers;
  ofHits(chosen: Chosen): Numbers;
  /** The one number that all of a part's hits have; undefined: they may differ. */
  constant(of: Pick<Chosen, 'part'>): number | undefined;
  valueOf(id: number): string;
  /** Numbers are below it. */
  bound(): number;
}

export interface Groups {
  /** The one group that everything chosen is in; undefined: there may be several. */
  only(of: Pick<Chosen, 'part'>): number | undefined;
  /** Groups have the same numbers in every question about the site: they are those of the dictionary. */
  readonly areLasting: boolean;
  /** Of each chosen visit its group; undefined where the hits of one visit may be in several. */
  ofVisits(chosen: Chosen): Numbers | undefined;
  /** Of each chosen hit its group. */
  ofHits(chosen: Chosen): Numbers;
  /** Groups are below it. */
  bound(): number;
  /** The group's numbers, one for each dimension. */
  idsOf(group: number): number[];
  /** The group with these numbers; undefined: there was none. */
  find(ids: readonly number[]): number | undefined;
  /** The values behind the group's numbers. */
  valuesOf(group: number): string[];
}

const constantColumn = (chosen: Chosen, id: number, length: number) =>
  chosen.once(`constant ${id} ${length}`, () => new Uint32Array(length).fill(id));

/** Of each chosen hit what its visit has. */
function spread(ofVisits: Numbers, chosen: Chosen): Uint32Array {
  const firsts = chosen.firstHit();
  const ofHits = new Uint32Array(chosen.hits);
  for (let i = 0; i < chosen.visits; i += 1) ofHits.fill(ofVisits[i]!, firsts[i], firsts[i + 1]);
  return ofHits;
}

function axisOfTime(buckets: Buckets, key: string): Axis {
  const { starts, labelOf } = buckets;
  /** The last bucket that begins at or before the instant. */
  function bucketAt(instant: number): number {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= instant) low = middle;
      else high = middle;
    }
    return low;
  }
  const constant = ({ part }: Pick<Chosen, 'part'>) => {
    const bucket = bucketAt(part.start);
    return (starts[bucket + 1] ?? Number.POSITIVE_INFINITY) >= part.end ? bucket : undefined;
  };
  return {
    constant,
    ofVisits: (chosen) => constantColumn(chosen, constant(chosen) ?? 0, chosen.visits),
    ofHits(chosen) {
      const only = constant(chosen);
      if (only !== undefined) return constantColumn(chosen, only, chosen.hits);
      return chosen.once(key, () => {
        // Since 1972 every zone's buckets have begun on full minutes, so that a hit's minute says it.
        const { start, end } = chosen.part;
        const skew = start % MINUTE;
        const ofMinute = new Uint32Array(Math.ceil((end - start + skew) / MINUTE));
        for (let i = 0; i < ofMinute.length; i += 1) ofMinute[i] = bucketAt(start - skew + i * MINUTE);
        const times = chosen.hit('time');
        const ids = new Uint32Array(times.length);
        for (let i = 0; i < ids.length; i += 1) ids[i] = ofMinute[Math.floor((times[i]! + skew) / MINUTE)]!;
        return ids;
      });
    },
    valueOf: labelOf,
    bound: () => starts.length,
  };
}

function axisOf(dimension: Dimension, values: Values, bucketsBy: (dimension: Dimension) => Buckets): Axis {
  if (timeUnitOf(dimension)) return axisOfTime(bucketsBy(dimension), dimension);
  const { dictionary } = values;
  const prop = propOf(dimension);
  const none = () => undefined;
  if (prop !== undefined) {
    const property = values.property(prop);
    return {
      constant: none,
      ofVisits: () => new Uint32Array(0),
      ofHits: (chosen) => chosen.once(dimension, () => property.idsOf(chosen.hit('props'))),
      valueOf: property.valueOf,
      bound: property.bound,
    };
  }
  if (dimension === 'goal') {
    const { goals } = values;
    return {
      constant: none,
      ofVisits: () => new Uint32Array(0),
      ofHits: goals.idsOf,
      valueOf: goals.nameOf,
      bound: goals.bound,
    };
  }
  const space = spaceOf(dimension);
  const isHits = isOfHits(dimension);
  return {
    constant: none,
    ofVisits: (chosen) => chosen.visit(dimension as VisitColumn),
    ofHits: (chosen) =>
      isHits
        ? chosen.hit(dimension as 'page' | 'event')
        : chosen.once(`hits by ${dimension}`, () => spread(chosen.visit(dimension as VisitColumn), chosen)),
    valueOf: (id) => dictionary.valueOf(space, id),
    bound: () => dictionary.bound(space),
  };
}

/** Numbers for pairs of numbers below 2^26, in the order in which they come. */
function createPairs() {
  const numbers = new Map<number, number>();
  const keys: number[] = [];
  const WIDTH = 2 ** 26;
  return {
    number(left: Numbers, right: Numbers): Uint32Array {
      const paired = new Uint32Array(left.length);
      for (let i = 0; i < paired.length; i += 1) {
        const key = left[i]! * WIDTH + right[i]!;
        let number = numbers.get(key);
        if (number === undefined) {
          number = keys.push(key) - 1;
          numbers.set(key, number);
        }
        paired[i] = number;
      }
      return paired;
    },
    find: (left: number, right: number) => numbers.get(left * WIDTH + right),
    split: (number: number): [number, number] => {
      const key = keys[number] ?? 0;
      return [Math.floor(key / WIDTH), key % WIDTH];
    },
    size: () => keys.length,
  };
}

/** Buckets of time are of the interval, on the zone's clock. */
export function createGroups(
  dimensions: readonly Dimension[],
  values: Values,
  timezone: string,
  interval: Interval,
): Groups {
  const bucketsBy = (dimension: Dimension) => bucketsOf(timezone, timeUnitOf(dimension) ?? 'day', interval);
  const axes = dimensions.map((dimension) => axisOf(dimension, values, bucketsBy));
  const [first, ...others] = axes;
  const pairs = others.map(createPairs);
  const isOfHit = dimensions.map((dimension) => isOfHits(dimension));

  function idsOf(group: number): number[] {
    if (!first) return [];
    const ids: number[] = [];
    let left = group;
    for (let i = others.length - 1; i >= 0; i -= 1) {
      const [before, id] = pairs[i]!.split(left);
      ids.unshift(id);
      left = before;
    }
    return [left, ...ids];
  }

  const paired = (columns: Numbers[]): Numbers => {
    let [groups] = columns;
    for (const [i, pair] of pairs.entries()) groups = pair.number(groups!, columns[i + 1]!);
    return groups!;
  };

  return {
    areLasting: dimensions.every((name) => propOf(name) === undefined && !timeUnitOf(name)) && others.length === 0,
    only: (chosen) => (first ? (others.length === 0 ? first.constant(chosen) : undefined) : 0),
    ofVisits(chosen) {
      if (!first) return constantColumn(chosen, 0, chosen.visits);
      const isMixed = axes.some(
        (axis, i) => isOfHit[i] || (timeUnitOf(dimensions[i]!) !== undefined && axis.constant(chosen) === undefined),
      );
      return isMixed ? undefined : paired(axes.map((axis) => axis.ofVisits(chosen)));
    },
    ofHits: (chosen) =>
      first ? paired(axes.map((axis) => axis.ofHits(chosen))) : constantColumn(chosen, 0, chosen.hits),
    bound: () => (first ? (pairs.at(-1)?.size() ?? first.bound()) : 1),
    idsOf,
    find(ids) {
      if (!first) return 0;
      let group: number | undefined = ids[0];
      for (const [i, pair] of pairs.entries()) {
        if (group === undefined) return undefined;
        group = pair.find(group, ids[i + 1] ?? 0);
      }
      return group;
    },
    valuesOf: (group) => idsOf(group).map((id, i) => axes[i]?.valueOf(id) ?? ''),
  };
}
