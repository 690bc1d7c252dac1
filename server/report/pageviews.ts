// How many views a page has had, for anybody who asks. Strangers choose what is counted, so they have one place among those who ask
// the analyst, whatever their number: one page is counted at a time, and its number told again for some seconds.
import type { Clock } from '../clock.ts';
import { Refusal } from '../errors.ts';

/** For how long an answer is given again. */
export const REMEMBERED_MS = 10_000;
/** Most pages that wait for their turn. */
export const MOST_WAITING = 50;
/** Most answers that are remembered at once; beyond it one is made anew each time. */
const MOST_REMEMBERED = 1000;

export interface Pageviews<Site> {
  /** `path` as `tidyPath` makes it. Rejects with a Refusal `overloaded` when too many pages wait. */
  of(site: Site, path: string): Promise<number>;
}

/** `ask` counts the views of a page. */
export function createPageviews<Site extends { readonly id: number }>(
  clock: Clock,
  ask: (site: Site, path: string) => Promise<number>,
): Pageviews<Site> {
  /** Emptied every ten seconds, so nothing is older than that and nothing piles up. */
  const remembered = new Map<string, Promise<number>>();
  let since = Number.NEGATIVE_INFINITY;
  let turn: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  async function whenItsTurn(before: Promise<unknown>, site: Site, path: string): Promise<number> {
    try {
      await before;
      return await ask(site, path);
    } finally {
      waiting -= 1;
    }
  }

  return {
    async of(site, path) {
      const now = clock.monotonic();
      if (now - since >= REMEMBERED_MS) {
        remembered.clear();
        since = now;
      }
      const key = `${site.id} ${path}`;
      const known = remembered.get(key);
      if (known) return known;
      if (waiting >= MOST_WAITING) {
        throw new Refusal('overloaded', 'Too many pages are being counted. Ask again in a while.', { retryAfter: 5 });
      }
      waiting += 1;
      const answer = whenItsTurn(turn, site, path);
      turn = answer.catch(() => remembered.delete(key)); // what failed is asked again
      if (remembered.size < MOST_REMEMBERED) remembered.set(key, answer);
      return answer;
    },
  };
}

/** The path of an address as the collector keeps it, whether it is told percent-encoded or not. It begins with a slash. */
export function tidyPath(path: string): string {
  return new URL(`http://site${path}`).pathname.slice(0, 2048);
}
