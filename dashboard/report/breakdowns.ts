// What the report's tables are about: their ranges, as they stand in the address, and the dimensions of each. Pure.
import type { Dimension, Metric, RangeName } from '../../server/contract/report.ts';
import { drawable, formatCountry, formatDevice, formatPath, formatReferrer } from '../format.ts';
import { pageAddress } from '../sites/site-address.ts';

export const RANGES = [
  { range: 'today', name: 'today' },
  { range: 'yesterday', name: 'yesterday' },
  { range: '7d', name: '7 days' },
  { range: '30d', name: '30 days' },
  { range: '91d', name: '91 days' },
  { range: '12mo', name: '12 months' },
  { range: 'all', name: 'all' },
] as const satisfies readonly { range: RangeName; name: string }[];
export type ShownRange = (typeof RANGES)[number];

const [, , WEEK] = RANGES;

/** A week where the address says nothing, or nothing that is known here. */
export const readRange = (query: URLSearchParams): ShownRange =>
  RANGES.find(({ range }) => range === query.get('range')) ?? WEEK;

export function writeRange(query: URLSearchParams, { range }: ShownRange): void {
  if (range === WEEK.range) query.delete('range');
  else query.set('range', range);
}

export interface Breakdown {
  dimension: Dimension;
  /** Among those of the same table. */
  name: string;
  /** For people; '' is nobody's value. */
  format: (value: string) => string;
  /** Where a value leads to. */
  href?: (value: string, host: string) => string | null;
}

export interface BreakdownTable {
  id: string;
  title: string;
  metrics: readonly [Metric, Metric];
  breakdowns: readonly [Breakdown, ...Breakdown[]];
}

/** Somebody's words, and a word where there are none. */
const orElse =
  (none: string, format = drawable) =>
  (value: string) =>
    value === '' ? none : format(value);

const VIEWED = ['visitors', 'pageviews'] as const;
const toPage = (path: string, host: string) => pageAddress(host, path);

export const TABLES: readonly BreakdownTable[] = [
  {
    id: 'report-pages',
    title: 'Pages',
    metrics: VIEWED,
    breakdowns: [
      { dimension: 'page', name: 'all', format: formatPath, href: toPage },
      { dimension: 'entry_page', name: 'entry', format: formatPath, href: toPage },
      { dimension: 'exit_page', name: 'exit', format: formatPath, href: toPage },
      { dimension: 'hostname', name: 'host', format: orElse('unknown') },
    ],
  },
  {
    id: 'report-sources',
    title: 'Where they came from',
    metrics: VIEWED,
    breakdowns: [
      { dimension: 'source', name: 'source', format: orElse('direct') },
      { dimension: 'channel', name: 'channel', format: orElse('unknown') },
      {
        dimension: 'referrer',
        name: 'referrer',
        format: orElse('none', formatReferrer),
        href: (value) => value || null,
      },
    ],
  },
  {
    id: 'report-campaigns',
    title: 'Campaigns',
    metrics: VIEWED,
    breakdowns: [
      { dimension: 'utm_campaign', name: 'campaign', format: orElse('none') },
      { dimension: 'utm_source', name: 'source', format: orElse('none') },
      { dimension: 'utm_medium', name: 'medium', format: orElse('none') },
      { dimension: 'utm_content', name: 'content', format: orElse('none') },
      { dimension: 'utm_term', name: 'term', format: orElse('none') },
    ],
  },
  {
    id: 'report-places',
    title: 'Places',
    metrics: VIEWED,
    breakdowns: [
      { dimension: 'country', name: 'country', format: formatCountry },
      { dimension: 'region', name: 'region', format: orElse('unknown') },
      { dimension: 'city', name: 'city', format: orElse('unknown') },
      { dimension: 'language', name: 'language', format: orElse('unknown') },
    ],
  },
  {
    id: 'report-devices',
    title: 'Devices',
    metrics: VIEWED,
    breakdowns: [
      { dimension: 'device', name: 'kind', format: orElse('unknown', formatDevice) },
      { dimension: 'browser', name: 'browser', format: orElse('unknown') },
      { dimension: 'browser_version', name: 'its version', format: orElse('unknown') },
      { dimension: 'os', name: 'system', format: orElse('unknown') },
      { dimension: 'os_version', name: 'system’s version', format: orElse('unknown') },
      { dimension: 'screen', name: 'screen', format: orElse('unknown') },
    ],
  },
  {
    id: 'report-events',
    title: 'Events',
    metrics: ['visitors', 'events'],
    breakdowns: [{ dimension: 'event', name: 'event', format: drawable }],
  },
];
