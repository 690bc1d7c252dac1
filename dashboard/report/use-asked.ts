// What the page asks, for React: what the address says of it, and steps to something else.
import { useMemo } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import type { TimeUnit } from '../../server/contract/report.ts';
import { useFilters } from '../filters/use-filters.ts';
import { useQuery } from '../ui/use-query.ts';
import { type Asked, type Figure, readAsked, writeCompare, writeMetric, writeRange, writeUnit } from './asked.ts';

/** The same object while the address stays the same. */
export function useAsked({ createdAt }: Site): Asked {
  const [query] = useQuery();
  const { filters } = useFilters();
  return useMemo(
    () => readAsked(query, filters, { nowMs: Date.now(), sinceMs: createdAt }),
    [query, filters, createdAt],
  );
}

/** Each change is a step in the browser's history. */
export function useChangeAsked() {
  const [, change] = useQuery();
  return {
    askRange: (range: Asked['range']) => change((query) => writeRange(query, range)),
    askCompare: (compare: Asked['compare']) => change((query) => writeCompare(query, compare)),
    askUnit: (unit: TimeUnit) => change((query) => writeUnit(query, unit)),
    askMetric: (metric: Figure) => change((query) => writeMetric(query, metric)),
  };
}
