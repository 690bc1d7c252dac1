// The hits that were not counted, for as long as somebody looks at them. The live stream tells only their number; when that
// moves, the list is asked for again: soon enough that a hit shows within a second, and no oftener however fast it moves.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../api.ts';

const ASK_EVERY_MS = 800;
const ASK_AFTER_ERROR_MS = 5_000;

/** `count`: how many there are, as the live stream says. Nothing is asked while `isWanted` is false. */
export function useRejected(host: string, count: number, isWanted: boolean) {
  const { data, error, errorUpdatedAt, isFetching, refetch } = useQuery({
    queryKey: ['rejected', host],
    queryFn: async () => ({ askedAt: Date.now(), askedFor: count, reply: await api.rejected(host) }),
    enabled: isWanted,
  });

  const isBehind = isWanted && !isFetching && data?.askedFor !== count;
  const dueAt = error ? errorUpdatedAt + ASK_AFTER_ERROR_MS : (data?.askedAt ?? 0) + ASK_EVERY_MS;
  useEffect(() => {
    if (!isBehind) return;
    const timer = setTimeout(() => void refetch(), Math.max(0, dueAt - Date.now()));
    return () => clearTimeout(timer);
  }, [isBehind, dueAt, refetch]);

  return { reply: data?.reply, error };
}
