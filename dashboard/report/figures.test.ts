import { describe, expect, test } from 'vitest';
import type { Figure } from './asked.ts';
import {
  type Change,
  changeOf,
  formatBar,
  formatDuration,
  formatFigure,
  sayChange,
  sayFigure,
  writeChange,
} from './figures.ts';

test.each<[Figure, number | null, written: string, inBar: string]>([
  ['visitors', 1_234_567, '1,234,567', '1.2M'],
  ['pageviews', 0, '0', '0'],
  ['views_per_visit', 2, '2.0', '2.0'],
  ['bounce_rate', 0.4149, '41.5%', '41%'],
  ['visit_duration', 83_400, '1 min 23 s', '1:23'],
  ['visit_duration', null, '–', ''],
])('%s of %d is written %s, in a bar %s', (figure, value, written, inBar) => {
  expect(formatFigure(figure, value)).toBe(written);
  if (value !== null) expect(formatBar(figure, value)).toBe(inBar);
});

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [59_600, '1 min 00 s'],
  [3_600_000, '1 h 00 min'],
  [7_500_000, '2 h 05 min'],
])('%d ms are %s', (ms, written) => {
  expect(formatDuration(ms)).toBe(written);
});

test.each<[Figure, number | null, string]>([
  ['visitors', 1, '1 visitor'],
  ['pageviews', 2345, '2,345 pageviews'],
  ['bounce_rate', 0.5, 'Bounce rate 50%'],
  ['bounce_rate', null, 'Bounce rate –'],
])('%s of %d is said %s', (figure, value, said) => {
  expect(sayFigure(figure, value)).toBe(said);
});

describe('a change', () => {
  test.each<[Figure, now: number | null, before: number | null, Change | null]>([
    ['visitors', 112, 100, { way: 'up', by: '12%', isGood: true }],
    ['visitors', 50, 100, { way: 'down', by: '50%', isGood: false }],
    ['visitors', 100, 100, { way: 'same', by: undefined, isGood: true }],
    ['visitors', 1000, 1001, { way: 'same', by: undefined, isGood: true }],
    ['visitors', 3, 0, { way: 'up', by: undefined, isGood: true }],
    ['visitors', 0, 0, { way: 'same', by: undefined, isGood: true }],
    ['visit_duration', null, 3000, null],
    ['visit_duration', 3000, null, null],
    ['bounce_rate', 0.5, 0.4, { way: 'up', by: '10 points', isGood: false }],
    ['bounce_rate', 0.39, 0.4, { way: 'down', by: '1 point', isGood: true }],
    ['conversion_rate', 0.05, 0, { way: 'up', by: '5 points', isGood: true }],
  ])('of %s to %d from %d', (figure, now, before, change) => {
    expect(changeOf(figure, now, before)).toEqual(change);
  });

  test('is written beside its arrow, and said with its way', () => {
    const [up, down, first, same] = [
      changeOf('visitors', 112, 100)!,
      changeOf('visitors', 50, 100)!,
      changeOf('visitors', 3, 0)!,
      changeOf('visitors', 1, 1)!,
    ];
    expect([up, down].map((change) => writeChange('visitors', change, 100))).toEqual(['12% from 100', '50% from 100']);
    expect([up, down].map((change) => sayChange('visitors', change, 100))).toEqual([
      'up 12% from 100',
      'down 50% from 100',
    ]);
    expect([writeChange('visitors', first, 0), sayChange('visitors', first, 0)]).toEqual(['from 0', 'up from 0']);
    expect([writeChange('visitors', same, 1), sayChange('visitors', same, 1)]).toEqual(['as before', 'as before']);
  });
});
