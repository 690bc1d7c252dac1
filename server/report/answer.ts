// From a plan and the parts of the days it touches to the reply: which scans are to be made, and what rows their counts make,
// ordered, cut and compared.
import type { ReportReply } from '../contract/browser.ts';
import type { Metric, ReportQuery } from '../contract/report.ts';
import type { DayPart, Dictionary } from '../store/columns.ts';
import { COUNTS_OF, candidatesOf, countersOf, isOfHits, type Plan, timeUnitOf } from './question.ts';
import type { Remembered } from './remembered.ts';
import { createScan, type Scan, type Wanted } from './scan.ts';
import type { Tally } from './tally.ts';
import { createValues, type Values } from './values.ts';
import { bucketsOf, type Interval } from './zones.ts';

/** How many were live at once at most: the beginning of a minute in the interval, and the number; ascending. */
export type Peaks = (interval: Interval) => Iterable<[minute: number, visitors: number]>;

type Answer = ReportReply['answers'][number];

/** Its rows are made as they are come to: there may be many. */
export interface LazyAnswer extends Omit<Answer, 'rows'> {
  rows: Iterable<Answer['rows'][number]>;
}

/** The same of a reply: answers, too, are made as they are come to, once. */
export interface LazyReply extends Omit<ReportReply, 'answers'> {
  answers: Iterable<LazyAnswer>;
}

export interface Report {
  /** What the parts are wanted of, in turn. */
  readonly spans: readonly ReportSpan[];
  /** When all parts of all spans have been added, and what was put aside of them is counted. */
  answer(): LazyReply;
}

export interface ReportSpan {
  readonly interval: Interval;
  /** Each part of a day that touches the interval, once. */
  add(part: DayPart): void;
  /** When all have been added: counts, step by step, what was put aside. */
  rest(): Generator<void>;
}

/** Everything that is counted in one interval. */
interface Counted {
  interval: Interval;
  scan: Scan;
  /** How many might have converted, of a query that asks for it, in the row with these numbers of these dimensions. */
  candidatesOf(query: ReportQuery, dimensions: ReportQuery['dimensions']): (ids: readonly number[]) => number;
  peaks: readonly [minute: number, visitors: number][];
}

/** `dictionary` is the site's; `peaks` is asked only when a query wants to know; `remembered` is of all sites. */
export function createReport(plan: Plan, dictionary: Dictionary, peaks: Peaks, remembered?: Remembered): Report {
  const values = createValues(dictionary, plan.goals);
  const wantsPeaks = plan.queries.some(({ metrics }) => metrics.includes('peak_live'));
  const counted = [plan.interval, ...(plan.compared ? [plan.compared] : [])].map((interval) => ({
    interval,
    ...scansOf(plan, interval, values, remembered),
    peaks: wantsPeaks ? [...peaks(interval)] : [],
  }));
  return {
    spans: counted.map(({ interval, scan, bases }) => ({
      interval,
      add(part) {
        scan.add(part);
        for (const base of bases) base.add(part);
      },
      *rest() {
        for (const each of [scan, ...bases]) yield* each.rest();
      },
    })),
    answer() {
      const [now, before] = counted;
      if (!now) throw new Error('a report is of an interval');
      function* answers(now: Counted): Generator<LazyAnswer> {
        for (const query of plan.queries) yield answerOf(query, plan.timezone, now, before);
      }
      return {
        range: [plan.interval.from, plan.interval.to],
        ...(before && { compared: [before.interval.from, before.interval.to] }),
        answers: answers(now),
      };
    },
  };
}

