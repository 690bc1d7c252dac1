// Pages that do not count any more: their leases end at once, and every count is as if they had never come.
import { describe, expect, it } from 'vitest';
import { type Arrival, createPresence, type EndedLease, INFERRED_LEASE_MS, LEASE_MS } from './presence.ts';

const NOW = 5_000_000;
const id = (number: number) => number.toString(16).padStart(16, '0');

function setUp() {
  const ended: EndedLease[] = [];
  const presence = createPresence({
    maxLeases: 10_000,
    startedAt: NOW,
    onChange: () => undefined,
    onEnd: (lease) => ended.push(lease),
  });
  const arrive = (page: number, visitor: number, over: Partial<Arrival> = {}) =>
    presence.arrive(
      {
        ...{ siteId: 1, page: id(page), visitor: id(visitor), path: '/a', referrer: '', source: '', country: 'DE' },
        ...{ device: 'desktop', campaign: '', by: 'view', at: 0, ...over },
      },
      NOW,
    );
  return { presence, ended, arrive, counts: () => presence.counts(1, NOW) };
}

describe('a page that is turned away', () => {
  it('takes its visitor along when it was their only one, without grace', () => {
    const { presence, arrive, counts } = setUp();
    arrive(1, 1);
    arrive(2, 2, { path: '/b', country: 'AT' });
    presence.turnAway(1, id(1), NOW);
    expect(counts()).toMatchObject({ visitors: 1, tabs: 1, reading: 1, pages: [['/b', 1]], countries: [['AT', 1]] });
    expect(presence.renew(1, id(1), true, NOW)).toBe(false);
  });

  it('leaves them their others', () => {
    const { presence, arrive, counts } = setUp();
    arrive(1, 1);
    arrive(2, 1, { path: '/b' });
    presence.turnAway(1, id(1), NOW);
    expect(counts()).toMatchObject({ visitors: 1, tabs: 1, pages: [['/b', 1]] });
  });

  it('keeps what was told of its reading; one that is unknown, gone, or left before it came changes nothing', () => {
    const { presence, arrive, counts, ended } = setUp();
    arrive(1, 1);
    presence.renew(1, id(1), true, NOW, { engagedMs: 7, scrollDepth: 8 });
    for (let i = 0; i < 2; i += 1) presence.turnAway(1, id(1), NOW);
    expect(ended).toMatchObject([{ page: id(1), engagedMs: 7, scrollDepth: 8 }]);
    presence.leave(1, id(2), NOW);
    for (const [site, page] of [
      [1, 2],
      [1, 9],
      [9, 1],
    ] as const)
      presence.turnAway(site, id(page), NOW);
    expect([counts().visitors, ended.length]).toEqual([0, 1]);
    arrive(2, 2);
    expect(counts().visitors).toBe(0); // its leave is still known
  });

  it('may come in again', () => {
    const { presence, arrive, counts } = setUp();
    arrive(1, 1);
    presence.turnAway(1, id(1), NOW);
    arrive(1, 1, { by: 'beat', path: '/c' });
    expect(counts()).toMatchObject({ visitors: 1, pages: [['/c', 1]] });
    presence.sweep(NOW + LEASE_MS + 500);
    expect(counts().visitors).toBe(0);
  });
});

describe('of pages that send no beats', () => {
  const nothing = { path: () => false, country: () => false };

  it('the excluded ones go, a few at a time, and nobody else', () => {
    const { presence, arrive, counts } = setUp();
    let asked = 0;
    for (let i = 1; i <= 2_500; i += 1)
      arrive(i, i, { inferred: true, path: i % 5 === 0 ? '/kept' : '/gone', country: i % 7 === 0 ? 'AT' : 'DE' });
    arrive(3_001, 3_001, { path: '/gone' }); // sends beats: judged at the next of them
    arrive(3_002, 3_002, { inferred: true, path: '/gone' });
    arrive(3_003, 3_002, { path: '/gone' });
    const excluded = {
      path(path: string) {
        asked += 1;
        return path === '/gone';
      },
      country: (country: string) => country === 'AT',
    };
    const left = 2_500 / 5 - Math.floor(2_500 / 35);
    const goes = 2_500 - left + 1;
    let turns = 1;
    while (presence.turnAwayInferred(1, excluded, 500, NOW)) turns += 1;
    expect(turns).toBe(Math.ceil(goes / 500));
    expect(asked).toBeLessThanOrEqual(2 * turns); // each path once, not each visitor
    expect(counts()).toMatchObject({ visitors: left + 2, tabs: left + 2, inferred: left, reading: 2 });
    expect(counts().pages).toEqual([
      ['/kept', left],
      ['/gone', 2],
    ]);
    expect(counts().countries).toEqual([['DE', left + 2]]);
    presence.sweep(NOW + INFERRED_LEASE_MS + 500);
    expect(counts()).toMatchObject({ visitors: 0, tabs: 0, pages: [] });
  });

  it('none goes when none is excluded, or the site is unknown', () => {
    const { presence, arrive, counts } = setUp();
    arrive(1, 1, { inferred: true });
    expect(presence.turnAwayInferred(1, nothing, 1, NOW)).toBe(false);
    expect(presence.turnAwayInferred(2, { path: () => true, country: () => true }, 1, NOW)).toBe(false);
    expect(counts().visitors).toBe(1);
  });
});

it('where the visitor of a page is can be asked; of no page, or one that left before it came, nowhere', () => {
  const { presence, arrive } = setUp();
  arrive(1, 1, { country: 'AT' });
  arrive(2, 2, { country: '' });
  presence.leave(1, id(3), NOW);
  expect([1, 2, 3, 4].map((page) => presence.countryOf(1, id(page)))).toEqual(['AT', '', '', '']);
  expect(presence.countryOf(2, id(1))).toBe('');
});
