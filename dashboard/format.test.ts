import { describe, expect, test } from 'vitest';
import {
  drawable,
  formatAge,
  formatBytes,
  formatCount,
  formatDay,
  formatHour,
  formatMoment,
  formatPath,
  formatReferrer,
  formatShort,
  formatTitle,
  fullScale,
  hourAt,
  plural,
} from './format.ts';

describe('numbers', () => {
  test('a count is grouped by thousands', () => {
    expect([0, 999, 1234, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,234', '1,234,567']);
  });

  test('a number in a bar has at most five characters', () => {
    const written = [0, 9999, 10_000, 12_345, 999_499, 999_500, 1_234_567, 9_949_999, 9_990_000, 123_456_789].map(
      formatShort,
    );
    expect(written).toEqual(['0', '9999', '10k', '12k', '999k', '1M', '1.2M', '9.9M', '10M', '123M']);
  });

  test('bytes are told in the unit that leaves few digits', () => {
    const written = [0, 1023, 1024, 10_000, 1_234_567, 12_345_678_901, 2e15].map(formatBytes);
    expect(written).toEqual(['0 bytes', '1,023 bytes', '1.0 kB', '9.8 kB', '1.2 MB', '11 GB', '1,819 TB']);
  });

  test('a chart’s height is at least four people, so that one makes no tower', () => {
    expect([0, 1, 4, 61].map(fullScale)).toEqual([4, 4, 4, 61]);
  });

  test('one is singular, none and many are plural', () => {
    expect([0, 1, 2].map((count) => plural(count, 'visitor'))).toEqual(['visitors', 'visitor', 'visitors']);
  });

  test('the tab says how many are here, with a question mark when that may be old', () => {
    expect(formatTitle(3, 'example.com', false)).toBe('3 · example.com');
    expect(formatTitle(1234, 'example.com', true)).toBe('1,234? · example.com');
    expect(formatTitle(null, 'example.com', true)).toBe('example.com');
  });
});

describe('time', () => {
  test('an age is told in its greatest unit', () => {
    const ages = [-5, 0, 3_400, 59_999, 60_000, 3_599_000, 3_600_000, 86_400_000].map(formatAge);
    expect(ages).toEqual(['0 s', '0 s', '3 s', '59 s', '1 min', '59 min', '1 h', '1 d']);
  });

  test('an hour is read from the instant as it is written there, whatever zone this machine is in', () => {
    expect(formatHour('2026-11-21T14:00:00+01:00')).toBe('14:00');
    expect(formatHour('2026-11-21T05:30:00+05:30')).toBe('05:30');
  });

  test('a moment of today is told to the second, an older one with its day, by the site’s own clock', () => {
    const now = Date.parse('2026-11-21T23:30:00Z'); // the 22nd in Kolkata
    expect(formatMoment(now - 3_000, now, 'Asia/Kolkata')).toBe('04:59:57');
    expect(formatMoment(now - 6 * 3_600_000, now, 'Asia/Kolkata')).toBe('21 Nov 23:00');
    expect(formatMoment(now - 6 * 3_600_000, now, 'America/New_York')).toBe('12:30:00');
    expect(formatMoment(Date.parse('2025-11-21T23:29:00Z'), now, 'UTC')).toBe('21 Nov 23:29');
  });

  test('an instant is told by the site’s own clock', () => {
    const instant = Date.parse('2026-11-21T23:30:00Z');
    expect(hourAt(instant, 'Asia/Kolkata')).toBe('05:00');
    expect(formatDay(instant, 'Asia/Kolkata')).toMatch(/^Sunday,? 22 November$/);
    expect(formatDay(instant, 'America/New_York')).toMatch(/^Saturday,? 21 November$/);
  });

  test('a zone that this browser does not know falls back to UTC', () => {
    expect(hourAt(Date.parse('2026-11-21T23:30:00Z'), 'Mars/Olympus')).toBe('23:30');
  });
});

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
