// The counts of a part of a site's visitors: those for whom filters hold. Made anew each time by one walk over all of them, since
// there are as many parts as people have questions; what everybody is shown is kept step by step (presence.ts). Values are
// compared by their numbers in the site's tallies, so that a visitor who does not fit costs a few reads.
import { type LiveDimension, type LiveFilter, typedPath } from '../contract/browser.ts';
import { NONE } from './rows.ts';
import { FACETS, type FacetList, LEASE, LISTS, PAGES, type Tables, VISITOR } from './tables.ts';
import type { Ranked, Tally, Top } from './tally.ts';

/** Places in every list of a state. */
const LIST_LENGTH = 10;

/** What a site's lists are made of. */
export interface Shown {
  /** The first of its visitors, or NONE. */
  readonly first: number;
  readonly tally: Tally;
}

type ListName = 'pages' | FacetList;
export type Lists = Record<ListName, Ranked[]> & {
  /** How many values a list has that has more than it shows. */
  totals: Partial<Record<ListName, number>>;
};

export interface ChosenCounts extends Lists {
  visitors: number;
  tabs: number;
  reading: number;
  idle: number;
  inferred: number;
}

/** In the order of their places in a tally. */
const LIST_NAMES: readonly ListName[] = ['pages', ...FACETS.map(({ list }) => list)];

/** The lists of a site; of those who were counted, by the tally's numbers, where counts are given. */
export function listsOf(tally: Tally, counts?: Int32Array): Lists {
  const tops = tally.tops(LISTS, LIST_LENGTH, counts);
  const named = LIST_NAMES.map((list, i) => [list, tops[i] as Top] as const);
  const lists = named.map(([list, { ranked }]) => [list, ranked]);
  const totals = named.flatMap(([list, { ranked, total }]) => (total > ranked.length ? [[list, total]] : []));
  return { ...Object.fromEntries(lists), totals: Object.fromEntries(totals) };
}

const facetOf = (dimension: LiveDimension) => FACETS.find((each) => each.dimension === dimension);
const placeOf = (dimension: LiveDimension) => facetOf(dimension)?.place ?? PAGES;

interface Condition {
  /** Of the visitor's row; undefined: it is about the pages. */
  field: number | undefined;
  /** Of the values that are asked for; those that nobody holds have none. NONE: visitors without one are asked for. */
  numbers: number[];
}

function conditionOf(tally: Tally, dimension: LiveDimension, values: readonly string[]): Condition {
  const facet = facetOf(dimension);
  const held = dimension === 'page' ? values.map(typedPath) : values;
  const numbers = held.map((value) => tally.numberOf(placeOf(dimension), value)).filter((number) => number !== -1);
  if (facet && !facet.isListedEmpty && values.includes('')) numbers.push(NONE);
  return { field: facet?.field, numbers };
}

/** The greatest of one list, of those for whom all filters hold. */
export function rowsOfChosen(
  tables: Tables,
  site: Shown,
  dimension: LiveDimension,
  filters: readonly LiveFilter[],
  most: number,
): Top {
  const counts = filters.length > 0 ? choose(tables, site, filters).counts : undefined;
  return site.tally.top(placeOf(dimension), most, counts);
}

export function countChosen(tables: Tables, site: Shown, filters: readonly LiveFilter[]): ChosenCounts {
  const { modes, tabs, counts } = choose(tables, site, filters);
  const [reading, idle, inferred] = modes;
  return { visitors: reading + idle + inferred, tabs, reading, idle, inferred, ...listsOf(site.tally, counts) };
}

/** Counts them by mode and, for the lists, by the tally's numbers. */
function choose(tables: Tables, site: Shown, filters: readonly LiveFilter[]) {
  const { leases, visitors, modeOf, isOn } = tables;
  const conditions = filters.map(([, dimension, values]) => conditionOf(site.tally, dimension, values));
  const counts = new Int32Array(site.tally.bound);
  const modes: [number, number, number] = [0, 0, 0];
  let tabs = 0;

  const holdsOf =
    (visitor: number) =>
    ({ field, numbers }: Condition) =>
      field === undefined
        ? numbers.some((number) => isOn(visitor, number))
        : numbers.includes(visitors.get(visitor, field));

  /** Every page once, however many tabs show it: with the oldest of them. */
  function countPages(visitor: number): void {
    const first = visitors.get(visitor, VISITOR.first);
    for (let lease = first; lease !== NONE; lease = leases.get(lease, LEASE.next)) {
      const path = leases.get(lease, LEASE.path);
      let oldest = first;
      while (leases.get(oldest, LEASE.path) !== path) oldest = leases.get(oldest, LEASE.next);
      if (oldest === lease) (counts[path] as number) += 1;
    }
  }

  for (let visitor = site.first; visitor !== NONE; visitor = visitors.get(visitor, VISITOR.nextOfSite)) {
    if (!conditions.every(holdsOf(visitor))) continue;
    (modes[modeOf(visitor)] as number) += 1;
    tabs += visitors.get(visitor, VISITOR.leases);
    countPages(visitor);
    for (const { field } of FACETS) {
      const number = visitors.get(visitor, field);
      if (number !== NONE) (counts[number] as number) += 1;
    }
  }
  return { modes, tabs, counts };
}
