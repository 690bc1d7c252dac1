// The latest hits of a site as this page knows them, and what a frame adds. Pure. A frame says what it follows on, so that a hit
// is here once and none is missing in between.
import type { FeedHit, Hits } from '../../server/contract/browser.ts';

/** Kept of a site, as on the server. */
export const MOST_KEPT = 200;

export interface FeedEntry extends FeedHit {
  /** Not the same for any two, of whichever process of the server. */
  readonly id: string;
}

export interface FeedLog {
  readonly boot: string;
  /** Every hit up to this number has been told. */
  readonly through: number;
  /** Oldest first. */
  readonly hits: readonly FeedEntry[];
}

/**
 * Takes in a frame. What does not follow on what is here takes its place, rather than leave a gap that nobody sees; but a new process
 * of the server that tells of all its hits goes on where the old one ended.
 */
export function takeHits(feeds: ReadonlyMap<string, FeedLog>, { site, ...told }: Hits): ReadonlyMap<string, FeedLog> {
  return new Map(feeds).set(site, goOn(feeds.get(site), told));
}

function goOn(before: FeedLog | undefined, { boot, after, through, hits }: Omit<Hits, 'site'>): FeedLog {
  const isSameProcess = before?.boot === boot;
  const known = isSameProcess ? before.through : 0;
  const isNext = after <= known;
  const news = hits.filter(({ n }) => !isNext || n > known).map((hit) => ({ ...hit, id: `${boot}.${hit.n}` }));
  const all = before && isNext ? [...before.hits, ...news] : news;
  return { boot, through: isSameProcess ? Math.max(known, through) : through, hits: all.slice(-MOST_KEPT) };
}
