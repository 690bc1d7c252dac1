// Under which title each page was seen last. In memory and bounded, in pages and in bytes: a page that was not seen since the
// start, or for long, has none until its next view.
import { LRUCache } from 'lru-cache';

const KEPT = 20_000;
/** Of addresses and titles, as UTF-16: 200 characters for each of as many pages, or fewer pages of those who make long ones up. */
const MOST_BYTES = 8_000_000;

export interface Titles {
  note(siteId: number, path: string, title: string): void;
  /** '' when it is not known. */
  of(siteId: number, path: string): string;
  /** Hits of these pages were deleted. */
  strike(siteId: number, isMeant: (path: string) => boolean): void;
  /** The site was removed. */
  drop(siteId: number): void;
}

export function createTitles(): Titles {
  const titles = new LRUCache<string, string>({
    max: KEPT,
    maxSize: MOST_BYTES,
    sizeCalculation: (title, key) => 2 * (key.length + title.length),
  });
  const keyOf = (siteId: number, path: string) => `${siteId} ${path}`;
  return {
    note(siteId, path, title) {
      const key = keyOf(siteId, path);
      // Most views of a page tell what is known; a look-up costs less than a write.
      if (titles.get(key) !== title) titles.set(key, title);
    },
    of: (siteId, path) => titles.get(keyOf(siteId, path)) ?? '',
    strike(siteId, isMeant) {
      const start = keyOf(siteId, '');
      for (const key of titles.keys())
        if (key.startsWith(start) && isMeant(key.slice(start.length))) titles.delete(key);
    },
    drop(siteId) {
      for (const key of titles.keys()) if (key.startsWith(`${siteId} `)) titles.delete(key);
    },
  };
}
