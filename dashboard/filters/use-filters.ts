// The filters of the address, for React.
import { useMemo } from 'react';
import type { LiveFilter } from '../../server/contract/browser.ts';
import type { Condition, FilterDimension, Operator } from '../../server/contract/report.ts';
import { useQuery } from '../ui/use-query.ts';
import { clearFilters, liveOf, notLiveOf, readFilters, removeFilter, replaceFilter, toggleFilter } from './filters.ts';

export interface Filters {
  /** All of them, as a report asks. */
  filters: readonly Condition[];
  /** Those by which the live view goes, too. */
  live: readonly LiveFilter[];
  /** Those by which it does not. */
  notLive: readonly Condition[];
}

/** The same object while the address stays the same. */
export function useFilters(): Filters {
  const [query] = useQuery();
  return useMemo(() => {
    const filters = readFilters(query);
    return { filters, live: liveOf(filters), notLive: notLiveOf(filters) };
  }, [query]);
}

/** Each change is a step in the browser's history. */
export function useChangeFilters() {
  const [, change] = useQuery();
  return useMemo(
    () => ({
      toggle: (dimension: FilterDimension, value: string) => change((query) => toggleFilter(query, dimension, value)),
      replace: (filter: Condition, by: Operator, values: string[]) =>
        change((query) => replaceFilter(query, filter, by, values)),
      remove: ([operator, dimension]: Condition) => change((query) => removeFilter(query, operator, dimension)),
      clear: () => change(clearFilters),
    }),
    [change],
  );
}
