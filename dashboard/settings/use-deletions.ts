// What is stored of a site, and the deeds that let go of a part of it.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DeletionRequest } from '../../server/contract/report.ts';
import { api } from '../api.ts';
import { queryClient } from '../query-client.ts';

/** Which hits are meant. */
export type Part = Pick<DeletionRequest, 'path' | 'range'>;

export function useStorage(host: string) {
  return useQuery({ queryKey: ['storage', host], queryFn: () => api.storage(host), gcTime: 0, staleTime: 0 });
}

/** Asked for when it is wanted, not before. */
export function useCountDeletion(host: string) {
  return useMutation({ mutationFn: (part: Part) => api.countDeletion(host, part) });
}

const LOOK_EVERY_MS = 500;

/** Those of a site that are not done, looked at for as long as there are any. */
export function useDeletions(host: string) {
  return useQuery({
    queryKey: ['deletions', host],
    queryFn: () => api.deletions(host),
    gcTime: 0,
    staleTime: 0,
    refetchInterval: ({ state }) => ((state.data?.length ?? 0) > 0 ? LOOK_EVERY_MS : false),
  });
}

/** When it is done all figures are read anew. */
export function useFiguresAnew(isDone: boolean): void {
  useEffect(() => {
    if (isDone) void queryClient.invalidateQueries();
  }, [isDone]);
}

export function useBeginDeletion(host: string) {
  return useMutation({
    mutationFn: (part: Part) => api.beginDeletion(host, part),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['deletions', host] }),
  });
}
