// The sentence: a hit of a registered site is enriched, refused or committed to disk, and then its visitor arrives. Beats
// and leaves speak to presence, and are not stored.
import type { Clock } from '../clock.ts';
import type { RejectionReason } from '../contract/browser.ts';
import type { Beat, Event, Hit, View } from '../contract/hit.ts';
import { Refusal } from '../errors.ts';
import type { Engagement, LiveVisitors } from '../live/presence.ts';
import type { Titles } from '../live/titles.ts';
import { isSiteHost, normaliseHost } from '../sites/host.ts';
import type { Site, Sites } from '../sites/sites.ts';
import type { HitRow } from '../store/hit-row.ts';
import type { Recorder } from '../store/recorder.ts';
import type { Enrich, Facts, Sender } from './enrich.ts';
import type { Refuse, Rejection } from './refuse.ts';
import { createRefusedPages } from './refused-pages.ts';

/**
 * `stored`: committed to disk, now or by an earlier try. `noted`: presence took it; nothing is promised. A reason: it is
 * not counted, and nothing was kept.
 */
export type Outcome = 'stored' | 'noted' | RejectionReason;

/** A view or an event as a server saw it, with whom it saw and when. */
export interface SeenHit {
  hit: View | Event;
  sender: Sender;
  at: number;
}

export interface Record {
  /**
   * Resolves once the hit may be acknowledged. Rejects with a Refusal: `unknown_site`, `overloaded`, `disk_full`,
   * `storage_failed`; then a retry is safe.
   */
  one(hit: Hit, sender: Sender): Promise<Outcome>;
  /** All of them in one transaction, or none. Resolves with an outcome for each, in order. Rejects as above. */
  all(hits: readonly SeenHit[]): Promise<Outcome[]>;
}

export interface RecordParts {
  sites: Sites;
  enrich: Enrich;
  refuse: Refuse;
  recorder: Recorder;
  presence: LiveVisitors;
  titles: Pick<Titles, 'note'>;
  clock: Clock;
  /** A hit for a host that no site is registered for. */
  onUnregistered: (host: string) => void;
  /** A hit is not counted. */
  onRejected: (site: Site, hit: View | Event, facts: Facts, rejection: Rejection) => void;
  /** Throws a Refusal `too_many_hits` when more of this site arrives than is allowed. */
  limitSite: (site: Site, kind: Hit['k'], hits: number) => void;
  /** A hit is counted, and it happened just now. `isNew`: its visitor was not on the site the moment before. */
  onCounted: (row: HitRow, isNew: boolean) => void;
  /** Somebody is on the site for the first time: it waits no longer. */
  onFirstHit: (site: Site) => void;
}

/** A hit that is to be kept, with all that is known of it. */
interface Kept {
  hit: View | Event;
  site: Site;
  sender: Sender;
  facts: Facts;
  row: HitRow;
  /** It happened so long ago that its visitor is not believed to be here. Judged when it came: the clock may jump. */
  isPast: boolean;
}

function engagementOf(hit: { e?: number | undefined; y?: number | undefined }): Engagement | undefined {
  return hit.e === undefined ? undefined : { engagedMs: hit.e, scrollDepth: hit.y ?? 0 };
}

/** A hit that is older than its lease would be has no visitor who could be here. */
const STILL_HERE_MS = 5 * 60_000;

