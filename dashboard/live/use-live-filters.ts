// The filters of the address, for React.
import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { LiveDimension, LiveFilter } from '../../server/contract/browser.ts';
import { readLiveFilters, toggleLiveFilter, withoutLiveFilters } from './live-filters.ts';

/** The same array while the address stays the same. */
export function useLiveFilters(): readonly LiveFilter[] {
  const search = useSearch();
  return useMemo(() => readLiveFilters(search), [search]);
}

/** Each change is a step in the browser's history. */
export function useChangeLiveFilters() {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const go = (query: string) => navigate(query === '' ? path : `${path}?${query}`);
  return {
    toggle: (dimension: LiveDimension, value: string) => go(toggleLiveFilter(search, dimension, value)),
    clear: () => go(withoutLiveFilters(search)),
  };
}
