// The habits, seen by the server's own presence and contract. Time is a clock that a test moves, chance is a seed.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Hit } from '../server/contract/hit.ts';
import { createPresence, GRACE_MS } from '../server/live/presence.ts';
import { createFakeClock } from '../server/testing/fake-clock.ts';
import { crowdedSources, HOST, posts, sources } from './blog.ts';
import { createRandom } from './random.ts';
import { type Ending, newReader, type Reader, type Spike, type Step, startReaders, visit } from './readers.ts';

const MINUTE = 60_000;

interface Said {
  /** ms since the start */
  at: number;
  hit: Hit;
  reader: Reader;
}

/** Lets readers come and go for a while of fake time. `everySecond` looks at them with the server's own presence. */
function play(seed: number, forMs: number, everySecond: (visitors: number, at: number) => void = () => {}) {
  const clock = createFakeClock();
  const startedAt = clock.monotonic();
  const presence = createPresence({ maxLeases: 1_000_000, startedAt, onChange() {} });
  const said: Said[] = [];
  const spikes: (Spike & { at: number })[] = [];

  const readers = startReaders({
    clock,
    random: createRandom(seed),
    send(hit, reader) {
      const now = clock.monotonic();
      said.push({ at: now - startedAt, hit, reader });
      if (hit.k === 'leave') presence.leave(1, hit.p, now);
      if (hit.k !== 'view' && hit.k !== 'beat') return;
      const visitor = createHash('sha256')
        .update(reader.address + reader.userAgent)
        .digest('hex')
        .slice(0, 16);
      const { pathname: path } = new URL(hit.u);
      if (hit.k === 'beat' && presence.renew(1, hit.p, hit.a === 1, now)) return;
      const facets = { referrer: hit.r ?? '', source: '', country: '', device: '', campaign: '' };
      presence.arrive({ siteId: 1, page: hit.p, visitor, path, ...facets, by: hit.k, at: 0 }, now);
    },
    onSpike: (spike) => spikes.push({ ...spike, at: clock.monotonic() - startedAt }),
  });

  for (let at = 1_000; at <= forMs; at += 1_000) {
    clock.advance(1_000);
    presence.sweep(clock.monotonic());
    everySecond(presence.counts(1, clock.monotonic()).visitors, at);
  }
  return { clock, readers, said, spikes };
}

/** One visit as a whole: its steps, and how it ended. */
function wholeVisit(seed: number): { steps: Step[]; ending: Ending } {
  const random = createRandom(seed);
  const story = visit(random, newReader(random), posts[seed % posts.length]!, sources[seed % sources.length]!);
  const steps: Step[] = [];
  for (;;) {
    const { value, done } = story.next();
    if (done) return { steps, ending: value };
    steps.push(value);
  }
}

const visits = Array.from({ length: 3_000 }, (_, seed) => wholeVisit(seed));

/** The steps of a visit, page by page. */
function pagesOf(steps: readonly Step[]): Step[][] {
  const pages = new Map<string, Step[]>();
  for (const step of steps) pages.set(step.hit.p, [...(pages.get(step.hit.p) ?? []), step]);
  return [...pages.values()];
}

const lengthOf = (steps: readonly Step[]) => steps.reduce((sum, { waitMs }) => sum + waitMs, 0);

describe('the crowd', () => {
  test('fifteen seconds after the start at least sixty readers are there, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        let visitors = 0;
        play(seed, 15_000, (now) => {
          visitors = now;
        });
        expect(visitors).toBeGreaterThanOrEqual(60);
      }),
      { numRuns: 30 },
    );
  });

  test.each([1, 2, 3])('over an hour the number of live readers stays between 100 and 330 (seed %i)', (seed) => {
    const numbers: number[] = [];
    play(seed, 60 * MINUTE, (visitors, at) => {
      if (at > 30_000) numbers.push(visitors);
    });
    expect(Math.min(...numbers)).toBeGreaterThan(100);
    expect(Math.max(...numbers)).toBeLessThan(330);
    const mean = numbers.reduce((sum, n) => sum + n) / numbers.length;
    expect(mean).toBeGreaterThan(150);
    expect(mean).toBeLessThan(250);
  });

  test('it swells and ebbs: within an hour the number moves by more than fifty', () => {
    const numbers: number[] = [];
    play(4, 60 * MINUTE, (visitors, at) => {
      if (at > 5 * MINUTE) numbers.push(visitors);
    });
    expect(Math.max(...numbers) - Math.min(...numbers)).toBeGreaterThan(50);
  });

  test('the same seed tells the same story, another seed another one', () => {
    const story = (seed: number) => JSON.stringify(play(seed, 3 * MINUTE).said);
    expect(story(7)).toBe(story(7));
    expect(story(7)).not.toBe(story(8));
  });

  test('everyone has an address of a range that belongs to nobody', () => {
    const addresses = play(5, 5 * MINUTE).said.map(({ reader }) => reader.address);
    for (const address of new Set(addresses)) {
      expect(address).toMatch(
        /^((192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}|2001:db8:[0-9a-f]{4}:[0-9a-f]{4}::[0-9a-f]{3})$/,
      );
    }
    expect(addresses.some((address) => address.includes(':'))).toBe(true);
  });

  test('after stop nobody says anything any more', () => {
    const { clock, readers, said } = play(6, MINUTE);
    const before = said.length;
    readers.stop();
    readers.stop();
    clock.advance(10 * MINUTE);
    expect(said).toHaveLength(before);
  });
});

