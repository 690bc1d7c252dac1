// Today's numbers: asked for again when the live stream shows that something has happened, at most every 5 s, and once a
// minute anyway (the day itself ends at some time).
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '../api.ts';
import { useLive } from '../live/use-live.ts';

const REFRESH_AT_MOST_EVERY_MS = 5_000;
const REFRESH_AT_LEAST_EVERY_MS = 60_000;

export function useToday(host: string) {
  const query = useQuery({
    queryKey: ['today', host],
    queryFn: () =>
      api.report(host, {
        range: 'today',
        queries: [
          { metrics: ['visitors', 'visits', 'pageviews'], dimensions: [] },
          { metrics: ['visitors', 'pageviews'], dimensions: ['time:hour'] },
        ],
      }),
    refetchInterval: REFRESH_AT_LEAST_EVERY_MS,
    refetchOnWindowFocus: 'always',
    placeholderData: keepPreviousData,
  });

  const state = useLive(({ sites }) => sites.get(host)?.shown);
  const { refetch, dataUpdatedAt, errorUpdatedAt } = query;
  const answeredAt = Math.max(dataUpdatedAt, errorUpdatedAt);
  const askedFor = useRef(state);
  useEffect(() => {
    if (state === askedFor.current || document.visibilityState === 'hidden') return; // becoming visible asks anyway
    const ask = () => {
      askedFor.current = state;
      void refetch();
    };
    const timer = setTimeout(ask, Math.max(0, answeredAt + REFRESH_AT_MOST_EVERY_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [state, answeredAt, refetch]);
  return query;
}
