import { expect, test } from 'vitest';
import type { FeedEntry } from '../live/feed-log.ts';
import {
  clearFilters,
  isChosen,
  isPicked,
  liveOf,
  notLiveOf,
  readFilters,
  removeFilter,
  replaceFilter,
  toggleFilter,
} from './filters.ts';

test.each([
  ['', []],
  ['?trail=ab&range=7d&by=day', []],
  [
    '?country=AT&page=%2Fa%26b',
    [
      ['is', 'page', ['/a&b']],
      ['is', 'country', ['AT']],
    ],
  ],
  ['?source=', [['is', 'source', ['']]]],
  ['?country=AT&country=DE&country=AT', [['is', 'country', ['AT', 'DE']]]],
  ['?page=%2Fcaf%25C3%25A9', [['is', 'page', ['/caf%C3%A9']]]],
  ['?page=/café', [['is', 'page', ['/caf%C3%A9']]]],
  ['?page=/caf%25c3%25a9', [['is', 'page', ['/caf%C3%A9']]]],
  [`?country=AT&page=${'x'.repeat(2049)}`, [['is', 'country', ['AT']]]],
  ['?page.contains=/blog', [['contains', 'page', ['/blog']]]],
  ['?country.not=DE', [['is_not', 'country', ['DE']]]],
  ['?country.is=DE', [['is', 'country', ['DE']]]],
  [
    '?os.ends=x&browser.starts=Fire&city.contains-not=z',
    [
      ['contains_not', 'city', ['z']],
      ['starts', 'browser', ['Fire']],
      ['ends', 'os', ['x']],
    ],
  ],
  ['?prop:plan=pro', [['is', 'prop:plan', ['pro']]]],
  ['?prop:a.b=1', [['is', 'prop:a.b', ['1']]]],
  ['?prop:x.not.is=1', [['is', 'prop:x.not', ['1']]]],
  ['?prop:=1&country.maybe=DE&nothing.not=1', []],
])('%j is read as it stands', (search, filters) => {
  expect(readFilters(new URLSearchParams(search))).toEqual(filters);
});

test('a filter is added, replaced, and taken away by the same click that set it; others stay, and so does what is no filter', () => {
  const query = new URLSearchParams('?trail=ab&country.not=CH');
  toggleFilter(query, 'country', 'AT');
  toggleFilter(query, 'page', '/caf%C3%A9');
  const both = [
    ['is', 'page', ['/caf%C3%A9']],
    ['is', 'country', ['AT']],
    ['is_not', 'country', ['CH']],
  ];
  expect(readFilters(new URLSearchParams(query.toString()))).toEqual(both);
  toggleFilter(query, 'country', 'DE');
  expect(readFilters(query)).toContainEqual(['is', 'country', ['DE']]);
  toggleFilter(query, 'country', 'DE');
  expect(readFilters(query)).toEqual([both[0], both[2]]);
  clearFilters(query);
  expect(query.toString()).toBe('trail=ab');
});

test('a page that somebody typed goes by the same click as one that was clicked', () => {
  const query = new URLSearchParams('?page=/café');
  toggleFilter(query, 'page', '/caf%C3%A9');
  expect(query.toString()).toBe('');
});

test.each([
  ['prop:x.not', 'is'],
  ['prop:x.is', 'is_not'],
  ['page', 'contains'],
  ['prop:=&?', 'ends'],
] as const)('a filter by %s that says %s is written so that it is read back, and goes again', (dimension, operator) => {
  const query = new URLSearchParams('?source=Google');
  toggleFilter(query, dimension, '/0');
  replaceFilter(query, ['is', dimension, ['/0']], operator, ['/1', '/2']);
  expect(readFilters(new URLSearchParams(query.toString()))).toContainEqual([operator, dimension, ['/1', '/2']]);
  removeFilter(query, operator, dimension);
  expect(query.toString()).toBe('source=Google');
});

test('what the live view does not know is left to the report: other dimensions, other operators, more than an address takes', () => {
  const long = [`/${'x'.repeat(1999)}`, `/${'y'.repeat(1999)}`];
  const filters = readFilters(
    new URLSearchParams([
      ['page', long[0] ?? ''],
      ['referrer', long[1] ?? ''],
      ['source', 'Google'],
      ['country.not', 'DE'],
      ['browser', 'Firefox'],
    ]),
  );
  expect(liveOf(filters)).toEqual([['is', 'page', [long[0]]]]);
  expect(notLiveOf(filters).map(([operator, dimension]) => `${operator} ${dimension}`)).toEqual([
    'is referrer',
    'is source',
    'is_not country',
    'is browser',
  ]);
  expect(isPicked(filters, 'source', 'Google')).toBe(true);
  expect(isPicked(filters, 'country', 'DE')).toBe(false);
});

test('a hit of the feed is one of those that are asked for when every filter fits it', () => {
  const hit = { path: '/a', referrer: '', source: 'Google', country: 'AT', device: 'mobile', campaign: 'spring' };
  const fits = (...filters: Parameters<typeof isChosen>[1]) => isChosen(hit as FeedEntry, filters);
  expect(fits()).toBe(true);
  expect(fits(['is', 'page', ['/a']], ['is', 'utm_campaign', ['spring']], ['is', 'referrer', ['']])).toBe(true);
  expect(fits(['is', 'page', ['/a']], ['is', 'country', ['DE']])).toBe(false);
});

test('what a visitor does next is asked for by what brought them, not by the page before', () => {
  const visit = { referrer: 'https://www.google.com/', source: 'Google', campaign: 'spring' };
  const hit = { path: '/b', referrer: '', source: '', country: 'AT', device: 'mobile', campaign: '', visit };
  const fits = (...filters: Parameters<typeof isChosen>[1]) => isChosen(hit as FeedEntry, filters);
  expect(fits(['is', 'source', ['Google']], ['is', 'utm_campaign', ['spring']])).toBe(true);
  expect(fits(['is', 'referrer', ['https://www.google.com/']], ['is', 'page', ['/b']])).toBe(true);
  expect(fits(['is', 'source', ['']])).toBe(false);
});
