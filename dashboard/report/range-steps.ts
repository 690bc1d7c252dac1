// From one range to another: which days a name means, a step back or forward, closer to a part of a chart and back out again. Pure.
import type { RangeName, TimeUnit } from '../../server/contract/report.ts';
import { type Asked, type Edges, RANGE_NAMES, textOf, USUAL_RANGE } from './asked.ts';
import { addDays, addMonths, type Bucket, bucketsOf, dateAt, startOfDate } from './calendar.ts';

type Range = Asked['range'];

/** Where the site's clock stands. */
export interface Now {
  nowMs: number;
  timeZone: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How far back the first of the days lies that end with today. */
const DAYS_BACK: { readonly [Name in RangeName]?: number } = { today: 0, '7d': 6, '28d': 27, '30d': 29, '91d': 90 };
/** Whole months, the running one included. */
const MONTHS: { readonly [Name in RangeName]?: readonly [back: number, count: number] } = {
  month: [0, 1],
  last_month: [1, 1],
  '6mo': [5, 6],
  '12mo': [11, 12],
};

const isDates = (range: Range): range is Edges => typeof range !== 'string' && !range[0].includes('T');

/** The first day and the last; undefined: it is not one of whole days, or nobody knows where it begins. */
export function datesOf(range: Range, { nowMs, timeZone }: Now): Edges | undefined {
  if (typeof range !== 'string') return isDates(range) ? range : undefined;
  const today = dateAt(timeZone, nowMs);
  const daysBack = DAYS_BACK[range];
  if (daysBack !== undefined) return [addDays(today, -daysBack), today];
  if (range === 'yesterday') return [addDays(today, -1), addDays(today, -1)];
  const year = today.slice(0, 4);
  if (range === 'year') return [`${year}-01-01`, `${year}-12-31`];
  const months = MONTHS[range];
  if (!months) return undefined;
  const [back, count] = months;
  const first = addMonths(`${today.slice(0, 7)}-01`, -back);
  return [first, addDays(addMonths(first, count), -1)];
}

/** The instants that it begins and ends at; undefined: nobody knows where it begins. */
export function instantsOf(range: Range, now: Now): [from: number, to: number] | undefined {
  const dates = datesOf(range, now);
  if (dates) return [startOfDate(now.timeZone, dates[0]), startOfDate(now.timeZone, addDays(dates[1], 1))];
  if (typeof range !== 'string') return [Date.parse(range[0]), Date.parse(range[1])];
  if (range !== '24h') return undefined;
  const [hour] = bucketsOf('hour', [now.nowMs, now.nowMs + 1], now.timeZone);
  const to = (hour?.startMs ?? now.nowMs) + HOUR_MS;
  return [to - DAY_MS, to];
}

/** The name that means the same days now, which goes with the time; else the days themselves. */
export function named(dates: Edges, now: Now): Range {
  const isSame = (name: RangeName) => datesOf(name, now)?.join() === dates.join();
  return RANGE_NAMES.find(isSame) ?? dates;
}

/** Between two instants: whole days where they are midnights. */
function between(from: number, to: number, now: Now): Range {
  const [first, end] = [from, to].map((at) => dateAt(now.timeZone, at)) as Edges;
  const isDays = startOfDate(now.timeZone, first) === from && startOfDate(now.timeZone, end) === to;
  if (isDays) return named([first, addDays(end, -1)], now);
  if (instantsOf('24h', now)?.join() === [from, to].join()) return '24h';
  return [from, to].map((at) => `${new Date(at).toISOString().slice(0, 16)}Z`) as Edges;
}

/** How many whole months it is; 0: it is none. */
function wholeMonths([from, to]: Edges): number {
  const end = addDays(to, 1);
  if (!from.endsWith('-01') || !end.endsWith('-01')) return 0;
  const [year = 0, month = 0] = from.split('-').map(Number);
  const [endYear = 0, endMonth = 0] = end.split('-').map(Number);
  return (endYear - year) * 12 + endMonth - month;
}

const isOfDays = (range: Range) =>
  range === 'yesterday' || (typeof range === 'string' && DAYS_BACK[range] !== undefined);

/** As long a range right before it, or right after; undefined: it would begin after now, or nobody knows when. */
export function stepped(range: Range, direction: -1 | 1, now: Now): Range | undefined {
  const dates = datesOf(range, now);
  if (dates) {
    const months = isOfDays(range) ? 0 : wholeMonths(dates);
    const days = Math.round((Date.parse(dates[1]) - Date.parse(dates[0])) / DAY_MS) + 1;
    const next: Edges =
      months > 0
        ? [addMonths(dates[0], direction * months), addDays(addMonths(addDays(dates[1], 1), direction * months), -1)]
        : [addDays(dates[0], direction * days), addDays(dates[1], direction * days)];
    return next[0] > dateAt(now.timeZone, now.nowMs) ? undefined : named(next, now);
  }
  const instants = instantsOf(range, now);
  if (!instants) return undefined;
  const length = direction * (instants[1] - instants[0]);
  return instants[0] + length > now.nowMs ? undefined : between(instants[0] + length, instants[1] + length, now);
}

/** The range of these buckets of a chart, both included; undefined: it would be no closer look, or at less than two minutes. */
export function closer(
  first: Bucket,
  last: Bucket,
  unit: TimeUnit,
  [from, to]: readonly [number, number],
  now: Now,
): Range | undefined {
  if (first.startMs <= from && last.endMs >= to) return undefined;
  if (unit === 'minute' && first === last) return undefined;
  return between(first.startMs, last.endMs, now);
}

// The way back out is kept in the address, too: `out=12mo~week,2026-11-01..2026-11-30`, the last one where the next look came from.
const DEEPEST = 6;

/** Goes to a closer look, and keeps the way back. */
export function writeCloser(query: URLSearchParams, range: Range): void {
  const by = query.get('by');
  const here = `${query.get('range') ?? USUAL_RANGE}${by === null ? '' : `~${by}`}`;
  const way = [...(query.get('out')?.split(',') ?? []), here].slice(-DEEPEST);
  query.set('range', textOf(range));
  query.set('out', way.join(','));
  query.delete('by');
}

/** Goes back to where the closer look came from. */
export function writeOut(query: URLSearchParams): void {
  const way = query.get('out')?.split(',') ?? [];
  const [range = USUAL_RANGE, by] = way.pop()?.split('~') ?? [];
  const said = { range: range === USUAL_RANGE ? undefined : range, by, out: way.join(',') };
  for (const [key, value] of Object.entries(said)) {
    if (value) query.set(key, value);
    else query.delete(key);
  }
}
