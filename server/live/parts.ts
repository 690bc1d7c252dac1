// Parts of a site, as topics of their own: those of its visitors for whom filters hold. However many people watch the same
// part, it is counted once. Its minutes are known only since somebody began to look that way.
import { LRUCache } from 'lru-cache';
import type { LiveCounts, LiveVisitors } from './presence.ts';
import { type PartOfSite, partOf } from './topics.ts';

export interface Parts {
  /** Now. The minutes begin with the first call, and anew after a minute without one. */
  counts(topic: PartOfSite, now: number): LiveCounts;
  /** The site was removed. */
  drop(siteId: number): void;
}

/** Which minute was last looked at, and the greatest number of each up to it. */
interface PartMinutes {
  minute: number;
  peaks: number[];
  current: number;
}

const MINUTES = 30;
/** Filters are a person's, and a person has a few. */
const MOST_KNOWN = 1_000;

function note(part: PartMinutes, visitors: number, minute: number): void {
  const passed = Math.min(minute - part.minute, MINUTES); // a clock may jump by years
  for (let step = 0; step < passed; step += 1) part.peaks.push(part.current); // who was there when the minute began
  part.peaks.splice(0, Math.max(0, part.peaks.length - MINUTES));
  part.minute = minute;
  part.peaks.push(Math.max(part.peaks.pop() ?? 0, visitors));
  part.current = visitors;
}

export function createParts(presence: Pick<LiveVisitors, 'countChosen' | 'minuteAt'>): Parts {
  const known = new LRUCache<PartOfSite, PartMinutes>({ max: MOST_KNOWN });
  return {
    counts(topic, now) {
      const { siteId, filters } = partOf(topic);
      const counts = presence.countChosen(siteId, filters, now);
      const minute = presence.minuteAt(now);
      const before = known.get(topic);
      const part = before && minute - before.minute <= 1 ? before : { minute, peaks: [0], current: 0 };
      known.set(topic, part);
      note(part, counts.visitors, minute);
      return { ...counts, minutes: [...part.peaks] };
    },
    drop(siteId) {
      for (const topic of known.keys()) if (partOf(topic).siteId === siteId) known.delete(topic);
    },
  };
}
