// What a chart draws of a report's answer, and how: every bucket of the range with its count, the ones in which nothing happened
// included; and bars with their numbers in them where there is room, thinner ones where there is less, a line where there is none. Pure.
import { max } from 'd3-array';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { area, curveLinear, curveStepAfter, line } from 'd3-shape';
import type { TimeUnit } from '../../server/contract/report.ts';
import { fullScale } from '../format.ts';
import type { Figure } from './asked.ts';
import { type Bucket, bucketsOf, minuteAt, startOfLabel } from './calendar.ts';
import { formatBar, isMean, isShare } from './figures.ts';
import type { Reported } from './reported.ts';

export interface Point extends Bucket {
  /** Null: a mean of nothing; or it has not begun. */
  value: number | null;
  /** In its place of what it is compared with; null: there is none. */
  before: number | null;
  state: 'over' | 'running' | 'coming';
}

type Part = Pick<Reported, 'asked' | 'range' | 'compared' | 'curve'>;

/**
 * A figure of the curve, bucket by bucket. Buckets are told apart by their instants and not by their names: a night in autumn has 02:00
 * twice. What the server counted is shown even where this computer's clock is slow.
 */
export function pointsOf(
  { asked, range, compared, curve }: Part,
  figure: Figure,
  timeZone: string,
  nowMs: number,
): Point[] {
  const { unit, figures } = asked;
  const at = figures.indexOf(figure);
  const nothing = isMean(figure) ? null : 0;
  const rows = new Map(curve.rows.map((row) => [startOfLabel(unit, row.dimensions[0] ?? '', timeZone), row]));
  const counted = curve.rows.filter(({ metrics }) => metrics.some((metric) => metric));
  const latest = counted.at(-1)?.dimensions[0];
  const now = latest ? Math.max(nowMs, startOfLabel(unit, latest, timeZone)) : nowMs;
  const comparable = compared ? bucketsOf(unit, compared, timeZone).length : 0;
  return bucketsOf(unit, range, timeZone).map((bucket, place): Point => {
    const row = rows.get(bucket.startMs);
    const state = bucket.startMs > now ? 'coming' : bucket.endMs > now ? 'running' : 'over';
    return {
      ...bucket,
      state,
      value: state === 'coming' ? null : row ? (row.metrics[at] ?? nothing) : nothing,
      before: place >= comparable ? null : row ? (row.previous?.[at] ?? nothing) : nothing,
    };
  });
}

/** The first of the greatest; undefined: all are nothing, or there is one only. */
export function peakOf(points: readonly Point[]): Point | undefined {
  const known = points.filter(({ value }) => value !== null);
  const most = max(known, ({ value }) => value ?? 0) ?? 0;
  return known.length > 1 && most > 0 ? known.find(({ value }) => value === most) : undefined;
}

export interface Size {
  width: number;
  height: number;
}

/** About one letter of what stands in and below bars, in px. */
export const LETTER = 6.8;
const LINE = 16;
/** Above the highest bar, for a number that does not fit into it. */
const HEADROOM = LINE + 4;
const NARROWEST_BAR = 4;
/** Of a bar, where the comparison is to be seen beside it. */
const BESIDE = 0.7;

export interface Bar {
  point: Point;
  isPeak: boolean;
  x: number;
  width: number;
  y: number;
  height: number;
  /** Undefined: there is no room for it, or nothing to say. */
  number?: { text: string; x: number; y: number; isInside: boolean; isUpright: boolean };
}

export interface Shape {
  kind: 'bars' | 'line';
  /** Of a bucket, from one to the next. */
  step: number;
  bars: readonly Bar[];
  /** Where numbers do not stand in the bars. */
  grid: readonly { y: number; text: string }[];
  /** The `d` of paths; '' is none. `running`: the last piece, which is not finished. */
  line: string;
  running: string;
  area: string;
  before: string;
  beforeArea: string;
  /** Where its number does not stand in a bar. */
  peak: { x: number; y: number; text: string } | undefined;
  yOf(value: number): number;
}

