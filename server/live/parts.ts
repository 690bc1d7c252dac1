// Parts of a site, as topics of their own: those of its visitors for whom filters hold. However many people watch the same
// part, it is counted once. Its minutes are known only since somebody began to look that way.
import { type LiveFilter, liveFilterKey } from '../contract/browser.ts';
import type { PartOfSite, SiteTopic } from './hub.ts';
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

/** Which minute was last looked at, and the greatest number of each up to it. */
interface PartMinutes {
  minute: number;
  peaks: number[];
  current: number;
}

const MINUTES = 30;

function note(part: PartMinutes, visitors: number, minute: number): void {
  const passed = Math.min(minute - part.minute, MINUTES); // a clock may jump by years
  for (let step = 0; step < passed; step += 1) part.peaks.push(part.current); // who was there when the minute began
  part.peaks.splice(0, Math.max(0, part.peaks.length - MINUTES));
  part.minute = minute;
  part.peaks.push(Math.max(part.peaks.pop() ?? 0, visitors));
  part.current = visitors;
}

export function createParts(presence: Pick<LiveVisitors, 'countChosen' | 'minuteAt'>): Parts {
  const known = new Map<PartOfSite, PartMinutes>();
  return {
    counts(topic, now) {
      const { siteId, filters } = partOf(topic);
      const counts = presence.countChosen(siteId, filters, now);
      const minute = presence.minuteAt(now);
      const part = known.get(topic) ?? { minute, peaks: [0], current: 0 };
      known.set(topic, part);
      note(part, counts.visitors, minute);
      return { ...counts, minutes: [...part.peaks] };
    },
    forget(isWatched) {
      for (const topic of known.keys()) if (!isWatched(topic)) known.delete(topic);
    },
  };
}
