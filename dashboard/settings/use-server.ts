// The server itself: what runs, its backups, what is stored.
import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { queryClient } from '../query-client.ts';

const BACKUPS_KEY = ['backups'];
const LOOK_EVERY_MS = 500;
/** One begins by itself every day. */
const LOOK_ANYWAY_EVERY_MS = 60_000;

export const useServer = () => useQuery({ queryKey: ['server'], queryFn: api.server });

export const useAllStorage = () => useQuery({ queryKey: ['storage'], queryFn: api.allStorage });

export const useBackups = () =>
  useQuery({
    queryKey: BACKUPS_KEY,
    queryFn: api.backups,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.underWay ? LOOK_EVERY_MS : LOOK_ANYWAY_EVERY_MS),
  });

export const useMakeBackup = () =>
  useMutation({
    mutationFn: api.makeBackup,
    onSuccess: (reply) => queryClient.setQueryData(BACKUPS_KEY, reply),
  });
