// What a report's values are called, each in the words of its dimension, in the reader's language. Pure.
import type { FilterDimension } from '../../server/contract/report.ts';
import {
  drawable,
  formatCountry,
  formatDevice,
  formatLanguage,
  formatPath,
  formatReferrer,
  formatSource,
} from '../format.ts';
import { words } from '../words/words.ts';

const t = words('filters');

const NAMES = {
  page: 'page',
  entry_page: 'entryPage',
  exit_page: 'exitPage',
  hostname: 'host',
  referrer: 'referrer',
  source: 'source',
  channel: 'channel',
  utm_source: 'campaignSource',
  utm_medium: 'medium',
  utm_campaign: 'campaign',
  utm_content: 'content',
  utm_term: 'term',
  country: 'country',
  region: 'region',
  city: 'city',
  language: 'language',
  device: 'device',
  browser: 'browser',
  browser_version: 'browserVersion',
  os: 'system',
  os_version: 'systemVersion',
  screen: 'screen',
  goal: 'goal',
  event: 'event',
  visitor: 'visitor',
} as const satisfies { [Name in Exclude<FilterDimension, `prop:${string}`>]: string };

/** What a dimension is called; a property by its own name. */
export const dimensionName = (dimension: FilterDimension): string =>
  isProperty(dimension) ? drawable(dimension.slice('prop:'.length)) : t(NAMES[dimension as keyof typeof NAMES]);

const isProperty = (dimension: FilterDimension): dimension is `prop:${string}` => dimension.startsWith('prop:');

const CHANNELS = {
  direct: 'channelDirect',
  search: 'channelSearch',
  social: 'channelSocial',
  ai: 'channelAi',
  email: 'channelEmail',
  paid: 'channelPaid',
  campaign: 'channelCampaign',
  internal: 'channelInternal',
  other: 'channelOther',
} as const;
const SCREENS = { xs: 'screenXs', sm: 'screenSm', md: 'screenMd', lg: 'screenLg', xl: 'screenXl' } as const;

/** By the table, where it knows the value; one of a newer server by its name there. */
const from =
  <Key extends Parameters<typeof t>[0]>(table: { readonly [value: string]: Key }) =>
  (value: string) => {
    const key = Object.hasOwn(table, value) ? table[value] : undefined;
    return key === undefined ? drawable(value) : (t as (key: Key) => string)(key);
  };

/** `1795219200000.17` → 17 */
const visitorNumber = (name: string) => drawable(name.slice(name.indexOf('.') + 1));

const FORMATS: { readonly [dimension: string]: (value: string) => string } = {
  page: formatPath,
  entry_page: formatPath,
  exit_page: formatPath,
  referrer: formatReferrer,
  source: formatSource,
  channel: from(CHANNELS),
  country: formatCountry,
  device: formatDevice,
  language: formatLanguage,
  screen: from(SCREENS),
  visitor: visitorNumber,
};

/** Where nobody has no value: what has none was there, and is not known. */
const NONE: readonly string[] = [
  ...['referrer', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'],
  ...['page', 'entry_page', 'exit_page', 'event', 'goal'],
];

/** What a value is called; '' are those who have none. */
export function valueName(dimension: FilterDimension, value: string): string {
  if (value === '' && dimension !== 'source') {
    return NONE.includes(dimension) || isProperty(dimension) ? t('none') : t('unknown');
  }
  return (FORMATS[dimension] ?? drawable)(value);
}

/** Whether people compare its values as texts; else they are what they are. */
export const isText = (dimension: FilterDimension): boolean =>
  !['country', 'device', 'channel', 'language', 'screen', 'goal', 'visitor'].includes(dimension);
