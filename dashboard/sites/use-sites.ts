// The sites of this server, and the deeds that change them.
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Site } from '../../server/contract/browser.ts';
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

/** The zone in which the owner lives, most likely; nothing when this browser will not say. */
export function browserTimeZone(): { timezone?: string } {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone && timeZone !== 'Etc/Unknown' ? { timezone: timeZone } : {};
}
