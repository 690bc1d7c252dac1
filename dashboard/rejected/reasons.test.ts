import { describe, expect, test } from 'vitest';
import { REJECTION_REASONS } from '../../server/contract/browser.ts';
import { detailsOf, meaningOf, type RejectedHit } from './reasons.ts';

const hit = (reason: string, detail: string): RejectedHit => ({
  ...{ t: 0, kind: 'view', reason, detail },
  ...{ host: 'example.com', path: '/', referrer: '' },
});

test.each(REJECTION_REASONS)('the reason %s is explained in sentences of its own', (reason) => {
  const { short, title, means } = meaningOf(reason);
  expect(short).not.toContain('_');
  expect(means).toMatch(/^[A-Z].+\.$/);
  expect(title(2)).not.toBe(meaningOf('something_new').title(2));
  expect(REJECTION_REASONS.filter((other) => meaningOf(other).title(2) === title(2))).toEqual([reason]);
});

test('what a list of the site decides leads to that list', () => {
  expect(Object.fromEntries(REJECTION_REASONS.map((reason) => [reason, meaningOf(reason).rule]))).toEqual({
    host: 'allowedHosts',
    excluded_address: 'excludedAddresses',
    excluded_path: 'excludedPaths',
    excluded_country: 'excludedCountries',
  });
});

// A hit above an address's limit is not listed: it is refused before it is read, and its site is not known.
test('what is above the limit names the setting that the list can be about', () => {
  expect(meaningOf('too_many').means).toContain('HITS_PER_SECOND_PER_SITE');
  expect(meaningOf('too_many').means).not.toContain('PER_ADDRESS');
});

test.each(['something_new', 'other', 'constructor', '__proto__', ''])(
  'a reason of a newer server (%j) is shown by its name',
  (reason) => {
    expect(meaningOf(reason)).toMatchObject({ means: expect.stringContaining('Reload') });
    expect(meaningOf(reason).short).toBe(reason.replaceAll('_', ' '));
  },
);

describe('the details of a reason', () => {
  test('are those of that reason alone, each once, newest first', () => {
    const last = [hit('host', 'b.example'), hit('bot', 'x'), hit('host', 'a.example'), hit('host', 'b.example')];
    expect(detailsOf('host', last)).toEqual(['b.example', 'a.example']);
  });

  test('are three at most, and none where there is nothing to say', () => {
    const last = ['a', 'b', 'c', 'd'].map((detail) => hit('host', detail));
    expect(detailsOf('host', last)).toEqual(['a', 'b', 'c']);
    expect(detailsOf('bot', [hit('bot', '')])).toEqual([]);
  });
});
