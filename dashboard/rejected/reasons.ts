// Why hits were not counted, in plain words: what each reason means and what there is to do about it. Pure.
import type { RejectedReply, RejectionReason } from '../../server/contract/browser.ts';
import type { RuleList } from '../sites/rules-text.ts';

export type RejectedHit = RejectedReply['last'][number];

export interface Meaning {
  /** In the list of hits. */
  short: string;
  /** After a number of hits. */
  title: string;
  means: string;
  /** The list that decides it. */
  rule?: RuleList;
}

const MEANINGS: { [reason in RejectionReason]: Meaning } = {
  bot: {
    short: 'bot',
    title: 'from a bot',
    means:
      'Its user agent says so, or a program drives the browser, as tests do. Nothing to do: readers are not affected.',
  },
  prefetch: {
    short: 'fetched ahead',
    title: 'fetched ahead',
    means: 'A browser loaded the page in advance and nobody saw it. Nothing to do: it counts once it is shown.',
  },
  spam: {
    short: 'referrer spam',
    title: 'with a spammer’s referrer',
    means: 'The referrer is known for made-up visits. Nothing to do, and nothing to see there.',
  },
  host: {
    short: 'host not on your list',
    title: 'from a host that is not on your list',
    means: 'If it is yours, add it to the hosts that count.',
    rule: 'allowedHosts',
  },
  excluded_address: {
    short: 'excluded address',
    title: 'from an address that you excluded',
    means: 'Which one is not kept. If readers share it, take it off the list.',
    rule: 'excludedAddresses',
  },
  excluded_path: {
    short: 'excluded path',
    title: 'of a path that you excluded',
    means: 'If its readers should count, take it off the list.',
    rule: 'excludedPaths',
  },
  excluded_country: {
    short: 'excluded country',
    title: 'from a country that you excluded',
    means: 'If its readers should count, take it off the list.',
    rule: 'excludedCountries',
  },
  malformed: {
    short: 'not understood',
    title: 'that could not be understood',
    means:
      'Compare the snippet on your pages with the one shown here. If a program of yours sends them, the list says what is wrong.',
  },
  too_many: {
    short: 'too many',
    title: 'above the limit',
    means:
      'More came in a second than HITS_PER_SECOND_PER_SITE allows. If they are readers, raise it in the server’s environment and restart.',
  },
};

/** A reason that a newer server gives is shown by its name. */
export function meaningOf(reason: string): Meaning {
  if (Object.hasOwn(MEANINGS, reason)) return MEANINGS[reason as RejectionReason];
  const name = reason.replaceAll('_', ' ');
  return {
    short: name,
    title: `for the reason “${name}”`,
    means: 'This page is older than the server and does not know it. Reload the page.',
  };
}

const MOST_DETAILS = 3;

/** What the latest hits say of a reason, e.g. the hosts: each once, newest first, a few at most. */
export function detailsOf(reason: string, last: readonly RejectedHit[]): string[] {
  const details = new Set(last.filter((hit) => hit.reason === reason && hit.detail !== '').map(({ detail }) => detail));
  return [...details].slice(0, MOST_DETAILS);
}
