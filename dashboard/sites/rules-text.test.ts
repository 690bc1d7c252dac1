import { describe, expect, test } from 'vitest';
import type { SiteRules } from '../../server/contract/browser.ts';
import { ApiError } from '../api-error.ts';
import { objectionTo, type RuleList, type RulesText, rulesOf, textOf } from './rules-text.ts';

const nothing: RulesText = textOf({
  ...{ allowedHosts: [], excludedAddresses: [], excludedPaths: [], excludedCountries: [] },
  visitorIds: 'never',
});

describe('what is typed', () => {
  test.each<[RuleList, string, string[]]>([
    ['allowedHosts', '', []],
    ['allowedHosts', ' \n\n', []],
    ['allowedHosts', 'a.example\r\nb.example\n', ['a.example', 'b.example']],
    ['allowedHosts', 'a.example, b.example c.example', ['a.example', 'b.example', 'c.example']],
    ['excludedAddresses', '192.0.2.0/24,2001:db8::/32', ['192.0.2.0/24', '2001:db8::/32']],
    ['excludedPaths', '  /drafts/* \n\n/a, b/c\n/\n', ['/drafts/*', '/a, b/c', '/']],
    ['excludedCountries', 'de, At\nCH', ['DE', 'AT', 'CH']],
  ])('in %s: %j', (list, text, entries) => {
    expect(rulesOf({ ...nothing, [list]: text })[list]).toEqual(entries);
  });

  test('what is shown and saved again unchanged stays as it is', () => {
    const rules: SiteRules = {
      allowedHosts: ['example.com', '*.example.com'],
      excludedAddresses: ['192.0.2.7', '2001:db8::/32'],
      excludedPaths: ['/drafts/*', '/a, b', '/a  b'],
      excludedCountries: ['DE'],
      visitorIds: 'unless_refused',
    };
    expect(rulesOf(textOf(rules))).toEqual(rules);
  });
});

describe('an objection of the server', () => {
  const refusal = (field: string | undefined, message: string) =>
    new ApiError(400, { code: 'bad_request', message, ...(field === undefined ? {} : { field }) });
  const sent = { ...nothing, excludedPaths: '/ok\n\n  drafts/*\n', excludedAddresses: '192.0.2.1, 300.1.1.1' };

  test('about an entry names it at its list, and finds it in the text', () => {
    const objection = objectionTo(sent, refusal('rules.excludedPaths.1', 'rules.excludedPaths.1 must begin with /.'));
    expect(objection).toMatchObject({ list: 'excludedPaths', error: { field: 'excludedPaths', status: 400 } });
    expect(objection?.error.message).toBe('“drafts/*” must begin with /.');
    expect(sent.excludedPaths.slice(...(objection?.place ?? []))).toBe('drafts/*');
  });

  test('that begins with the entry keeps its words', () => {
    const end = 'is not an address or a range, such as 192.0.2.0/24. Correct it, or leave it out.';
    const objection = objectionTo(sent, refusal('rules.excludedAddresses.1', `300.1.1.1 ${end}`));
    expect(objection?.error.message).toBe(`“300.1.1.1” ${end}`);
    expect(sent.excludedAddresses.slice(...(objection?.place ?? []))).toBe('300.1.1.1');
  });

  test('about a whole list stands at the list', () => {
    const objection = objectionTo(
      sent,
      refusal('rules.excludedPaths', 'rules.excludedPaths must have at most 200 entries.'),
    );
    expect(objection).toMatchObject({ list: 'excludedPaths', place: null });
    expect(objection?.error.message).toBe('The list must have at most 200 entries.');
  });

  test('about an entry that is not there is still shown at its list', () => {
    const objection = objectionTo(sent, refusal('rules.allowedHosts.7', 'x is not a host.'));
    expect(objection).toMatchObject({ list: 'allowedHosts', place: null, error: { message: 'x is not a host.' } });
  });

  test.each([
    ['the visitor ids', refusal('rules.visitorIds', 'rules.visitorIds must be always or never.')],
    ['another field', refusal('host', 'host is missing.')],
    ['no field', refusal(undefined, 'The body is not valid.')],
    ['the connection', new TypeError('failed')],
    ['nothing', null],
  ])('to %s is left to the form', (_, error) => {
    expect(objectionTo(sent, error)).toBe(null);
  });
});