function scansOf({ filters, timezone, queries }: Plan, interval: Interval, values: Values, remembered?: Remembered) {
  const wanted = queries.flatMap(({ metrics, dimensions }) => {
    const counters = countersOf(metrics);
    return [
      { dimensions, counters },
      { dimensions: [], counters },
    ];
  });
  const scan = createScan(filters, interval, timezone, values, wanted, remembered);

  /** A scan for each choice of candidates, mostly one. */
  const choices = new Map<string, { filters: Plan['filters']; wanted: Wanted[] }>();
  for (const { metrics, dimensions } of queries) {
    if (!metrics.includes('conversion_rate')) continue;
    const candidates = candidatesOf(filters, dimensions);
    const key = JSON.stringify(candidates.filters);
    const choice = choices.get(key) ?? { filters: candidates.filters, wanted: [] };
    choices.set(key, choice);
    for (const by of [dimensions.filter(candidates.isKept), []]) {
      choice.wanted.push({ dimensions: by, counters: ['visitors'] });
    }
  }
  const bases = new Map(
    [...choices].map(([key, { filters, wanted }]) => [
      key,
      createScan(filters, interval, timezone, values, wanted, remembered),
    ]),
  );
  return {
    scan,
    bases: [...bases.values()],
    candidatesOf(query: ReportQuery, dimensions: ReportQuery['dimensions']) {
      const { filters: kept, isKept } = candidatesOf(filters, query.dimensions);
      const base = bases.get(JSON.stringify(kept));
      if (!base) throw new Error('nobody asked who might have converted');
      const tally = base.tallyOf(dimensions.filter(isKept));
      return (ids: readonly number[]) => {
        const group = tally.groups.find(ids.filter((_, i) => isKept(dimensions[i]!)));
        return group === undefined ? 0 : tally.countOf('visitors', group);
      };
    },
  };
}

/** The number of a group that was never met: nothing is counted of it. */
const NOBODY = -1;

/** A metric of a group, whose numbers need not be looked up where they are known; null where there is nothing to divide by. */
type Measure = (group: number, ids?: readonly number[]) => number | null;

/** A query's metrics in one interval. */
interface Figures {
  tally: Tally;
  /** Groups are below it. */
  bound: number;
  measureOf(name: Metric): Measure;
  /** All the query's metrics of the group with these numbers, which need not be among those of this interval. */
  metricsOf(ids: readonly number[]): (number | null)[];
  /** Whether anything was counted for one of the query's metrics. */
  isSomething(group: number): boolean;
}

function figuresOf(
  query: ReportQuery,
  dimensions: ReportQuery['dimensions'],
  timezone: string,
  counted: Counted,
): Figures {
  const tally = counted.scan.tallyOf(dimensions);
  const candidates = query.metrics.includes('conversion_rate') ? counted.candidatesOf(query, dimensions) : undefined;
  const peaks = query.metrics.includes('peak_live') ? peaksBy(dimensions, timezone, counted) : [];

  function converted(group: number, ids: readonly number[]): number | null {
    const visitors = candidates?.(ids) ?? 0;
    return visitors === 0 ? null : tally.countOf('visitors', group) / visitors;
  }

  function measureOf(name: Metric): Measure {
    if (name === 'conversion_rate') return (group, ids = tally.groups.idsOf(group)) => converted(group, ids);
    const counts = COUNTS_OF[name];
    if (!counts) return (group) => peaks[group] ?? 0;
    const [count, divisor] = counts.map((counter) => counter && tally.table(counter));
    if (!divisor) return (group) => count?.[group] ?? 0;
    return (group) => {
      const among = divisor[group] ?? 0;
      return among === 0 ? null : (count?.[group] ?? 0) / among;
    };
  }

  const tables = countersOf(query.metrics).map(tally.table);
  const measures = query.metrics.map(measureOf);
  return {
    tally,
    bound: tally.groups.bound(),
    measureOf,
    metricsOf(ids) {
      const group = tally.groups.find(ids) ?? NOBODY;
      return measures.map((measure) => measure(group, ids));
    },
    isSomething: (group) => (peaks[group] ?? 0) > 0 || tables.some((table) => (table[group] ?? 0) > 0),
  };
}

/** By bucket of the one dimension of time, or all in one. */
function peaksBy([dimension]: ReportQuery['dimensions'], timezone: string, { interval, peaks }: Counted): number[] {
  const unit = dimension && timeUnitOf(dimension);
  const { starts } = unit ? bucketsOf(timezone, unit, interval) : { starts: [interval.from] };
  const greatest = starts.map(() => 0);
  let bucket = 0;
  for (const [minute, visitors] of peaks) {
    while ((starts[bucket + 1] ?? Number.POSITIVE_INFINITY) <= minute) bucket += 1;
    greatest[bucket] = Math.max(greatest[bucket] ?? 0, visitors);
  }
  return greatest;
}

type Compare = (a: number, b: number) => number;

