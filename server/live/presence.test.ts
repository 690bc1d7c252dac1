import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agree } from '../testing/agree.ts';
import { createPresenceOracle } from '../testing/presence-oracle.ts';
import {
  type Arrival,
  createPresence,
  type EndedLease,
  GRACE_MS,
  INFERRED_LEASE_MS,
  LEASE_MS,
  type LiveVisitors,
  MAX_LEASES_PER_VISITOR,
} from './presence.ts';

const START = 5_000_000;
const SITE = 1;

function setUp(maxLeases = 1000) {
  const changes: number[] = [];
  const ended: EndedLease[] = [];
  const presence = createPresence({
    maxLeases,
    startedAt: START,
    onChange: (siteId) => changes.push(siteId),
    onEnd: (lease) => ended.push(lease),
  });
  return { presence, changes, ended };
}

/** A name as the 16 digits that it is known by. */
const id = (name: string) => createHash('sha256').update(name).digest('hex').slice(0, 16);

const arrival = (over: Partial<Arrival> = {}): Arrival => ({
  siteId: SITE,
  page: id('page-a'),
  visitor: id('ann'),
  path: '/a',
  referrer: '',
  source: '',
  country: 'DE',
  device: 'desktop',
  campaign: '',
  by: 'view',
  at: 0,
  ...over,
});

const visitorsAt = (presence: LiveVisitors, now: number) => {
  presence.sweep(now);
  return presence.counts(SITE, now).visitors;
};

