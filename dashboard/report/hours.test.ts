import { expect, test } from 'vitest';
import { hoursSoFar } from './hours.ts';

const row = (instant: string, ...metrics: number[]) => ({ dimensions: [instant], metrics });
const day = (from: string, to: string): [number, number] => [Date.parse(from), Date.parse(to)];

test('hours without a hit are filled in, up to the running hour', () => {
  const range = day('2026-11-21T00:00:00+01:00', '2026-11-22T00:00:00+01:00');
  const rows = [row('2026-11-21T01:00:00+01:00', 2, 3), row('2026-11-21T04:00:00+01:00', 1, 1)];
  const hours = hoursSoFar(range, rows, Date.parse('2026-11-21T05:10:00+01:00'), 'Europe/Berlin');
  expect(hours.map(({ label, visitors, pageviews }) => [label, visitors, pageviews])).toEqual([
    ['00:00', 0, 0],
    ['01:00', 2, 3],
    ['02:00', 0, 0],
    ['03:00', 0, 0],
    ['04:00', 1, 1],
    ['05:00', 0, 0],
  ]);
});

test('the night with two 02:00 keeps both', () => {
  const range = day('2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00');
  const rows = [row('2026-10-25T02:00:00+02:00', 1, 1), row('2026-10-25T02:00:00+01:00', 2, 2)];
  const hours = hoursSoFar(range, rows, Date.parse('2026-10-25T03:30:00+01:00'), 'Europe/Berlin');
  expect(hours.map(({ label, visitors }) => `${label} ${visitors}`)).toEqual([
    '00:00 0',
    '01:00 0',
    '02:00 1',
    '02:00 2',
    '03:00 0',
  ]);
});

test('the night without a 02:00 has none', () => {
  const range = day('2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00');
  const hours = hoursSoFar(range, [], Date.parse('2026-03-29T04:00:00+02:00'), 'Europe/Berlin');
  expect(hours.map(({ label }) => label)).toEqual(['00:00', '01:00', '03:00', '04:00']);
});

test('asked for the whole day, it has 23 hours in spring and 25 in autumn', () => {
  const spring = day('2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00');
  const autumn = day('2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00');
  const labels = (range: [number, number]) =>
    hoursSoFar(range, [], range[1], 'Europe/Berlin').map(({ label }) => label);
  expect(labels(spring)).toHaveLength(23);
  expect(labels(spring).slice(1, 4)).toEqual(['01:00', '03:00', '04:00']);
  expect(labels(autumn)).toHaveLength(25);
  expect(labels(autumn).at(-1)).toBe('23:00');
});

test('a zone half an hour off the full hour has its own hours', () => {
  const range = day('2026-11-21T00:00:00+05:30', '2026-11-22T00:00:00+05:30');
  const hours = hoursSoFar(
    range,
    [row('2026-11-21T01:00:00+05:30', 4, 5)],
    Date.parse('2026-11-21T01:45:00+05:30'),
    'Asia/Kolkata',
  );
  expect(hours.map(({ label, visitors }) => `${label} ${visitors}`)).toEqual(['00:00 0', '01:00 4']);
});

test('an hour that the server counted is shown even when this computer’s clock is slow', () => {
  const range = day('2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z');
  const hours = hoursSoFar(range, [row('2026-11-21T03:00:00Z', 1, 1)], Date.parse('2026-11-20T20:00:00Z'), 'UTC');
  expect(hours.map(({ label }) => label)).toEqual(['00:00', '01:00', '02:00', '03:00']);
});

test('a clock that is fast adds no hour after the day', () => {
  const range = day('2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z');
  expect(hoursSoFar(range, [], Date.parse('2026-11-23T09:00:00Z'), 'UTC')).toHaveLength(24);
});
