// What becomes of a title on its way to the collector; the collector's own schema is the judge.
import { afterEach, expect, test, vi } from 'vitest';
import { Hit } from '../server/contract/hit.ts';
import { title } from './title.ts';

afterEach(() => vi.unstubAllGlobals());

const titleOf = (text: unknown): string => {
  vi.stubGlobal('document', { title: text });
  return title();
};

test('a title is kept as it is', () => {
  for (const text of ['', 'Über uns — 日本語 📈', 'می‌شود', '👩‍👩‍👧 & <b>"quotes"</b>'])
    expect(titleOf(text)).toBe(text);
});

test('a title ends after 256 characters', () => {
  expect(titleOf('x'.repeat(300))).toBe('x'.repeat(256));
});

test.each([
  ['is cut through an emoji', `${'x'.repeat(255)}📈`],
  ['has half a character of its own', 'a\ud83d b \udcc8'],
  ['has control characters', 'a\u0000b\u0007c\u007fd\u0085e'],
  ['has separators of another kind', 'a\u2028b\u2029c\td\ne'],
  ['is an element of the page', ['an', 'element']],
])('a title that %s is not refused by the collector', (_name, text) => {
  const u = 'https://blog.test/';
  const view = { k: 'view', s: 'blog.test', p: '0123456789abcdef', q: 1, u, r: '', w: 0, t: titleOf(text), z: 'UTC' };
  expect(Hit.safeParse(view).success).toBe(true);
});
