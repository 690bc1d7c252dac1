// A visitor's trail, asked for again whenever the feed shows that they did something, and now and then: how long a page was read
// is known a moment after it was left, and no hit tells of it.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';

const ASK_EVERY_MS = 10_000;

/** `latest`: the number of their latest hit in the feed. */
export const useTrail = (host: string, visitor: string, latest: number) =>
  useQuery({
    queryKey: ['trail', host, visitor, latest],
    queryFn: () => api.trail(host, visitor),
    placeholderData: keepPreviousData,
    refetchInterval: ASK_EVERY_MS,
  });
