// The report's ranges, as they stand in the address. Pure.
import type { RangeName } from '../../server/contract/report.ts';

export const RANGES = [
  { range: 'today', name: 'today' },
  { range: 'yesterday', name: 'yesterday' },
  { range: '7d', name: '7 days' },
  { range: '30d', name: '30 days' },
  { range: '91d', name: '91 days' },
  { range: '12mo', name: '12 months' },
  { range: 'all', name: 'all' },
] as const satisfies readonly { range: RangeName; name: string }[];
export type ShownRange = (typeof RANGES)[number];

const [, , WEEK] = RANGES;

/** A week where the address says nothing, or nothing that is known here. */
export const readRange = (query: URLSearchParams): ShownRange =>
  RANGES.find(({ range }) => range === query.get('range')) ?? WEEK;

export function writeRange(query: URLSearchParams, { range }: ShownRange): void {
  if (range === WEEK.range) query.delete('range');
  else query.set('range', range);
}
