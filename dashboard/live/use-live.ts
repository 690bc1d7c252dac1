// The one bridge between the live store and React.
import { useEffect, useSyncExternalStore } from 'react';
import { liveUrl, sessionUrl } from '../api.ts';
import type { LiveSnapshot } from './live-snapshot.ts';
import { createLiveStream, type Wanted } from './live-stream.ts';

const stream = createLiveStream({
  EventSource,
  fetch: (url) => fetch(url, { cache: 'no-store' }),
  clock: {
    now: () => Date.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  },
  random: Math.random,
  window,
  document,
  streamUrl: liveUrl,
  sessionUrl,
});

/** A part of what is live now. `select` must return the same value for the same snapshot. */
export function useLive<T>(select: (snapshot: LiveSnapshot) => T): T {
  return useSyncExternalStore(stream.subscribe, () => select(stream.getSnapshot()));
}

export function useWatched(wanted: Wanted) {
  const key = JSON.stringify(wanted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new object of the same content is no news
  useEffect(() => stream.watch(wanted), [key]);
}
