// The feed: the latest counted hits of each site, oldest first. The only part of what is live that is a log and not a state, so
// its hits have numbers: one counter per process, and `<boot>.<n>` says "I have had everything up to here".
//
// Pure: time is passed in, nothing here knows of HTTP or of who watches. Costs a hit one small object.
import type { FeedHit, Hits } from '../contract/browser.ts';

/** Hits kept of a site, and of all sites together: when many are busy each has its share, but never less than the least. */
export const KEPT = 200;
const KEPT_OF_ALL = 20_000;
const LEAST_KEPT = 20;
/** Older hits say nothing about who is here, and the ids of their visitors have ended by then. */
export const KEPT_FOR_MS = 24 * 3_600_000;
/** What somebody gets who begins to watch. */
export const AT_FIRST = 50;
/** In a frame of news: a flood is not read anyway, and must not become one for those who watch. */
export const MOST_NEWS = 100;

/** What a frame says, without the site's name; `id` is the event's. */
export type FeedNews = Omit<Hits, 'site'> & { id: string };

export interface Feed {
  /** A hit of a registered site was counted. Takes the object over, and gives it its number. */
  note(siteId: number, hit: FeedHit): void;
  /** For who begins: the last 50; or those after `lastId`, when that is of this process and says where they stopped. */
  latest(siteId: number, lastId?: string): FeedNews;
  /** For everyone who has had all before: what was noted since this was asked last, the latest 100 of it. */
  news(siteId: number): FeedNews;
  /** Nobody watches: what was noted is no news any more. */
  settle(siteId: number): void;
  /** Hits were deleted: they are told to nobody any more, and who has had them is told what is left in their place. */
  strike(siteId: number, isMeant: (hit: FeedHit) => boolean): void;
  /** The site was removed. */
  drop(siteId: number): void;
  /** Lets go of what is older than a day. `now`: ms since 1970. */
  forget(now: number): void;
}

interface OfSite {
  /** The next one goes to place `total % KEPT`. */
  ring: (FeedHit | undefined)[];
  total: number;
  /** How many are kept: the last ones. */
  size: number;
  /** The number of the last hit that is not kept any more; 0: none. */
  lost: number;
  /** The number up to which all was told to all. */
  told: number;
}

/** The id's number, or undefined when it is not of this process. */
function numberIn(boot: string, id: string): number | undefined {
  const [, of, n] = /^([0-9a-z]+)\.(\d{1,15})$/.exec(id) ?? [];
  return of === boot ? Number(n) : undefined;
}

/** `boot` names this process: lower-case letters and digits, another one each time. */
export function createFeed(boot: string): Feed {
  const sites = new Map<number, OfSite>();
  let counter = 0;

  /** Of the hits that are kept, counted from the oldest. */
  const hitAt = ({ ring, total, size }: OfSite, i: number) => ring[(total - size + i) % KEPT];

  function dropOldest(site: OfSite): void {
    const place = (site.total - site.size) % KEPT;
    site.lost = site.ring[place]?.n ?? site.lost;
    site.ring[place] = undefined;
    site.size -= 1;
  }

  function after(siteId: number, wanted: number): FeedNews {
    const site = sites.get(siteId);
    const hits: FeedHit[] = [];
    for (let i = (site?.size ?? 0) - 1; i >= 0; i -= 1) {
      const hit = site && hitAt(site, i);
      if (!hit || hit.n <= wanted) break;
      hits.push(hit);
    }
    const id = `${boot}.${counter}`;
    return { id, boot, after: Math.max(wanted, site?.lost ?? 0), through: counter, hits: hits.reverse() };
  }

  return {
    note(siteId, hit) {
      let site = sites.get(siteId);
      if (!site) {
        site = { ring: [], total: 0, size: 0, lost: 0, told: counter };
        sites.set(siteId, site);
      }
      const share = Math.max(LEAST_KEPT, Math.min(KEPT, Math.floor(KEPT_OF_ALL / sites.size)));
      while (site.size >= share) dropOldest(site);
      counter += 1;
      hit.n = counter;
      site.ring[site.total % KEPT] = hit;
      site.total += 1;
      site.size += 1;
    },

    latest(siteId, lastId) {
      const resumed = lastId === undefined ? undefined : numberIn(boot, lastId);
      if (resumed !== undefined && resumed <= counter) return after(siteId, resumed);
      const site = sites.get(siteId);
      const before = site && site.size > AT_FIRST ? hitAt(site, site.size - AT_FIRST - 1) : undefined;
      return after(siteId, before?.n ?? 0);
    },

    news(siteId) {
      const site = sites.get(siteId);
      const { hits, ...news } = after(siteId, site?.told ?? counter);
      if (site) site.told = counter;
      const left = hits.splice(0, Math.max(0, hits.length - MOST_NEWS)).at(-1);
      return { ...news, after: Math.max(left?.n ?? 0, news.after), hits };
    },

    settle(siteId) {
      const site = sites.get(siteId);
      if (site) site.told = counter;
    },

    strike(siteId, isMeant) {
      const site = sites.get(siteId);
      if (!site) return;
      const kept: FeedHit[] = [];
      for (let i = 0; i < site.size; i += 1) {
        const hit = hitAt(site, i);
        if (hit && !isMeant(hit)) kept.push(hit);
      }
      if (kept.length === site.size) return;
      // A number that nobody has had: what anybody has does not follow on it, and is replaced.
      counter += 1;
      sites.set(siteId, { ring: kept, total: kept.length, size: kept.length, lost: counter, told: 0 });
    },

    drop: (siteId) => void sites.delete(siteId),

    forget(now) {
      for (const [siteId, site] of sites) {
        while (site.size > 0 && (hitAt(site, 0)?.t ?? 0) <= now - KEPT_FOR_MS) dropOldest(site);
        if (site.size === 0) sites.delete(siteId);
      }
    },
  };
}