describe('a visitor', () => {
  it('is there from the view of a page until 3 s after its leave', () => {
    const { presence } = setUp();
    presence.arrive(arrival(), START);
    expect(visitorsAt(presence, START)).toBe(1);
    presence.leave(SITE, id('page-a'), START + 10_000);
    expect(visitorsAt(presence, START + 10_000 + GRACE_MS - 1)).toBe(1);
    expect(visitorsAt(presence, START + 10_000 + GRACE_MS + 500)).toBe(0);
  });

  it('who reads for half an hour stays, by beats alone', () => {
    const { presence } = setUp();
    presence.arrive(arrival(), START);
    for (let now = START; now < START + 30 * 60_000; now += 250) {
      if ((now - START) % 15_000 === 0) presence.renew(SITE, id('page-a'), false, now);
      expect(visitorsAt(presence, now)).toBe(1);
    }
  });

  it('who falls silent is gone after 40 s, at most 45', () => {
    const { presence } = setUp();
    presence.arrive(arrival(), START);
    expect(visitorsAt(presence, START + LEASE_MS - 1)).toBe(1);
    expect(visitorsAt(presence, START + 45_000)).toBe(0);
  });

  it('with several tabs is one visitor, and one page when the tabs show the same', () => {
    const { presence } = setUp();
    presence.arrive(arrival(), START);
    presence.arrive(arrival({ page: id('page-b') }), START);
    presence.arrive(arrival({ page: id('page-c'), path: '/c' }), START);
    expect(presence.counts(SITE, START)).toMatchObject({
      visitors: 1,
      tabs: 3,
      pages: [
        ['/a', 1],
        ['/c', 1],
      ],
    });
  });

  it('of another site is counted there', () => {
    const { presence } = setUp();
    presence.arrive(arrival(), START);
    presence.arrive(arrival({ siteId: 2 }), START);
    expect(presence.counts(SITE, START).visitors).toBe(1);
    expect(presence.counts(2, START).visitors).toBe(1);
  });

  it('who reads across midnight, and so gets a new id, stays one visitor', () => {
    const { presence } = setUp();
    presence.arrive(arrival({ visitor: id('ann-friday') }), START);
    presence.arrive(
      arrival({ page: id('page-b'), visitor: id('ann-saturday'), previousVisitor: () => id('ann-friday') }),
      START + 1000,
    );
    expect(presence.counts(SITE, START + 1000)).toMatchObject({ visitors: 1, tabs: 2 });
  });

  it('is found under yesterday’s id until they open a page, and under today’s from then on', () => {
    const { presence } = setUp();
    const today = { siteId: SITE, visitor: id('ann-saturday'), previousVisitor: () => id('ann-friday') };
    const yesterday = { siteId: SITE, visitor: id('ann-friday') };
    presence.arrive(arrival({ ...yesterday, source: 'Google', campaign: 'spring' }), START);
    expect([presence.isHere(yesterday), presence.isHere(today)]).toEqual([true, true]);
    presence.arrive(arrival({ ...today, page: id('page-b') }), START + 1000);
    expect([presence.isHere(yesterday), presence.isHere(today)]).toEqual([false, true]);
    expect(presence.originOf(SITE, id('ann-saturday'))).toEqual({ referrer: '', source: 'Google', campaign: 'spring' });
    expect(presence.originOf(SITE, id('ann-friday'))).toBeUndefined();
  });

  it('is listed under what brought them first', () => {
    const { presence } = setUp();
    presence.arrive(arrival({ referrer: 'https://news.example/' }), START);
    presence.arrive(arrival({ page: id('page-b'), referrer: 'https://other.example/' }), START);
    expect(presence.counts(SITE, START).referrers).toEqual([['https://news.example/', 1]]);
  });

  it('is in every list once, and in those of referrers and campaigns only when there was one', () => {
    const { presence } = setUp();
    presence.arrive(arrival({ source: 'Google', country: 'DE', campaign: 'spring' }), START);
    presence.arrive(arrival({ page: id('page-b'), source: 'Bing', country: 'AT', campaign: 'autumn' }), START);
    presence.arrive(arrival({ page: id('page-c'), visitor: id('bob'), country: '', device: 'mobile' }), START);
    expect(presence.counts(SITE, START)).toMatchObject({
      referrers: [],
      sources: [
        ['', 1],
        ['Google', 1],
      ],
      countries: [
        ['', 1],
        ['DE', 1],
      ],
      devices: [
        ['desktop', 1],
        ['mobile', 1],
      ],
      campaigns: [['spring', 1]],
    });
  });

  it('is reading, idle or inferred, and reading in one tab outweighs the others', () => {
    const { presence } = setUp();
    presence.arrive(arrival({ reading: false }), START);
    expect(presence.counts(SITE, START)).toMatchObject({ reading: 0, idle: 1, inferred: 0 });
    presence.arrive(arrival({ page: id('page-b'), inferred: true }), START);
    expect(presence.counts(SITE, START)).toMatchObject({ reading: 0, idle: 1, inferred: 0 });
    presence.renew(SITE, id('page-a'), true, START);
    expect(presence.counts(SITE, START)).toMatchObject({ reading: 1, idle: 0, inferred: 0 });
    presence.leave(SITE, id('page-a'), START);
    expect(presence.counts(SITE, START)).toMatchObject({ reading: 0, idle: 0, inferred: 1 });
  });

  it('whose client sends no beats is believed to be there for five minutes', () => {
    const { presence } = setUp();
    presence.arrive(arrival({ inferred: true }), START);
    expect(visitorsAt(presence, START + INFERRED_LEASE_MS - 1)).toBe(1);
    expect(visitorsAt(presence, START + INFERRED_LEASE_MS + 500)).toBe(0);
  });
});

describe('a navigation', () => {
  it('never flickers: the leave of the old page may come before the view of the new one', () => {
    const { presence } = setUp();
    presence.arrive(arrival(), START);
    presence.leave(SITE, id('page-a'), START + 5000);
    expect(visitorsAt(presence, START + 6000)).toBe(1);
    presence.arrive(arrival({ page: id('page-b'), path: '/b' }), START + 7000);
    expect(presence.counts(SITE, START + 7000)).toMatchObject({ visitors: 1, tabs: 1, pages: [['/b', 1]] });
    expect(visitorsAt(presence, START + 20_000)).toBe(1);
  });

  it('never flickers: a late leave of the old page does not remove the visitor from the new one', () => {
    const { presence } = setUp();
    presence.arrive(arrival(), START);
    presence.arrive(arrival({ page: id('page-b'), path: '/b' }), START + 5000);
    presence.leave(SITE, id('page-a'), START + 5100);
    expect(presence.counts(SITE, START + 5100)).toMatchObject({ visitors: 1, tabs: 1, pages: [['/b', 1]] });
  });
});

