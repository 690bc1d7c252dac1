import { expect, test } from 'vitest';
import { noticesOf, type ProxyTrouble } from '../../server/ops/notices.ts';
import { textOf } from './notice-text.ts';

const CODES: readonly ProxyTrouble['code'][] = [
  'untrusted_forwarded',
  'one_address',
  'declared_address',
  'no_forwarded_for',
];
const overflowing = [{ site: 'example.com', dimension: 'page' }];
const all = [
  ...noticesOf({ isDiskFull: true, advice: undefined, overflowing }),
  ...CODES.flatMap((code) => noticesOf({ isDiskFull: false, advice: { code, peer: '192.0.2.7' }, overflowing: [] })),
];

test.each(all)('what the dashboard says in English of $code is what the server says', (notice) => {
  expect(textOf({ ...notice, text: '' })).toBe(notice.text);
});

test('what a newer server notices is told in its own words', () => {
  expect(textOf({ code: 'backup_failed', text: 'The last backup failed.' })).toBe('The last backup failed.');
});
