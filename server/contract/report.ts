// What may be asked of a site's stored hits: `POST /api/sites/:site/report` and `POST /api/sites/:site/hits`. Strict: what is not
// known is refused, and the refusal names the field. What the numbers mean stands beside each list.
import { z } from 'zod';
import { TimeZone } from './requests.ts';

/**
 * `visitors` distinct visitors of each of the site's days, summed · `visits` with a chosen hit · `pageviews` and `events` chosen hits ·
 * `views_per_visit` · `bounce_rate` share of the visits that were one pageview, no event and less than 10 s of reading ·
 * `visit_duration` mean, ms · `time_on_page` mean ms of reading, of the pageviews of which it is known · `scroll_depth` the same in
 * percent of the page · `conversion_rate` visitors ÷ those there would be without conditions on hits and without dimensions of hits,
 * where a goal is named without those on goals, events and properties only ·
 * `peak_live` most at once. Whoever is not told apart counts in pageviews, events, time_on_page and scroll_depth only.
 */
export const METRICS = [
  ...(['visitors', 'visits', 'pageviews', 'events', 'views_per_visit', 'bounce_rate', 'visit_duration'] as const),
  ...(['time_on_page', 'scroll_depth', 'conversion_rate', 'peak_live'] as const),
] as const;
export const Metric = z.enum(METRICS);
export type Metric = z.infer<typeof Metric>;

export const TIME_UNITS = ['minute', 'hour', 'day', 'week', 'month'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/** Of a hit, and `prop:<key>` too. A hit may reach several of the site's goals: it is in the row of each. */
export const HIT_DIMENSIONS = ['page', 'event', 'goal'] as const;
/** Of a visit, by its first hit; the exit page by its last. */
export const VISIT_DIMENSION_NAMES = [
  ...(['entry_page', 'exit_page', 'hostname', 'referrer', 'source', 'channel'] as const),
  ...(['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'] as const),
  ...(['country', 'region', 'city', 'browser', 'browser_version', 'os', 'os_version'] as const),
  ...(['device', 'screen', 'language'] as const),
] as const;
type GroupDimension = (typeof HIT_DIMENSIONS)[number] | (typeof VISIT_DIMENSION_NAMES)[number] | `prop:${string}`;
/** `visitor`: somebody of one day, as the hits name them; for filters only. */
export type FilterDimension = GroupDimension | 'visitor';
export type Dimension = GroupDimension | `time:${TimeUnit}`;

/** When their day began (ms since 1970), and their number within it. */
const VISITOR = /^\d{1,15}\.\d{1,10}$/;
const PROP = /^prop:.{1,256}$/su;
const FIXED = new Set<string>([...HIT_DIMENSIONS, ...VISIT_DIMENSION_NAMES]);
const TIMES = new Set<string>(TIME_UNITS.map((unit) => `time:${unit}`));
const isGroupDimension = (name: unknown): name is GroupDimension =>
  typeof name === 'string' && (FIXED.has(name) || PROP.test(name));
const knownOf = (names: Iterable<string>) =>
  `must be one of ${[...names].join(', ')} or prop: and the name of a property`;
const KNOWN = knownOf([...FIXED, ...TIMES]);
const isFilterDimension = (name: unknown): name is FilterDimension => name === 'visitor' || isGroupDimension(name);

export const Dimension = z
  .custom<Dimension>((name) => isGroupDimension(name) || (typeof name === 'string' && TIMES.has(name)), KNOWN)
  .meta({
    type: 'string',
    description: `\`${[...FIXED, ...TIMES].join('`, `')}\`, or \`prop:\` and the name of a property.`,
  });

/** Of several values any may hold; the three with `not` are for whom none holds. Upper and lower case are told apart. */
export const OPERATORS = ['is', 'is_not', 'contains', 'contains_not', 'starts', 'ends'] as const;
export type Operator = (typeof OPERATORS)[number];
export type Condition = [Operator, FilterDimension, string[]];
export type Filter = Condition | ['and' | 'or', Filter[]] | ['not', Filter];

const LATER = ['matches', 'matches_not', 'has_done', 'has_not_done'];
const MOST_VALUES = 100;
const MOST_CONDITIONS = 50;
const DEEPEST = 8;

type Path = (string | number)[];

/** What is wrong with a filter, and where it is wrong, which a union of shapes could not say; undefined: nothing. */
function faultOfFilter(value: unknown, path: Path = []): [message: string, path: Path] | undefined {
  if (path.length > 2 * DEEPEST) return ['is too deep', path];
  if (!Array.isArray(value)) return ['must be a list that begins with an operator', path];
  const [operator, second] = value;
  if (operator === 'not') {
    return value.length === 2 ? faultOfFilter(second, [...path, 1]) : ['must be ["not", filter]', path];
  }
  if (operator !== 'and' && operator !== 'or') return faultOfCondition(value, path);
  if (value.length !== 2 || !Array.isArray(second)) return [`must be ["${operator}", [filter, …]]`, path];
  if (second.length === 0) return ['must not be empty', [...path, 1]];
  if (second.length > MOST_CONDITIONS) return [`must have at most ${MOST_CONDITIONS} entries`, [...path, 1]];
  for (const [i, each] of second.entries()) {
    const fault = faultOfFilter(each, [...path, 1, i]);
    if (fault) return fault;
  }
  return undefined;
}

function faultOfCondition(value: unknown[], path: Path): [message: string, path: Path] | undefined {
  const [operator, dimension, values] = value;
  if (LATER.includes(operator as string)) return [`${operator} comes later and cannot be used yet`, [...path, 0]];
  if (!OPERATORS.includes(operator as Operator)) {
    return [`must be one of ${[...OPERATORS, 'and', 'or', 'not'].join(', ')}`, [...path, 0]];
  }
  if (value.length !== 3) return ['must be [operator, dimension, [value, …]]', path];
  if (TIMES.has(dimension as string)) return ['cannot be filtered by: narrow the range', [...path, 1]];
  if (!isFilterDimension(dimension)) return [knownOf([...FIXED, 'visitor']), [...path, 1]];
  if (dimension === 'visitor' && operator !== 'is' && operator !== 'is_not') {
    return ['must be is or is_not for visitors', [...path, 0]];
  }
  const isFine = z.array(z.string().max(2048)).min(1).max(MOST_VALUES).safeParse(values).success;
  if (!isFine) return [`must be 1 to ${MOST_VALUES} texts of at most 2048 characters`, [...path, 2]];
  const isKnown = dimension !== 'visitor' || (values as string[]).every((value) => VISITOR.test(value));
  return isKnown ? undefined : ['must be visitors as the hits name them', [...path, 2]];
}

const FilterShape: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.tuple([z.enum(OPERATORS), z.custom<FilterDimension>(isFilterDimension), z.array(z.string())]),
    z.tuple([z.enum(['and', 'or']), z.array(FilterShape)]),
    z.tuple([z.literal('not'), FilterShape]),
  ]),
);

