// What brought each visitor at the start of their visit, as the live lists count them: a later page of theirs says only that they
// came from the page before. In memory and bounded, in visitors and in bytes: whoever was not heard of for longest is forgotten.
import { LRUCache } from 'lru-cache';
import type { FeedHit } from '../contract/browser.ts';
import type { Arrival, LiveVisitors } from './presence.ts';

const KEPT = 20_000;
/** Of the texts, as UTF-16, and of what it takes to find them. */
const MOST_BYTES = 8_000_000;
const BYTES_EACH = 200;

type Origin = NonNullable<FeedHit['visit']>;

export interface Origins {
  /** Call it before the arrival is told to presence: only the first of a visit says what brought them. */
  note(arrival: Arrival): void;
  /** The hit with what brought its visitor, where that is known and the hit itself says something else. */
  added(siteId: number, hit: FeedHit): FeedHit;
}

export function createOrigins(presence: Pick<LiveVisitors, 'isHere'>): Origins {
  const origins = new LRUCache<string, Origin>({
    max: KEPT,
    maxSize: MOST_BYTES,
    sizeCalculation: ({ referrer, source, campaign }) =>
      BYTES_EACH + 2 * (referrer.length + source.length + campaign.length),
  });
  const keyOf = (siteId: number, visitor: string) => `${siteId} ${visitor}`;

  return {
    note({ siteId, visitor, previousVisitor, referrer, source, campaign }) {
      if (presence.isHere(siteId, visitor)) return;
      const previous = previousVisitor?.();
      // Across midnight somebody goes on under another id.
      if (previous === undefined || !presence.isHere(siteId, previous)) {
        origins.set(keyOf(siteId, visitor), { referrer, source, campaign });
        return;
      }
      const known = origins.get(keyOf(siteId, previous));
      if (known) origins.set(keyOf(siteId, visitor), known);
    },
    added(siteId, hit) {
      const visit = origins.get(keyOf(siteId, hit.visitor));
      const isSame = visit?.referrer === hit.referrer && visit.source === hit.source && visit.campaign === hit.campaign;
      return visit && !isSame ? { ...hit, visit } : hit;
    },
  };
}
