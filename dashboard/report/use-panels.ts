// The rows of the report's panels: one question for all of them, asked again once a minute while somebody looks.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReportQuestion } from '../../server/contract/report.ts';
import { api } from '../api.ts';
import type { Breakdown, Panel } from './panels.ts';
import type { ShownRange } from './ranges.ts';
import { saveRows } from './save-rows.ts';

const REFRESH_EVERY_MS = 60_000;

/** A panel, what of it is shown, and how many rows at most. */
export interface Shown {
  panel: Panel;
  breakdown: Breakdown;
  rows: number;
}

const queryOf = ({ panel, breakdown, rows }: Shown): ReportQuestion['queries'][number] => ({
  metrics: [...panel.metrics],
  dimensions: [breakdown.dimension],
  limit: rows,
});

/** With the answers comes what they are of: while another question is under way, that is not what was chosen last. */
export function usePanels(host: string, { range }: ShownRange, shown: readonly Shown[]) {
  const queries = shown.map(queryOf);
  return useQuery({
    queryKey: ['panels', host, range, queries],
    queryFn: async () => ({ shown, answers: (await api.report(host, { range, queries })).answers }),
    refetchInterval: REFRESH_EVERY_MS,
    refetchOnWindowFocus: 'always',
    placeholderData: (previous, query) => (query?.queryKey[1] === host ? keepPreviousData(previous) : undefined),
  });
}

/** All rows of a panel, as a file that the browser keeps. */
export const savePanel = (host: string, range: ShownRange, { panel, breakdown }: Shown): Promise<void> =>
  saveRows(host, range, { metrics: [...panel.metrics], dimensions: [breakdown.dimension] });
