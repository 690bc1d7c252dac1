// By what the live view is filtered, as it stands in the address: `?page=/about&country=AT`. One value for each list; what else
// stands there is left alone. Pure.
import { LIVE_DIMENSIONS, type LiveDimension, type LiveFilter, typedPath } from '../../server/contract/browser.ts';
import type { FeedEntry } from './feed-log.ts';

/** What is longer the server has never stored, and would not let through. */
const MAX_VALUE = 2_048;
/** Of the stream's address, which the server takes up to 8 kB of, headers included. */
const MAX_TOTAL = 3_000;

/** A page may be typed as people read it: `?page=/über`. */
function chosenBy(query: URLSearchParams, dimension: LiveDimension): string | null {
  const value = query.get(dimension);
  return value !== null && dimension === 'page' && value.length <= MAX_VALUE ? typedPath(value) : value;
}

/** In a fixed order, whatever the address's is. An empty value is one: `source=` are those whom nobody brought. */
export function readLiveFilters(query: URLSearchParams): LiveFilter[] {
  let total = 0;
  return LIVE_DIMENSIONS.flatMap((dimension): LiveFilter[] => {
    const value = chosenBy(query, dimension);
    if (value === null || value.length > MAX_VALUE) return [];
    total += encodeURIComponent(value).length;
    return total > MAX_TOTAL ? [] : [['is', dimension, [value]]];
  });
}

/** One filter more, another in its place, or one less when it stood there already. */
export function toggleLiveFilter(query: URLSearchParams, dimension: LiveDimension, value: string): void {
  if (chosenBy(query, dimension) === value) query.delete(dimension);
  else query.set(dimension, value);
}

export function clearLiveFilters(query: URLSearchParams): void {
  for (const dimension of LIVE_DIMENSIONS) query.delete(dimension);
}

const VALUE_OF: Record<LiveDimension, (hit: FeedEntry) => string> = {
  page: ({ path }) => path,
  referrer: (hit) => (hit.visit ?? hit).referrer,
  source: (hit) => (hit.visit ?? hit).source,
  country: ({ country }) => country,
  device: ({ device }) => device,
  utm_campaign: (hit) => (hit.visit ?? hit).campaign,
};

/** Whether a hit is one of those that the filters ask for; what brought its visitor counts, as in the lists, for all that they do next. */
export const isChosen = (hit: FeedEntry, filters: readonly LiveFilter[]) =>
  filters.every(([, dimension, values]) => values.includes(VALUE_OF[dimension](hit)));