/** Null comes last whichever way is asked for. */
function compareNumbers(a: number | null, b: number | null, isDescending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return isDescending ? b - a : a - b;
}

const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function comparatorOf({ metrics, dimensions, order }: ReportQuery, figures: Figures): Compare {
  const { groups } = figures.tally;
  const times = dimensions.filter((dimension) => timeUnitOf(dimension));
  const [first] = metrics;
  const wanted = order ?? [...times.map((time) => [time, 'asc']), ...(first ? [[first, 'desc']] : [])];
  const keys = [...wanted, ...dimensions.map((dimension) => [dimension, 'asc'])].map(([by = '', way]): Compare => {
    const sign = way === 'desc' ? -1 : 1;
    const place = (dimensions as string[]).indexOf(by);
    if (place < 0) {
      const measure = figures.measureOf(by as Metric);
      return (a, b) => compareNumbers(measure(a), measure(b), way === 'desc');
    }
    if (timeUnitOf(dimensions[place]!)) {
      return (a, b) => sign * (groups.idsOf(a)[place]! - groups.idsOf(b)[place]!);
    }
    return (a, b) => sign * compareTexts(groups.valuesOf(a)[place]!, groups.valuesOf(b)[place]!);
  });
  return (a, b) => {
    for (const compare of keys) {
      const difference = compare(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

/** The first `most` in order, and whether there were more: no more than twice as many are ever sorted. */
function firstOf(groups: Iterable<number>, most: number, compare: Compare): { first: number[]; more: boolean } {
  let kept: number[] = [];
  let worst: number | undefined;
  let more = false;
  const cut = () => {
    kept.sort(compare);
    if (kept.length <= most) return;
    more = true;
    kept = kept.slice(0, most);
    worst = kept.at(-1);
  };
  for (const group of groups) {
    if (worst !== undefined && compare(group, worst) > 0) continue;
    if (kept.push(group) > 2 * most + 100) cut();
  }
  cut();
  return { first: kept, more };
}

function answerOf(query: ReportQuery, timezone: string, now: Counted, before: Counted | undefined): LazyAnswer {
  const { metrics, dimensions, limit, offset } = query;
  const figures = figuresOf(query, dimensions, timezone, now);
  const previous = before && figuresOf(query, dimensions, timezone, before);
  const { groups } = figures.tally;
  /** What is not an event is no row of events, and what has not the property none of its values. */
  const isAbout = dimensions.map((dimension) => isOfHits(dimension) && dimension !== 'page');
  /** By time alone, groups are places: one has a row, too, where something was counted in that place before. */
  const isCurve = dimensions.length === 1 && dimensions.every(timeUnitOf);
  const isTold = (group: number) => figures.isSomething(group) || (isCurve && previous?.isSomething(group));

  function* rows(): Iterable<number> {
    if (dimensions.length === 0) yield 0;
    else
      for (let group = 0; group < figures.bound; group += 1) {
        if (!isTold(group)) continue;
        if (isAbout.includes(true) && groups.idsOf(group).some((id, i) => id === 0 && isAbout[i])) continue;
        yield group;
      }
  }

  /** How many places of time there are in what it is compared with. */
  const places = dimensions.map((dimension) => {
    const unit = timeUnitOf(dimension);
    return before && unit ? bucketsOf(timezone, unit, before.interval).starts.length : Number.POSITIVE_INFINITY;
  });
  const previously = (ids: readonly number[]) =>
    ids.some((id, i) => id >= places[i]!) ? metrics.map(() => null) : previous?.metricsOf(ids);

  const measures = metrics.map(figures.measureOf);
  const { first, more } = firstOf(rows(), offset + limit, comparatorOf(query, figures));
  const totals = (counted: Counted) => figuresOf(query, [], timezone, counted).metricsOf([]);
  function* told(): Generator<Answer['rows'][number]> {
    for (let place = offset; place < first.length; place += 1) {
      const group = first[place]!;
      const previousOnes = previous && previously(groups.idsOf(group));
      yield {
        dimensions: groups.valuesOf(group),
        metrics: measures.map((measure) => measure(group)),
        ...(previousOnes && { previous: previousOnes }),
      };
    }
  }
  return {
    rows: told(),
    totals: totals(now),
    ...(before && { previousTotals: totals(before) }),
    more,
  };
}