export function shapeOf(points: readonly Point[], figure: Figure, { width, height }: Size): Shape {
  const step = width / Math.max(1, points.length);
  const isCompared = points.some(({ before }) => before !== null);
  const most = max(points, ({ value, before }) => Math.max(value ?? 0, before ?? 0)) ?? 0;
  const y = scaleLinear([0, top(figure, most)], [height, HEADROOM]);
  const kind = step >= NARROWEST_BAR ? 'bars' : 'line';

  const gap = step >= 12 ? 2 : step >= 6 ? 1 : 0;
  const barWidth = isCompared ? step * BESIDE : step - gap;
  const texts = points.map(({ value }) => (value ? formatBar(figure, value) : ''));
  const longest = (max(texts, (text) => text.length) ?? 0) * LETTER;
  const isUpright = longest + 2 > step;
  const hasNumbers = kind === 'bars' && (!isUpright || barWidth >= LINE - 4);
  const peak = peakOf(points);

  const bars = points.map((point, i): Bar => {
    const value = point.value ?? 0;
    const bar = {
      point,
      isPeak: point === peak,
      x: i * step + (step - barWidth) / 2,
      width: barWidth,
      y: y(value),
      height: height - y(value),
    };
    const text = texts[i] ?? '';
    if (!hasNumbers || text === '') return bar;
    const length = isUpright ? text.length * LETTER + 6 : LINE;
    // A number that is wider than its bar stands on top of it.
    const isInside = bar.height >= length + 2 && (isUpright ? LINE - 4 <= barWidth : text.length * LETTER <= barWidth);
    const end = isInside ? bar.y + length / 2 + 1 : Math.max(length / 2, bar.y - length / 2);
    return { ...bar, number: { text, x: (i + 0.5) * step, y: end, isInside, isUpright } };
  });

  const middle = (i: number) => (i + 0.5) * step;
  const known = points.map((point, i) => ({ ...point, x: middle(i) })).filter(({ state }) => state !== 'coming');
  const stroke = strokeOf(y);
  const fill = fillOf(y, height);
  const finished = known.filter(({ state }) => state === 'over');

  // What was before stands in steps behind bars, and as a line behind a line.
  const compared = points.slice(0, points.findLastIndex(({ before }) => before !== null) + 1);
  const then = compared.map(({ before }, i) => ({ x: kind === 'bars' ? i * step : middle(i), value: before }));
  if (kind === 'bars' && then.length > 0) then.push({ x: then.length * step, value: then.at(-1)!.value });
  const curve = kind === 'bars' ? curveStepAfter : curveLinear;
  const beforeLine = strokeOf(y).curve(curve);
  const beforeFill = fillOf(y, height).curve(curve);

  return {
    kind,
    step,
    bars: kind === 'bars' ? bars : [],
    grid:
      hasNumbers || most === 0
        ? []
        : y
            .ticks(3)
            .filter((tick) => tick > 0)
            .map((tick) => ({ y: y(tick), text: formatBar(figure, tick) })),
    line: kind === 'line' ? (stroke(finished) ?? '') : '',
    running: kind === 'line' && finished.length < known.length ? (stroke(known.slice(-2)) ?? '') : '',
    area: kind === 'line' ? (fill(finished) ?? '') : '',
    before: isCompared ? (beforeLine(then) ?? '') : '',
    beforeArea: isCompared ? (beforeFill(then) ?? '') : '',
    peak:
      peak && !hasNumbers
        ? { x: middle(points.indexOf(peak)), y: y(peak.value ?? 0), text: formatBar(figure, peak.value ?? 0) }
        : undefined,
    yOf: y,
  };
}

interface Place {
  x: number;
  value: number | null;
}

type Scale = ScaleLinear<number, number>;

const strokeOf = (y: Scale) =>
  line<Place>(
    ({ x }) => x,
    ({ value }) => y(value ?? 0),
  ).defined(({ value }) => value !== null);

const fillOf = (y: Scale, height: number) =>
  area<Place>(
    ({ x }) => x,
    height,
    ({ value }) => y(value ?? 0),
  ).defined(({ value }) => value !== null);

/** What fills the height: a single visitor makes a small bar and not a tower, and a share is of all. */
function top(figure: Figure, most: number): number {
  if (figure === 'bounce_rate') return 1;
  if (isShare(figure)) return most || 1;
  return isMean(figure) ? most || 1 : fullScale(most);
}

/** Steps between hours and minutes that people count in. */
const CLOCK_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440] as const;
const DAY_MINUTES = 1440;

/** How far a text may stand over the edge, where the page's margin is. */
const OVERHANG = 12;

/** Of a text's middle, so that it stays on the page. */
export function insideOf(x: number, text: string, width: number): number {
  const half = (text.length * LETTER) / 2 - OVERHANG;
  return Math.min(width - half, Math.max(half, x));
}

/** Below its bucket. */
export interface Label {
  point: Point;
  x: number;
  text: string;
}

/** As many as there is room for; of hours and minutes those at which the clock is round. */
export function labelsOf(
  points: readonly Point[],
  unit: TimeUnit,
  timeZone: string,
  step: number,
  nameOf: (point: Point) => string,
): Label[] {
  const names = points.map(nameOf);
  const letters = max(names, ({ length }) => length) ?? 0;
  const least = Math.max(1, Math.ceil((letters * LETTER + 12) / step));
  const isNamed = isRoundFor(unit, timeZone, least);
  const labels: Label[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const [place, point] of points.entries()) {
    if (!isNamed(point, place)) continue;
    const text = names[place]!;
    const x = insideOf((place + 0.5) * step, text, points.length * step);
    const half = (text.length * LETTER) / 2;
    if (x - half < free) continue;
    labels.push({ point, x, text });
    free = x + half + LETTER;
  }
  return labels;
}

/** `least`: how many buckets lie from one to the next. */
function isRoundFor(unit: TimeUnit, timeZone: string, least: number): (point: Point, place: number) => boolean {
  if (unit !== 'minute' && unit !== 'hour') return (_, place) => place % least === 0;
  const minutes = least * (unit === 'hour' ? 60 : 1);
  const round = CLOCK_STEPS.find((each) => each >= minutes) ?? DAY_MINUTES;
  const days = Math.ceil(minutes / DAY_MINUTES);
  let midnights = 0;
  return ({ startMs }) => {
    const shown = minuteAt(timeZone, startMs);
    return shown % round === 0 && (shown > 0 || midnights++ % days === 0);
  };
}