describe('messages that overtake each other', () => {
  it('a view that arrives after its own leave opens nothing', () => {
    const { presence } = setUp();
    presence.leave(SITE, id('page-a'), START);
    presence.arrive(arrival(), START + 50);
    expect(presence.counts(SITE, START + 50).visitors).toBe(0);
  });

  it('a beat re-opens a page that left: it is visible again', () => {
    const { presence } = setUp();
    presence.arrive(arrival(), START);
    presence.leave(SITE, id('page-a'), START + 1000);
    expect(visitorsAt(presence, START + 10_000)).toBe(0);
    expect(presence.renew(SITE, id('page-a'), true, START + 10_000)).toBe(false);
    presence.arrive(arrival({ by: 'beat' }), START + 10_000);
    expect(visitorsAt(presence, START + 20_000)).toBe(1);
  });

  it('a view that comes twice counts once', () => {
    const { presence } = setUp();
    presence.arrive(arrival(), START);
    presence.arrive(arrival(), START);
    expect(presence.counts(SITE, START)).toMatchObject({ visitors: 1, tabs: 1, pages: [['/a', 1]] });
  });
});

describe('its bounds', () => {
  it('beyond the greatest number of leases nobody new is taken, and nobody who is there is lost', () => {
    const { presence } = setUp(2);
    expect(presence.arrive(arrival(), START)).toBe(true);
    expect(presence.arrive(arrival({ page: id('page-b'), visitor: id('bob') }), START)).toBe(true);
    expect(presence.arrive(arrival({ page: id('page-c'), visitor: id('cy') }), START)).toBe(false);
    presence.leave(SITE, id('page-unknown'), START);
    expect(presence.counts(SITE, START).visitors).toBe(2);
    expect(presence.renew(SITE, id('page-a'), true, START)).toBe(true);
  });

  it('a visitor holds at most 64 leases; the oldest gives way', () => {
    const { presence } = setUp();
    for (let i = 0; i <= MAX_LEASES_PER_VISITOR; i += 1)
      presence.arrive(arrival({ page: id(`page-${i}`), path: `/${i}` }), START);
    expect(presence.counts(SITE, START).tabs).toBe(MAX_LEASES_PER_VISITOR);
    expect(presence.renew(SITE, id('page-0'), true, START)).toBe(false);
  });

  it('its lists have ten places, greatest first, ties by name', () => {
    const { presence } = setUp();
    for (let i = 0; i < 30; i += 1) {
      presence.arrive(
        arrival({
          page: id(`p${i}`),
          visitor: id(`v${i}`),
          path: i < 3 ? '/popular' : `/${String(i).padStart(2, '0')}`,
        }),
        START,
      );
    }
    const { pages } = presence.counts(SITE, START);
    expect(pages).toHaveLength(10);
    expect(pages.slice(0, 3)).toEqual([
      ['/popular', 3],
      ['/03', 1],
      ['/04', 1],
    ]);
  });
});

it('the minutes show the greatest number of each minute, the running one last', () => {
  const { presence } = setUp();
  const minute = Math.ceil(START / 60_000) * 60_000;
  presence.arrive(arrival({ inferred: true }), minute);
  presence.arrive(arrival({ page: id('page-b'), visitor: id('bob'), inferred: true }), minute + 1000);
  presence.leave(SITE, id('page-b'), minute + 10_000);
  presence.sweep(minute + 59_000);
  expect(presence.counts(SITE, minute + 59_000).minutes.slice(-2)).toEqual([0, 2]);
  expect(presence.counts(SITE, minute + 60_000).minutes.slice(-3)).toEqual([0, 2, 1]);
});

it('tells about every change that shows, and not about a beat that changes nothing', () => {
  const { presence, changes } = setUp();
  presence.arrive(arrival(), START);
  expect(changes).toEqual([SITE]);
  presence.renew(SITE, id('page-a'), true, START + 15_000);
  expect(changes).toEqual([SITE]);
  presence.renew(SITE, id('page-a'), false, START + 30_000);
  expect(changes).toEqual([SITE, SITE]);
});

