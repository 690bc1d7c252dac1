// Pages whose reader is known by another id from now on: all counts are as if they had come under it.
import { describe, expect, it } from 'vitest';
import {
  type Arrival,
  createPresence,
  type EndedLease,
  GRACE_MS,
  LEASE_MS,
  MAX_LEASES_PER_VISITOR,
} from './presence.ts';

const NOW = 5_000_000;
const id = (number: number) => number.toString(16).padStart(16, '0');

function setUp() {
  const ended: EndedLease[] = [];
  const presence = createPresence({
    maxLeases: 100,
    startedAt: NOW,
    onChange: () => undefined,
    onEnd: (lease) => ended.push(lease),
  });
  return {
    presence,
    ended,
    /** But for the minutes, which remember what was before. */
    counts() {
      const { minutes: _, ...counts } = presence.counts(1, NOW);
      return counts;
    },
    arrive: (page: number, visitor: number, over: Partial<Arrival> = {}) =>
      presence.arrive(
        {
          ...{ siteId: 1, page: id(page), visitor: id(visitor), path: '/a', referrer: '', source: 'Google' },
          ...{ country: 'DE', device: 'desktop', campaign: '', by: 'view', at: 7, ...over },
        },
        NOW,
      ),
    identify: (page: number, visitor: number, previous?: number) =>
      presence.identify(
        {
          ...{ siteId: 1, page: id(page), visitor: id(visitor) },
          previousVisitor: () => (previous === undefined ? undefined : id(previous)),
        },
        NOW,
      ),
  };
}

type Stage = ReturnType<typeof setUp>;

describe('a page that is of somebody else', () => {
  it.each<[string, (stage: Stage) => void, (asIf: Stage) => void]>([
    [
      'who is not here',
      ({ arrive, identify }) => {
        arrive(1, 1);
        identify(1, 2);
      },
      ({ arrive }) => arrive(1, 2),
    ],
    [
      'of whom another page is here, and the same one',
      ({ arrive, identify }) => {
        arrive(1, 1, { reading: false });
        arrive(2, 2);
        arrive(3, 2, { path: '/b' });
        identify(1, 2);
      },
      ({ arrive }) => {
        arrive(2, 2);
        arrive(3, 2, { path: '/b' });
        arrive(1, 2, { reading: false });
      },
    ],
    [
      'while its reader reads on elsewhere: what brought them is said of both',
      ({ arrive, identify }) => {
        arrive(1, 1, { campaign: 'spring' });
        arrive(2, 1, { path: '/b', reading: false });
        identify(2, 2);
      },
      ({ arrive }) => {
        arrive(1, 1, { campaign: 'spring' });
        arrive(2, 2, { path: '/b', reading: false, campaign: 'spring' });
      },
    ],
    [
      'and then of whom it was',
      ({ arrive, identify }) => {
        arrive(1, 1);
        arrive(2, 1);
        for (const visitor of [3, 1]) identify(2, visitor);
      },
      ({ arrive }) => {
        arrive(1, 1);
        arrive(2, 1);
      },
    ],
  ])('%s', (_who, happened, asIf) => {
    const [is, should] = [setUp(), setUp()];
    happened(is);
    asIf(should);
    expect(is.counts()).toEqual(should.counts());
    // And nothing is left behind when all of it is over.
    is.presence.sweep(NOW + LEASE_MS + 1_000);
    expect(is.counts()).toMatchObject({
      visitors: 0,
      tabs: 0,
      reading: 0,
      idle: 0,
      pages: [],
      countries: [],
      sources: [],
    });
  });

  it('whom many are taken for: their oldest pages go, as at an arrival', () => {
    const { arrive, identify, counts } = setUp();
    for (let page = 1; page <= MAX_LEASES_PER_VISITOR + 2; page += 1) arrive(page, page, { path: `/${page}` });
    for (let page = 1; page <= MAX_LEASES_PER_VISITOR + 2; page += 1) identify(page, 1);
    expect(counts()).toMatchObject({ visitors: 1, tabs: MAX_LEASES_PER_VISITOR });
  });

  it('keeps what was told of its reading, which is told once', () => {
    const { presence, arrive, identify, ended } = setUp();
    arrive(1, 1);
    presence.renew(1, id(1), true, NOW, { engagedMs: 7, scrollDepth: 8 });
    identify(1, 2);
    presence.leave(1, id(1), NOW);
    presence.sweep(NOW + GRACE_MS + 1_000);
    expect(ended).toEqual([{ siteId: 1, page: id(1), at: 7, engagedMs: 7, scrollDepth: 8 }]);
  });
});

it('nothing changes for a page without a lease, and for a reader who has that id, or yesterday’s', () => {
  const { presence, arrive, identify, counts } = setUp();
  arrive(1, 1);
  arrive(2, 1);
  const before = counts();
  identify(9, 2);
  identify(1, 1);
  identify(1, 5, 1);
  presence.leave(1, id(8), NOW); // left before it came
  identify(8, 2);
  expect(counts()).toEqual(before);
  identify(1, 5, 4); // control
  expect(counts().visitors).toBe(2);
});
