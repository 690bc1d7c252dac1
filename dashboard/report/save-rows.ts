// All rows of one question as CSV, in a file that the browser keeps.
import type { Dimension, Metric } from '../../server/contract/report.ts';
import { api } from '../api.ts';
import { type Asked, textOf } from './asked.ts';

const MOST_ROWS = 100_000;

/** Named after the site, what the rows are by, and the range. Rejects with an ApiError. */
export async function saveRows(
  host: string,
  { range, filters }: Asked,
  query: { metrics: Metric[]; dimensions: [Dimension] },
): Promise<void> {
  const rows = await api.reportTable(host, {
    range,
    filters: [...filters],
    queries: [{ ...query, limit: MOST_ROWS }],
  });
  const file = URL.createObjectURL(rows);
  const link = document.createElement('a');
  link.href = file;
  link.download = `${host} ${query.dimensions[0]} ${textOf(range)}.csv`;
  link.click();
  URL.revokeObjectURL(file);
}
