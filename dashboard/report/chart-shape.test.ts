import { describe, expect, test } from 'vitest';
import type { Asked } from './asked.ts';
import { labelsOf, type Point, peakOf, pointsOf, shapeOf } from './chart-shape.ts';

const at = (text: string) => Date.parse(text);
const ZONE = 'Europe/Berlin';

/** The curve of a day's visitors and bounce rate, and of what it is compared with. */
function reported(
  unit: Asked['unit'],
  from: string,
  to: string,
  rows: [label: string, now: number[], before?: number[]][],
) {
  const range: [number, number] = [at(from), at(to)];
  const day = 86_400_000;
  return {
    asked: {
      range: 'today',
      compare: 'previous',
      unit,
      metric: 'visitors',
      figures: ['visitors', 'bounce_rate'],
      filters: [],
    } as Asked,
    range,
    compared: [range[0] - day, range[0] - day + 6 * 3_600_000] as [number, number],
    curve: {
      rows: rows.map(([label, metrics, previous]) => ({ dimensions: [label], metrics, ...(previous && { previous }) })),
      totals: [],
      more: false,
    },
  };
}

const today = reported('hour', '2026-11-21T00:00+01:00', '2026-11-22T00:00+01:00', [
  ['2026-11-21T01:00:00+01:00', [2, 0.5], [1, 0]],
  ['2026-11-21T04:00:00+01:00', [5, 0], [0, 0]],
]);
const look = (now: string) => pointsOf(today, 'visitors', ZONE, at(now));

describe('points', () => {
  test('hours without a row are nothing, the running one is not over, and those to come are not known', () => {
    const points = look('2026-11-21T05:10+01:00');
    expect(points).toHaveLength(24);
    expect(points.slice(0, 7).map(({ value, state }) => [value, state])).toEqual([
      [0, 'over'],
      [2, 'over'],
      [0, 'over'],
      [0, 'over'],
      [5, 'over'],
      [0, 'running'],
      [null, 'coming'],
    ]);
  });

  test.each(['minute', 'hour', 'day', 'week', 'month'] as const)(
    'nothing at all, by the %s, is drawn as nothing',
    (unit) => {
      const empty = reported(unit, '2026-11-15T00:00+01:00', '2026-11-22T00:00+01:00', []);
      const points = pointsOf(empty, 'visitors', ZONE, at('2026-11-21T05:10+01:00'));
      expect(points[0]).toMatchObject({ value: 0 });
      expect(peakOf(points)).toBeUndefined();
    },
  );

  test('what is compared ends where it has been compared', () => {
    expect(
      look('2026-11-21T05:10+01:00')
        .map(({ before }) => before)
        .slice(0, 8),
    ).toEqual([0, 1, 0, 0, 0, 0, null, null]);
  });

  test('a share of nothing is not known', () => {
    const points = pointsOf(today, 'bounce_rate', ZONE, at('2026-11-21T05:10+01:00'));
    expect(points.slice(0, 5).map(({ value }) => value)).toEqual([null, 0.5, null, null, 0]);
  });

  test('an hour that the server counted is shown even when this computer’s clock is slow, and none is added when it is fast', () => {
    expect(look('2026-11-20T20:00+01:00')[4]).toMatchObject({ value: 5, state: 'running' });
    expect(look('2026-11-23T09:00+01:00').every(({ state }) => state === 'over')).toBe(true);
  });

  test('a night in autumn has 02:00 twice, and keeps both', () => {
    const night = reported('hour', '2026-10-25T00:00+02:00', '2026-10-26T00:00+01:00', [
      ['2026-10-25T02:00:00+02:00', [1, 0]],
      ['2026-10-25T02:00:00+01:00', [2, 0]],
    ]);
    const points = pointsOf(night, 'visitors', ZONE, at('2026-10-27T00:00Z'));
    expect(points).toHaveLength(25);
    expect(points.slice(0, 5).map(({ value }) => value)).toEqual([0, 0, 1, 2, 0]);
  });

  test('weeks and months are found under their names', () => {
    const weeks = reported('week', '2026-11-04T00:00+01:00', '2026-11-16T00:00+01:00', [['2026-11-09', [3, 0]]]);
    expect(pointsOf(weeks, 'visitors', ZONE, at('2027-01-01')).map(({ value }) => value)).toEqual([0, 3]);
    const months = reported('month', '2026-10-01T00:00+02:00', '2026-12-01T00:00+01:00', [['2026-10', [4, 0]]]);
    expect(pointsOf(months, 'visitors', ZONE, at('2027-01-01')).map(({ value }) => value)).toEqual([4, 0]);
  });
});

