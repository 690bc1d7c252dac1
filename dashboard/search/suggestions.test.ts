import { expect, test } from 'vitest';
import { visitorName } from '../feed/visitor-name.ts';
import type { FeedEntry } from '../live/feed-log.ts';
import { variantsOf, visitorsLike } from './suggestions.ts';

test.each([
  ['news', ['news', 'News', 'NEWS']],
  ['NeWs', ['NeWs', 'news', 'News', 'NEWS']],
  ['über', ['über', 'Über', 'ÜBER', '%C3%BCber', '%C3%9Cber', '%C3%9CBER']],
  ['/a%20b', ['/a%20b', '/A%20B']],
  ['\ud800', ['\ud800']],
])('%j may be written %j', (text, variants) => {
  expect(variantsOf(text)).toEqual(variants);
});

test('visitors are found by their made-up name and by their id, who was there last first, and never who is not to be told apart', () => {
  const hit = (visitor: string, linked = true) => ({ visitor, linked }) as FeedEntry;
  const [first, second] = ['00a1000000000000', '00a2000000000000'];
  const hits = [hit(first), hit(second), hit(first), hit('00a3000000000000', false)];
  expect(visitorsLike(hits, '00a')).toEqual([first, second]);
  expect(visitorsLike(hits, visitorName(second).toUpperCase())).toContain(second);
  expect(visitorsLike(hits, 'nobody is called so')).toEqual([]);
});
