import { describe, expect, test } from 'vitest';
import type { TimeUnit } from '../../server/contract/report.ts';
import { bucketsOf as asServerDoes } from '../../server/report/zones.ts';
import { addMonths, bucketsOf, dateAt, firstDateOf, midnightAfter, startOfDate, startOfLabel } from './calendar.ts';

const at = (text: string) => Date.parse(text);
const hoursOf = (timeZone: string, from: string, to: string) =>
  bucketsOf('hour', [at(from), at(to)], timeZone).map(({ startMs }) =>
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(startMs),
  );

describe('hours', () => {
  test('a day of spring has 23, and no 02:00', () => {
    const hours = hoursOf('Europe/Berlin', '2026-03-29T00:00+01:00', '2026-03-30T00:00+02:00');
    expect(hours).toHaveLength(23);
    expect(hours.slice(1, 4)).toEqual(['01:00', '03:00', '04:00']);
  });

  test('a day of autumn has 25, and two 02:00', () => {
    const hours = hoursOf('Europe/Berlin', '2026-10-25T00:00+02:00', '2026-10-26T00:00+01:00');
    expect(hours).toHaveLength(25);
    expect(hours.slice(1, 5)).toEqual(['01:00', '02:00', '02:00', '03:00']);
    expect(hours.at(-1)).toBe('23:00');
  });

  test('a zone half an hour off the full hour has its own', () => {
    const [first] = bucketsOf('hour', [at('2026-11-21T00:00+05:30'), at('2026-11-22T00:00+05:30')], 'Asia/Kolkata');
    expect(first).toEqual({ startMs: at('2026-11-21T00:00+05:30'), endMs: at('2026-11-21T01:00+05:30') });
  });
});

describe('weeks and months', () => {
  test('begin before the range where it begins in the middle of one', () => {
    const range = [at('2026-11-04T00:00+01:00'), at('2026-12-02T00:00+01:00')] as const;
    const dates = (unit: TimeUnit) =>
      bucketsOf(unit, range, 'Europe/Berlin').map(({ startMs }) => dateAt('Europe/Berlin', startMs));
    expect(dates('week')).toEqual(['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23', '2026-11-30']);
    expect(dates('month')).toEqual(['2026-11-01', '2026-12-01']);
  });

  test('a week begins on Monday', () => {
    expect(firstDateOf('week', '2026-11-22')).toBe('2026-11-16');
    expect(firstDateOf('week', '2026-11-16')).toBe('2026-11-16');
  });

  test('a month later than the 31st is the last of a shorter one', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2026-12-15', 1)).toBe('2027-01-15');
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15');
  });
});

describe('midnight', () => {
  test.each([
    ['Europe/Berlin', '2026-11-21T22:59:59Z', '2026-11-21T23:00Z'],
    ['Europe/Berlin', '2026-11-21T23:00Z', '2026-11-22T23:00Z'],
    ['Africa/Cairo', '2026-04-23T12:00Z', '2026-04-23T22:00Z'], // at which it is one o’clock
    ['America/New_York', '2026-11-01T12:00Z', '2026-11-02T05:00Z'],
    ['Nowhere/Land', '2026-11-21T12:00Z', '2026-11-22T00:00Z'],
  ])('in %s after %s is %s', (timeZone, now, midnight) => {
    expect(new Date(midnightAfter(timeZone, at(now)))).toEqual(new Date(midnight));
  });

  test('a date begins when its zone says so', () => {
    expect(new Date(startOfDate('Pacific/Apia', '2011-12-31'))).toEqual(new Date('2011-12-30T10:00Z'));
  });
});

test.each<[timeZone: string, from: string, to: string]>([
  ['Europe/Berlin', '2026-03-28T23:00Z', '2026-03-29T22:00Z'],
  ['Europe/Berlin', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
  ['Europe/Berlin', '2026-10-24T22:10Z', '2026-10-25T01:20Z'],
  ['Australia/Lord_Howe', '2026-04-03T13:00Z', '2026-04-05T13:30Z'],
  ['Australia/Lord_Howe', '2026-10-02T13:30Z', '2026-10-04T13:00Z'],
  ['Africa/Cairo', '2026-04-22T22:00Z', '2026-04-24T21:00Z'],
  ['Asia/Kathmandu', '2026-11-29T18:15Z', '2026-12-01T18:15Z'],
  ['Pacific/Chatham', '2026-04-03T10:15Z', '2026-04-05T11:15Z'],
  ['America/New_York', '2026-01-01T05:00Z', '2027-01-01T05:00Z'],
  ['UTC', '2026-12-31T00:00Z', '2027-01-02T00:00Z'],
])('%s is cut as the server cuts it, from %s to %s', (timeZone, from, to) => {
  const interval = { from: at(from), to: at(to) };
  const units: TimeUnit[] = ['hour', 'day', 'week', 'month'];
  if (interval.to - interval.from < 60 * 3_600_000) units.push('minute');
  for (const unit of units) {
    const { starts, labelOf } = asServerDoes(timeZone, unit, interval);
    const ours = bucketsOf(unit, [interval.from, interval.to], timeZone).map(({ startMs }) => startMs);
    expect(ours).toEqual(starts.map((_, i) => startOfLabel(unit, labelOf(i), timeZone)));
  }
});
