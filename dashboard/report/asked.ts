// What the page asks of the stored hits, as it stands in the address: `?range=2026-11-01..2026-11-30&compare=year&by=week&chart=visits`.
// What is not said, or not known here, falls back to what is usual; what else stands there is left alone. Pure.
import type { Filter, Metric, RangeName, TimeUnit } from '../../server/contract/report.ts';

/** Two dates, both included; or two instants (`2026-11-21T13:00Z`), the second not included. */
export type Edges = [from: string, to: string];

export interface Asked {
  range: RangeName | Edges;
  /** Null: with nothing. */
  compare: 'previous' | 'year' | Edges | null;
  /** How long the chart's buckets are. */
  unit: TimeUnit;
  /** What the chart draws. */
  metric: Figure;
  /** What is counted, in the order in which it is shown. */
  figures: readonly Figure[];
  filters: readonly Filter[];
}

export const RANGE_NAMES = [
  ...(['today', 'yesterday', '24h', '7d', '28d', '30d', '91d', '6mo', '12mo'] as const),
  ...(['month', 'last_month', 'year', 'all'] as const),
] as const satisfies readonly RangeName[];
const UNITS = ['minute', 'hour', 'day', 'week', 'month'] as const satisfies readonly TimeUnit[];

/** The report's figures, each of which the chart can draw, in their order. */
export const FIGURES = [
  ...(['visitors', 'visits', 'pageviews', 'events'] as const),
  ...(['views_per_visit', 'bounce_rate', 'visit_duration', 'peak_live', 'conversion_rate'] as const),
] as const satisfies readonly Metric[];
export type Figure = (typeof FIGURES)[number];

export const USUAL_RANGE: RangeName = 'today';

/** Kept by the minute, of which a month has too many to be looked through every few seconds. */
const PEAK_DAYS = 8;

/**
 * How many visitors were here at once is known of the whole site only, and asked of a week at most; how many of all did something, only
 * where something is asked for.
 */
export const figuresFor = (filters: readonly Filter[], days: number): readonly Figure[] =>
  FIGURES.filter((figure) => {
    if (figure === 'peak_live') return filters.length === 0 && days <= PEAK_DAYS;
    return figure !== 'conversion_rate' || filters.some(isOfDeeds);
  });

const isOfDeeds = (filter: Filter): boolean => {
  if (filter.length === 3) return filter[1] === 'event' || filter[1] === 'goal' || filter[1].startsWith('prop:');
  return filter[0] === 'not' ? isOfDeeds(filter[1]) : filter[1].some(isOfDeeds);
};

/** `sinceMs`: when the site began, for the range `all`. */
export function readAsked(
  query: URLSearchParams,
  filters: readonly Filter[],
  { nowMs, sinceMs }: { nowMs: number; sinceMs: number },
): Asked {
  const range = readRange(query.get('range')) ?? USUAL_RANGE;
  const compare = query.get('compare');
  const days = range === 'all' ? (nowMs - sinceMs) / DAY_MS + 1 : daysOf(range);
  const units = unitsFor(days);
  const figures = figuresFor(filters, days);
  return {
    range,
    compare: readCompare(compare, range),
    unit: units.find((unit) => unit === query.get('by')) ?? usualUnit(days),
    metric: figures.find((figure) => figure === query.get('chart')) ?? 'visitors',
    figures,
    filters,
  };
}

/** A name, or edges; undefined: neither. */
export function readRange(text: string | null): Asked['range'] | undefined {
  return RANGE_NAMES.find((name) => name === text) ?? readEdges(text);
}

function readCompare(text: string | null, range: Asked['range']): Asked['compare'] {
  const edges = readEdges(text);
  if (edges) return edges;
  if (text === 'none' || range === 'all') return null; // there is nothing before everything
  return text === 'year' ? 'year' : 'previous';
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/;
const EARLIEST = '1990';
const LATEST = '2200';

/** `2026-11-01..2026-11-30`; undefined: it is no range. */
export function readEdges(text: string | null): Edges | undefined {
  const edges = text?.split('..') ?? [];
  const [from = '', to = ''] = edges;
  const sort = [DATE, INSTANT].find((sort) => sort.test(from) && sort.test(to));
  if (edges.length !== 2 || !sort || !edges.every(isReal)) return undefined;
  if (from < EARLIEST || to >= LATEST || to < from || (to === from && sort === INSTANT)) return undefined;
  return [from, to];
}

/** There is no 30 February. */
function isReal(edge: string): boolean {
  const at = Date.parse(edge);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(edge.slice(0, 10));
}

/** As it stands in the address. */
export const textOf = (value: string | Edges) => (typeof value === 'string' ? value : value.join('..'));

/** A unit that was chosen is of the range that it was chosen for, and so is the way back out of a closer look. */
export function writeRange(query: URLSearchParams, range: Asked['range']): void {
  put(query, 'range', textOf(range), USUAL_RANGE);
  query.delete('by');
  query.delete('out');
}

export function writeCompare(query: URLSearchParams, compare: Asked['compare']): void {
  put(query, 'compare', textOf(compare ?? 'none'), 'previous');
}

export const writeUnit = (query: URLSearchParams, unit: TimeUnit): void => query.set('by', unit);

export const writeMetric = (query: URLSearchParams, metric: Figure): void => put(query, 'chart', metric, 'visitors');

/** What is usual is not said. */
function put(query: URLSearchParams, key: string, value: string, usual: string): void {
  if (value === usual) query.delete(key);
  else query.set(key, value);
}

const DAY_MS = 86_400_000;

const DAYS: { [Name in RangeName]: number } = {
  ...{ today: 1, yesterday: 1, '24h': 1, '7d': 7, '28d': 28, '30d': 30, '91d': 91, '6mo': 184, '12mo': 366 },
  ...{ month: 31, last_month: 31, year: 366, all: 366 },
};

/** How long it is, about; a day on which the clock is set is a day. */
export function daysOf(range: Asked['range']): number {
  if (typeof range === 'string') return DAYS[range];
  const [from, to] = range.map((edge) => Date.parse(edge)) as [number, number];
  return (to - from) / DAY_MS + (DATE.test(range[0]) ? 1 : 0);
}

/** From how many days on a unit says something, and up to how many its buckets can be told apart. */
const SENSIBLE: { [Unit in TimeUnit]: [least: number, most: number] } = {
  minute: [0, 1.05],
  hour: [1 / 24, 31],
  day: [2, 1100],
  week: [14, Number.POSITIVE_INFINITY],
  month: [59, Number.POSITIVE_INFINITY],
};

/** The units by which a range of so many days can be drawn. */
export function unitsFor(days: number): TimeUnit[] {
  const units = UNITS.filter((unit) => days >= SENSIBLE[unit][0] && days <= SENSIBLE[unit][1]);
  return units.length > 0 ? units : ['minute'];
}

/** The one that makes bars of it. */
export function usualUnit(days: number): TimeUnit {
  if (days < 1 / 6) return 'minute';
  if (days <= 2) return 'hour';
  if (days <= 100) return 'day';
  return days <= 200 ? 'week' : 'month';
}
