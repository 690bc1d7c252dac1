// The whole of a live list, of which a state shows the beginning: asked for while somebody looks at it, and again whenever the
// live stream shows that something has changed, at most every 3 s. The beginning is as fresh as the state.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { LiveDimension, LiveFilter, LiveState } from '../../server/contract/browser.ts';
import { api } from '../api.ts';
import { type DetailedRow, joinRows } from './joined-rows.ts';
import { partKey } from './wanted.ts';

const ASK_AT_MOST_EVERY_MS = 3_000;

interface Question {
  host: string;
  dimension: LiveDimension;
  filters: readonly LiveFilter[];
  isOpen: boolean;
}

/** `top`: the beginning, of the latest state `state`. `error`: a sentence, when it cannot be had at all. */
export function useLiveRows(
  { host, dimension, filters, isOpen }: Question,
  top: readonly DetailedRow[],
  state: LiveState | undefined,
): { rows: readonly DetailedRow[]; total: number | undefined; error: string | undefined } {
  const { data, error, dataUpdatedAt, errorUpdatedAt, refetch } = useQuery({
    queryKey: ['live rows', host, dimension, partKey(host, filters)],
    queryFn: async () => ({ ...(await api.liveRows(host, dimension, filters)), state }),
    enabled: isOpen,
    gcTime: 0, // who opens it again wants to know what is so then
  });
  const answeredAt = Math.max(dataUpdatedAt, errorUpdatedAt);
  const isBehind = answeredAt > 0 && data?.state !== state;
  useEffect(() => {
    if (!isOpen || !isBehind || document.visibilityState === 'hidden') return;
    const timer = setTimeout(() => void refetch(), Math.max(0, answeredAt + ASK_AT_MOST_EVERY_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [isOpen, isBehind, answeredAt, refetch]);
  if (!isOpen) return { rows: top, total: undefined, error: undefined };
  // For a moment after a filter was chosen the state may still be about everybody, and is no beginning of this list.
  const isSame = state !== undefined && partKey(host, state.filters ?? []) === partKey(host, filters);
  const rest = !isSame
    ? []
    : (data?.rows.map(([value, count], i) => ({ value, count, detail: data.titles?.[i] ?? '' })) ?? []);
  return { rows: joinRows(top, rest), total: data?.total, error: data ? undefined : error?.message };
}
