import { describe, expect, it } from 'vitest';
import { sameTimeDayBefore } from '../calendar.ts';
import { createHistory } from './history.ts';
import { MINUTE_MS } from './minutes.ts';

const NOBODY: readonly number[] = new Array(30).fill(0);
const SITE = { id: 1, timezone: 'Europe/Berlin' };
const minuteOf = (instant: string) => Date.parse(instant) / MINUTE_MS;

/** A history above what is stored, given by instants; `reads` counts the questions. */
function setUp(stored: { [instant: string]: number } = {}) {
  const rows = Object.entries(stored).map(([instant, peak]) => [minuteOf(instant), peak] as const);
  const asked: number[] = [];
  const history = createHistory((siteId, from, to) => {
    asked.push(siteId);
    return rows.filter(([minute]) => siteId === SITE.id && minute >= from && minute < to);
  });
  return {
    history,
    reads: () => asked.length,
    of: (instant: string, minutes = NOBODY) => history.of(SITE, minuteOf(instant), minutes),
  };
}

const ended = (instant: string, peak: number) => ({ siteId: SITE.id, minute: minuteOf(instant), peak, visitorMs: 0 });
const running = (peak: number) => [...NOBODY.slice(1), peak];

describe('today’s peak', () => {
  it('is nobody’s on a site that nobody was on', () => {
    expect(setUp().of('2026-11-21T12:00Z')).toEqual({ minutes: NOBODY, peak: null, yesterday: NOBODY });
  });

  it('is the first of the greatest, by the site’s own day and not by any other', () => {
    const { of } = setUp({
      '2026-11-20T22:59Z': 99, // 23:59 of yesterday
      '2026-11-20T23:00Z': 3,
      '2026-11-21T09:00Z': 41,
      '2026-11-21T10:00Z': 41,
    });
    expect(of('2026-11-21T12:00Z').peak).toEqual({ visitors: 41, at: Date.parse('2026-11-21T09:00Z') });
  });

  it('is the running minute’s as soon as that is greater, and stays when it has ended', () => {
    const { of, history } = setUp({ '2026-11-21T09:00Z': 41 });
    expect(of('2026-11-21T12:00Z', running(41)).peak?.at).toBe(Date.parse('2026-11-21T09:00Z'));
    const now = { visitors: 42, at: Date.parse('2026-11-21T12:00Z') };
    expect(of('2026-11-21T12:00Z', running(42)).peak).toEqual(now);
    expect(of('2026-11-21T12:01Z', running(7)).peak).toEqual(now);
    history.add([ended('2026-11-21T12:01Z', 50)], minuteOf('2026-11-21T12:02Z'));
    expect(of('2026-11-21T12:02Z').peak).toEqual({ visitors: 50, at: Date.parse('2026-11-21T12:01Z') });
  });

  it('begins anew at the site’s midnight, without a question to the disk', () => {
    const { of, history, reads } = setUp({ '2026-11-21T22:50Z': 41 });
    expect(of('2026-11-21T22:59Z').peak?.visitors).toBe(41);
    history.add([ended('2026-11-21T22:59Z', 5)], minuteOf('2026-11-21T23:00Z'));
    const { peak, minutes, yesterday } = of('2026-11-21T23:00Z', running(2));
    expect(peak).toEqual({ visitors: 2, at: Date.parse('2026-11-21T23:00Z') });
    expect([minutes.at(-11), ...minutes.slice(-2)]).toEqual([41, 5, 2]);
    expect(yesterday).toEqual(NOBODY);
    expect(of('2026-11-22T22:50Z').yesterday.slice(-2)).toEqual([0, 41]);
    expect(reads()).toBe(1);
  });
});

describe('the bars', () => {
  it('come back after a restart, and what this process has seen is added', () => {
    const { of } = setUp({
      '2026-11-21T11:31Z': 4,
      '2026-11-21T11:58Z': 6,
      '2026-11-21T12:00Z': 9,
      '2026-11-21T11:30Z': 8,
    });
    const { minutes } = of('2026-11-21T12:00Z', [...NOBODY.slice(2), 7, 3]);
    expect(minutes).toEqual([4, ...NOBODY.slice(4), 6, 7, 9]);
  });

  it('of minutes that have not reached the disk count, whoever begins to watch', () => {
    const { of } = setUp();
    expect(of('2026-11-21T12:00Z', [...NOBODY.slice(2), 7, 3]).peak).toEqual({
      visitors: 7,
      at: Date.parse('2026-11-21T11:59Z'),
    });
  });
});

