import { expect, test } from 'vitest';
import type { FeedEntry } from './feed-log.ts';
import { clearLiveFilters, isChosen, readLiveFilters, toggleLiveFilter } from './live-filters.ts';

test.each([
  ['', []],
  ['?visitor=ab', []],
  [
    '?country=AT&page=%2Fa%26b',
    [
      ['is', 'page', ['/a&b']],
      ['is', 'country', ['AT']],
    ],
  ],
  ['?source=', [['is', 'source', ['']]]],
  ['?country=AT&country=DE', [['is', 'country', ['AT']]]],
  ['?page=%2Fcaf%25C3%25A9', [['is', 'page', ['/caf%C3%A9']]]],
  ['?page=/café', [['is', 'page', ['/caf%C3%A9']]]],
  ['?page=/caf%25c3%25a9', [['is', 'page', ['/caf%C3%A9']]]],
  [`?country=AT&page=${'x'.repeat(2049)}`, [['is', 'country', ['AT']]]],
  [`?page=${'x'.repeat(2000)}&referrer=${'y'.repeat(2000)}`, [['is', 'page', ['x'.repeat(2000)]]]],
])('%j is read as it stands', (search, filters) => {
  expect(readLiveFilters(new URLSearchParams(search))).toEqual(filters);
});

test('a filter is added, replaced, and taken away by the same click that set it; others stay, and so does what is no filter', () => {
  const query = new URLSearchParams('?visitor=ab');
  toggleLiveFilter(query, 'country', 'AT');
  toggleLiveFilter(query, 'page', '/caf%C3%A9');
  const both = [
    ['is', 'page', ['/caf%C3%A9']],
    ['is', 'country', ['AT']],
  ];
  expect(readLiveFilters(new URLSearchParams(query.toString()))).toEqual(both);
  toggleLiveFilter(query, 'country', 'DE');
  expect(readLiveFilters(query)).toContainEqual(['is', 'country', ['DE']]);
  toggleLiveFilter(query, 'country', 'DE');
  expect(readLiveFilters(query)).toEqual(both.slice(0, 1));
  clearLiveFilters(query);
  expect(query.toString()).toBe('visitor=ab');
});

test('a page that somebody typed goes by the same click as one that was clicked', () => {
  const query = new URLSearchParams('?page=/café');
  toggleLiveFilter(query, 'page', '/caf%C3%A9');
  expect(query.toString()).toBe('');
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
