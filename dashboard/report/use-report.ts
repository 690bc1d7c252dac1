// The whole report in one question, answered from one pass over the hits: figures, chart, and whatever the panels ask. A range that
// contains now is asked again every 30 s, and sooner where the live stream shows that something has happened; one that has a name also
// at the site's midnight, at which it means other days. Not while nobody looks.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { api } from '../api.ts';
import { useLive } from '../live/use-live.ts';
import type { Asked } from './asked.ts';
import { midnightAfter } from './calendar.ts';
import { type Query, questionOf, type Reported } from './reported.ts';

const REFRESH_AT_LEAST_EVERY_MS = 30_000;
const REFRESH_AT_MOST_EVERY_MS = 5_000;
/** A server that takes long over an answer is not asked for the next one at once. */
const REST = 20;
/** Hits are told late, and pages are read to their end. */
const SETTLED_AFTER_MS = 3_600_000;
/** More than a chart has buckets. */
const MOST_BUCKETS = 10_000;

async function ask(host: string, asked: Asked, panels: readonly Query[]): Promise<Reported> {
  const { figures } = asked;
  const began = performance.now();
  const { range, compared, answers } = await api.report(host, {
    ...questionOf(asked),
    queries: [
      { metrics: [...figures] },
      { metrics: [...figures], dimensions: [`time:${asked.unit}`], limit: MOST_BUCKETS },
      ...panels,
    ],
  });
  const [totals, curve, ...others] = answers;
  if (!totals || !curve) throw new Error('a report has an answer for each of its queries');
  const tookMs = performance.now() - began;
  return { asked, panels, range, compared, totals, curve, answers: others, tookMs };
}

/** `panels`: at most 28 queries. */
export function useReport({ host, timezone }: Site, asked: Asked, panels: readonly Query[]) {
  const { unit, figures } = asked;
  const query = useQuery({
    queryKey: ['report', host, questionOf(asked), unit, figures, panels],
    queryFn: () => ask(host, asked, panels),
    refetchInterval: ({ state: { data } }) =>
      data && data.range[1] < Date.now() - SETTLED_AFTER_MS ? false : REFRESH_AT_LEAST_EVERY_MS,
    refetchOnWindowFocus: 'always',
    placeholderData: (previous, query) => (query?.queryKey[1] === host ? keepPreviousData(previous) : undefined),
  });

  const { data, refetch, dataUpdatedAt, errorUpdatedAt } = query;
  const state = useLive(({ sites }) => sites.get(host)?.shown);
  const restMs = Math.max(REFRESH_AT_MOST_EVERY_MS, REST * (data?.tookMs ?? 0));
  const answeredAt = Math.max(dataUpdatedAt, errorUpdatedAt);
  const endsAt = data?.range[1] ?? Number.POSITIVE_INFINITY;
  const askedFor = useRef(state);
  useEffect(() => {
    if (state === askedFor.current || document.visibilityState === 'hidden') return; // becoming visible asks anyway
    const askAgain = () => {
      askedFor.current = state;
      if (Date.now() < endsAt) void refetch();
    };
    const timer = setTimeout(askAgain, Math.max(0, answeredAt + restMs - Date.now()));
    return () => clearTimeout(timer);
  }, [state, answeredAt, restMs, endsAt, refetch]);

  const isNamed = typeof asked.range === 'string';
  useEffect(() => {
    if (!isNamed) return;
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      timer = setTimeout(() => {
        if (document.visibilityState !== 'hidden') void refetch();
        wait();
      }, midnightAfter(timezone, Date.now()) - Date.now());
    };
    wait();
    return () => clearTimeout(timer);
  }, [isNamed, timezone, refetch]);

  return query;
}
