// Turns what a page said into what is kept of it: one row to store, one arrival to show. Everything that identifies the
// sender ends here; only the visitor id goes on.
import { type Day, dateBefore, dayOf } from '../calendar.ts';
import type { Beat, Event, View } from '../contract/hit.ts';
import type { Arrival } from '../live/presence.ts';
import type { Site } from '../sites/sites.ts';
import type { HitRow } from '../store/hit-row.ts';
import { readPage } from './page-url.ts';
import { cutReferrer, isInternal } from './referrer.ts';
import type { Salts } from './salts.ts';
import { visitorId } from './visitor-id.ts';

/** Who sent a hit. Never stored, never logged. */
export interface Sender {
  address: string;
  userAgent: string;
  /** Asked not to be told apart: Global Privacy Control or Do Not Track. Counted, but without a visitor id. */
  wantsPrivacy: boolean;
}

export interface Enrich {
  row(hit: View | Event, site: Site, sender: Sender, now: number): HitRow;
  arrival(hit: View | Beat, site: Site, sender: Sender, now: number): Arrival;
}

export function createEnrich(salts: Salts): Enrich {
  /** A site's current day, looked up once per day and zone and not per hit. */
  const days = new Map<number, Day & { timezone: string }>();

  function today(site: Site, now: number): Day {
    const known = days.get(site.id);
    if (known && known.timezone === site.timezone && now >= known.start && now < known.end) return known;
    const day = { ...dayOf(site.timezone, now), timezone: site.timezone };
    days.set(site.id, day);
    return day;
  }

  return {
    row(hit, site, sender, now) {
      const salt = salts.of(today(site, now).date);
      const page = readPage(hit.u);
      return {
        siteId: site.id,
        at: now,
        kind: hit.k,
        pageInstance: hit.p,
        seq: hit.q,
        visitor: sender.wantsPrivacy ? undefined : visitorId(salt, site.id, sender.address, sender.userAgent),
        host: page.host,
        path: page.path,
        referrer: hit.k === 'view' ? cutReferrer(hit.r) : undefined,
        campaign: page.campaign,
        ...(hit.k === 'view'
          ? { title: hit.t, viewportWidth: hit.w, timezone: hit.z }
          : { eventName: hit.n, eventProps: hit.d }),
      };
    },

    arrival(hit, site, sender, now) {
      const { date } = today(site, now);
      const { address, userAgent, wantsPrivacy } = sender;
      const idFrom = (salt: Buffer) => visitorId(salt, site.id, address, userAgent);
      const page = readPage(hit.u);
      const referrer = cutReferrer(hit.r);
      return {
        siteId: site.id,
        page: hit.p,
        // Who does not want to be told apart is present as a page, not as a person.
        visitor: wantsPrivacy ? hit.p : idFrom(salts.of(date)),
        previousVisitor() {
          const yesterday = wantsPrivacy ? undefined : salts.ifKnown(dateBefore(date));
          return yesterday && idFrom(yesterday);
        },
        path: page.path,
        referrer: referrer === undefined || isInternal(referrer, site.host, page.host) ? '' : referrer,
        by: hit.k,
        reading: hit.k === 'beat' && hit.a !== undefined ? hit.a === 1 : undefined,
      };
    },
  };
}
