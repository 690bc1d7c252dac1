// What a page wants of the one stream, as plain JSON: it crosses from tab to worker and becomes the stream's address. A new
// wish is a new key here, with a line in `mergeWanted` that says what tabs with different wishes get.

import { type LiveFilter, liveFilterKey } from '../../server/contract/browser.ts';

/** So many sites the server puts into one stream, and so many parts of sites. */
export const MOST_SITES = 100;
const MOST_PARTS = 5;
/** Of an address that the server takes up to 8 kB of, headers included. */
const MOST_PARTS_LENGTH = 4_000;
/** And so many feeds. */
const MOST_FEEDS = 20;

export interface Wanted {
  /** Hosts; the one that is looked at first. */
  readonly sites: readonly string[];
  /** Some of these sites, and by what a part of their visitors is chosen. */
  readonly filtered: readonly (readonly [site: string, filters: readonly LiveFilter[]])[];
  /** Hosts whose latest hits come along. */
  readonly feeds: readonly string[];
}

export const NOTHING_WANTED: Wanted = { sites: [], filtered: [], feeds: [] };

export const isSameWanted = (a: Wanted, b: Wanted) => JSON.stringify(a) === JSON.stringify(b);

/** One text for a site and the filters by which a part of its visitors is chosen. */
export const partKey = (site: string, filters: readonly LiveFilter[]) => `${site} ${liveFilterKey(filters)}`;

/** What all tabs together want; where that is more than a stream carries, what the first of them want before the rest. */
export function mergeWanted(all: readonly Wanted[]): Wanted {
  const parts = new Map(all.flatMap(({ filtered }) => filtered.map((part) => [partKey(...part), part])));
  const keys = mergeLists(
    all.map(({ filtered }) => filtered.map((part) => partKey(...part))),
    MOST_PARTS,
  );
  return {
    sites: mergeLists(
      all.map(({ sites }) => sites),
      MOST_SITES,
    ).sort(),
    filtered: inOrder(thatFit(keys.map((key) => parts.get(key)).filter((part) => part !== undefined))),
    feeds: mergeLists(
      all.map(({ feeds }) => feeds),
      MOST_FEEDS,
    ).sort(),
  };
}

/** As many as an address carries. */
function thatFit(parts: Wanted['filtered']): Wanted['filtered'] {
  let length = 0;
  return parts.filter((part) => {
    length += encodeURIComponent(JSON.stringify(part)).length;
    return length <= MOST_PARTS_LENGTH;
  });
}

/** As other lists, sorted, so that the stream is reopened when something else is wanted and not when a tab comes or goes. */
const inOrder = (parts: Wanted['filtered']) => [...parts].sort((a, b) => (partKey(...a) < partKey(...b) ? -1 : 1));

/** Beyond the limit each list in turn gets its next entry: what the first tabs look at is among them. */
function mergeLists(lists: readonly (readonly string[])[], most: number): string[] {
  const merged = new Set<string>();
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  for (let turn = 0; turn < longest; turn += 1) {
    for (const list of lists) {
      const entry = list[turn];
      if (entry !== undefined && merged.size < most) merged.add(entry);
    }
  }
  return [...merged];
}
