// What every number of a report means, written down without any thought of speed: plain loops over hits, and nothing shared with the
// product but the contract's types. What disagrees with this is wrong, or this is.
import { Temporal } from 'temporal-polyfill';
import type { ReportReply } from '../contract/browser.ts';
import type { Condition, Dimension, Filter, Metric, ReportQuery, TimeUnit } from '../contract/report.ts';

export interface RawHit {
  at: number;
  kind: 'view' | 'event';
  /** The page instance. */
  instance: string;
  /** '': not to be told apart. */
  visitor: string;
  path: string;
  event: string;
  props: { [key: string]: string | number | boolean };
  /** By the names of the visit's dimensions, without entry and exit page. */
  facts: { [dimension: string]: string };
}

export interface RawEngagement {
  at: number;
  instance: string;
  engagedMs: number;
  scrollDepth: number;
}

/** Everything that was stored of a site, in the order in which it was stored. */
export interface RawSite {
  timezone: string;
  hits: RawHit[];
  engagements: RawEngagement[];
}

export interface RawQuestion {
  timezone: string;
  range: [number, number];
  compared?: [number, number] | undefined;
  filters: Filter[];
  queries: ReportQuery[];
  goals: RawGoal[];
}

/** A page, as a pattern, or an event, perhaps with a property; the other is null. */
export interface RawGoal {
  name: string;
  page: string | null;
  event: string | null;
  property: { key: string; value: string } | null;
}

interface Hit extends RawHit {
  engaged: number;
  scroll: number;
}

interface Visit {
  date: string;
  visitor: string;
  hits: Hit[];
  duration: number;
  hasBounced: boolean;
}

interface Chosen {
  visit: Visit;
  hit: Hit;
}

const HALF_HOUR = 30 * 60_000;
const zoned = (timezone: string, at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);

/** What a clock shows is asked for the same instants over and over. */
const shown = new Map<string, string>();
function remember(key: string, ask: () => string): string {
  const known = shown.get(key) ?? ask();
  shown.set(key, known);
  return known;
}

function visitsOf(site: RawSite): Visit[] {
  const dateAt = (at: number) => labelAt(site.timezone, 'day', at);
  const visits: Visit[] = [];
  for (const date of new Set(site.hits.map(({ at }) => dateAt(at)))) {
    const hits: Hit[] = site.hits
      .filter(({ at }) => dateAt(at) === date)
      .map((hit) => ({ ...hit, engaged: 0, scroll: 0 }))
      .sort((a, b) => a.at - b.at);
    const told = new Set<Hit>();
    for (const { at, instance, engagedMs, scrollDepth } of site.engagements) {
      if (dateAt(at) !== date) continue;
      const ofPage = hits.filter((hit) => hit.instance === instance);
      const holder = ofPage.find(({ kind }) => kind === 'view') ?? ofPage[0];
      if (!holder) continue;
      told.add(holder);
      holder.engaged = Math.max(holder.engaged, engagedMs);
      holder.scroll = Math.max(holder.scroll, scrollDepth);
    }
    const groups = new Set(hits.map(({ visitor, instance }) => (visitor === '' ? `page ${instance}` : visitor)));
    for (const who of groups) {
      const theirs = hits.filter(({ visitor, instance }) => (visitor === '' ? `page ${instance}` : visitor) === who);
      let visit: Hit[] = [];
      const runs = [visit];
      for (const hit of theirs) {
        const last = visit.at(-1);
        if (last && last.visitor !== '' && hit.at - last.at > HALF_HOUR) {
          visit = [];
          runs.push(visit);
        }
        visit.push(hit);
      }
      for (const run of runs) visits.push(describe(date, run, told));
    }
  }
  return visits;
}

function describe(date: string, hits: Hit[], told: Set<Hit>): Visit {
  const visitor = hits[0]?.visitor ?? '';
  const isTold = hits.some((hit) => told.has(hit));
  const engaged = hits.reduce((sum, hit) => sum + hit.engaged, 0);
  const duration = isTold ? engaged : (hits.at(-1)?.at ?? 0) - (hits[0]?.at ?? 0);
  const hasBounced = hits.length === 1 && hits[0]?.kind === 'view' && duration < 10_000;
  return { date, visitor, hits, duration, hasBounced };
}

