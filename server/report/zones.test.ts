import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { dayOf, hoursOf } from '../calendar.ts';
import type { RangeName, TimeUnit } from '../contract/report.ts';
import { bucketsOf, comparedWith, intervalOf } from './zones.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** All there are, and more often those with something odd about them: half hours, a change of half an hour, midnights skipped. */
const zone = fc.oneof(
  fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
  fc.constantFrom('Europe/Berlin', 'Australia/Lord_Howe', 'Africa/Cairo', 'Asia/Kathmandu', 'America/Santiago', 'UTC'),
  fc.constantFrom('Africa/Casablanca', 'America/St_Johns', 'Antarctica/Troll', 'Asia/Beirut', 'America/Havana'),
);
const instant = fc.integer({ min: Date.UTC(2016), max: Date.UTC(2034) });
/** Within a day or so of a change of the zone's offset, where there is one. */
const nearChange = fc.tuple(zone, instant, fc.integer({ min: -30 * HOUR, max: 30 * HOUR })).map(([zone, at, off]) => {
  const next = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).getTimeZoneTransition('next');
  return { zone, at: next && next.epochMilliseconds < Date.UTC(2035) ? next.epochMilliseconds + off : at };
});
const place = fc.oneof(fc.record({ zone, at: instant }), nearChange);

/** What the clock on the wall shows at an instant, by the unit: written down without any thought of speed. */
function shownAt(zone: string, unit: TimeUnit, at: number): { key: string; label: string } {
  const shown = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const date = shown.toPlainDate();
  switch (unit) {
    case 'minute':
      return { key: `${date} ${shown.hour}:${shown.minute} ${shown.offset}`, label: '' };
    case 'hour':
      return { key: `${date} ${shown.hour} ${shown.offset}`, label: '' };
    case 'day':
      return { key: `${date}`, label: `${date}` };
    case 'week': {
      const monday = date.subtract({ days: date.dayOfWeek - 1 });
      return { key: `${monday}`, label: `${monday}` };
    }
    case 'month':
      return { key: date.toPlainYearMonth().toString(), label: date.toPlainYearMonth().toString() };
  }
}

describe('buckets', () => {
  it('of no time at all are none', () => {
    expect(bucketsOf('UTC', 'day', { from: 1e12, to: 1e12 }).starts).toEqual([]);
  });

  it.each<[TimeUnit, number, number]>([
    ['minute', 2 * HOUR, 1],
    ['hour', 2 * DAY, 15],
    ['day', 6 * DAY, 30],
    ['week', 40 * DAY, 480],
    ['month', 120 * DAY, 960],
  ])('by %s are what the clock of any zone shows', (unit, longest, stepMinutes) => {
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: longest }), ({ zone, at: from }, length) => {
        const to = from + length;
        const { starts, labelOf } = bucketsOf(zone, unit, { from, to });
        expect(starts[0]).toBeLessThanOrEqual(from);
        expect(starts.at(-1)).toBeLessThan(to);
        let bucket = 0;
        for (let at = from; at < to; at += stepMinutes * MINUTE) {
          while ((starts[bucket + 1] ?? Infinity) <= at) bucket += 1;
          const start = starts[bucket] ?? 0;
          const shown = shownAt(zone, unit, at);
          expect(shownAt(zone, unit, start).key).toBe(shown.key);
          if (shown.label !== '') expect(labelOf(bucket)).toBe(shown.label);
        }
        for (const [i, start] of starts.entries()) {
          // The moment before belongs to the one before.
          expect(shownAt(zone, unit, start - 1).key).not.toBe(shownAt(zone, unit, start).key);
          if (unit !== 'minute' && unit !== 'hour') continue;
          expect(Date.parse(labelOf(i))).toBe(start);
          expect(labelOf(i)).toBe(
            Temporal.Instant.fromEpochMilliseconds(start).toString({ timeZone: zone, smallestUnit: 'second' }),
          );
        }
      }),
      { numRuns: 100 },
    );
  });

  it('by hour of a day are the hours of its calendar', () => {
    fc.assert(
      fc.property(place, ({ zone, at }) => {
        const day = dayOf(zone, at);
        const { starts, labelOf } = bucketsOf(zone, 'hour', { from: day.start, to: day.end });
        expect(starts.map((start, i) => ({ start, label: labelOf(i) }))).toEqual(hoursOf(zone, day));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['Australia/Lord_Howe', '2026-10-04', 24], // half an hour is skipped, and the short hour counts too
    ['Africa/Cairo', '2026-04-24', 23], // begins at 01:00
  ])('%s had on %s %i hours', (zone, date, hours) => {
    expect(bucketsOf(zone, 'hour', intervalOf([date, date], zone, 0)).starts).toHaveLength(hours);
  });

  it('by hour of ten years are as many as hours went by', () => {
    const interval = { from: Date.UTC(2016), to: Date.UTC(2026) };
    expect(bucketsOf('Europe/Berlin', 'hour', interval).starts).toHaveLength((interval.to - interval.from) / HOUR);
  });
});

/** Saturday. */
const NOW = Date.parse('2026-11-21T22:30:00Z');
const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16);

