// The goals of a site, how many reached each, and the deeds that change them.
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { Goal } from '../../server/contract/browser.ts';
import type { NewGoalRequest } from '../../server/contract/goals.ts';
import type { Dimension, Metric } from '../../server/contract/report.ts';
import { api } from '../api.ts';
import { queryClient } from '../query-client.ts';
import type { Asked } from './asked.ts';
import { saveRows } from './save-rows.ts';

const REFRESH_EVERY_MS = 60_000;
const goalsKey = (host: string) => ['goals', host];

export function useGoals(host: string) {
  return useQuery({
    queryKey: goalsKey(host),
    queryFn: () => api.goals(host),
    refetchInterval: REFRESH_EVERY_MS,
    refetchOnWindowFocus: 'always',
  });
}

export interface Reached {
  visitors: number;
  /** Of all visitors in the range; null: there were none. */
  share: number | null;
}

const reachedQuery = (): { metrics: Metric[]; dimensions: [Dimension] } => ({
  metrics: ['visitors', 'conversion_rate'],
  dimensions: ['goal'],
});

/** By the goal's id, so that one that is renamed keeps its numbers until they have been asked for anew. */
export function useReached(host: string, { range, filters }: Asked, goals: readonly Goal[]) {
  return useQuery({
    queryKey: ['reached', host, range, filters, goals],
    enabled: goals.length > 0,
    async queryFn() {
      const { answers } = await api.report(host, { range, filters: [...filters], queries: [reachedQuery()] });
      const [{ rows, totals } = { rows: [], totals: [] }] = answers;
      const none: Reached = { visitors: 0, share: totals[0] ? 0 : null };
      const byName = new Map(
        rows.map(({ dimensions: [name], metrics: [visitors, share = null] }) => [
          name,
          { visitors: visitors ?? 0, share },
        ]),
      );
      return new Map(goals.map(({ id, name }) => [id, byName.get(name) ?? none]));
    },
    refetchInterval: REFRESH_EVERY_MS,
    refetchOnWindowFocus: 'always',
    placeholderData: (previous, query) => (query?.queryKey[1] === host ? keepPreviousData(previous) : undefined),
  });
}

/** What `useReached` asks for, as a file that the browser keeps. */
export const saveReached = (host: string, asked: Asked): Promise<void> => saveRows(host, asked, reachedQuery());

const byName = (a: Goal, b: Goal) => (a.name < b.name ? -1 : 1);

/** Shows the change at once; the server's own list follows. */
function change(host: string, update: (goals: Goal[]) => Goal[]) {
  queryClient.setQueryData<Goal[]>(goalsKey(host), (goals = []) => update(goals).sort(byName));
  void queryClient.invalidateQueries({ queryKey: goalsKey(host) });
}

const without = (goals: Goal[], id: number) => goals.filter((goal) => goal.id !== id);

export function useAddGoal(host: string) {
  return useMutation({
    mutationFn: (goal: NewGoalRequest) => api.addGoal(host, goal),
    onSuccess: (goal) => change(host, (goals) => [...without(goals, goal.id), goal]),
  });
}

export function useRenameGoal(host: string, id: number) {
  return useMutation({
    mutationFn: (name: string) => api.changeGoal(host, id, { name }),
    onSuccess: (goal) => change(host, (goals) => [...without(goals, id), goal]),
  });
}

export function useRemoveGoal(host: string) {
  return useMutation({
    mutationFn: ({ id }: Goal) => api.removeGoal(host, id),
    onSuccess: (_, { id }) => change(host, (goals) => without(goals, id)),
  });
}
