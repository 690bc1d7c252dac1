// Single hits of what is asked, newest first, some at a time. What arrives while somebody reads is not among them: the list ends where it
// began.
import { useInfiniteQuery } from '@tanstack/react-query';
import type { HitsReply } from '../../server/contract/browser.ts';
import type { HitsQuestion } from '../../server/contract/report.ts';
import { api } from '../api.ts';
import type { Asked } from '../report/asked.ts';

const AT_ONCE = 50;

interface Next {
  range: HitsQuestion['range'];
  offset: number;
}

/** What follows on these; undefined: nothing does. */
export function nextOf(first: HitsReply | undefined, last: HitsReply, told: number): Next | undefined {
  const newest = first?.hits[0]?.t;
  if (!last.more || newest === undefined) return undefined;
  return { range: [last.range[0], newest + 1], offset: told };
}

export function useHistory(host: string, { range, filters }: Asked) {
  return useInfiniteQuery({
    queryKey: ['history', host, range, filters],
    queryFn: ({ pageParam }) => api.hits(host, { ...pageParam, filters: [...filters], limit: AT_ONCE }),
    initialPageParam: { range, offset: 0 } as Next,
    getNextPageParam: (last, pages) => nextOf(pages[0], last, pages.length * AT_ONCE),
    refetchOnWindowFocus: false,
  });
}