/**
 * `["is", "country", ["AT", "DE"]]`, `["and", [filter, …]]`, `["or", [filter, …]]`, `["not", filter]`. Conditions on page, event, goal
 * and properties choose hits, those on anything else choose visits. '' is who has none. `visitor` is somebody of one day, as `HitsReply`
 * names them.
 */
export const Filter = z
  .unknown()
  .check(({ value, issues }) => {
    const [message, path = []] = faultOfFilter(value) ?? [];
    if (message !== undefined) issues.push({ code: 'custom', message, path, input: value });
  })
  .pipe(FilterShape)
  .meta({
    type: 'array',
    description:
      '`[operator, dimension, [value, …]]`, `["and", [filter, …]]`, `["or", [filter, …]]` or `["not", filter]`. ' +
      `Operators: \`${OPERATORS.join('`, `')}\`.`,
  });

export const RANGES = [
  ...(['today', 'yesterday', '24h', '7d', '28d', '30d', '91d', '6mo', '12mo'] as const),
  ...(['month', 'last_month', 'year', 'all'] as const),
] as const;
export type RangeName = (typeof RANGES)[number];
/** Two ISO dates, both included; or two instants, the second not included: ISO with offset, or ms since 1970. */
export type Span = [string, string] | [number, number];

const DATE = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;
/** Hits are of our time; a range of thousands of years would only be a mistake. */
const EARLIEST = Date.UTC(1990);
const LATEST = Date.UTC(2200);

