// What the report's panels are about: what each can be told by, its figures, and how its choice stands in the address: `?pages=exit_page`.
// Pure.
import type { Dimension, FilterDimension, Metric } from '../../server/contract/report.ts';
import { dimensionName } from '../filters/values.ts';
import { pageAddress } from '../sites/site-address.ts';
import { words } from '../words/words.ts';

const t = words('panels');

/** What rows can be told by. */
export type RowDimension = Extract<FilterDimension, Dimension>;

export interface Tab {
  dimension: RowDimension;
  /** Among those of the same panel. */
  name: string;
  /** Where a value leads to. */
  href?: (value: string, host: string) => string | null;
}

/** What a list is of. */
export interface Listed {
  /** Of its title; and its name in the address, which is no filter's. */
  id: string;
  key: string;
  title: string;
  metrics: readonly [Metric, Metric?];
  /** Said where nobody has such a value. */
  none: string;
}

export interface Panel extends Listed {
  tabs: readonly [Tab, ...Tab[]];
}

const toPage = (path: string, host: string) => (path === '' ? null : pageAddress(host, path));

export const PANELS: readonly Panel[] = [
  {
    id: 'report-pages',
    key: 'pages',
    title: t('pages'),
    metrics: ['visitors', 'pageviews'],
    tabs: [
      { dimension: 'page', name: t('allPages'), href: toPage },
      { dimension: 'entry_page', name: t('entry'), href: toPage },
      { dimension: 'exit_page', name: t('exit'), href: toPage },
      { dimension: 'hostname', name: t('host') },
    ],
    none: t('nothing'),
  },
  {
    id: 'report-sources',
    key: 'sources',
    title: t('sources'),
    metrics: ['visitors', 'pageviews'],
    tabs: [
      { dimension: 'source', name: t('source') },
      { dimension: 'channel', name: t('channel') },
      { dimension: 'referrer', name: t('referrer'), href: (value) => value || null },
    ],
    none: t('nothing'),
  },
  {
    id: 'report-campaigns',
    key: 'campaigns',
    title: t('campaigns'),
    metrics: ['visitors', 'pageviews'],
    tabs: [
      { dimension: 'utm_campaign', name: t('campaign') },
      { dimension: 'utm_source', name: t('source') },
      { dimension: 'utm_medium', name: t('medium') },
      { dimension: 'utm_content', name: t('content') },
      { dimension: 'utm_term', name: t('term') },
    ],
    none: t('noCampaign'),
  },
  {
    id: 'report-places',
    key: 'places',
    title: t('places'),
    metrics: ['visitors'],
    tabs: [
      { dimension: 'country', name: t('country') },
      { dimension: 'region', name: t('region') },
      { dimension: 'city', name: t('city') },
      { dimension: 'language', name: t('language') },
    ],
    none: t('nothing'),
  },
  {
    id: 'report-devices',
    key: 'devices',
    title: t('devices'),
    metrics: ['visitors'],
    tabs: [
      { dimension: 'device', name: t('kind') },
      { dimension: 'browser', name: t('browser') },
      { dimension: 'browser_version', name: t('browserVersion') },
      { dimension: 'os', name: t('system') },
      { dimension: 'os_version', name: t('systemVersion') },
      { dimension: 'screen', name: t('screen') },
    ],
    none: t('nothing'),
  },
  {
    id: 'report-events',
    key: 'events',
    title: t('events'),
    metrics: ['visitors', 'events'],
    tabs: [{ dimension: 'event', name: t('event') }],
    none: t('noEvent'),
  },
];

const PROPERTY = /^prop:.{1,256}$/su;

/** A property of events is a tab of its own, under the name that the page gave it. */
const propertyTab = (dimension: `prop:${string}`): Tab => ({ dimension, name: dimensionName(dimension) });

/** What a panel is told by: as the address says, where that is known here; else the first. */
export function readTab(query: URLSearchParams, { key, tabs }: Panel): Tab {
  const wanted = query.get(key) ?? '';
  if (key === 'events' && PROPERTY.test(wanted)) return propertyTab(wanted as `prop:${string}`);
  return tabs.find(({ dimension }) => dimension === wanted) ?? tabs[0];
}

export function writeTab(query: URLSearchParams, { key, tabs }: Panel, dimension: RowDimension): void {
  if (dimension === tabs[0].dimension) query.delete(key);
  else query.set(key, dimension);
}

/** The panel's own, and of events the properties that are known, or asked for. */
export function tabsOf(panel: Panel, chosen: Tab, properties: readonly string[]): Tab[] {
  if (panel.key !== 'events') return [...panel.tabs];
  const names = new Set<RowDimension>(properties.map((key): RowDimension => `prop:${key}`));
  if (chosen.dimension.startsWith('prop:')) names.add(chosen.dimension);
  return [...panel.tabs, ...[...names].sort().map((name) => propertyTab(name as `prop:${string}`))];
}