describe('a range', () => {
  it.each<[RangeName | [string, string] | [number, number], string, string, string]>([
    ['today', 'Europe/Berlin', '2026-11-20T23:00', '2026-11-21T23:00'],
    ['today', 'Asia/Kolkata', '2026-11-21T18:30', '2026-11-22T18:30'],
    ['yesterday', 'UTC', '2026-11-20T00:00', '2026-11-21T00:00'],
    ['24h', 'Asia/Kolkata', '2026-11-20T22:30', '2026-11-21T22:30'],
    ['24h', 'UTC', '2026-11-20T23:00', '2026-11-21T23:00'],
    ['7d', 'UTC', '2026-11-15T00:00', '2026-11-22T00:00'],
    ['28d', 'Europe/Berlin', '2026-10-24T22:00', '2026-11-21T23:00'], // across the end of summer time
    ['30d', 'UTC', '2026-10-23T00:00', '2026-11-22T00:00'],
    ['91d', 'UTC', '2026-08-23T00:00', '2026-11-22T00:00'],
    ['month', 'Europe/Berlin', '2026-10-31T23:00', '2026-11-30T23:00'],
    ['last_month', 'Europe/Berlin', '2026-09-30T22:00', '2026-10-31T23:00'],
    ['6mo', 'UTC', '2026-06-01T00:00', '2026-12-01T00:00'],
    ['12mo', 'UTC', '2025-12-01T00:00', '2026-12-01T00:00'],
    ['year', 'America/New_York', '2026-01-01T05:00', '2027-01-01T05:00'],
    ['all', 'UTC', '2026-02-03T00:00', '2026-11-22T00:00'],
    [['2026-03-28', '2026-03-29'], 'Europe/Berlin', '2026-03-27T23:00', '2026-03-29T22:00'],
    [['2026-03-28T10:00+01:00', '2026-03-28T11:30:00Z'], 'Asia/Tokyo', '2026-03-28T09:00', '2026-03-28T11:30'],
    [[Date.UTC(2026, 1), Date.UTC(2026, 2)], 'Asia/Tokyo', '2026-02-01T00:00', '2026-03-01T00:00'],
  ])('%s in %s is from %s to %s', (range, zone, from, to) => {
    const interval = intervalOf(
      range,
      zone,
      range === '24h' && zone !== 'UTC' ? NOW - 1 : NOW,
      Date.UTC(2026, 1, 3, 8),
    );
    expect([iso(interval.from), iso(interval.to)]).toEqual([from, to]);
  });

  it('of days begins and ends when days of the zone do, and holds now', () => {
    const name = fc.constantFrom<RangeName>('today', '7d', '28d', '30d', '91d', 'month', '6mo', '12mo', 'year', '24h');
    fc.assert(
      fc.property(place, name, ({ zone, at }, range) => {
        const { from, to } = intervalOf(range, zone, at);
        expect(from).toBeLessThanOrEqual(at);
        expect(to).toBeGreaterThan(at);
        if (range === '24h') return;
        expect(dayOf(zone, from).start).toBe(from);
        expect(dayOf(zone, to).start).toBe(to);
      }),
      { numRuns: 300 },
    );
  });
});

describe('is compared with', () => {
  it.each<[string, 'previous' | 'year' | [string, string], RangeName | [string, string], string, string, string]>([
    ['yesterday until the same hour', 'previous', 'today', 'UTC', '2026-11-20T00:00', '2026-11-20T22:30'],
    ['the day before it', 'previous', 'yesterday', 'UTC', '2026-11-19T00:00', '2026-11-20T00:00'],
    ['the hours before', 'previous', '24h', 'UTC', '2026-11-19T23:00', '2026-11-20T22:30'],
    ['the week before, until now', 'previous', '7d', 'UTC', '2026-11-08T00:00', '2026-11-14T22:30'],
    ['last month until this day', 'previous', 'month', 'UTC', '2026-10-01T00:00', '2026-10-21T22:30'],
    ['the month before it', 'previous', 'last_month', 'Europe/Berlin', '2026-08-31T22:00', '2026-09-30T22:00'],
    ['a year ago', 'year', 'last_month', 'Europe/Berlin', '2025-09-30T22:00', '2025-10-31T23:00'],
    ['as many days', 'previous', ['2026-03-29', '2026-03-30'], 'Europe/Berlin', '2026-03-26T23:00', '2026-03-28T23:00'],
    [
      'as much time',
      'previous',
      ['2026-03-01T10:00Z', '2026-03-01T11:00Z'],
      'UTC',
      '2026-03-01T09:00',
      '2026-03-01T10:00',
    ],
    ['any other range', ['2025-01-01', '2025-01-31'], 'today', 'UTC', '2025-01-01T00:00', '2025-02-01T00:00'],
    ['a leap day a year ago', 'year', ['2024-02-29', '2024-02-29'], 'UTC', '2023-02-28T00:00', '2023-03-01T00:00'],
  ])('%s', (_what, compare, range, zone, from, to) => {
    const interval = intervalOf(range, zone, NOW);
    const other = comparedWith(compare, range, zone, interval, NOW);
    expect([iso(other.from), iso(other.to)]).toEqual([from, to]);
  });

  it('as much time a year ago, also where the clock was set back within the range', () => {
    const change = Date.parse('2026-10-25T01:00Z'); // 03:00 becomes 02:00, and did so a day later the year before
    const range: [number, number] = [change - 1, change];
    const other = comparedWith('year', range, 'Europe/Berlin', { from: change - 1, to: change }, NOW);
    expect(other).toEqual({ from: Date.parse('2025-10-25T00:59:59.999Z'), to: Date.parse('2025-10-25T01:00Z') });
  });

  it('what ends where the range begins, when it is over', () => {
    const name = fc.constantFrom<RangeName>('yesterday', 'last_month');
    fc.assert(
      fc.property(place, name, ({ zone, at }, range) => {
        const interval = intervalOf(range, zone, at);
        expect(comparedWith('previous', range, zone, interval, at).to).toBe(interval.from);
      }),
      { numRuns: 300 },
    );
  });
});