/** What sort of a beginning or end it is, and where about it lies in ms; undefined: none. */
function readEdge(edge: unknown): { sort: 'date' | 'text' | 'number'; at: number } | undefined {
  if (Number.isSafeInteger(edge)) return { sort: 'number', at: edge as number };
  if (typeof edge !== 'string') return undefined;
  const at = Date.parse(edge);
  if (DATE.test(edge)) return new Date(at || 0).toISOString().startsWith(edge) ? { sort: 'date', at } : undefined;
  return INSTANT.test(edge) && !Number.isNaN(at) ? { sort: 'text', at } : undefined;
}

/** What is wrong with it and where; undefined: nothing. */
function faultOfSpan(span: unknown[]): [message: string, ...at: number[]] | undefined {
  if (span.length > 2) return ['must be [from, to]'];
  if (span.length === 0) return ['is missing: a range begins somewhere', 0];
  if (span.length === 1) return ['is missing: a range has a beginning and an end', 1];
  const edges = span.map(readEdge);
  for (const [i, edge] of edges.entries()) {
    if (!edge) return ['must be a date, an instant with its offset, or ms since 1970', i];
    if (edge.at < EARLIEST || edge.at >= LATEST) return ['must be between 1990 and 2199', i];
  }
  const [from, to] = edges;
  if (!from || !to) return undefined;
  if (from.sort !== to.sort) return ['must be of the same kind as the beginning', 1];
  const isEmpty = to.at < from.at || (to.at === from.at && from.sort !== 'date');
  return isEmpty ? ['must be later than the beginning', 1] : undefined;
}

const spanOf = (type: string) => ({ type: 'array', items: { type }, minItems: 2, maxItems: 2 });

const named = <Name extends string>(names: readonly [Name, ...Name[]]) =>
  z
    .unknown()
    .check((payload) => {
      const { value } = payload;
      const isNamed = names.includes(value as Name);
      const unknown: [string] | undefined = isNamed ? undefined : [`must be ${names.join(', ')} or [from, to]`];
      const [message, ...path] = (Array.isArray(value) ? faultOfSpan(value) : unknown) ?? [];
      if (message !== undefined) payload.issues.push({ code: 'custom', message, path, input: value });
    })
    .pipe(z.union([z.enum(names), z.tuple([z.string(), z.string()]), z.tuple([z.number(), z.number()])]))
    .meta({ anyOf: [{ enum: names }, spanOf('string'), spanOf('integer')] });

const Range = named(RANGES);

const TwoEdges = z
  .unknown()
  .check((payload) => {
    const { value } = payload;
    const [message, ...path] = (Array.isArray(value) ? faultOfSpan(value) : ['must be [from, to]']) ?? [];
    if (typeof message === 'string') payload.issues.push({ code: 'custom', message, path, input: value });
  })
  .pipe(z.union([z.tuple([z.string(), z.string()]), z.tuple([z.number(), z.number()])]))
  .meta({ anyOf: [spanOf('string'), spanOf('integer')] });

/**
 * `POST /api/sites/:site/deletions`: hits of a path (`*` stands for any text), of a range, or of a path in a range. Without `confirm`
 * it only says how many there are.
 */
