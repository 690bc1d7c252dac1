// By what the live view is filtered, as it stands in the address: `?page=/about&country=AT`. One value for each list; what else
// stands there is left alone. Pure.
import { LIVE_DIMENSIONS, type LiveDimension, type LiveFilter } from '../../server/contract/browser.ts';

/** In a fixed order, whatever the address's is. An empty value is one: `source=` are those whom nobody brought. */
export function readLiveFilters(search: string): LiveFilter[] {
  const query = new URLSearchParams(search);
  return LIVE_DIMENSIONS.flatMap((dimension): LiveFilter[] => {
    const value = query.get(dimension);
    return value === null ? [] : [['is', dimension, [value]]];
  });
}

/** The address's query with one filter more, another in its place, or one less when it stood there already. */
export function toggleLiveFilter(search: string, dimension: LiveDimension, value: string): string {
  const query = new URLSearchParams(search);
  if (query.get(dimension) === value) query.delete(dimension);
  else query.set(dimension, value);
  return query.toString();
}

export function withoutLiveFilters(search: string): string {
  const query = new URLSearchParams(search);
  for (const dimension of LIVE_DIMENSIONS) query.delete(dimension);
  return query.toString();
}
