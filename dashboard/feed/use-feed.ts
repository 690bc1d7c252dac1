// The latest hits of a site, newest first, and held still for as long as somebody reads in them: what arrives meanwhile waits.
import { useEffect, useMemo, useState } from 'react';
import { isChosen } from '../filters/filters.ts';
import { useFilters } from '../filters/use-filters.ts';
import type { FeedEntry } from '../live/feed-log.ts';
import { useLive } from '../live/use-live.ts';

const NOTHING: readonly FeedEntry[] = [];

/** Those that the live view's filters ask for; undefined until the stream has told of any. */
export function useHits(host: string): readonly FeedEntry[] | undefined {
  const hits = useLive(({ feeds }) => feeds.get(host)?.hits);
  const { live } = useFilters();
  return useMemo(() => hits?.filter((hit) => isChosen(hit, live)), [hits, live]);
}

interface Feed {
  /** Newest first. */
  shown: readonly FeedEntry[];
  /** How many wait to be shown. */
  waiting: number;
  /** Shows those that wait. */
  catchUp: () => void;
}

export function useFeed(hits: readonly FeedEntry[] = NOTHING, isHeld: boolean): Feed {
  const [held, setHeld] = useState<readonly FeedEntry[] | null>(null);
  const isHidden = useIsHidden();
  const isStill = (isHeld || isHidden) && hits.length > 0;
  // In the render itself: an effect would show for a moment what is to wait.
  if (isStill && held === null) setHeld(hits);
  if (!isStill && held !== null) setHeld(null);
  const still = (isStill && held) || hits;
  const last = still.at(-1)?.id;
  return {
    shown: still.toReversed(),
    waiting: hits.length - 1 - hits.findLastIndex(({ id }) => id === last),
    catchUp: () => setHeld(null),
  };
}

/** A page that nobody sees is not moved: whoever comes back finds the latest. */
function useIsHidden(): boolean {
  const [isHidden, setIsHidden] = useState(document.visibilityState === 'hidden');
  useEffect(() => {
    const look = () => setIsHidden(document.visibilityState === 'hidden');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isHidden;
}
