// The one bridge between the live store and React. Where the browser has shared workers the connection is in one of them, for
// all tabs together; else this page has its own.
import { useEffect, useSyncExternalStore } from 'react';
import { browserWorld } from './browser-world.ts';
import type { LiveSnapshot } from './live-snapshot.ts';
import { createLiveStream } from './live-stream.ts';
import { openLiveWorker } from './open-live-worker.ts';
import { createSharedStream } from './shared-stream.ts';
import { NOTHING_WANTED, type Wanted } from './wanted.ts';

const createOwn = () => createLiveStream({ ...browserWorld, window, document });

const stream =
  typeof SharedWorker === 'undefined'
    ? createOwn()
    : createSharedStream({ clock: browserWorld.clock, window, document, connect: openLiveWorker, createOwn });

let wanted = NOTHING_WANTED;

/**
 * Changes a part of what this page wants of the stream; the rest stays. Told when all effects of the page have said what they
 * want, so that going from one site to another opens one stream.
 */
function want(part: Partial<Wanted>) {
  wanted = { ...wanted, ...part };
  queueMicrotask(() => stream.watch(wanted));
}

/** A part of what is live now. `select` must return the same value for the same snapshot. */
export function useLive<T>(select: (snapshot: LiveSnapshot) => T): T {
  return useSyncExternalStore(stream.subscribe, () => select(stream.getSnapshot()));
}

export function useWatched(part: Partial<Wanted>) {
  const key = JSON.stringify(part);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new object of the same content is no news
  useEffect(() => want(part), [key]);
}

/** Has the latest hits of the site come along, for as long as this is shown. */
export function useWatchedFeed(host: string) {
  useEffect(() => {
    want({ feeds: [host] });
    return () => want({ feeds: [] });
  }, [host]);
}
