// From what somebody asks to what is to be counted: which instants, which conditions, which counts. Pure.
import type {
  Condition,
  Dimension,
  Filter,
  FilterDimension,
  Metric,
  ReportQuery,
  ReportRequest,
  TimeUnit,
} from '../contract/report.ts';
import { Refusal } from '../errors.ts';
import type { AskedGoal } from './goals.ts';
import { comparedWith, type Interval, intervalOf } from './zones.ts';

/** A report as it crosses to the thread that answers it. */
export interface Plan {
  /** On whose clock the buckets of time are. */
  timezone: string;
  interval: Interval;
  /** What every row is compared with. */
  compared: Interval | undefined;
  /** All must hold. */
  filters: Filter[];
  queries: ReportQuery[];
  /** All of the site's. */
  goals: readonly AskedGoal[];
}

/** Of a range by time; a year by the hour is 8,784. */
const MOST_BUCKETS = 50_000;
const SHORTEST: { [Unit in TimeUnit]: number } = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 28 * 86_400_000,
};

export const timeUnitOf = (dimension: Dimension): TimeUnit | undefined =>
  dimension.startsWith('time:') ? (dimension.slice(5) as TimeUnit) : undefined;

/** The property's name, of a dimension of properties. */
export const propOf = (dimension: Dimension | FilterDimension): string | undefined =>
  dimension.startsWith('prop:') ? dimension.slice(5) : undefined;

/** What somebody has done, and not only where. */
const isOfConversions = (dimension: Dimension | FilterDimension): boolean =>
  dimension === 'event' || dimension === 'goal' || propOf(dimension) !== undefined;

/** Page, event, goal and properties belong to a hit; everything else but the time to a visit. */
export const isOfHits = (dimension: Dimension | FilterDimension): boolean =>
  dimension === 'page' || isOfConversions(dimension);

export const isCondition = (filter: Filter): filter is Condition => filter.length === 3;

/** Whether it chooses hits: one condition on hits in it is enough. */
export const choosesHits = (filter: Filter): boolean => conditionsOf(filter).some(([[, by]]) => isOfHits(by));

/** The conditions in it, each with where it stands in it. */
export function conditionsOf(filter: Filter, path: readonly number[] = []): [Condition, readonly number[]][] {
  if (isCondition(filter)) return [[filter, path]];
  if (filter[0] === 'not') return conditionsOf(filter[1], [...path, 1]);
  return filter[1].flatMap((each, i) => conditionsOf(each, [...path, 1, i]));
}

/** The parts that must all hold, one by one. */
export function partsOf(filters: readonly Filter[]): Filter[] {
  return filters.flatMap((filter) => (filter[0] === 'and' ? partsOf(filter[1] as Filter[]) : [filter]));
}

/** Who might have converted, by a query's dimensions. */
export interface Candidates {
  filters: Filter[];
  isKept(dimension: Dimension | FilterDimension): boolean;
}

/**
 * The question without those of its parts that choose hits, and without the dimensions of hits. So "is event Signup" by source is
 * answered of the visitors from each source. Where a goal is named, pages stay: who of those on this page reached it there.
 */
export function candidatesOf(filters: readonly Filter[], dimensions: readonly Dimension[]): Candidates {
  const conditions = filters.flatMap((filter) => conditionsOf(filter));
  const isOfGoals = dimensions.includes('goal') || conditions.some(([[, by]]) => by === 'goal');
  const isKept = (dimension: Dimension | FilterDimension) => !(isOfGoals ? isOfConversions : isOfHits)(dimension);
  return {
    filters: partsOf(filters).filter((filter) => conditionsOf(filter).every(([[, by]]) => isKept(by))),
    isKept,
  };
}

/** What is counted: sums over parts of days. `duration` and `engaged` in ms, `scroll` in percent. */
export const COUNTERS = [
  ...(['visitors', 'visits', 'pageviews', 'events', 'linkedPageviews', 'bounces', 'duration'] as const),
  ...(['engaged', 'engagedPageviews', 'scroll', 'scrolledPageviews'] as const),
] as const;
export type Counter = (typeof COUNTERS)[number];

/** A metric is one count, or one divided by another; the two that are neither are made elsewhere (answer.ts). */
export const COUNTS_OF: { [Name in Metric]: readonly [Counter, Counter?] | undefined } = {
  visitors: ['visitors'],
  visits: ['visits'],
  pageviews: ['pageviews'],
  events: ['events'],
  views_per_visit: ['linkedPageviews', 'visits'],
  bounce_rate: ['bounces', 'visits'],
  visit_duration: ['duration', 'visits'],
  time_on_page: ['engaged', 'engagedPageviews'],
  scroll_depth: ['scroll', 'scrolledPageviews'],
  conversion_rate: ['visitors'],
  peak_live: undefined,
};

export function countersOf(metrics: readonly Metric[]): Counter[] {
  const wanted = metrics.flatMap((metric) => COUNTS_OF[metric] ?? []);
  return COUNTERS.filter((counter) => wanted.includes(counter));
}

/** Throws a Refusal that names the place where a goal is asked for that the site has not. */
export function refuseUnknownGoals(filters: readonly Filter[], goals: readonly AskedGoal[]): void {
  for (const [[operator, dimension, values], path] of filters.flatMap((filter, i) => conditionsOf(filter, [i]))) {
    if (dimension !== 'goal' || (operator !== 'is' && operator !== 'is_not')) continue;
    const unknown = values.findIndex((value) => value !== '' && goals.every(({ name }) => name !== value));
    if (unknown < 0) continue;
    throw new Refusal(
      'bad_request',
      `The site has no goal ${values[unknown]}. Ask for one of those it has, or make it.`,
      {
        field: ['filters', ...path, 2, unknown].join('.'),
      },
    );
  }
}

/**
 * `first`: the instant of the site's first hit, for the range `all`. `goals`: all of the site's. Throws a Refusal that names the query
 * whose buckets of time would be too many, or the goal that the site has not.
 */
export function planOf(
  request: ReportRequest,
  siteTimezone: string,
  now: number,
  first?: number,
  goals: readonly AskedGoal[] = [],
): Plan {
  const { range, compare, filters, queries, timezone = siteTimezone } = request;
  refuseUnknownGoals(filters, goals);
  const interval = intervalOf(range, timezone, now, first);
  for (const [i, { dimensions }] of queries.entries()) {
    for (const [j, dimension] of dimensions.entries()) {
      const unit = timeUnitOf(dimension);
      if (unit === undefined || (interval.to - interval.from) / SHORTEST[unit] <= MOST_BUCKETS) continue;
      throw new Refusal('bad_request', `This range has too many of a ${unit}. Ask by a longer unit of time.`, {
        field: `queries.${i}.dimensions.${j}`,
      });
    }
  }
  const compared = compare === undefined ? undefined : comparedWith(compare, range, timezone, interval, now);
  return { timezone, interval, compared, filters, queries, goals };
}
