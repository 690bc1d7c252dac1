// What is typed as a path that does not count, and which pages it means: read in a report or copied from the address bar.
import { describe, expect, it } from 'vitest';
import { formatPath } from '../dashboard/tracked.ts';
import { comparablePath, createPathPattern, faultOfPattern, patternIn } from './path-pattern.ts';

const matches = (pattern: string, path: string) => createPathPattern(pattern)(comparablePath(path));

/** As a browser sends it, whose reader went to this address. */
const sent = (path: string) => new URL(`https://example.com${path}`).pathname;

it.each([
  ['/post', '/post', true],
  ['/post', '/post/', false],
  ['/post', '/Post', false],
  ['/post/*', '/post/1', true],
  ['/post/*', '/post', false],
  ['*', '/', true],
  ['*.pdf', '/a/b.pdf', true],
  ['/*/edit', '/a/b/edit', true],
  ['/*/edit', '/edit', false],
  ['/a*b*c', '/aXbYc', true],
  ['/a*b*c', '/aXcYb', false],
  ['/a*a', '/a', false],
  ['/a**b', '/ab', true],
  ['/über/*', '/über/uns', true],
  ['/%C3%BCber/*', '/%c3%bcber/uns', true],
  ['/%c3%bcber/*', '/%C3%BCber/uns', true],
  ['/über', '/u%CC%88ber', true], // ¨ as a character of its own, as macOS writes names of files
  ['/über', '/uber', false],
  ['/a b', '/a b', true],
  ['/a%20b', '/a b', true],
  ['/a b', '/a+b', false],
  ['/~me', '/%7Eme', true],
  ['/%7eme', '/~me', true],
  ['/a[1]|{x}', '/a[1]|{x}', true],
  ['/a[1]', '/a%5B1%5D', true],
  ['/a%2Fb', '/a/b', false],
  ['/a%2fb', '/a%2Fb', true],
  ['/100%', '/100%', true],
  ['/100%', '/100%25', true],
  ['/100%*', '/100%25-off', true],
  ['/100%25', '/100%', true],
  ['/2*2', '/2*2', true],
  ['/2%2A2', '/2*2', true],
  ['/2%2a2', '/2x2', false],
  ['/what%3F', '/what%3f', true],
  ['/a\\b', '/a%5Cb', true], // which a report shows as /a\b
  ['/a\\b', '/a\\b', false], // as a browser sends it: /a/b
  ['/\u{1f642}*', '/%F0%9F%99%82/x', true],
  ['/%D0*', '/привет', true], // half a letter: all of an alphabet
  ['/%D*', '/привет', true],
  ['/über*', '/%C3%BCber%FF', true], // not UTF-8 from there on
  ['/%ff', '/%FF', true],
])('the pattern %s and the path %s: %s', (pattern, path, expected) => {
  expect(matches(pattern, sent(path))).toBe(expected);
});

describe('a path', () => {
  const paths = [
    ...[
      '/',
      '/über uns/',
      '/a%2Fb',
      '/a%2520b',
      '/100%',
      '/100%25',
      '/שלום/עולם',
      '/a\u200eb',
      '/x%E2%80%AEy',
      '/a*b',
      '/%FF',
    ],
    ...['/a;b,c@d:e&f=g+h$i', "/(a)'b'!~c", '/a^b`c"d<e>', '/%E4%BD%A0/%00', '/a\\b%5Cc', '//a//b'],
  ];

  it.each(paths)('%s is meant by what a report shows of it, and by what the address bar does', (path) => {
    const page = sent(path);
    // Control: none of them is meant by what another is called.
    for (const other of paths.filter((one) => one !== path && !/^\/100/.test(one) && !one.includes('*')))
      expect(matches(patternIn(formatPath(sent(other))), page)).toBe(false);
    for (const shown of [
      formatPath(page),
      page,
      page.replace(/%../g, (code) => code.toLowerCase()),
      `https://example.com${page}`,
    ]) {
      expect(faultOfPattern(patternIn(shown))).toBeUndefined();
      expect(matches(patternIn(shown), page)).toBe(true);
    }
  });

  it('is compared in one form, whose form is itself', () => {
    for (const path of paths) expect(comparablePath(comparablePath(path))).toBe(comparablePath(path));
  });
});

it.each([
  'post',
  '',
  ' ',
  'https://example.com',
  '/q?x=1',
  '/a#b',
  '/?',
  '/a\tb',
  '/a\u2028',
  '/a/../b',
  '/.',
  '/a/%2e%2E',
  '?',
])('%j can never match, and is told why', (typed) => {
  expect(faultOfPattern(patternIn(typed))).toMatch(/^(must|can never|has) .+\.$/);
});

it('what was kept before such patterns were refused does no harm', () => {
  for (const kept of ['/q?x=1', '/a#b', '/\ud800', '/a\u0000', '/..']) expect(matches(kept, '/q')).toBe(false);
});

it('a hostile pattern or path costs no more than its length', () => {
  expect(matches(`/${'*a'.repeat(500)}b`, `/${'a'.repeat(2000)}`)).toBe(false);
  expect(matches(`/${'%'.repeat(2000)}*`, `/${'%25'.repeat(600)}`)).toBe(false);
  expect(matches('/x', `/${'%C3'.repeat(600)}`)).toBe(false);
});