const textOf = (props: RawHit['props'], key: string) => (Object.hasOwn(props, key) ? String(props[key]) : '');

function valueFor(dimension: string, { visit, hit }: Chosen): string {
  if (dimension === 'page') return hit.path;
  if (dimension === 'event') return hit.event;
  if (dimension.startsWith('prop:')) return textOf(hit.props, dimension.slice(5));
  if (dimension === 'entry_page') return visit.hits[0]?.path ?? '';
  if (dimension === 'exit_page') {
    return (visit.hits.filter(({ kind }) => kind === 'view').at(-1) ?? visit.hits.at(-1))?.path ?? '';
  }
  return visit.hits[0]?.facts[dimension] ?? '';
}

function hasReached({ hit }: Chosen, { page, event, property }: RawGoal): boolean {
  if (page !== null) {
    const pieces = decodeURI(page).split('*');
    const pattern = pieces.map((piece) => piece.replace(/[^\p{L}\d/]/gu, '\\$&')).join('.*');
    return hit.kind === 'view' && new RegExp(`^${pattern}$`, 'su').test(decodeURI(hit.path));
  }
  return hit.event === event && (property === null || textOf(hit.props, property.key) === property.value);
}

/** Nearly always one; a hit may have reached several goals, and '' is none. */
function valuesFor(dimension: string, chosen: Chosen, goals: RawGoal[]): string[] {
  if (dimension !== 'goal') return [valueFor(dimension, chosen)];
  const names = goals.filter((goal) => hasReached(chosen, goal)).map(({ name }) => name);
  return names.length === 0 ? [''] : names;
}

function holds(filter: Filter, chosen: Chosen, goals: RawGoal[]): boolean {
  if (filter[0] === 'not') return !holds(filter[1] as Filter, chosen, goals);
  if (filter[0] === 'and') return (filter[1] as Filter[]).every((each) => holds(each, chosen, goals));
  if (filter[0] === 'or') return (filter[1] as Filter[]).some((each) => holds(each, chosen, goals));
  const [operator, dimension, values] = filter as Condition;
  const theirs = valuesFor(dimension, chosen, goals);
  const any = (test: (value: string, one: string) => boolean) =>
    theirs.some((value) => values.some((one) => test(value, one)));
  return {
    is: any((value, one) => value === one),
    is_not: !any((value, one) => value === one),
    contains: any((value, one) => value.includes(one)),
    contains_not: !any((value, one) => value.includes(one)),
    starts: any((value, one) => value.startsWith(one)),
    ends: any((value, one) => value.endsWith(one)),
  }[operator];
}

const isOfDeed = (dimension: string) => dimension === 'goal' || dimension === 'event' || dimension.startsWith('prop:');
const isOfHit = (dimension: string) => dimension === 'page' || isOfDeed(dimension);

type Test = (dimension: string) => boolean;

function isAbout(filter: Filter, test: Test): boolean {
  if (filter.length === 3) return test(filter[1]);
  return filter[0] === 'not' ? isAbout(filter[1], test) : filter[1].some((each) => isAbout(each, test));
}

/** Without what is about such, of what must all hold. */
function without(filters: Filter[], test: Test): Filter[] {
  return filters.flatMap((filter) => {
    if (filter[0] === 'and') return without(filter[1] as Filter[], test);
    return isAbout(filter, test) ? [] : [filter];
  });
}

const unitOf = (dimension: string) => (dimension.startsWith('time:') ? (dimension.slice(5) as TimeUnit) : undefined);

/** What the clock shows of an instant, as text that tells one bucket from another. */
const labelAt = (timezone: string, unit: TimeUnit, at: number): string =>
  remember(`${timezone} ${unit} ${at}`, () => read(timezone, unit, at));

