// What is known of open pages when a beat of them comes: which were refused, and by which rules. A page whose view did not count
// must not come in by its beats and events, which know less (no time zone, no referrer); but once the site's rules have changed, every open page is judged
// anew, those that were let in as well.
//
// The one thing to know: a site's rules are replaced as a whole when they change (sites.ts), so that it is enough to compare them.
import { LRUCache } from 'lru-cache';
import type { RejectionReason, SiteRules } from '../contract/browser.ts';
import { LEASE_MS } from '../live/presence.ts';
import type { Site } from '../sites/sites.ts';

/** Page instances remembered for as long as nobody needs their place; what is forgotten is looked at again. */
const MOST = 20_000;

/** By then every page that was let in by earlier rules has sent a beat, or its lease has ended and was swept. */
const NEW_FOR_MS = LEASE_MS + 2_000;

/** What a change of the rules may change; a bot stays a bot. */
const BY_RULES: ReadonlySet<RejectionReason> = new Set([
  ...(['host', 'excluded_address', 'excluded_path', 'excluded_country'] as const),
]);

export interface RefusedPages {
  /** The page was refused, `country` being all that is known of where its reader is. */
  add(site: Site, page: string, reason: RejectionReason, country: string): void;
  /** Why it was refused, by what still holds; undefined when it was not. */
  reasonOf(site: Site, page: string): RejectionReason | undefined;
  /** Where its reader is, as said when it was refused; undefined when it was not. */
  countryOf(site: Site, page: string): string | undefined;
  /** Whether pages that were let in may have been so by earlier rules. To be asked at every beat: one look-up. */
  areRulesNew(site: Site, now: number): boolean;
}

export function createRefusedPages(): RefusedPages {
  /** `rules`: undefined when it is not for them. */
  const pages = new LRUCache<string, { reason: RejectionReason; rules: SiteRules | undefined; country: string }>({
    max: MOST,
  });
  /** Monotonic ms. */
  const newUntil = new WeakMap<SiteRules, number>();
  const keyOf = (site: Site, page: string) => `${site.id}:${page}`;

  return {
    add(site, page, reason, country) {
      pages.set(keyOf(site, page), { reason, rules: BY_RULES.has(reason) ? site.rules : undefined, country });
    },
    reasonOf(site, page) {
      const refused = pages.get(keyOf(site, page));
      const holds = refused !== undefined && (refused.rules === undefined || refused.rules === site.rules);
      return holds ? refused.reason : undefined;
    },
    countryOf: (site, page) => pages.peek(keyOf(site, page))?.country,
    areRulesNew(site, now) {
      const until = newUntil.get(site.rules);
      if (until !== undefined) return now < until;
      // Their first beat: it cannot have come before the change, and no lease from before outlives what begins here.
      newUntil.set(site.rules, now + NEW_FOR_MS);
      return true;
    },
  };
}
