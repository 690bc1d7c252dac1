// Says why a hit is not counted, or that it is. Pure. Whoever sent it is not told off: the answer is a 202 with the reason
// in a header, and the owner sees it on the dashboard.

import { createAddressRanges } from '../address-ranges.ts';
import { BOT_DETAILS, type RejectionReason, type SiteRules } from '../contract/browser.ts';
import type { Beat, Event, View } from '../contract/hit.ts';
import { comparablePath, createPathPattern } from '../path-pattern.ts';
import { createAllowedHosts } from '../sites/allowed-host.ts';
import type { Site } from '../sites/sites.ts';
import type { Facts, Sender } from './enrich.ts';

export interface Rejection {
  reason: RejectionReason;
  /** Which rule, or what sort of bot; may be empty. Never an address, never a user agent. */
  detail: string;
}

export type Refuse = (hit: View | Event | Beat, site: Site, sender: Sender, facts: Facts) => Rejection | undefined;

interface Matchers {
  isForeignHost: (host: string) => boolean;
  isExcludedAddress: (address: string) => boolean;
  excludedPath: (path: string) => string | undefined;
  isExcludedCountry: (country: string) => boolean;
}

function matchersOf({ allowedHosts, excludedAddresses, excludedPaths, excludedCountries }: SiteRules): Matchers {
  const countries = new Set(excludedCountries);
  const isAllowed = createAllowedHosts(allowedHosts);
  const patterns = excludedPaths.map((pattern) => ({ pattern, means: createPathPattern(pattern) }));
  return {
    isForeignHost: (host) => !isAllowed(host),
    isExcludedAddress: createAddressRanges(excludedAddresses),
    excludedPath(path) {
      if (patterns.length === 0) return undefined;
      const comparable = comparablePath(path);
      return patterns.find(({ means }) => means(comparable))?.pattern;
    },
    isExcludedCountry: (country) => countries.has(country),
  };
}

const known = new WeakMap<SiteRules, Matchers>();

/** Made when they are first asked for: rules are replaced as a whole when they change. */
function matchers(rules: SiteRules): Matchers {
  let made = known.get(rules);
  if (!made) {
    made = matchersOf(rules);
    known.set(rules, made);
  }
  return made;
}

/** What the rules of a site say, now, of pages and countries of which nothing else is known. */
export const excludedBy = (site: Site) => ({
  path: (path: string) => matchers(site.rules).excludedPath(path) !== undefined,
  country: (country: string) => matchers(site.rules).isExcludedCountry(country),
});

/** `isSpam`: whether a referrer's host is known to send made-up visits. */
export function createRefuse(isSpam: (host: string) => boolean): Refuse {
  return function refuse(hit, site, sender, { page, referrer, device, place }) {
    if (hit.b === 1) return { reason: 'bot', detail: BOT_DETAILS.driven };
    if (device.isBot) return { reason: 'bot', detail: BOT_DETAILS.named };
    if (sender.isPrefetch) return { reason: 'prefetch', detail: '' };
    const rules = matchers(site.rules);
    if (rules.isForeignHost(page.host)) return { reason: 'host', detail: page.host };
    if (rules.isExcludedAddress(sender.address ?? '')) return { reason: 'excluded_address', detail: '' };
    const pattern = rules.excludedPath(page.path);
    if (pattern !== undefined) return { reason: 'excluded_path', detail: pattern };
    if (rules.isExcludedCountry(place.country)) return { reason: 'excluded_country', detail: place.country };
    if (referrer && isSpam(referrer.host)) return { reason: 'spam', detail: referrer.host };
    return undefined;
  };
}
