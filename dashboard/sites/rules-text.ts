// A site's rules as a person types them, one entry per line, and the server's objections to them. Pure.
import type { SiteRules } from '../../server/contract/browser.ts';
import { ApiError } from '../api-error.ts';

export const RULE_LISTS = ['allowedHosts', 'excludedAddresses', 'excludedPaths', 'excludedCountries'] as const;
export type RuleList = (typeof RULE_LISTS)[number];

/** What stands in the form. */
export type RulesText = { [list in RuleList]: string } & Pick<SiteRules, 'visitorIds'>;

export const textOf = (rules: SiteRules): RulesText => ({
  allowedHosts: rules.allowedHosts.join('\n'),
  excludedAddresses: rules.excludedAddresses.join('\n'),
  excludedPaths: rules.excludedPaths.join('\n'),
  excludedCountries: rules.excludedCountries.join('\n'),
  visitorIds: rules.visitorIds,
});

/** Empty lines are nothing. Commas and blanks part entries too, but not paths, which may have some of their own. */
const entries = (list: RuleList, text: string) => [
  ...text.matchAll(list === 'excludedPaths' ? /\S(?:[^\n]*\S)?/g : /[^\s,]+/g),
];
const values = (list: RuleList, text: RulesText) => entries(list, text[list]).map(([entry]) => entry);

export const rulesOf = (text: RulesText): SiteRules => ({
  allowedHosts: values('allowedHosts', text),
  excludedAddresses: values('excludedAddresses', text),
  excludedPaths: values('excludedPaths', text),
  excludedCountries: values('excludedCountries', text).map((country) => country.toUpperCase()),
  visitorIds: text.visitorIds,
});

export interface Objection {
  /** About the list as a field of the form, with a message that names the entry. */
  error: ApiError;
  list: RuleList;
  /** Where the entry stands in the list's text; null when it is about the list as a whole. */
  place: [start: number, end: number] | null;
}

/** Finds what the server objects to in `sent`: it says `rules.excludedPaths.2`. Null when it is about something else. */
export function objectionTo(sent: RulesText, error: Error | null): Objection | null {
  if (!(error instanceof ApiError) || error.field === undefined) return null;
  const [, name, index] = /^rules\.(\w+)(?:\.(\d+))?$/.exec(error.field) ?? [];
  const list = RULE_LISTS.find((one) => one === name);
  if (!list) return null;
  const entry = index === undefined ? undefined : entries(list, sent[list])[Number(index)];
  // A message begins with the entry, or with the field's path, which says nothing to a person.
  const begin = [error.field, entry?.[0]].find((text) => text && error.message.startsWith(`${text} `)) ?? '';
  const subject = entry ? `“${entry[0]}”` : 'The list';
  const message = begin === '' ? error.message : subject + error.message.slice(begin.length);
  return {
    error: new ApiError(error.status, { code: error.code, message, field: list }),
    list,
    place: entry ? [entry.index, entry.index + entry[0].length] : null,
  };
}
