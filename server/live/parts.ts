// Parts of a site, as topics of their own: those of its visitors for whom filters hold. However many people watch the same
// part, it is counted once. Its minutes are known only since somebody began to look that way.
import { type LiveFilter, liveFilterKey } from '../contract/browser.ts';
import type { PartOfSite, SiteTopic } from './hub.ts';
import { createMinutes, type Minutes } from './minutes.ts';
import type { LiveCounts, LiveVisitors } from './presence.ts';

/** The topic of a part, the same one for filters that mean the same; the site's own when there are none. */
export function topicOf(siteId: number, filters: readonly LiveFilter[]): SiteTopic {
  return filters.length === 0 ? siteId : `${siteId}?${liveFilterKey(filters)}`;
}

/** What topicOf() made it of; the filters in their usual order. */
export function partOf(topic: PartOfSite): { siteId: number; filters: LiveFilter[] } {
  const mark = topic.indexOf('?');
  return { siteId: Number(topic.slice(0, mark)), filters: JSON.parse(topic.slice(mark + 1)) };
}

export interface Parts {
  /** Now. The minutes begin with the first call. */
  counts(topic: PartOfSite, now: number): LiveCounts;
  /** Forgets the minutes of what nobody watches. */
  forget(isWatched: (topic: PartOfSite) => boolean): void;
}

export function createParts(presence: Pick<LiveVisitors, 'countChosen'>): Parts {
  const known = new Map<PartOfSite, { minutes: Minutes; since: number }>();
  const minuteOf = (now: number) => Math.floor(now / 60_000);
  return {
    counts(topic, now) {
      const { siteId, filters } = partOf(topic);
      const counts = presence.countChosen(siteId, filters, now);
      const part = known.get(topic) ?? { minutes: createMinutes(now), since: minuteOf(now) };
      known.set(topic, part);
      part.minutes.note(counts.visitors, now);
      return { ...counts, minutes: part.minutes.peaks().slice(-1 - (minuteOf(now) - part.since)) };
    },
    forget(isWatched) {
      for (const topic of known.keys()) if (!isWatched(topic)) known.delete(topic);
    },
  };
}
