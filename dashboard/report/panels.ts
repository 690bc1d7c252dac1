// What the report's panels are about: the dimensions of each. Pure.
import type { Dimension, Metric } from '../../server/contract/report.ts';
import { drawable, formatCountry, formatDevice, formatPath, formatReferrer } from '../format.ts';
import { pageAddress } from '../sites/site-address.ts';

export interface Breakdown {
  dimension: Dimension;
  /** Among those of the same panel. */
  name: string;
  /** For people; '' is nobody's value. */
  format: (value: string) => string;
  /** Where a value leads to. */
  href?: (value: string, host: string) => string | null;
}

export interface Panel {
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

export const PANELS: readonly Panel[] = [
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