describe('a spike', () => {
  const { said, spikes } = play(9, 30 * MINUTE);
  const arrivals = said.filter(({ hit }) => hit.k === 'view' && !hit.r?.includes(HOST));

  test('comes within the first two minutes, and again every six to twelve', () => {
    expect(spikes[0]?.at).toBeLessThanOrEqual(2 * MINUTE);
    expect(spikes.length).toBeGreaterThanOrEqual(3);
    spikes.slice(1).forEach((spike, i) => {
      const since = spike.at - spikes[i]!.at;
      expect(since).toBeGreaterThanOrEqual(6 * MINUTE);
      expect(since).toBeLessThanOrEqual(12 * MINUTE);
    });
  });

  test('brings eighty readers to one post within a minute, all from the same place', () => {
    for (const { at, post, source, readers } of spikes) {
      expect(crowdedSources).toContain(source);
      const ofIt = ({ hit }: Said) =>
        hit.k === 'view' && new URL(hit.u).pathname === post.path && hit.r === source.referrer;
      const during = arrivals.filter((said) => said.at >= at && said.at <= at + MINUTE && ofIt(said)).length;
      const before = arrivals.filter((said) => said.at >= at - MINUTE && said.at < at && ofIt(said)).length;
      expect(readers).toBe(80);
      expect(during).toBeGreaterThanOrEqual(80);
      expect(during - before).toBeGreaterThan(60);
    }
  });
});

describe('a reader', () => {
  test('says only what the collector’s contract knows, and only of the made-up blog', () => {
    for (const { steps } of visits) {
      for (const { hit } of steps) {
        expect(Hit.safeParse(hit).error).toBeUndefined();
        expect(hit.s).toBe(HOST);
        expect(new URL(hit.u).host).toBe(HOST);
      }
    }
  });

  test('begins each page with its view, under a page instance of its own', () => {
    const seen = new Set<string>();
    for (const page of visits.flatMap(({ steps }) => pagesOf(steps))) {
      expect(page.map(({ hit }) => hit.k).filter((kind) => kind === 'view')).toEqual(['view']);
      expect(page[0]?.hit.k).toBe('view');
      expect(seen).not.toContain(page[0]?.hit.p);
      seen.add(page[0]!.hit.p);
    }
  });

  test('who has not crashed says leave for every page', () => {
    for (const { steps } of visits.filter(({ ending }) => ending === 'left')) {
      for (const page of pagesOf(steps)) expect(page.at(-1)?.hit.k).toBe('leave');
    }
  });

  test('crashes rarely, and then says nothing of it', () => {
    const crashed = visits.filter(({ ending }) => ending === 'crashed');
    expect(crashed.length / visits.length).toBeGreaterThan(0.005);
    expect(crashed.length / visits.length).toBeLessThan(0.05);
    for (const { steps } of crashed) expect(steps.at(-1)?.hit.k).not.toBe('leave');
  });

  test('reads a page for twenty seconds to six minutes, and beats after five seconds, then every fifteen', () => {
    const straight = visits
      .filter(({ ending }) => ending === 'left')
      .flatMap(({ steps }) => pagesOf(steps))
      .filter((page) => page.filter(({ hit }) => hit.k === 'leave').length === 1);
    for (const page of straight) {
      const stay = page.slice(1);
      expect(lengthOf(stay)).toBeGreaterThanOrEqual(19_999);
      expect(lengthOf(stay)).toBeLessThanOrEqual(360_001);
      const [second, ...rest] = stay;
      const [deed, beats] = second?.hit.k === 'event' ? [second, rest] : [undefined, stay];
      beats.slice(0, -1).forEach(({ hit, waitMs }, i) => {
        expect(hit.k).toBe('beat');
        expect(waitMs).toBeCloseTo(i === 0 ? 5_000 - (deed?.waitMs ?? 0) : 15_000, 3);
      });
      expect(beats.at(-1)?.waitMs).toBeLessThanOrEqual(15_000);
    }
  });

  test('does something besides reading on a few pages, and tells at the end how much was read', () => {
    const hits = visits.flatMap(({ steps }) => steps.map(({ hit }) => hit));
    const count = (kind: Hit['k']) => hits.filter(({ k }) => k === kind).length;
    expect(count('event') / count('view')).toBeGreaterThan(0.04);
    expect(count('event') / count('view')).toBeLessThan(0.08);
    for (const hit of hits) {
      if (hit.k !== 'leave') continue;
      expect(hit.e).toBeLessThan(6 * 60_000);
      expect(hit.y).toBeLessThanOrEqual(100);
    }
  });

  test('sometimes looks away: the page leaves, and its first word afterwards is a beat with input', () => {
    const away = visits
      .flatMap(({ steps }) => pagesOf(steps))
      .filter((page) => {
        const leaves = page.filter(({ hit }) => hit.k === 'leave').length;
        return leaves > 1;
      });
    expect(away.length).toBeGreaterThan(100);
    for (const page of away) {
      const back = page[page.findIndex(({ hit }) => hit.k === 'leave') + 1];
      expect(back?.hit).toMatchObject({ k: 'beat', a: 1 });
    }
  });

  test('who moves on is on the next page before the server’s grace is over, and names the page they came from', () => {
    let moves = 0;
    for (const { steps } of visits) {
      steps.forEach(({ hit, waitMs }, i) => {
        if (hit.k !== 'view' || i === 0) return;
        moves += 1;
        expect(waitMs).toBeLessThan(GRACE_MS);
        expect(hit.r).toBe(steps[i - 1]?.hit.u);
        expect(hit.u).not.toBe(hit.r);
      });
    }
    expect(moves / visits.length).toBeGreaterThan(0.3);
  });

  test('idles now and then, but mostly reads', () => {
    const beats = visits.flatMap(({ steps }) => steps).flatMap(({ hit }) => (hit.k === 'beat' ? [hit.a] : []));
    const idle = beats.filter((input) => input === 0).length / beats.length;
    expect(idle).toBeGreaterThan(0.1);
    expect(idle).toBeLessThan(0.3);
  });
});
