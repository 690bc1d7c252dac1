import { describe, expect, test } from 'vitest';
import type { FeedHit, Hits } from '../../server/contract/browser.ts';
import { type FeedLog, MOST_KEPT, takeHits } from './feed-log.ts';

const hit = (n: number): FeedHit => ({
  ...{ n, t: n, kind: 'view', visitor: '0123456789abcdef', linked: true, isNew: false },
  ...{ host: 'example.com', path: `/${n}`, title: '', referrer: '', source: '', campaign: '', country: '' },
  ...{ device: '', browser: '', os: '', event: '' },
});
const frame = (after: number, through: number, numbers: number[], boot = 'a'): Hits => ({
  ...{ site: 'example.com', boot, after, through, hits: numbers.map(hit) },
});
const taken = (...frames: Hits[]) =>
  frames.reduce((feeds: ReadonlyMap<string, FeedLog>, told) => takeHits(feeds, told), new Map()).get('example.com');
const ids = (log: FeedLog | undefined) => log?.hits.map(({ id }) => id);

describe('a frame', () => {
  test('that follows on adds what is new', () => {
    expect(ids(taken(frame(0, 3, [1, 3]), frame(3, 7, [4, 7])))).toEqual(['a.1', 'a.3', 'a.4', 'a.7']);
  });

  test('that tells again what was told adds nothing', () => {
    expect(ids(taken(frame(0, 3, [1, 3]), frame(0, 3, [1, 3]), frame(0, 5, [1, 3, 5])))).toEqual(['a.1', 'a.3', 'a.5']);
  });

  test('that comes late takes nothing back', () => {
    const log = taken(frame(0, 5, [1, 3, 5]), frame(0, 3, [1, 3]), frame(5, 6, [6]));
    expect(ids(log)).toEqual(['a.1', 'a.3', 'a.5', 'a.6']);
  });

  test('before which some were missed takes the place of what was there', () => {
    expect(ids(taken(frame(0, 3, [1, 3]), frame(90, 150, [91, 150])))).toEqual(['a.91', 'a.150']);
  });

  test('of a new process goes on with its own numbers, unless it does not tell of all', () => {
    expect(ids(taken(frame(0, 3, [1, 3]), frame(0, 2, [1, 2], 'b'), frame(2, 3, [3], 'b')))).toEqual([
      'a.1',
      'a.3',
      'b.1',
      'b.2',
      'b.3',
    ]);
    expect(ids(taken(frame(0, 3, [1, 3]), frame(70, 120, [71], 'b')))).toEqual(['b.71']);
  });

  test('of another site changes this one’s not', () => {
    const feeds = takeHits(takeHits(new Map(), frame(0, 1, [1])), { ...frame(0, 2, [2]), site: 'other.example' });
    expect([...feeds.keys()]).toEqual(['example.com', 'other.example']);
    expect(ids(feeds.get('example.com'))).toEqual(['a.1']);
  });
});

test('the latest 200 are kept', () => {
  const many = Array.from({ length: 500 }, (_, i) => frame(i, i + 1, [i + 1]));
  const log = taken(...many);
  expect(log?.hits).toHaveLength(MOST_KEPT);
  expect(log?.hits.at(-1)?.id).toBe('a.500');
});