describe('yesterday', () => {
  it.each([
    ['an ordinary day', 'Europe/Berlin', '2026-11-21T12:00Z', '2026-11-20T12:00Z'],
    ['a day that clocks were set forward on', 'Europe/Berlin', '2026-03-29T10:00Z', '2026-03-28T11:00Z'],
    ['the day after it', 'Europe/Berlin', '2026-03-30T10:00Z', '2026-03-29T10:00Z'],
    ['after midnight, the day after it', 'Europe/Berlin', '2026-03-29T22:05Z', '2026-03-28T23:05Z'],
    ['a day that clocks were set back on', 'Europe/Berlin', '2026-10-25T12:00Z', '2026-10-24T11:00Z'],
    ['the second of two same hours', 'Europe/Berlin', '2026-10-25T01:30Z', '2026-10-24T00:30Z'],
    ['the hour that was skipped the day before', 'Europe/Berlin', '2026-03-30T00:30Z', '2026-03-29T01:30Z'],
    ['a zone of half an hour', 'Australia/Lord_Howe', '2026-10-04T06:00Z', '2026-10-03T06:30Z'],
    ['a zone far ahead', 'Pacific/Kiritimati', '2026-11-21T12:00Z', '2026-11-20T12:00Z'],
  ])('is the same time by the site’s clock: %s', (_, timezone, now, then) => {
    const stored = new Map([-1, 0, 1].map((minutes) => [minuteOf(then) + minutes, 50 + minutes]));
    const history = createHistory((_id, from, to) => [...stored].filter(([minute]) => minute >= from && minute < to));
    expect(history.of({ id: 1, timezone }, minuteOf(now), NOBODY).yesterday.slice(-2)).toEqual([49, 50]);
  });

  it.each([
    ['Europe/Berlin', '2026-03-27T22:30Z'],
    ['Europe/Berlin', '2026-10-23T21:30Z'],
    ['Australia/Lord_Howe', '2026-10-02T13:00Z'],
    ['Africa/Cairo', '2026-04-23T21:30Z'], // clocks are changed at midnight there
  ])(
    'is the calendar’s for every single minute of the days around a change of clocks: %s from %s',
    (timezone, from) => {
      const peakOf = (minute: number) => (minute % 997) + 1;
      const history = createHistory((_id, first, to) =>
        Array.from({ length: to - first }, (_, i) => [first + i, peakOf(first + i)]),
      );
      for (let minute = minuteOf(from); minute < minuteOf(from) + 4 * 24 * 60; minute += 19) {
        const { yesterday } = history.of({ id: minute, timezone }, minute, NOBODY);
        const wanted = NOBODY.map((_, i) => {
          const instant = sameTimeDayBefore(timezone, (minute - 29 + i) * MINUTE_MS);
          return peakOf(instant / MINUTE_MS);
        });
        expect(yesterday).toEqual(wanted);
      }
    },
  );

  it('moves on with the minutes', () => {
    const { of } = setUp({ '2026-11-20T12:00Z': 5 });
    expect(of('2026-11-21T11:59Z').yesterday.at(-1)).toBe(0);
    expect(of('2026-11-21T12:00Z').yesterday.at(-1)).toBe(5);
    expect(of('2026-11-21T12:29Z').yesterday.at(0)).toBe(5);
    expect(of('2026-11-21T12:30Z').yesterday).toEqual(NOBODY);
  });
});

describe('the disk', () => {
  it('is asked once for each site that is watched, however long', () => {
    const { of, reads, history } = setUp();
    for (let minute = minuteOf('2026-11-21T00:00Z'); minute < minuteOf('2026-11-25T00:00Z'); minute += 1) {
      history.of(SITE, minute, NOBODY);
      history.add([], minute + 1);
    }
    expect(reads()).toBe(1);
    of('2026-11-25T00:00Z');
    expect(reads()).toBe(1);
  });

  it('is asked again for a site that nobody watched for more than ten minutes, and for one whose zone has changed', () => {
    const { of, reads, history } = setUp({ '2026-11-20T23:30Z': 8 });
    expect(of('2026-11-21T12:00Z').peak?.visitors).toBe(8);
    history.add([], minuteOf('2026-11-21T12:11Z'));
    of('2026-11-21T12:11Z');
    expect(reads()).toBe(2);
    expect(history.of({ ...SITE, timezone: 'UTC' }, minuteOf('2026-11-21T12:11Z'), NOBODY).peak).toBeNull();
    expect(reads()).toBe(3);
  });

  it('is asked anew when the wall clock jumped to another day, and nothing breaks', () => {
    const { of } = setUp({ '2026-11-21T12:00Z': 8 });
    expect(of('2026-11-21T12:00Z').peak?.visitors).toBe(8);
    expect(of('1970-01-01T00:00Z', running(1))).toMatchObject({ peak: { visitors: 1, at: 0 } });
    expect(of('2027-11-21T12:00Z', running(1)).peak?.visitors).toBe(1);
    expect(of('2026-11-21T12:00Z').peak?.visitors).toBe(8);
  });
});
