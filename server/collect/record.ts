// The sentence: a hit of a registered site is enriched, committed to disk, and then its visitor arrives. Beats and leaves
// speak to presence, and are not stored.
import type { Clock } from '../clock.ts';
import type { Hit } from '../contract/hit.ts';
import { Refusal } from '../errors.ts';
import type { LiveVisitors } from '../live/presence.ts';
import { isSiteHost, normaliseHost } from '../sites/host.ts';
import type { Site, Sites } from '../sites/sites.ts';
import type { Recorder } from '../store/recorder.ts';
import type { Enrich, Sender } from './enrich.ts';

/**
 * Resolves once the hit may be acknowledged: `stored` (committed to disk, now or by an earlier try) or `noted` (presence
 * took it; nothing is promised). Rejects with a Refusal: `unknown_site`, `overloaded`, `storage_failed`.
 */
export type RecordHit = (hit: Hit, sender: Sender) => Promise<'stored' | 'noted'>;

export interface RecordParts {
  sites: Sites;
  enrich: Enrich;
  recorder: Recorder;
  presence: LiveVisitors;
  clock: Clock;
  /** A hit for a host that no site is registered for. */
  onUnregistered: (host: string) => void;
  /** Somebody is on the site for the first time: it waits no longer. */
  onFirstHit: (site: Site) => void;
}

export function createRecord(parts: RecordParts): RecordHit {
  const { sites, enrich, recorder, presence, clock, onUnregistered, onFirstHit } = parts;

  function siteOf(hit: Hit): Site {
    const site = sites.find(hit.s);
    if (site) return site;
    const host = normaliseHost(hit.s);
    if (host !== undefined && isSiteHost(host)) onUnregistered(host);
    throw new Refusal(
      'unknown_site',
      `No site ${hit.s} is registered here. Add it on the dashboard, or correct data-site in the snippet.`,
      {
        field: 's',
      },
    );
  }

  return async function record(hit, sender) {
    const site = siteOf(hit);

    if (hit.k === 'leave') {
      presence.leave(site.id, hit.p, clock.monotonic());
      return 'noted';
    }
    if (hit.k === 'beat') {
      const reading = hit.a === undefined ? undefined : hit.a === 1;
      const known = presence.renew(site.id, hit.p, reading, clock.monotonic());
      if (!known) {
        const isThere = presence.arrive(enrich.arrival(hit, site, sender, clock.wall()), clock.monotonic());
        // Although the view went to a server that did not know the site yet, or to none.
        if (isThere && site.waiting) {
          site.waiting = false;
          onFirstHit(site);
        }
      }
      return 'noted';
    }

    const now = clock.wall();
    const recorded = await recorder.record(enrich.row(hit, site, sender, now));
    if (recorded === 'duplicate') return 'stored';
    const first = site.waiting;
    site.waiting = false;
    if (hit.k === 'view') presence.arrive(enrich.arrival(hit, site, sender, now), clock.monotonic());
    if (first) onFirstHit(site);
    return 'stored';
  };
}