const row = (...values: (number | null)[]): Point[] =>
  values.map((value, i) => ({ startMs: i * 60_000, endMs: (i + 1) * 60_000, value, before: null, state: 'over' }));
const size = { width: 1000, height: 200 };

describe('the shape', () => {
  test('few buckets are bars with their numbers in them, more have them upright, many have none, and too many are a line', () => {
    const drawn = (count: number) => shapeOf(row(...Array.from({ length: count }, () => 1234)), 'visitors', size);
    expect(drawn(24).bars[0]?.number).toMatchObject({ text: '1234', isInside: true, isUpright: false });
    expect(drawn(60).bars[0]?.number).toMatchObject({ isInside: true, isUpright: true });
    expect(drawn(100).bars[0]?.number).toBeUndefined();
    expect(drawn(100).grid).not.toEqual([]);
    expect(drawn(500)).toMatchObject({ kind: 'line', bars: [] });
    expect(drawn(500).line).toMatch(/^M1,/);
  });

  test('a number that does not fit into its bar stands on top of it, within the chart', () => {
    const [low, high] = shapeOf(row(1, 100), 'visitors', size).bars;
    expect(low?.number?.isInside).toBe(false);
    expect(low!.number!.y).toBeLessThan(low!.y);
    expect(high?.number?.isInside).toBe(true);
  });

  test('a single visitor makes a small bar, a million fill the height, and half of all visits half of it', () => {
    const share = (shape: ReturnType<typeof shapeOf>) => Math.round((shape.bars[0]!.height / 180) * 100);
    expect(share(shapeOf(row(1, 0), 'visitors', size))).toBe(25);
    expect(share(shapeOf(row(1_000_000, 0), 'visitors', size))).toBe(100);
    expect(share(shapeOf(row(0.5, 0), 'bounce_rate', size))).toBe(50);
  });

  test('the greatest is marked once, and not where all is nothing or there is nothing beside it', () => {
    const points = row(1, 7, 7, 0);
    expect(peakOf(points)).toBe(points[1]);
    expect(peakOf(row(0, 0))).toBeUndefined();
    expect(peakOf(row(3))).toBeUndefined();
    expect(peakOf(row(null, null))).toBeUndefined();
  });

  test('a line is broken where nothing is known', () => {
    const values = Array.from({ length: 500 }, (_, i) => (i === 250 ? null : 1));
    expect(shapeOf(row(...values), 'visit_duration', size).line.match(/M/g)).toHaveLength(2);
  });
});

test('labels keep apart, and those of hours stand where the clock is round', () => {
  const points = look('2026-11-21T05:10+01:00');
  const named = (step: number) =>
    labelsOf(points, 'hour', ZONE, step, ({ startMs }) => `${new Date(startMs).getUTCHours()}`);
  expect(named(50)).toHaveLength(24);
  expect(named(14).map(({ point }) => new Date(point.startMs).getUTCHours())).toEqual([
    23, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21,
  ]);
  for (const step of [3, 9, 14, 40]) {
    const ends = named(step).map(({ x, text }) => [x - text.length * 3.4, x + text.length * 3.4] as const);
    for (const [i, [start]] of ends.entries()) if (i > 0) expect(start).toBeGreaterThan(ends[i - 1]![1]);
  }

  // Where a day has no room for its date, every second has.
  const month = Array.from({ length: 30 * 24 }, (_, i): Point => {
    const startMs = at('2026-11-01T00:00Z') + i * 3_600_000;
    return { startMs, endMs: startMs + 3_600_000, value: 1, before: null, state: 'over' };
  });
  const dates = labelsOf(month, 'hour', 'UTC', 1.8, ({ startMs }) => `${new Date(startMs).getUTCDate()} Nov`);
  expect(dates.map(({ text }) => Number.parseInt(text, 10))).toEqual([
    1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29,
  ]);
});
