import { expect, test } from 'vitest';
import { readLiveFilters, toggleLiveFilter, withoutLiveFilters } from './live-filters.ts';

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
])('%j is read as it stands', (search, filters) => {
  expect(readLiveFilters(search)).toEqual(filters);
});

test('a filter is added, replaced, and taken away by the same click that set it; others stay, and so does what is no filter', () => {
  const one = toggleLiveFilter('?visitor=ab', 'country', 'AT');
  const two = toggleLiveFilter(one, 'page', '/ä b');
  expect(readLiveFilters(two)).toEqual([
    ['is', 'page', ['/ä b']],
    ['is', 'country', ['AT']],
  ]);
  expect(readLiveFilters(toggleLiveFilter(two, 'country', 'DE'))).toContainEqual(['is', 'country', ['DE']]);
  expect(readLiveFilters(toggleLiveFilter(two, 'country', 'AT'))).toEqual([['is', 'page', ['/ä b']]]);
  expect(withoutLiveFilters(two)).toBe('visitor=ab');
});
