// By what the whole page is filtered, live view and report alike, as it stands in the address: `?source=Google&page.contains=/blog`.
// The operator follows the dimension, `is` where none does; several values of one key are any of them. What else stands there is
// left alone. Pure.
import { LIVE_DIMENSIONS, type LiveDimension, type LiveFilter, typedPath } from '../../server/contract/browser.ts';
import type { Condition, FilterDimension, Operator } from '../../server/contract/report.ts';
import type { FeedEntry } from '../live/feed-log.ts';

/** What is longer the server has never stored, and would not let through. */
const MAX_VALUE = 2_048;
/** Of the stream's address, which the server takes up to 8 kB of, headers included. */
const MAX_TOTAL = 3_000;
/** More the server refuses. */
const MOST_CONDITIONS = 50;
const MOST_VALUES = 100;

const DIMENSIONS = [
  ...LIVE_DIMENSIONS,
  ...([
    'entry_page',
    'exit_page',
    'hostname',
    'channel',
    'utm_source',
    'utm_medium',
    'utm_content',
    'utm_term',
  ] as const),
  ...(['region', 'city', 'language', 'browser', 'browser_version', 'os', 'os_version', 'screen'] as const),
  ...(['goal', 'event', 'visitor'] as const),
] as const satisfies readonly FilterDimension[];

/** How each operator is written behind a dimension's name. */
const SUFFIXES = {
  is: '',
  is_not: '.not',
  contains: '.contains',
  contains_not: '.contains-not',
  starts: '.starts',
  ends: '.ends',
} as const satisfies { [Name in Operator]: string };
const OPERATORS = Object.keys(SUFFIXES) as Operator[];
/** Behind a property that is itself called so, `is` is written, too. */
const IS = '.is';
const SUFFIX = /\.(?:is|not|contains|contains-not|starts|ends)$/;

const PATHS: readonly string[] = ['page', 'entry_page', 'exit_page'];

export const keyOf = (operator: Operator, dimension: FilterDimension): string =>
  `${dimension}${operator === 'is' && SUFFIX.test(dimension) ? IS : SUFFIXES[operator]}`;

/** Undefined: the key is no filter's. */
function readKey(key: string): [Operator, FilterDimension] | undefined {
  const suffix = SUFFIX.exec(key)?.[0] ?? '';
  const operator = suffix === IS ? 'is' : OPERATORS.find((name) => SUFFIXES[name] === suffix);
  const name = key.slice(0, key.length - suffix.length);
  const isKnown = DIMENSIONS.some((dimension) => dimension === name) || /^prop:.{1,256}$/su.test(name);
  return operator && isKnown ? [operator, name as FilterDimension] : undefined;
}

/** A page may be typed as people read it: `?page=/über`. */
const kept = (dimension: string, value: string) => (PATHS.includes(dimension) ? typedPath(value) : value);

const place = ([operator, dimension]: readonly [Operator, FilterDimension, ...unknown[]]) => {
  const at = (DIMENSIONS as readonly FilterDimension[]).indexOf(dimension);
  return (at < 0 ? DIMENSIONS.length : at) * OPERATORS.length + OPERATORS.indexOf(operator);
};

/** In a fixed order, whatever the address's is. An empty value is one: `source=` are those whom nobody brought. */
export function readFilters(query: URLSearchParams): Condition[] {
  const found = [...new Set(query.keys())].flatMap((key): Condition[] => {
    const [operator, dimension] = readKey(key) ?? [];
    if (!operator || !dimension) return [];
    const values = query.getAll(key).filter((value) => value.length <= MAX_VALUE);
    const distinct = [...new Set(values.map((value) => kept(dimension, value)))].slice(0, MOST_VALUES);
    return distinct.length === 0 ? [] : [[operator, dimension, distinct]];
  });
  const byKey = new Map(found.map((filter) => [keyOf(filter[0], filter[1]), filter]));
  return [...byKey.values()]
    .sort((a, b) => place(a) - place(b) || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0))
    .slice(0, MOST_CONDITIONS);
}

/** Those that the live view knows, too; as many as the stream's address has room for. */
export function liveOf(filters: readonly Condition[]): LiveFilter[] {
  let total = 0;
  return filters.flatMap(([operator, dimension, values]): LiveFilter[] => {
    if (operator !== 'is' || !LIVE_DIMENSIONS.some((name) => name === dimension)) return [];
    total += values.reduce((sum, value) => sum + encodeURIComponent(value).length, 0);
    return total > MAX_TOTAL ? [] : [['is', dimension as LiveDimension, values]];
  });
}

/** Those that it does not know: with regard to them it shows everybody. */
export function notLiveOf(filters: readonly Condition[]): Condition[] {
  const live = new Set(liveOf(filters).map(([operator, dimension]) => keyOf(operator, dimension)));
  return filters.filter(([operator, dimension]) => !live.has(keyOf(operator, dimension)));
}

/** Whether a click on this value would take its filter away. */
export const isPicked = (filters: readonly Condition[], dimension: string, value: string): boolean =>
  filters.some(([operator, name, values]) => operator === 'is' && name === dimension && values.includes(value));

/** One filter more, another in its place, or one less when it stood there already. */
export function toggleFilter(query: URLSearchParams, dimension: FilterDimension, value: string): void {
  const isThere = isPicked(readFilters(query), dimension, value);
  removeFilter(query, 'is', dimension);
  if (!isThere) query.set(keyOf('is', dimension), value);
}

export function removeFilter(query: URLSearchParams, operator: Operator, dimension: FilterDimension): void {
  for (const key of [...query.keys()]) {
    const [name, of] = readKey(key) ?? [];
    if (name === operator && of === dimension) query.delete(key);
  }
}

/** The same filter in another way: another operator, other values. One that says so already is replaced. */
export function replaceFilter(
  query: URLSearchParams,
  [was, dimension]: Condition,
  by: Operator,
  values: string[],
): void {
  removeFilter(query, was, dimension);
  removeFilter(query, by, dimension);
  for (const value of values) query.append(keyOf(by, dimension), kept(dimension, value));
}

export function clearFilters(query: URLSearchParams): void {
  for (const key of [...query.keys()]) if (readKey(key)) query.delete(key);
}

const VALUE_OF: Record<LiveDimension, (hit: FeedEntry) => string> = {
  page: ({ path }) => path,
  referrer: (hit) => (hit.visit ?? hit).referrer,
  source: (hit) => (hit.visit ?? hit).source,
  country: ({ country }) => country,
  device: ({ device }) => device,
  utm_campaign: (hit) => (hit.visit ?? hit).campaign,
};

/** Whether a hit is one of those that the filters ask for; what brought its visitor counts, as in the lists, for all that they do next. */
export const isChosen = (hit: FeedEntry, filters: readonly LiveFilter[]) =>
  filters.every(([, dimension, values]) => values.includes(VALUE_OF[dimension](hit)));
