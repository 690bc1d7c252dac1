// The counts of a part of a site's visitors: those for whom filters hold. Made anew each time by one walk over all of them, since
// there are as many parts as people have questions; what everybody is shown is kept step by step (presence.ts). Values are
// compared by their numbers in the site's tallies, so that a visitor who does not fit costs a few reads.
import type { LiveDimension, LiveFilter } from '../contract/browser.ts';
import { NONE } from './rows.ts';
import { FACETS, type FacetList, type FacetName, LEASE, type Tables, VISITOR } from './tables.ts';
import type { Ranked, Tally } from './tally.ts';

/** Places in every list of a state. */
const LIST_LENGTH = 10;

/** What a site's lists are made of. */
export interface Shown {
  /** The first of its visitors, or NONE. */
  readonly first: number;
  readonly pages: Tally;
  readonly facets: Readonly<Record<FacetName, Tally>>;
}

export type Lists = { pages: Ranked[] } & Record<FacetList, Ranked[]>;

export interface ChosenCounts extends Lists {
  visitors: number;
  tabs: number;
  reading: number;
  idle: number;
  inferred: number;
}

/** Counts by a tally's numbers. */
type Counts = Record<'page' | FacetName, Int32Array>;

/** The lists of a site; of those who were counted, where counts are given. */
export function listsOf({ pages, facets }: Shown, counts?: Counts): Lists {
  const lists = FACETS.map(({ name, list }) => [list, facets[name].top(LIST_LENGTH, counts?.[name])]);
  return { pages: pages.top(LIST_LENGTH, counts?.page), ...Object.fromEntries(lists) } as Lists;
}

interface Condition {
  /** Of the visitor's row; undefined: it is about the pages. */
  field: number | undefined;
  /** Of the values that are asked for; those that nobody holds have none. NONE: visitors without one are asked for. */
  numbers: number[];
}

function conditionOf({ pages, facets }: Shown, dimension: LiveDimension, values: readonly string[]): Condition {
  const facet = FACETS.find((each) => each.dimension === dimension);
  const tally = facet ? facets[facet.name] : pages;
  const numbers = values.map((value) => tally.numberOf(value)).filter((number) => number !== -1);
  if (facet && !facet.isListedEmpty && values.includes('')) numbers.push(NONE);
  return { field: facet?.field, numbers };
}

export function countChosen(tables: Tables, site: Shown, filters: readonly LiveFilter[]): ChosenCounts {
  const { leases, visitors, modeOf, isOn } = tables;
  const conditions = filters.map(([, dimension, values]) => conditionOf(site, dimension, values));
  const counts = { page: new Int32Array(site.pages.bound) } as Counts;
  for (const { name } of FACETS) counts[name] = new Int32Array(site.facets[name].bound);
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
      if (oldest === lease) (counts.page[path] as number) += 1;
    }
  }

  for (let visitor = site.first; visitor !== NONE; visitor = visitors.get(visitor, VISITOR.nextOfSite)) {
    if (!conditions.every(holdsOf(visitor))) continue;
    (modes[modeOf(visitor)] as number) += 1;
    tabs += visitors.get(visitor, VISITOR.leases);
    countPages(visitor);
    for (const { name, field } of FACETS) {
      const number = visitors.get(visitor, field);
      if (number !== NONE) (counts[name][number] as number) += 1;
    }
  }
  const [reading, idle, inferred] = modes;
  return { visitors: reading + idle + inferred, tabs, reading, idle, inferred, ...listsOf(site, counts) };
}
