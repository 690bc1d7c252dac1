// The filters of the address, for React.
import { useMemo } from 'react';
import type { LiveDimension, LiveFilter } from '../../server/contract/browser.ts';
import { useQuery } from '../ui/use-query.ts';
import { clearLiveFilters, readLiveFilters, toggleLiveFilter } from './live-filters.ts';

/** The same array while the address stays the same. */
export function useLiveFilters(): readonly LiveFilter[] {
  const [query] = useQuery();
  return useMemo(() => readLiveFilters(query), [query]);
}

/** Each change is a step in the browser's history. */
export function useChangeLiveFilters() {
  const [, change] = useQuery();
  return {
    toggle: (dimension: LiveDimension, value: string) => change((query) => toggleLiveFilter(query, dimension, value)),
    clear: () => change(clearLiveFilters),
  };
}
