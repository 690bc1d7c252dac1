// What a site does not want counted, as a person typed it and as it is kept. Pure.
import { isAddressRange } from '../address-ranges.ts';
import type { SiteRules } from '../contract/browser.ts';
import type { ChangeSiteRules } from '../contract/requests.ts';
import { Refusal } from '../errors.ts';
import { normaliseHost } from './host.ts';

/** Each entry as it is kept, and each once; `keep` answers undefined for one that makes no sense. */
function readList(field: string, typed: string[], keep: (entry: string) => string | undefined, what: string): string[] {
  const kept = typed.map((entry, index) => {
    const value = keep(entry.trim());
    if (value !== undefined) return value;
    throw new Refusal('bad_request', `${entry} is not ${what}. Correct it, or leave it out.`, {
      field: `rules.${field}.${index}`,
    });
  });
  return [...new Set(kept)];
}

const addressRange = (entry: string) => (isAddressRange(entry) ? entry : undefined);

/** The rules with what was changed. Throws a Refusal `bad_request` whose field names the entry: `rules.allowedHosts.0`. */
export function changeRules(rules: SiteRules, change: ChangeSiteRules): SiteRules {
  const { allowedHosts, excludedAddresses, excludedPaths, excludedCountries, visitorIds } = change;
  return {
    allowedHosts:
      allowedHosts === undefined
        ? rules.allowedHosts
        : readList('allowedHosts', allowedHosts, normaliseHost, 'a host, such as blog.example.com'),
    excludedAddresses:
      excludedAddresses === undefined
        ? rules.excludedAddresses
        : readList('excludedAddresses', excludedAddresses, addressRange, 'an address or a range, such as 192.0.2.0/24'),
    excludedPaths: excludedPaths === undefined ? rules.excludedPaths : [...new Set(excludedPaths)],
    excludedCountries: excludedCountries === undefined ? rules.excludedCountries : [...new Set(excludedCountries)],
    visitorIds: visitorIds ?? rules.visitorIds,
  };
}
