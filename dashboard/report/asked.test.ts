import { describe, expect, test } from 'vitest';
import { type Filter, RANGES } from '../../server/contract/report.ts';
import {
  type Asked,
  daysOf,
  figuresFor,
  RANGE_NAMES,
  readAsked,
  readEdges,
  unitsFor,
  usualUnit,
  writeCompare,
  writeMetric,
  writeRange,
  writeUnit,
} from './asked.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const read = (address: string, filters: readonly Filter[] = [], sinceMs = NOW) =>
  readAsked(new URLSearchParams(address), filters, { nowMs: NOW, sinceMs });
const USUAL: Asked = {
  ...{ range: 'today', compare: 'previous', unit: 'hour', metric: 'visitors', filters: [] },
  figures: figuresFor([], 1),
};

test('the ranges are those that the server knows', () => {
  expect(RANGE_NAMES).toEqual(RANGES);
});

describe('the address', () => {
  test.each<[address: string, asked: Partial<Asked>]>([
    ['', {}],
    ['page=/a', {}],
    ['range=7d', { range: '7d', unit: 'day' }],
    ['range=12mo&by=week', { range: '12mo', unit: 'week' }],
    ['range=2026-11-01..2026-11-30', { range: ['2026-11-01', '2026-11-30'], unit: 'day' }],
    ['range=2026-11-21..2026-11-21', { range: ['2026-11-21', '2026-11-21'] }],
    [
      'range=2026-11-21T13:00Z..2026-11-21T15:00Z',
      { range: ['2026-11-21T13:00Z', '2026-11-21T15:00Z'], unit: 'minute' },
    ],
    ['compare=none', { compare: null }],
    ['compare=year', { compare: 'year' }],
    ['compare=2025-11-01..2025-11-30', { compare: ['2025-11-01', '2025-11-30'] }],
    ['chart=bounce_rate', { metric: 'bounce_rate' }],
  ])('%s is read', (address, asked) => {
    expect(read(address)).toEqual({ ...USUAL, figures: figuresFor([], daysOf(asked.range ?? 'today')), ...asked });
  });

  test.each([
    ['range=nonsense'],
    ['range=2026-02-30..2026-03-01'],
    ['range=2026-11-30..2026-11-01'],
    ['range=2026-11-21T13:00Z..2026-11-21T13:00Z'],
    ['range=2026-11-21T13:00Z..2026-11-22'],
    ['range=1066-10-14..1066-10-14'],
    ['range=2026-11-01..2026-11-02..2026-11-03'],
    ['by=month'],
    ['by=constructor'],
    ['compare=nothing'],
    ['chart=conversion_rate'],
    ['chart=time_on_page'],
  ])('%s falls back to what is usual', (address) => {
    expect(read(address)).toEqual(USUAL);
  });

  test('of everything there is nothing before, but another range', () => {
    expect(read('range=all&compare=year').compare).toBeNull();
    expect(read('range=all&compare=2025-01-01..2025-12-31').compare).toEqual(['2025-01-01', '2025-12-31']);
  });

  test('everything is drawn by what the age of the site makes sensible', () => {
    expect(read('range=all', [], NOW - 5 * 86_400_000).unit).toBe('day');
    expect(read('range=all', [], NOW - 900 * 86_400_000).unit).toBe('month');
  });

  test('is read back as it was written, says nothing of what is usual, and keeps what is not its own', () => {
    const query = new URLSearchParams('page=/a&by=minute');
    writeRange(query, ['2026-01-01', '2026-12-31']);
    writeCompare(query, 'year');
    writeUnit(query, 'week');
    writeMetric(query, 'visits');
    expect(query.toString()).toBe('page=%2Fa&range=2026-01-01..2026-12-31&compare=year&by=week&chart=visits');
    expect(read(query.toString())).toEqual({
      ...{
        range: ['2026-01-01', '2026-12-31'],
        compare: 'year',
        unit: 'week',
        metric: 'visits',
        filters: [],
        figures: figuresFor([], 365),
      },
    });
    writeRange(query, 'today');
    writeCompare(query, 'previous');
    writeMetric(query, 'visitors');
    expect(query.toString()).toBe('page=%2Fa');
    writeCompare(query, null);
    expect(read(query.toString()).compare).toBeNull();
  });
});

describe('the figures', () => {
  test('of everybody: how many were here at once, and no conversion', () => {
    expect(figuresFor([], 7)).toContain('peak_live');
    expect(figuresFor([], 7)).not.toContain('conversion_rate');
    expect(figuresFor([], 30)).not.toContain('peak_live');
  });

  test.each<[Filter, converts: boolean]>([
    [['is', 'country', ['AT']], false],
    [['is', 'page', ['/']], false],
    [['is', 'goal', ['Bought']], true],
    [['is', 'prop:plan', ['pro']], true],
    [['not', ['is', 'event', ['Signup']]], true],
    [
      [
        'or',
        [
          ['is', 'country', ['AT']],
          ['is', 'event', ['Signup']],
        ],
      ],
      true,
    ],
  ])('of %j: not how many at once; a conversion where a deed is asked for: %s', (filter, converts) => {
    expect(figuresFor([filter], 7)).not.toContain('peak_live');
    expect(figuresFor([filter], 7).includes('conversion_rate')).toBe(converts);
  });
});

describe('units of time', () => {
  test.each<[days: number, usual: string, offered: string]>([
    [1 / 48, 'minute', 'minute'],
    [1 / 24, 'minute', 'minute hour'],
    [1, 'hour', 'minute hour'],
    [2, 'hour', 'hour day'],
    [7, 'day', 'hour day'],
    [31, 'day', 'hour day week'],
    [91, 'day', 'day week month'],
    [184, 'week', 'day week month'],
    [366, 'month', 'day week month'],
    [3660, 'month', 'week month'],
  ])('for %d days: by %s, and %s can be chosen', (days, usual, offered) => {
    expect(usualUnit(days)).toBe(usual);
    expect(unitsFor(days).join(' ')).toBe(offered);
    expect(unitsFor(days)).toContain(usual);
  });

  test('dates are both included, the second instant is not', () => {
    expect(daysOf(readEdges('2026-11-01..2026-11-30')!)).toBe(30);
    expect(daysOf(readEdges('2026-11-21T12:00Z..2026-11-21T18:00Z')!)).toBe(0.25);
  });
});