export const DeletionRequest = z
  .strictObject({
    path: z
      .string()
      .max(2048)
      .regex(/^[/*]/, 'must begin with / or *')
      .refine((path) => path.split('*').length <= 20, 'must have fewer than 20 *')
      .optional()
      .describe('Of which pages; `*` stands for anything, and a path without one means itself only.'),
    range: TwoEdges.optional().describe(
      '`[from, to]`: two dates, both included, or two instants (ISO with offset, or ms since 1970), the second not included.',
    ),
    confirm: z.literal(true).optional().describe('To delete. Without it is only told how many hits are meant.'),
  })
  .refine(({ path, range }) => path !== undefined || range !== undefined, 'must name a path or a range');
export type DeletionRequest = z.infer<typeof DeletionRequest>;
/** `previous`: what came before the range, as long as it. `year`: the same a year earlier. */
const Compare = named(['previous', 'year']);

const filters = z
  .array(Filter)
  .max(MOST_CONDITIONS, `must have at most ${MOST_CONDITIONS} entries`)
  .default([])
  .describe('All of them must hold. Upper and lower case are told apart; an empty text is who has none.');
const range = Range.describe(
  'A name; or `[from, to]`: two dates, both included, or two instants (ISO with offset, or ms since 1970), the second not included.',
);
const timezone = TimeZone.optional().describe('On whose clock range and times are; the site’s own unless told.');
const limit = (most: number, usual: number) => z.int().min(1).max(most).default(usual).describe('Most rows that come.');
const offset = z.int().min(0).max(1_000_000_000).default(0).describe('How many are left out before them.');

export const MOST_ROWS = 100_000;
/** Of one list: it is told as it is read, and never in memory as a whole. */
export const MOST_HITS = 1_000_000;

const Query = z
  .strictObject({
    metrics: z.array(Metric).min(1).max(METRICS.length).describe('What is counted.'),
    dimensions: z.array(Dimension).max(4).default([]).describe('By what.'),
    order: z
      .array(z.tuple([z.string(), z.enum(['asc', 'desc'])]))
      .max(4)
      .optional()
      .describe('By metrics or dimensions of this query; else by time, or by the first metric, most first.'),
    limit: limit(MOST_ROWS, 10_000),
    offset,
  })
  .check(({ value: { metrics, dimensions, order = [] }, issues }) => {
    const refuse = (message: string, ...path: (string | number)[]) =>
      issues.push({ code: 'custom', message, path, input: undefined });
    for (const [i, dimension] of dimensions.entries()) {
      if (dimensions.indexOf(dimension) !== i) refuse('is there twice', 'dimensions', i);
    }
    for (const [i, [by]] of order.entries()) {
      if (!([...metrics, ...dimensions] as string[]).includes(by)) {
        refuse('must be a metric or a dimension of this query', 'order', i, 0);
      }
    }
    const isByTime = dimensions.length === 1 && dimensions[0]?.startsWith('time:');
    if (metrics.includes('peak_live') && dimensions.length > 0 && !isByTime) {
      refuse('peak_live is known by time only', 'dimensions', 0);
    }
  });

/** `POST /api/sites/:site/report`: several questions about the same hits of a site, answered from one pass over them. */
export const ReportRequest = z
  .strictObject({
    range,
    timezone,
    compare: Compare.optional().describe(
      '`previous`: what came before the range, as long as it; `year`: the same a year earlier; or a range.',
    ),
    filters,
    queries: z.array(Query).min(1).max(30).describe('Each about the same hits.'),
  })
  .check(({ value: { range, compare, filters, queries }, issues }) => {
    if (range === 'all' && (compare === 'previous' || compare === 'year')) {
      const message = 'has nothing to compare with: there is nothing before everything';
      issues.push({ code: 'custom', message, path: ['compare'], input: compare });
    }
    if (filters.length === 0) return;
    for (const [i, { metrics }] of queries.entries()) {
      const at = metrics.indexOf('peak_live');
      if (at < 0) continue;
      const message = 'is known of the whole site only: leave the filters out';
      issues.push({ code: 'custom', message, path: ['queries', i, 'metrics', at], input: metrics });
    }
  });
export type ReportRequest = z.output<typeof ReportRequest>;
export type ReportQuery = ReportRequest['queries'][number];

/** The same as whoever asks writes it: with what may be left out left out. */
export interface ReportQuestion {
  range: RangeName | Span;
  timezone?: string;
  compare?: 'previous' | 'year' | Span;
  filters?: Filter[];
  queries: {
    metrics: Metric[];
    dimensions?: Dimension[];
    order?: [string, 'asc' | 'desc'][];
    limit?: number;
    offset?: number;
  }[];
}

/** `POST /api/sites/:site/hits`: single hits, newest first. */
export const HitsRequest = z.strictObject({
  range,
  timezone,
  filters,
  limit: limit(MOST_HITS, 100),
  offset,
});
export type HitsRequest = z.output<typeof HitsRequest>;

/** The same as whoever asks writes it. */
export interface HitsQuestion {
  range: RangeName | Span;
  timezone?: string;
  filters?: Filter[];
  limit?: number;
  offset?: number;
}
