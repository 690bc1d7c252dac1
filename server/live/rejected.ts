// The answer to "why do I see nothing?": which hits of a site were not counted, and why. In memory only and since the
// server's start; never an address, never a user agent.
import type { RejectedReply, RejectionReason } from '../contract/browser.ts';

export interface RejectedHit {
  /** ms since 1970. */
  t: number;
  /** `view`, `event` …, or '' when not even that could be read. */
  kind: string;
  reason: RejectionReason;
  /** Which rule, field or sort of bot; may be empty. Never who sent it. */
  detail: string;
  host: string;
  path: string;
  /** Origin and path, or ''. */
  referrer: string;
}

const KEPT = 200;
const MAX_LENGTH = { kind: 20, detail: 200, host: 253, path: 500, referrer: 500 } as const;

export interface Rejected {
  /** Texts that are too long are cut. `siteId` is a registered site's: nobody else can make this grow. */
  note(siteId: number, hit: RejectedHit): void;
  /** Of one site; empty when nothing was rejected. A copy. */
  of(siteId: number): RejectedReply;
  /** Hits of these pages were deleted: those that were not counted stay, without a page. */
  strike(siteId: number, isMeant: (path: string) => boolean): void;
  /** The site was removed. */
  drop(siteId: number): void;
  /** How many there were, without the copying. */
  total(siteId: number): number;
}

interface OfSite {
  total: number;
  counts: Map<RejectionReason, number>;
  /** A ring: the next one goes to place `total % KEPT`. */
  ring: RejectedHit[];
}

/** A copy where it is long: V8 keeps the whole of a URL or body alive for as long as a slice of it is. */
function bounded(text: string, maxLength: number): string {
  return text.length <= 12 ? text : Buffer.from(text.slice(0, maxLength)).toString();
}

/**
 * `since`: the server's start, ms since 1970. Keeps the last 200 of each site: some 100 kB when they are ordinary, at most
 * 600 kB; and nothing for a site without any.
 */
export function createRejected(since: number): Rejected {
  const sites = new Map<number, OfSite>();

  return {
    note(siteId, { t, kind, reason, detail, host, path, referrer }) {
      let site = sites.get(siteId);
      if (!site) {
        site = { total: 0, counts: new Map(), ring: [] };
        sites.set(siteId, site);
      }
      site.ring[site.total % KEPT] = {
        t,
        kind: bounded(kind, MAX_LENGTH.kind),
        reason,
        detail: bounded(detail, MAX_LENGTH.detail),
        host: bounded(host, MAX_LENGTH.host),
        path: bounded(path, MAX_LENGTH.path),
        referrer: bounded(referrer, MAX_LENGTH.referrer),
      };
      site.total += 1;
      site.counts.set(reason, (site.counts.get(reason) ?? 0) + 1);
    },

    of(siteId) {
      const { total = 0, counts = new Map<RejectionReason, number>(), ring = [] } = sites.get(siteId) ?? {};
      const next = total % KEPT;
      const oldestFirst = total > KEPT ? [...ring.slice(next), ...ring.slice(0, next)] : [...ring];
      return {
        total,
        since,
        counts: [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)),
        last: oldestFirst.reverse(),
      };
    },

    strike(siteId, isMeant) {
      for (const hit of sites.get(siteId)?.ring ?? []) if (isMeant(hit.path)) hit.path = '';
    },

    drop: (siteId) => void sites.delete(siteId),
    total: (siteId) => sites.get(siteId)?.total ?? 0,
  };
}
