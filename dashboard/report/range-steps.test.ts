import { describe, expect, test } from 'vitest';
import { intervalOf } from '../../server/report/zones.ts';
import { type Asked, RANGE_NAMES, readAsked } from './asked.ts';
import { bucketsOf } from './calendar.ts';
import { closer, instantsOf, type Now, stepped, writeCloser, writeOut } from './range-steps.ts';

type Range = Asked['range'];
const NOW: Now = { nowMs: Date.parse('2026-11-21T12:30:00Z'), timeZone: 'Europe/Berlin' };

test.each(['2026-11-21T12:30Z', '2026-10-25T00:30Z', '2026-03-29T12:00Z', '2026-12-31T23:30Z', '2026-11-30T23:00Z'])(
  'names mean what they mean to the server, at %s',
  (at) => {
    const nowMs = Date.parse(at);
    for (const timeZone of ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu']) {
      for (const name of RANGE_NAMES) {
        if (name === 'all') continue;
        const { from, to } = intervalOf(name, timeZone, nowMs);
        expect(instantsOf(name, { nowMs, timeZone })).toEqual([from, to]);
      }
    }
  },
);

describe('a step', () => {
  test.each<[range: Range, back: Range | undefined, forward: Range | undefined]>([
    ['today', 'yesterday', undefined],
    ['yesterday', ['2026-11-19', '2026-11-19'], 'today'],
    [['2026-11-19', '2026-11-19'], ['2026-11-18', '2026-11-18'], 'yesterday'],
    ['7d', ['2026-11-08', '2026-11-14'], undefined],
    [['2026-11-08', '2026-11-14'], ['2026-11-01', '2026-11-07'], '7d'],
    ['month', 'last_month', undefined],
    ['last_month', ['2026-09-01', '2026-09-30'], 'month'],
    ['6mo', ['2025-12-01', '2026-05-31'], undefined],
    ['year', ['2025-01-01', '2025-12-31'], undefined],
    [['2025-01-01', '2025-12-31'], ['2024-01-01', '2024-12-31'], 'year'],
    [
      ['2024-02-01', '2024-02-29'],
      ['2024-01-01', '2024-01-31'],
      ['2024-03-01', '2024-03-31'],
    ],
    ['24h', ['2026-11-19T13:00Z', '2026-11-20T13:00Z'], undefined],
    [['2026-11-19T13:00Z', '2026-11-20T13:00Z'], ['2026-11-18T13:00Z', '2026-11-19T13:00Z'], '24h'],
    [
      ['2026-11-20T23:00Z', '2026-11-21T11:00Z'],
      ['2026-11-20T11:00Z', '2026-11-20T23:00Z'],
      ['2026-11-21T11:00Z', '2026-11-21T23:00Z'],
    ],
    ['all', undefined, undefined],
  ])('from %j is back to %j and forward to %j', (range, back, forward) => {
    expect(stepped(range, -1, NOW)).toEqual(back);
    expect(stepped(range, 1, NOW)).toEqual(forward);
  });

  test('from 30 days that happen to be a month is one of 30 days', () => {
    const endOfMonth = { nowMs: Date.parse('2026-11-30T12:00Z'), timeZone: 'UTC' };
    expect(stepped('30d', -1, endOfMonth)).toEqual(['2026-10-02', '2026-10-31']);
  });
});

describe('a closer look', () => {
  const look = (unit: 'minute' | 'hour' | 'day' | 'month', range: Range, first: number, last = first) => {
    const instants = instantsOf(range, NOW)!;
    const buckets = bucketsOf(unit, instants, NOW.timeZone);
    return closer(buckets.at(first)!, buckets.at(last)!, unit, instants, NOW);
  };

  test.each<[string, ReturnType<typeof look>, Range | undefined]>([
    ['at a day', look('day', '7d', 1), ['2026-11-16', '2026-11-16']],
    ['at today', look('day', '7d', 6), 'today'],
    ['at some days', look('day', '30d', 3, 5), ['2026-10-26', '2026-10-28']],
    ['at a month', look('month', '12mo', 0), ['2025-12-01', '2025-12-31']],
    ['at some hours', look('hour', 'today', 13, 14), ['2026-11-21T12:00Z', '2026-11-21T14:00Z']],
    ['at an hour', look('hour', 'today', 0), ['2026-11-20T23:00Z', '2026-11-21T00:00Z']],
    ['at the hours of a whole day', look('hour', '7d', 24, 47), ['2026-11-16', '2026-11-16']],
    ['at some minutes', look('minute', 'today', 1, 2), ['2026-11-20T23:01Z', '2026-11-20T23:03Z']],
    ['at all there is is none', look('day', '7d', 0, 6), undefined],
    ['at a single minute is none', look('minute', 'today', 5), undefined],
  ])('%s', (_, found, range) => {
    expect(found).toEqual(range);
  });

  test('goes back out to where it came from, step by step, through the address', () => {
    const query = new URLSearchParams('range=12mo&by=week&page=/a');
    writeCloser(query, ['2026-10-01', '2026-10-31']);
    writeCloser(query, ['2026-10-05', '2026-10-05']);
    expect(query.get('by')).toBeNull();
    writeOut(query);
    expect(query.get('range')).toBe('2026-10-01..2026-10-31');
    writeOut(query);
    expect(query.toString()).toBe('range=12mo&page=%2Fa&by=week');
  });

  test('from what is usual goes back to what is usual', () => {
    const query = new URLSearchParams();
    writeCloser(query, ['2026-11-21T12:00Z', '2026-11-21T14:00Z']);
    writeCloser(query, ['2026-11-21T12:10Z', '2026-11-21T12:20Z']);
    writeOut(query);
    expect(query.get('range')).toBe('2026-11-21T12:00Z..2026-11-21T14:00Z');
    expect(query.get('out')).toBe('today');
    writeOut(query);
    expect(query.toString()).toBe('');
    expect(readAsked(query, [], { nowMs: NOW.nowMs, sinceMs: 0 }).range).toBe('today');
  });
});
