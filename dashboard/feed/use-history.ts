// Single hits of what is asked, newest first, some at a time. What arrives while somebody reads is not among them: the list ends where it
// began.
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import type { Asked } from '../report/asked.ts';
import { type Next, nextOf } from './history-pages.ts';

const AT_ONCE = 50;

export function useHistory(host: string, { range, filters }: Asked) {
  return useInfiniteQuery({
    queryKey: ['history', host, range, filters],
    queryFn: ({ pageParam }) => api.hits(host, { ...pageParam, filters: [...filters], limit: AT_ONCE }),
    initialPageParam: { range, offset: 0 } as Next,
    getNextPageParam: (last, pages) => nextOf(pages[0], last, pages.length * AT_ONCE),
    refetchOnWindowFocus: false,
  });
}
