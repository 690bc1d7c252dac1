// The sites of this server, and the deeds that change them.
import { useMutation, useQuery } from '@tanstack/react-query';
import type { RemovedReply, Site } from '../../server/contract/browser.ts';
import type { ChangeSiteRequest } from '../../server/contract/requests.ts';
import { api } from '../api.ts';
import { queryClient } from '../query-client.ts';

const SITES_KEY = ['sites'];

export function useSites() {
  return useQuery({
    queryKey: SITES_KEY,
    queryFn: api.sites,
    refetchInterval: (query) => (query.state.data === undefined && query.state.status === 'error' ? 3_000 : false),
  });
}

/** Shows the change at once; the server's own list follows. */
function change(update: (sites: Site[]) => Site[]) {
  queryClient.setQueryData<Site[]>(SITES_KEY, (sites = []) => update(sites));
  void queryClient.invalidateQueries({ queryKey: SITES_KEY });
}

export function useAddSite() {
  return useMutation({
    mutationFn: (host: string) => api.addSite({ host, ...browserTimeZone() }),
    onSuccess: (site) => change((sites) => [...sites.filter(({ id }) => id !== site.id), site]),
  });
}

export function useChangeSite(host: string) {
  return useMutation({
    mutationFn: (request: ChangeSiteRequest) => api.changeSite(host, request),
    onSuccess: (site) => change((sites) => sites.map((other) => (other.id === site.id ? site : other))),
  });
}

/** What is stored of a site, as of now. */
export function useStored(host: string) {
  return useQuery({ queryKey: ['stored', host], queryFn: () => api.stored(host), gcTime: 0, staleTime: 0 });
}

/** `onRemoved` is told first: it leads away from the page that is about to be no more. */
export function useRemoveSite({ id, host }: Site, onRemoved: (removed: RemovedReply) => void) {
  return useMutation({
    mutationFn: () => api.removeSite(host),
    onSuccess(removed) {
      onRemoved(removed);
      change((sites) => sites.filter((other) => other.id !== id));
    },
  });
}

const LOOK_EVERY_MS = 500;

/** Removed sites of which something is still stored; asked again for as long as this one is among them. */
export function useRemovals(id: number) {
  return useQuery({
    queryKey: ['removals'],
    queryFn: api.removals,
    gcTime: 0,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.every((removal) => removal.id !== id) ? false : LOOK_EVERY_MS),
  });
}

/** The zone in which the owner lives, most likely; nothing when this browser will not say. */
export function browserTimeZone(): { timezone?: string } {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone && timeZone !== 'Etc/Unknown' ? { timezone: timeZone } : {};
}
