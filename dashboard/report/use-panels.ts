// What the report's panels show: each by what, and how many rows. Their rows come with the report, as one question.
import { useMemo, useState } from 'react';
import type { Asked } from './asked.ts';
import { type Breakdown, PANELS, type Panel } from './panels.ts';
import type { Query } from './reported.ts';
import { saveRows } from './save-rows.ts';

export const FEW = 10;
export const MANY = 100;

/** A panel, what of it is shown, and how many rows at most. */
export interface Shown {
  panel: Panel;
  breakdown: Breakdown;
  rows: number;
}

const queryOf = ({ panel, breakdown, rows }: Shown): Query => ({
  metrics: [...panel.metrics],
  dimensions: [breakdown.dimension],
  limit: rows,
});

export interface ShownPanels {
  shown: readonly Shown[];
  /** In the order of `shown`. */
  queries: readonly Query[];
  replace(index: number, by: Shown): void;
}

export function usePanels(): ShownPanels {
  const [shown, setShown] = useState<readonly Shown[]>(() =>
    PANELS.map((panel) => ({ panel, breakdown: panel.breakdowns[0], rows: FEW })),
  );
  const queries = useMemo(() => shown.map(queryOf), [shown]);
  return {
    shown,
    queries,
    replace: (index, by) => setShown((before) => before.map((each, i) => (i === index ? by : each))),
  };
}

/** While another question is under way, what is answered is not what was chosen last. */
export function shownBy(query: Query | undefined, { panel }: Shown): Shown | undefined {
  const breakdown = panel.breakdowns.find(({ dimension }) => dimension === query?.dimensions?.[0]);
  return breakdown && { panel, breakdown, rows: query?.limit ?? FEW };
}

/** All rows of a panel, as a file that the browser keeps. */
export const savePanel = (host: string, asked: Asked, { panel, breakdown }: Shown): Promise<void> =>
  saveRows(host, asked, { metrics: [...panel.metrics], dimensions: [breakdown.dimension] });
