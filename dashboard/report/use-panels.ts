// What the report's panels show: each by what, as the address says. Their rows come with the report, as one question.
import { useMemo } from 'react';
import { useQuery } from '../ui/use-query.ts';
import type { Asked } from './asked.ts';
import { type Listed, PANELS, type Panel, type RowDimension, readTab, type Tab, writeTab } from './panels.ts';
import type { Query } from './reported.ts';
import { saveRows } from './save-rows.ts';

export const FEW = 10;

/** What a list is of, and by what it is told. */
export interface Shown<Of extends Listed = Listed> {
  panel: Of;
  tab: Tab;
}

export interface ShownPanels {
  shown: readonly Shown<Panel>[];
  /** In the order of `shown`. */
  queries: readonly Query[];
  choose(panel: Panel, dimension: RowDimension): void;
}

const metricsOf = ({ metrics: [first, second] }: Listed) => (second ? [first, second] : [first]);

export const rowsQuery = ({ panel, tab }: Shown): Query => ({
  metrics: metricsOf(panel),
  dimensions: [tab.dimension],
  limit: FEW,
});

export function usePanels(): ShownPanels {
  const [query, change] = useQuery();
  const key = PANELS.map((panel) => readTab(query, panel).dimension).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever else stands in the address is no news
  const shown = useMemo(() => PANELS.map((panel) => ({ panel, tab: readTab(query, panel) })), [key]);
  const queries = useMemo(() => shown.map(rowsQuery), [shown]);
  return {
    shown,
    queries,
    choose: (panel, dimension) => change((query) => writeTab(query, panel, dimension)),
  };
}

/** All rows of a panel, as a file that the browser keeps. */
export const savePanel = (host: string, asked: Asked, { panel, tab }: Shown): Promise<void> =>
  saveRows(host, asked, { metrics: metricsOf(panel), dimensions: [tab.dimension] });
