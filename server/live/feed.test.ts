import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeedHit } from '../contract/browser.ts';
import { AT_FIRST, createFeed, KEPT, KEPT_FOR_MS, MOST_NEWS } from './feed.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const aHit = (over: Partial<FeedHit> = {}): FeedHit => ({
  ...{ n: 0, t: NOW, kind: 'view', visitor: '0123456789abcdef', linked: true, isNew: false },
  ...{ host: 'example.com', path: '/', title: '', referrer: '', source: '', campaign: '', country: 'DE' },
  ...{ device: 'desktop', browser: 'Firefox', os: 'Linux', event: '' },
  ...over,
});
const numbers = ({ hits }: { hits: FeedHit[] }) => hits.map(({ n }) => n);
const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

function feedWith(count: number, siteId = 1) {
  const feed = createFeed('b1');
  for (let i = 0; i < count; i += 1) feed.note(siteId, aHit());
  return feed;
}

describe('whoever begins', () => {
  it('gets nothing where there was no hit', () => {
    expect(createFeed('b1').latest(1)).toEqual({ id: 'b1.0', boot: 'b1', after: 0, through: 0, hits: [] });
  });

  it('gets the last 50, oldest first, and is told that there were others before', () => {
    const latest = feedWith(60).latest(1);
    expect(numbers(latest)).toEqual(upTo(60 - AT_FIRST + 1, 60));
    expect(latest).toMatchObject({ id: 'b1.60', after: 10, through: 60 });
  });

  it('gets hits of that site only, although one counter numbers all', () => {
    const feed = createFeed('b1');
    for (const siteId of [1, 2, 1, 2, 2]) feed.note(siteId, aHit());
    expect(numbers(feed.latest(1))).toEqual([1, 3]);
    expect(numbers(feed.latest(2))).toEqual([2, 4, 5]);
  });
});

describe('whoever comes back', () => {
  it('gets what came meanwhile, all of it while it is kept', () => {
    const feed = feedWith(150);
    expect(numbers(feed.latest(1, 'b1.30'))).toEqual(upTo(31, 150));
    expect(feed.latest(1, 'b1.150')).toMatchObject({ id: 'b1.150', after: 150, hits: [] });
  });

  it('is told when that is not all any more', () => {
    const latest = feedWith(KEPT + 50).latest(1, 'b1.30');
    expect(numbers(latest)).toEqual(upTo(51, KEPT + 50));
    expect(latest.after).toBe(50); // and not 30
  });

  it.each([
    ['of another process', 'b2.30'],
    ['from the future', 'b1.9999'],
    ['not one of ours', '30'],
    ['made up', 'b1.1e1'],
    ['too long', `b1.${'9'.repeat(400)}`],
    ['hostile', 'b1.3\u0000'],
    ['empty', ''],
  ])('begins anew with an id that is %s', (_what, id) => {
    const feed = feedWith(60);
    expect(feed.latest(1, id)).toEqual(feed.latest(1));
  });
});

it('news is what nobody was told: once, and not what came while nobody watched', () => {
  const feed = feedWith(3);
  feed.settle(1);
  feed.note(1, aHit());
  feed.note(2, aHit());
  feed.note(1, aHit());
  expect(feed.news(1)).toMatchObject({ id: 'b1.6', after: 3, through: 6, hits: [{ n: 4 }, { n: 6 }] });
  expect(feed.news(1)).toMatchObject({ after: 6, through: 6, hits: [] });
});

it('news of a flood is the latest of it, and says that there was more', () => {
  const feed = feedWith(MOST_NEWS + 20);
  expect(numbers(feed.news(1))).toEqual(upTo(21, MOST_NEWS + 20));
  for (let i = 0; i < MOST_NEWS + 5; i += 1) feed.note(1, aHit());
  const news = feed.news(1);
  expect(news.hits).toHaveLength(MOST_NEWS);
  expect(news.after).toBe(MOST_NEWS + 20 + 5);
});

it('keeps 200 of a site, and a share of them when many sites are busy, in bounded memory', () => {
  const feed = createFeed('b1');
  const sites = 1000;
  for (let round = 0; round < 50; round += 1) for (let site = 1; site <= sites; site += 1) feed.note(site, aHit());
  const kept = Array.from({ length: sites }, (_, i) => feed.latest(i + 1, 'b1.0').hits.length);
  expect(Math.max(...kept)).toBeLessThanOrEqual(KEPT);
  expect(Math.min(...kept)).toBeGreaterThanOrEqual(20);
  expect(kept.reduce((a, b) => a + b)).toBeLessThanOrEqual(20_000);
});

it('lets go of what is a day old, and of a site of which nothing is left', () => {
  const feed = createFeed('b1');
  feed.note(1, aHit({ t: NOW }));
  feed.note(1, aHit({ t: NOW + 1000 }));
  feed.forget(NOW + KEPT_FOR_MS - 1);
  expect(numbers(feed.latest(1))).toEqual([1, 2]);
  feed.forget(NOW + KEPT_FOR_MS);
  expect(feed.latest(1)).toMatchObject({ after: 1, hits: [{ n: 2 }] });
  feed.forget(NOW + 2 * KEPT_FOR_MS);
  expect(feed.latest(1).hits).toEqual([]);
  feed.note(1, aHit({ t: NOW + 2 * KEPT_FOR_MS }));
  expect(numbers(feed.latest(1))).toEqual([3]);
});

it('whoever takes every frame that follows on has every hit that is kept, and knows when one was missed (against a naive log)', () => {
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('hit' as const), site: fc.integer({ min: 1, max: 2 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('tick' as const), site: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('flood' as const), site: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), site: fc.constant(0) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('resume' as const), site: fc.constant(0) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const feed = createFeed('b1');
      const log: number[] = [];
      let counter = 0;
      let known: number[] = [];
      let through = 0;
      let id = 'b1.0';
      let isGone = false;
      const note = (site: number) => {
        feed.note(site, aHit());
        counter += 1;
        if (site === 1) log.push(counter);
      };
      const take = (frame: ReturnType<typeof feed.news>) => {
        const follows = frame.after <= through;
        known = follows ? [...known, ...numbers(frame).filter((n) => n > through)] : numbers(frame);
        expect(numbers(frame)).toEqual(log.filter((n) => n > frame.after && n <= frame.through));
        // What was known goes on without a gap, or begins anew.
        expect(known).toEqual(log.slice(log.length - known.length));
        through = frame.through;
        id = frame.id;
      };
      for (const { do: deed, site } of steps) {
        if (deed === 'hit') note(site);
        else if (deed === 'flood') for (let i = 0; i < KEPT + 20; i += 1) note(1);
        else if (deed === 'lose') isGone = true;
        else if (deed === 'resume') {
          take(feed.latest(1, id));
          isGone = false;
        } else {
          const news = feed.news(1);
          if (!isGone) take(news);
        }
      }
    }),
    { numRuns: 500 },
  );
});
