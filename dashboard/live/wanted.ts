// What a page wants of the one stream, as plain JSON: it crosses from tab to worker and becomes the stream's address. A new
// wish is a new key here, with a line in `mergeWanted` that says what two tabs with different wishes get.

import { type LiveFilter, liveFilterKey } from '../../server/contract/browser.ts';

/** So many sites the server puts into one stream, and so many parts of sites. */
export const MOST_SITES = 100;
const MOST_PARTS = 20;

export interface Wanted {
  /** Hosts; the one that is looked at first. */
  readonly sites: readonly string[];
  /** Some of these sites, and by what a part of their visitors is chosen. */
  readonly filtered: readonly (readonly [site: string, filters: readonly LiveFilter[]])[];
}

export const NOTHING_WANTED: Wanted = { sites: [], filtered: [] };

export const isSameWanted = (a: Wanted, b: Wanted) => JSON.stringify(a) === JSON.stringify(b);

/** One text for a site and the filters by which a part of its visitors is chosen. */
export const partKey = (site: string, filters: readonly LiveFilter[]) => `${site} ${liveFilterKey(filters)}`;

/**
 * What all tabs together want. Sorted, so that the stream is reopened when something else is wanted and not when a tab comes or
 * goes. Beyond the limit each tab in turn gets its next site: the one it looks at is always among them.
 */
export function mergeWanted(all: readonly Wanted[]): Wanted {
  const sites = new Set<string>();
  const longest = Math.max(0, ...all.map((one) => one.sites.length));
  for (let turn = 0; turn < longest; turn += 1) {
    for (const one of all) {
      const site = one.sites[turn];
      if (site !== undefined && sites.size < MOST_SITES) sites.add(site);
    }
  }
  const parts = new Map(all.flatMap(({ filtered }) => filtered.map((part) => [partKey(...part), part])));
  const filtered = [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
  return { sites: [...sites].sort(), filtered: filtered.slice(0, MOST_PARTS) };
}
