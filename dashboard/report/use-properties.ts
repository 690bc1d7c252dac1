// Which properties the events have that are asked for, as far as the latest of them tell.
import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import type { Asked } from './asked.ts';
import { questionOf } from './reported.ts';

const LATEST = 100;
const MOST = 12;
const NONE: readonly string[] = [];

/** None unless one event is asked for: of all events together they say nothing. */
export function useProperties(host: string, asked: Asked, isWanted: boolean): readonly string[] {
  const { range, filters = [] } = questionOf(asked);
  const isOfOne = filters.some(([operator, dimension]) => operator === 'is' && dimension === 'event');
  const { data } = useQuery({
    queryKey: ['properties', host, range, filters],
    queryFn: async () => {
      const { hits } = await api.hits(host, { range, filters, limit: LATEST });
      return [...new Set(hits.flatMap(({ props }) => Object.keys(props)))].slice(0, MOST);
    },
    enabled: isWanted && isOfOne,
  });
  return (isOfOne && data) || NONE;
}
