// Why hits were not counted, in plain words: what each reason means and what there is to do about it. Pure.
import {
  BOT_DETAILS,
  REJECTION_REASONS,
  type RejectedReply,
  type RejectionReason,
} from '../../server/contract/browser.ts';
import type { RuleList } from '../sites/rules-text.ts';
import { drawable } from '../tracked.ts';
import { words } from '../words/words.ts';

const t = words('rejected');

export type RejectedHit = RejectedReply['last'][number];

export interface Meaning {
  /** In the list of hits. */
  short: string;
  /** With a number of hits. */
  title: (count: number) => string;
  means: string;
  /** The list that decides it. */
  rule?: RuleList | undefined;
}

const RULES: { [reason in RejectionReason]?: RuleList } = {
  host: 'allowedHosts',
  excluded_address: 'excludedAddresses',
  excluded_path: 'excludedPaths',
  excluded_country: 'excludedCountries',
};

const isKnown = (reason: string): reason is RejectionReason => REJECTION_REASONS.includes(reason as RejectionReason);

/** A reason that a newer server gives is shown by its name. */
export function meaningOf(reason: string): Meaning {
  if (!isKnown(reason)) {
    const name = reason.replaceAll('_', ' ');
    return { short: name, title: (count) => t('unknown_title', { count, name }), means: t('unknown_means') };
  }
  return {
    short: t(`${reason}_short`),
    title: (count) => t(`${reason}_title`, { count }),
    means: t(`${reason}_means`),
    rule: RULES[reason],
  };
}

/** How a bot was known, in the reader's language; any other detail is somebody's own word, or for whoever wrote the program. */
export function formatDetail(detail: string): string {
  if (detail === BOT_DETAILS.driven) return t('bot_driven');
  return detail === BOT_DETAILS.named ? t('bot_named') : drawable(detail);
}

const MOST_DETAILS = 3;

/** What the latest hits say of a reason, e.g. the hosts: each once, newest first, a few at most. */
export function detailsOf(reason: string, last: readonly RejectedHit[]): string[] {
  const details = new Set(last.filter((hit) => hit.reason === reason && hit.detail !== '').map(({ detail }) => detail));
  return [...details].slice(0, MOST_DETAILS);
}
