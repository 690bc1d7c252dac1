// What a site does not want counted, as a person typed it and as it is kept. Pure.
import { isAddressRange } from '../address-ranges.ts';
import type { SiteRules } from '../contract/browser.ts';
import { type ChangeSiteRules, EMPTY_RULE } from '../contract/requests.ts';
import { Refusal } from '../errors.ts';
import { comparablePath, faultOfPattern, patternIn } from '../path-pattern.ts';
import { readAllowedHost } from './allowed-host.ts';

/** As it is kept; or what is wrong, as the end of a sentence that begins with the entry. */
type Read = (entry: string) => string | { wrong: string };

/** Each entry as it is kept, and each once: of those with the same `key` the first. */
function readList(field: string, typed: string[], read: Read, key = (kept: string) => kept): string[] {
  const kept = new Map<string, string>();
  for (const [index, entry] of typed.entries()) {
    const place = `rules.${field}.${index}`;
    if (entry.trim() === '') throw new Refusal('bad_request', `${place} ${EMPTY_RULE}.`, { field: place });
    const value = read(entry.trim());
    if (typeof value === 'object') throw new Refusal('bad_request', `${entry} ${value.wrong}`, { field: place });
    if (!kept.has(key(value))) kept.set(key(value), value);
  }
  return [...kept.values()];
}

const readAddressRange: Read = (entry) => {
  if (isAddressRange(entry)) return entry;
  return /^[\da-f.:]+\/0+$/i.test(entry)
    ? { wrong: 'would leave everybody out. Type a smaller range, such as 192.0.2.0/24.' }
    : { wrong: 'is not an address or a range, such as 192.0.2.0/24. Correct it, or leave it out.' };
};

const readPath: Read = (entry) => {
  const pattern = patternIn(entry);
  const wrong = faultOfPattern(pattern);
  return wrong === undefined ? pattern : { wrong };
};

const samePattern = (pattern: string) => pattern.split('*').map(comparablePath).join('*');

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** What Intl knows as a region and is no country of anybody's: unknown, made up for tests, or of many countries. */
const NO_COUNTRIES: ReadonlySet<string> = new Set(['ZZ', 'XA', 'XB', 'QO', 'EU', 'EZ', 'UN']);

/** As hits have it: what most people write for Great Britain is an alias. */
const readCountry: Read = (entry) => {
  const code = entry.toUpperCase();
  const isCountry = /^[A-Z]{2}$/.test(code) && !NO_COUNTRIES.has(code) && countryNames.of(code) !== undefined;
  return isCountry
    ? (new Intl.Locale('und', { region: code }).region ?? code)
    : { wrong: 'is not a country in two letters, such as DE. Correct it, or leave it out.' };
};

/** The rules with what was changed. Throws a Refusal `bad_request` whose field names the entry: `rules.allowedHosts.0`. */
export function changeRules(rules: SiteRules, change: ChangeSiteRules): SiteRules {
  const { allowedHosts, excludedAddresses, excludedPaths, excludedCountries, visitorIds } = change;
  return {
    allowedHosts: allowedHosts ? readList('allowedHosts', allowedHosts, readAllowedHost) : rules.allowedHosts,
    excludedAddresses: excludedAddresses
      ? readList('excludedAddresses', excludedAddresses, readAddressRange)
      : rules.excludedAddresses,
    excludedPaths: excludedPaths
      ? readList('excludedPaths', excludedPaths, readPath, samePattern)
      : rules.excludedPaths,
    excludedCountries: excludedCountries
      ? readList('excludedCountries', excludedCountries, readCountry)
      : rules.excludedCountries,
    visitorIds: visitorIds ?? rules.visitorIds,
  };
}
