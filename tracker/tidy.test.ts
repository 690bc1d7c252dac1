// What becomes of a page's text on its way to the collector; the collector's own schema is the judge.
import { expect, test } from 'vitest';
import { Hit } from '../server/contract/hit.ts';
import { tidy } from './tidy.ts';

test('a text is kept as it is', () => {
  for (const text of ['', 'Über uns — 日本語 📈', 'می‌شود', '👩‍👩‍👧 & <b>"quotes"</b>'])
    expect(tidy(text, 256)).toBe(text);
});

test('a text ends after as many characters as it may have', () => {
  expect(tidy('x'.repeat(300), 256)).toBe('x'.repeat(256));
});

test.each([
  ['is cut through an emoji', `${'x'.repeat(255)}📈`],
  ['has half a character of its own', 'a\ud83d b \udcc8'],
  ['has control characters', 'a\u0000b\u0007c\u007fd\u0085e'],
  ['has separators of another kind', 'a\u2028b\u2029c\td\ne'],
  ['is an element of the page', ['an', 'element']],
])('a text that %s is not refused by the collector', (_name, text) => {
  const u = 'https://blog.test/';
  const t = tidy(text, 256);
  const view = { k: 'view', s: 'blog.test', p: '0123456789abcdef', q: 1, u, r: '', w: 0, t, z: 'UTC' };
  expect(Hit.safeParse(view).success).toBe(true);
});