const step = fc.record({
  what: fc.constantFrom('view', 'view', 'beat', 'beat', 'leave', 'wait', 'wait'),
  siteId: fc.integer({ min: 1, max: 2 }),
  // A page instance belongs to one visitor, one path and one client; drawn together so that a sequence of steps meets it again.
  page: fc.integer({ min: 0, max: 15 }),
  reading: fc.constantFrom(undefined, true, false),
  referrer: fc.constantFrom('', 'https://a.example/', 'https://b.example/'),
  source: fc.constantFrom('', 'Google', 'b.example'),
  country: fc.constantFrom('', 'DE', 'NZ'),
  device: fc.constantFrom('desktop', 'mobile'),
  campaign: fc.constantFrom('', 'spring', 'autumn'),
  ms: fc.constantFrom(0, 1, 249, 250, 1000, 2999, 3000, 3001, 14_000, 15_000, 39_999, 40_000, 61_000, 299_999, 300_000),
});

it('agrees with the naive oracle on every count, whatever happens in whatever order', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), (steps) => {
      const { presence } = setUp();
      const oracle = createPresenceOracle();
      let now = START;
      for (const { what, siteId, page, reading, ms, ...facets } of steps) {
        const hit = arrival({
          siteId,
          page: id(`page-${page}`),
          visitor: id(`visitor-${page % 4}`),
          path: `/${page % 3}`,
          inferred: page >= 12,
          ...facets,
          reading,
          by: what === 'beat' ? 'beat' : 'view',
        });
        if (what === 'wait') {
          // Both are swept in steps of a quarter second, as the server does it, so that "late" means the same to both.
          for (let passed = 0; passed < ms; passed += 250) {
            now += Math.min(250, ms - passed);
            presence.sweep(now);
            oracle.sweep(Math.floor(now / 250) * 250 - 1);
          }
        } else if (what === 'leave') {
          presence.leave(siteId, hit.page, now);
          oracle.leave(siteId, hit.page, now);
        } else if (what === 'beat') {
          if (!presence.renew(siteId, hit.page, reading, now)) presence.arrive(hit, now);
          oracle.beat(hit, now);
        } else {
          presence.arrive(hit, now);
          oracle.open(hit, now);
        }
        for (const site of [1, 2]) {
          const { minutes: _, ...counts } = presence.counts(site, now);
          agree(counts, oracle.counts(site));
          agree(presence.countOf(site), counts.visitors);
          for (const path of ['/0', '/1', '/2', '/nowhere'])
            agree(presence.countOf(site, path), counts.pages.find(([listed]) => listed === path)?.[1] ?? 0);
        }
      }
    }),
    { numRuns: Number(process.env.PRESENCE_RUNS ?? 3000) },
  );
});

