// What the page asks, for React: what the address says of it, and steps to something else.
import { useMemo } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import type { TimeUnit } from '../../server/contract/report.ts';
import { useFilters } from '../filters/use-filters.ts';
import { useQuery } from '../ui/use-query.ts';
import {
  type Asked,
  type Figure,
  readAsked,
  readRange,
  textOf,
  writeCompare,
  writeMetric,
  writeRange,
  writeUnit,
} from './asked.ts';
import { type Now, stepped, writeCloser, writeOut } from './range-steps.ts';

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
  const [query, change] = useQuery();
  return {
    askRange: (range: Asked['range']) => change((query) => writeRange(query, range)),
    askCompare: (compare: Asked['compare']) => change((query) => writeCompare(query, compare)),
    askUnit: (unit: TimeUnit) => change((query) => writeUnit(query, unit)),
    askMetric: (metric: Figure) => change((query) => writeMetric(query, metric)),
    /** At a part of the chart. */
    askCloser: (range: Asked['range']) => change((query) => writeCloser(query, range)),
    /** Undefined: this is no closer look. */
    goOut: query.has('out') ? () => change(writeOut) : undefined,
  };
}

/** As long a range right before or right after; undefined: there is none. The same function while it leads to the same. */
export function useStep(direction: -1 | 1, range: Asked['range'], now: Now): (() => void) | undefined {
  const [, change] = useQuery();
  const next = stepped(range, direction, now);
  const text = next && textOf(next);
  return useMemo(() => {
    const to = readRange(text ?? null);
    return to && (() => change((query) => writeRange(query, to)));
  }, [text, change]);
}
