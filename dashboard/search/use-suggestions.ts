// What there is in the asked range that contains a text: pages and referrers, most visitors first. An older question is given up.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import type { Asked } from '../report/asked.ts';
import { variantsOf } from './suggestions.ts';

const MOST = 6;

export type Found = readonly (readonly [value: string, visitors: number])[];

export function useSuggestions(host: string, { range }: Asked, text: string) {
  return useQuery({
    queryKey: ['search', host, range, text],
    enabled: text !== '',
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const find = async (dimension: 'page' | 'referrer'): Promise<Found> => {
        const { answers } = await api.report(
          host,
          {
            range,
            filters: [['contains', dimension, variantsOf(text)]],
            queries: [{ metrics: ['visitors'], dimensions: [dimension], limit: MOST }],
          },
          signal,
        );
        return (answers[0]?.rows ?? []).map(({ dimensions: [value = ''], metrics: [count] }) => [value, count ?? 0]);
      };
      const [pages, referrers] = await Promise.all([find('page'), find('referrer')]);
      return { pages, referrers };
    },
  });
}