function read(timezone: string, unit: TimeUnit, at: number): string {
  const shown = zoned(timezone, at);
  const date = shown.toPlainDate();
  switch (unit) {
    case 'day':
      return date.toString();
    case 'week':
      return date.subtract({ days: date.dayOfWeek - 1 }).toString();
    case 'month':
      return date.toPlainYearMonth().toString();
  }
  const past = (unit === 'hour' ? shown.minute * 60_000 : 0) + shown.second * 1_000 + shown.millisecond;
  let start = at - past;
  // Where the offset changes within the hour, the hour begins anew.
  if (zoned(timezone, start).offset !== shown.offset) {
    start = at - (at % 60_000);
    while (zoned(timezone, start - 60_000).offset === shown.offset) start -= 60_000;
  }
  return zoned(timezone, start).toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

/** The labels of a range in order. */
function labelsOf(timezone: string, unit: TimeUnit, [from, to]: [number, number]): string[] {
  const labels = new Set<string>();
  const step = unit === 'minute' ? 60_000 : 15 * 60_000;
  for (let at = from; at < to; at = at - (at % step) + step) labels.add(labelAt(timezone, unit, at));
  return [...labels];
}

function metricsOf(metrics: Metric[], chosen: Chosen[], candidates: Chosen[]): (number | null)[] {
  const linked = chosen.filter(({ visit }) => visit.visitor !== '');
  const visits = [...new Set(linked.map(({ visit }) => visit))];
  const visitorsOf = (some: Chosen[]) =>
    new Set(some.filter(({ visit }) => visit.visitor !== '').map(({ visit }) => `${visit.date} ${visit.visitor}`)).size;
  const views = chosen.filter(({ hit }) => hit.kind === 'view').map(({ hit }) => hit);
  const mean = (numbers: number[]) =>
    numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const among = visitorsOf(candidates);
  const all: { [Name in Metric]: number | null } = {
    visitors: visitorsOf(chosen),
    visits: visits.length,
    pageviews: views.length,
    events: chosen.length - views.length,
    views_per_visit: mean(
      visits.map((visit) => linked.filter((c) => c.visit === visit && c.hit.kind === 'view').length),
    ),
    bounce_rate: mean(visits.map(({ hasBounced }) => Number(hasBounced))),
    visit_duration: mean(visits.map(({ duration }) => duration)),
    time_on_page: mean(views.map(({ engaged }) => engaged).filter((ms) => ms > 0)),
    scroll_depth: mean(views.map(({ scroll }) => scroll).filter((percent) => percent > 0)),
    conversion_rate: among === 0 ? null : visitorsOf(chosen) / among,
    peak_live: 0,
  };
  return metrics.map((metric) => all[metric]);
}

/** Whether something was counted for one of the metrics: a rate of nothing is nothing, a rate of 0 is something. */
function isSomething(metrics: Metric[], figures: (number | null)[]): boolean {
  const counts: Metric[] = ['visitors', 'visits', 'pageviews', 'events', 'conversion_rate'];
  return metrics.some((metric, i) => (counts.includes(metric) ? (figures[i] ?? 0) > 0 : figures[i] !== null));
}

const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export function answerNaively(site: RawSite, question: RawQuestion): ReportReply['answers'] {
  const { timezone, filters, queries, goals } = question;
  const everything = visitsOf(site).flatMap((visit) => visit.hits.map((hit) => ({ visit, hit })));

  function look([from, to]: [number, number], { metrics, dimensions }: ReportQuery) {
    const inside = everything.filter(({ hit }) => hit.at >= from && hit.at < to);
    const chosen = inside.filter((each) => filters.every((filter) => holds(filter, each, goals)));
    // Who might have converted: of a goal those who were on these pages, of anything else everybody.
    const namesGoal = [...filters.map((filter) => isAbout(filter, (by) => by === 'goal')), dimensions.includes('goal')];
    const isLeftOut = namesGoal.includes(true) ? isOfDeed : isOfHit;
    const left = without(filters, isLeftOut);
    const candidates = inside.filter((each) => left.every((filter) => holds(filter, each, goals)));
    const readOf = (dimension: Dimension, each: Chosen) => {
      const unit = unitOf(dimension);
      return unit ? [labelAt(timezone, unit, each.hit.at)] : valuesFor(dimension, each, goals);
    };
    const inRow = (row: readonly string[], each: Chosen, isKept: Test) =>
      dimensions.every((dimension, i) => !isKept(dimension) || readOf(dimension, each).includes(row[i]!));
    const rowsOf = (each: Chosen): string[][] =>
      dimensions.reduce<string[][]>(
        (rows, dimension) => rows.flatMap((row) => readOf(dimension, each).map((value) => [...row, value])),
        [[]],
      );
    const of = (row: readonly string[]) =>
      metricsOf(
        metrics,
        chosen.filter((each) => inRow(row, each, () => true)),
        candidates.filter((each) => inRow(row, each, (dimension) => !isLeftOut(dimension))),
      );
    const keys = new Map(
      chosen
        .flatMap(rowsOf)
        .filter((row) => row.every((value, i) => value !== '' || !isOfHit(dimensions[i]!) || dimensions[i] === 'page'))
        .map((row) => [JSON.stringify(row), row]),
    );
    return {
      of,
      rows: dimensions.length === 0 ? [[]] : [...keys.values()],
      totals: metricsOf(metrics, chosen, candidates),
    };
  }

  return queries.map((query) => {
    const { metrics, dimensions, order, limit, offset } = query;
    const now = look(question.range, query);
    const before = question.compared && look(question.compared, query);
    const labels = dimensions.map((dimension) => {
      const unit = unitOf(dimension);
      return unit && labelsOf(timezone, unit, question.range);
    });
    const labelsBefore = dimensions.map((dimension) => {
      const unit = unitOf(dimension);
      return unit && question.compared && labelsOf(timezone, unit, question.compared);
    });

    const wanted: [string, string][] = order ?? [
      ...dimensions.filter(unitOf).map((time): [string, string] => [time, 'asc']),
      [metrics[0] ?? '', 'desc'],
    ];
    // A curve has a row, too, where the one that it is compared with is something.
    const isCurve = dimensions.length === 1 && labels[0] !== undefined;
    const wasSomething = ([label = '']: string[]) => {
      const then = labelsBefore[0]?.[labels[0]?.indexOf(label) ?? -1];
      return before !== undefined && then !== undefined && isSomething(metrics, before.of([then]));
    };
    const rows = (isCurve ? labels[0]!.map((label) => [label]) : now.rows)
      .map((row) => ({ row, figures: now.of(row) }))
      .filter(
        ({ row, figures }) =>
          dimensions.length === 0 || isSomething(metrics, figures) || (isCurve && wasSomething(row)),
      )
      .sort((a, b) => {
        for (const [by, way] of [...wanted, ...dimensions.map((dimension) => [dimension, 'asc'])]) {
          const sign = way === 'desc' ? -1 : 1;
          const place = (dimensions as string[]).indexOf(by!);
          if (place >= 0) {
            const rank = (row: string[]) => labels[place]?.indexOf(row[place]!) ?? 0;
            const difference =
              rank(a.row) - rank(b.row) || (labels[place] ? 0 : compareTexts(a.row[place]!, b.row[place]!));
            if (difference !== 0) return sign * difference;
            continue;
          }
          const [x, y] = [a, b].map(({ figures }) => figures[(metrics as string[]).indexOf(by!)] ?? null);
          if (x === y) continue;
          if (x === null || x === undefined) return 1;
          if (y === null || y === undefined) return -1;
          return sign * (x - y);
        }
        return 0;
      });

    const previously = (row: string[]) => {
      const there = row.map((value, i) => {
        const place = labels[i]?.indexOf(value);
        return place === undefined ? value : labelsBefore[i]?.[place];
      });
      return there.includes(undefined) ? metrics.map(() => null) : before?.of(there as string[]);
    };
    return {
      rows: rows.slice(offset, offset + limit).map(({ row, figures }) => ({
        dimensions: row,
        metrics: figures,
        ...(before && { previous: previously(row) }),
      })),
      totals: now.totals,
      ...(before && { previousTotals: before.totals }),
      more: rows.length > offset + limit,
    };
  });
}
