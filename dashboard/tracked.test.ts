import { describe, expect, test } from 'vitest';
import { drawable, formatPath, formatReferrer } from './tracked.ts';

describe('what visitors send', () => {
  test('a path is shown as people read it', () => {
    expect(formatPath('/posts/caf%C3%A9')).toBe('/posts/café');
  });

  test('folders named in Hebrew or Arabic keep their order', () => {
    const slash = '\u200e/\u200e';
    expect(formatPath('/%D7%A9%D7%9C%D7%95%D7%9D/2026/')).toBe(`${slash}שלום${slash}2026${slash}`);
  });

  test('an encoded slash or question mark stays encoded: it is not a separator', () => {
    expect(formatPath('/a%2Fb%3Fc')).toBe('/a%2Fb%3Fc');
  });

  test('what would look encoded once it is undone stays encoded: no other page reads like it', () => {
    expect(formatPath('/a%2520b')).toBe('/a%2520b');
    expect(formatPath('/a%20b')).toBe('/a b');
    expect(formatPath('/100%25')).toBe('/100%');
  });

  test('a path that is not valid UTF-8 is shown as it came', () => {
    expect(formatPath('/%E0%A4%A')).toBe('/%E0%A4%A');
  });

  test('marks that would turn the text around, and control characters, stay encoded', () => {
    expect(formatPath('/%E2%80%AEgnp.exe')).toBe('/%E2%80%AEgnp.exe');
    expect(formatPath('/a%0Ab')).toBe('/a%0Ab');
    expect(formatPath('/\u2066x')).toBe('/%E2%81%A6x');
  });

  test('somebody else’s words keep their percent signs, and show what would work unseen', () => {
    expect(drawable('100%25 of \u202etxt.exe\n')).toBe('100%25 of %E2%80%AEtxt.exe%0A');
  });

  test('joiners that Persian and emoji need are text', () => {
    expect(formatPath('/%D9%85%DB%8C%E2%80%8C%D8%AE')).toContain('می\u200cخ');
  });

  test('a referrer is shown without its scheme', () => {
    expect(formatReferrer('https://news.ycombinator.com/')).toBe('news.ycombinator.com');
    expect(formatReferrer('https://example.org/a/b/')).toBe('example.org/a/b/');
    expect(formatReferrer('duckduckgo.com')).toBe('duckduckgo.com');
  });
});
