import { describe, expect, test } from 'vitest';
import { createFormats, formatHour, fullScale } from './format.ts';
import de from './words/de.ts';
import en from './words/en.ts';
import { wordsOf } from './words/words.ts';

const english = createFormats('en-GB', wordsOf(en, 'en-GB', 'format'));
const german = createFormats('de', wordsOf(de, 'de', 'format'));

/** With the spaces that no line breaks at as plain ones. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

/** Value, in English, in German. */
type Table<Value> = readonly (readonly [Value, string, string])[];

describe('numbers', () => {
  test.each<Table<number>[number]>([
    [0, '0', '0'],
    [999, '999', '999'],
    [1234, '1,234', '1.234'],
    [1_234_567, '1,234,567', '1.234.567'],
  ])('the count %d is grouped by thousands: %s, %s', (count, en, de) => {
    expect([english.formatCount(count), german.formatCount(count)]).toEqual([en, de]);
  });

  test.each<Table<number>[number]>([
    [0, '0', '0'],
    [9999, '9999', '9999'],
    [10_000, '10k', '10k'],
    [999_499, '999k', '999k'],
    [999_500, '1M', '1M'],
    [1_234_567, '1.2M', '1,2M'],
    [9_949_999, '9.9M', '9,9M'],
    [9_990_000, '10M', '10M'],
    [123_456_789, '123M', '123M'],
  ])('%d in a bar has at most five characters: %s, %s', (count, en, de) => {
    expect([english.formatShort(count), german.formatShort(count)]).toEqual([en, de]);
  });

  test.each<Table<number>[number]>([
    [0, '0%', '0 %'],
    [0.0005, '<0.1%', '<0,1 %'],
    [0.0312, '3.1%', '3,1 %'],
    [1, '100%', '100 %'],
  ])('the share %d is %s, %s', (share, en, de) => {
    expect([english.formatShare(share), plain(german.formatShare(share))]).toEqual([en, de]);
  });

  test.each<Table<number>[number]>([
    [0, '0 bytes', '0 Byte'],
    [1023, '1,023 bytes', '1.023 Byte'],
    [1024, '1.0 kB', '1,0 kB'],
    [10_000, '9.8 kB', '9,8 kB'],
    [1_234_567, '1.2 MB', '1,2 MB'],
    [12_345_678_901, '11 GB', '11 GB'],
    [2e15, '1,819 TB', '1.819 TB'],
  ])('%d bytes are told in the unit that leaves few digits: %s, %s', (bytes, en, de) => {
    expect([plain(english.formatBytes(bytes)), plain(german.formatBytes(bytes))]).toEqual([en, de]);
  });

  test('a chart’s height is at least four people, so that one makes no tower', () => {
    expect([0, 1, 4, 61].map(fullScale)).toEqual([4, 4, 4, 61]);
  });

  test('the tab says how many are here, with a question mark when that may be old', () => {
    expect(english.formatTitle(3, 'example.com', false)).toBe('3 · example.com');
    expect(english.formatTitle(1234, 'example.com', true)).toBe('1,234? · example.com');
    expect(german.formatTitle(1234, 'example.com', true)).toBe('1.234? · example.com');
    expect(english.formatTitle(null, 'example.com', true)).toBe('example.com');
  });
});

describe('names', () => {
  test.each<Table<string>[number]>([
    ['DE', 'Germany', 'Deutschland'],
    ['AT', 'Austria', 'Österreich'],
    ['', 'unknown', 'unbekannt'],
    ['<b>', '<b>', '<b>'],
  ])('the country %j is called %s, %s', (code, en, de) => {
    expect([english.formatCountry(code), german.formatCountry(code)]).toEqual([en, de]);
  });

  test.each<Table<string>[number]>([
    ['mobile', 'phone', 'Handy'],
    ['tv', 'TV', 'Fernseher'],
    ['desktop', 'desktop', 'Desktop'],
    ['other', 'other', 'anderes Gerät'],
    ['fridge', 'fridge', 'fridge'],
    ['constructor', 'constructor', 'constructor'],
  ])('the device %j is called %s, %s', (kind, en, de) => {
    expect([english.formatDevice(kind), german.formatDevice(kind)]).toEqual([en, de]);
  });

  test.each<Table<string>[number]>([
    ['', 'direct', 'direkt'],
    ['Google', 'Google', 'Google'],
    ['a\u202eb', 'a%E2%80%AEb', 'a%E2%80%AEb'],
  ])('the source %j is called %s, %s', (source, en, de) => {
    expect([english.formatSource(source), german.formatSource(source)]).toEqual([en, de]);
  });
});

describe('time', () => {
  test.each<Table<number>[number]>([
    [-5, '0 s', '0 s'],
    [3_400, '3 s', '3 s'],
    [59_999, '59 s', '59 s'],
    [60_000, '1 min', '1 min'],
    [3_599_000, '59 min', '59 min'],
    [3_600_000, '1 h', '1 Std.'],
    [86_400_000, '1 d', '1 Tag'],
    [2 * 86_400_000, '2 d', '2 Tage'],
  ])('an age of %d ms is told in its greatest unit: %s, %s', (ms, en, de) => {
    expect([english.formatAge(ms), german.formatAge(ms)]).toEqual([en, de]);
  });

  test('an hour is read from the instant as it is written there, whatever zone this machine is in', () => {
    expect(formatHour('2026-11-21T14:00:00+01:00')).toBe('14:00');
    expect(formatHour('2026-11-21T05:30:00+05:30')).toBe('05:30');
  });

  const now = Date.parse('2026-11-21T23:30:00Z'); // the 22nd in Kolkata

  test.each([
    [now - 3_000, 'Asia/Kolkata', '04:59:57', '04:59:57'],
    [now - 6 * 3_600_000, 'Asia/Kolkata', '21 Nov 23:00', '21. Nov. 23:00'],
    [now - 6 * 3_600_000, 'America/New_York', '12:30:00', '12:30:00'],
    [Date.parse('2025-11-21T23:29:00Z'), 'UTC', '21 Nov 23:29', '21. Nov. 23:29'],
  ])(
    'a moment of today is told to the second, an older one with its day, by the site’s own clock: %d in %s, %s',
    (instant, zone, en, de) => {
      expect([english.formatMoment(instant, now, zone), german.formatMoment(instant, now, zone)]).toEqual([en, de]);
    },
  );

  test.each([
    ['Asia/Kolkata', /^Sunday,? 22 November$/, 'Sonntag, 22. November', '22 November 2026', '22. November 2026'],
    ['America/New_York', /^Saturday,? 21 November$/, 'Samstag, 21. November', '21 November 2026', '21. November 2026'],
  ])('a day is told by the calendar of %s', (zone, day, tag, date, datum) => {
    expect(english.formatDay(now, zone)).toMatch(day);
    expect(german.formatDay(now, zone)).toBe(tag);
    expect([english.formatDate(now, zone), german.formatDate(now, zone)]).toEqual([date, datum]);
  });

  test('an hour is told by the site’s own clock, and by UTC where this browser does not know its zone', () => {
    expect([english.hourAt(now, 'Asia/Kolkata'), german.hourAt(now, 'Asia/Kolkata')]).toEqual(['05:00', '05:00']);
    expect(english.hourAt(now, 'Mars/Olympus')).toBe('23:30');
  });
});