export function createRecord(parts: RecordParts): Record {
  const { sites, enrich, refuse, recorder, presence, titles, clock } = parts;
  const { onUnregistered, onRejected, onCounted, limitSite, onFirstHit } = parts;

  function siteOf(hit: Hit): Site {
    const site = sites.find(hit.s);
    if (site) return site;
    const host = normaliseHost(hit.s);
    if (host !== undefined && isSiteHost(host)) onUnregistered(host);
    throw unknownSite(hit);
  }

  function unknownSite({ s: name }: Hit): Refusal {
    return new Refusal(
      'unknown_site',
      `No site ${name} is registered here. Add it on the dashboard, or correct data-site in the snippet.`,
      { field: 's' },
    );
  }

  /** The site may have been removed while its hit was on the way to disk: then that goes with the rest. */
  function checkIsThere(site: Site, hit: Hit): void {
    if (sites.byId(site.id) === undefined) throw unknownSite(hit);
  }

  const refusedPages = createRefusedPages();

  /** What happens on a page that does not count does not count either, though an event says less than its view did. */
  function rejectionOfPage({ p }: Event, site: Site): Rejection | undefined {
    const reason = refusedPages.reasonOf(site, p);
    return reason && { reason, detail: '' };
  }

  function isRefused(hit: View | Event | Beat, site: Site, sender: Sender, facts: Facts): Rejection | undefined {
    const rejection = refuse(hit, site, sender, facts) ?? (hit.k === 'event' ? rejectionOfPage(hit, site) : undefined);
    if (!rejection) return undefined;
    // An event may be of another address than its page.
    if (hit.k !== 'event') refusedPages.add(site, hit.p, rejection.reason, facts.place.country);
    if (hit.k !== 'beat') onRejected(site, hit, facts, rejection);
    return rejection;
  }

  /** Lets somebody in; whoever is the first ends the waiting, in the same frame. */
  function welcome(site: Site, comeIn: () => boolean): void {
    const isFirst = site.waiting;
    site.waiting = false;
    if (!comeIn()) site.waiting = isFirst;
    else if (isFirst) onFirstHit(site);
  }

  /** A beat does not say the time zone: what is known of its page stands in for it. */
  function lookAtBeat(hit: Beat, site: Site, sender: Sender): Facts {
    const facts = enrich.look(hit, site, sender);
    if (facts.place.country !== '') return facts;
    const country = refusedPages.countryOf(site, hit.p) || presence.countryOf(site.id, hit.p);
    return country === '' ? facts : { ...facts, place: { ...facts.place, country } };
  }

  /** Usually a renewal and nothing else. While the site's rules are new, the page is judged by them and its reader told apart. */
  function beat(hit: Beat, site: Site, sender: Sender): void {
    const now = clock.monotonic();
    const reading = hit.a === undefined ? undefined : hit.a === 1;
    const renew = () => presence.renew(site.id, hit.p, reading, now, engagementOf(hit));
    if (!refusedPages.areRulesNew(site, now) && renew()) return;
    const facts = refusedPages.reasonOf(site, hit.p) ? undefined : lookAtBeat(hit, site, sender);
    if (facts === undefined || isRefused(hit, site, sender, facts)) presence.turnAway(site.id, hit.p, now);
    else {
      const arrival = enrich.arrival(hit, site, sender, facts, clock.wall());
      if (renew()) presence.identify(arrival, now);
      // It may be the first of the site, when the view went to a server that did not know the site yet, or to none.
      else welcome(site, () => presence.arrive(arrival, now));
    }
  }

  /** After the commit: a view's visitor is there from now on. */
  function arrive({ hit, site, sender, facts, row, isPast }: Kept): void {
    welcome(site, () => {
      if (isPast) return true;
      let isNew = false;
      if (hit.k === 'view') {
        if (hit.t) titles.note(site.id, row.path, hit.t); // first: the frame that shows them shows the title
        const arrival = enrich.arrival(hit, site, sender, facts, row.at, row);
        isNew = !presence.isHere(arrival);
        presence.arrive(arrival, clock.monotonic());
      }
      onCounted(row, isNew);
      return true;
    });
  }

  return {
    async one(hit, sender) {
      const site = siteOf(hit);
      limitSite(site, hit.k, 1);
      if (hit.k === 'leave') {
        // Of a page that does not count, how long it was read is nobody's concern.
        if (refusedPages.reasonOf(site, hit.p) === undefined)
          presence.leave(site.id, hit.p, clock.monotonic(), engagementOf(hit));
        return 'noted';
      }
      if (hit.k === 'beat') {
        beat(hit, site, sender);
        return 'noted';
      }
      const facts = enrich.look(hit, site, sender);
      const rejection = isRefused(hit, site, sender, facts);
      if (rejection) return rejection.reason;
      const row = enrich.row(hit, site, sender, facts, clock.wall());
      const recorded = await recorder.record(row);
      checkIsThere(site, hit);
      if (recorded === 'stored') arrive({ hit, site, sender, facts, row, isPast: false });
      return 'stored';
    },

    async all(hits) {
      const now = clock.wall();
      const [first] = hits;
      if (first) limitSite(siteOf(first.hit), first.hit.k, hits.length); // a key is for one site
      const looked = hits.map(({ hit, sender, at }) => {
        const site = siteOf(hit);
        const facts = enrich.look(hit, site, sender);
        const rejection = isRefused(hit, site, sender, facts);
        if (rejection) return { reason: rejection.reason };
        const row = enrich.row(hit, site, sender, facts, at);
        return { hit, site, sender, facts, row, isPast: now - at >= STILL_HERE_MS };
      });
      const kept = looked.filter((one): one is Kept => 'row' in one);
      const recorded = await recorder.recordAll(kept.map(({ row }) => row));
      for (const { site, hit } of kept) checkIsThere(site, hit);
      for (const [index, one] of kept.entries()) if (recorded[index] === 'stored') arrive(one);
      return looked.map((one) => ('reason' in one ? one.reason : 'stored'));
    },
  };
}
