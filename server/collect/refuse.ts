// Says why a hit is not counted, or that it is. Pure. Whoever sent it is not told off: the answer is a 202 with the reason
// in a header, and the owner sees it on the dashboard.

import { createAddressRanges } from '../address-ranges.ts';
import type { RejectionReason, SiteRules } from '../contract/browser.ts';
import type { Beat, Event, View } from '../contract/hit.ts';
import { normaliseHost } from '../sites/host.ts';
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

const never = () => false;

/** `*` stands for any text. Looks for one piece after the other: linear in the path, whatever the pattern. */
export function matchesPattern(pattern: string, path: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return path === pattern;
  const last = rest.pop() ?? '';
  if (!path.startsWith(first) || path.length < first.length + last.length || !path.endsWith(last)) return false;
  let from = first.length;
  for (const piece of rest) {
    const found = path.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return from <= path.length - last.length;
}

/** `*.example.com` means every host below example.com. */
function matchesHost(allowed: string, host: string): boolean {
  return allowed.startsWith('*.') ? host.endsWith(allowed.slice(1)) : host === allowed;
}

function matchersOf({ allowedHosts, excludedAddresses, excludedPaths, excludedCountries }: SiteRules): Matchers {
  const countries = new Set(excludedCountries);
  return {
    isForeignHost:
      allowedHosts.length === 0
        ? never
        : (host) => {
            const name = normaliseHost(host) ?? host;
            return !allowedHosts.some((allowed) => matchesHost(allowed, name));
          },
    isExcludedAddress: excludedAddresses.length === 0 ? never : createAddressRanges(excludedAddresses),
    excludedPath: (path) => excludedPaths.find((pattern) => matchesPattern(pattern, path)),
    isExcludedCountry: (country) => countries.has(country),
  };
}

/** `isSpam`: whether a referrer's host is known to send made-up visits. */
export function createRefuse(isSpam: (host: string) => boolean): Refuse {
  const known = new WeakMap<SiteRules, Matchers>();

  function matchers(rules: SiteRules): Matchers {
    let made = known.get(rules);
    if (!made) {
      made = matchersOf(rules);
      known.set(rules, made);
    }
    return made;
  }

  return function refuse(hit, site, sender, { page, referrer, device, place }) {
    if (hit.b === 1) return { reason: 'bot', detail: 'a program drives the browser' };
    if (device.isBot) return { reason: 'bot', detail: 'its user agent is a bot’s' };
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