describe('what a page tells of its reading', () => {
  it('is told once when its lease ends: the greatest of what was said, on the time of its view', () => {
    const { presence, ended } = setUp();
    presence.arrive(arrival({ at: 1_000 }), START);
    presence.renew(SITE, id('page-a'), true, START + 5_000, { engagedMs: 4_000, scrollDepth: 60 });
    presence.renew(SITE, id('page-a'), true, START + 20_000, { engagedMs: 9_000, scrollDepth: 30 });
    presence.leave(SITE, id('page-a'), START + 25_000, { engagedMs: 12_000, scrollDepth: 30 });
    presence.sweep(START + 26_000);
    expect(ended).toEqual([]);
    presence.sweep(START + 40_000);
    expect(ended).toEqual([{ siteId: SITE, page: id('page-a'), at: 1_000, engagedMs: 12_000, scrollDepth: 60 }]);
  });

  it('is told of a page that left before its view came, on the time of the view when that comes', () => {
    const { presence, ended } = setUp();
    presence.leave(SITE, id('page-a'), START, { engagedMs: 5, scrollDepth: 6 });
    presence.arrive(arrival({ at: 1_000 }), START + 10);
    presence.leave(SITE, id('page-b'), START, { engagedMs: 7, scrollDepth: 8 });
    presence.sweep(START + 100_000);
    expect(new Set(ended)).toEqual(
      new Set([
        { siteId: SITE, page: id('page-a'), at: 1_000, engagedMs: 5, scrollDepth: 6 },
        { siteId: SITE, page: id('page-b'), at: 0, engagedMs: 7, scrollDepth: 8 },
      ]),
    );
  });

  it('is not told of a client that says nothing', () => {
    const { presence, ended } = setUp();
    presence.arrive(arrival(), START);
    presence.leave(SITE, id('page-b'), START);
    presence.sweep(START + 100_000);
    expect(ended).toEqual([]);
  });

  it('is told of a lease that ends in silence, and of all that are held when the process ends', () => {
    const { presence, ended } = setUp();
    presence.arrive(arrival({ engagement: { engagedMs: 1, scrollDepth: 2 }, by: 'beat' }), START);
    presence.sweep(START + 50_000);
    presence.arrive(arrival({ page: id('page-b') }), START + 50_000);
    presence.renew(SITE, id('page-b'), true, START + 51_000, { engagedMs: 7, scrollDepth: 100 });
    presence.tellEngagement();
    expect(ended.map(({ page, engagedMs }) => [page, engagedMs])).toEqual([
      [id('page-a'), 1],
      [id('page-b'), 7],
    ]);
  });
});

describe('a site that is removed', () => {
  it('is dismissed in turns: its visitors and all their pages go, nothing is told of them, and others stay', () => {
    const { presence, ended } = setUp();
    const engagement = { engagedMs: 1_000, scrollDepth: 10 };
    for (let i = 0; i < 10; i += 1) {
      const visitor = id(`visitor ${i}`);
      for (const siteId of [SITE, 2])
        for (const page of ['a', 'b', 'c'])
          presence.arrive(
            arrival({ siteId, visitor, page: id(`${siteId} ${page} ${i}`), path: `/${page}`, engagement }),
            START,
          );
    }
    presence.leave(SITE, id('2 a 0'), START); // a page instance that was never seen
    expect([presence.dismiss(SITE, 4, START), presence.countOf(SITE)]).toEqual([true, 6]);
    expect([presence.dismiss(SITE, 4, START), presence.countOf(SITE)]).toEqual([true, 2]);
    expect([presence.dismiss(SITE, 4, START), presence.countOf(SITE)]).toEqual([false, 0]);
    expect(presence.dismiss(SITE, 4, START)).toBe(false);
    expect(ended).toEqual([]);
    expect(presence.isHere({ siteId: SITE, visitor: id('visitor 3') })).toBe(false);
    expect(presence.counts(2, START)).toMatchObject({
      visitors: 10,
      tabs: 30,
      pages: [
        ['/a', 10],
        ['/b', 10],
        ['/c', 10],
      ],
    });
    presence.sweep(START + LEASE_MS + 1_000);
    expect(presence.counts(2, START + LEASE_MS + 1_000)).toMatchObject({ visitors: 0, tabs: 0, pages: [] });
    expect(ended.map(({ siteId }) => siteId)).toEqual(Array(30).fill(2));
    expect(presence.takeMinutes(START + 120_000, START + 120_000).map(({ siteId }) => siteId)).not.toContain(SITE);
  });

  it('leaves room for as many as were there', () => {
    const { presence } = setUp(5);
    for (let i = 0; i < 5; i += 1) presence.arrive(arrival({ page: id(`${i}`), visitor: id(`v${i}`) }), START);
    expect(presence.arrive(arrival({ siteId: 2, page: id('x') }), START)).toBe(false);
    presence.dismiss(SITE, 100, START);
    for (let i = 0; i < 5; i += 1)
      expect(presence.arrive(arrival({ siteId: 2, page: id(`${i}`), visitor: id(`v${i}`) }), START)).toBe(true);
    expect(presence.counts(2, START)).toMatchObject({ visitors: 5, tabs: 5 });
  });
});
