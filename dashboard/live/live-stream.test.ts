// The live stream's promises. Where sockets matter, a real HTTP server and an independent EventSource (npm eventsource);
// where only time matters, a clock that is stepped by hand and an EventSource that says what it is told to.
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventSource } from 'eventsource';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LiveState } from '../../server/contract/browser.ts';
import { ASLEEP_AFTER_MS, createLiveStream, type Source, type Surroundings } from './live-stream.ts';
import { NOTHING_WANTED, type Wanted } from './wanted.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

const sites = (...hosts: string[]): Wanted => ({ ...NOTHING_WANTED, sites: hosts });

function state(part: Partial<LiveState> = {}): LiveState {
  return {
    site: 'example.com',
    seq: 1,
    t: 0,
    visitors: 3,
    tabs: 4,
    reading: 3,
    idle: 0,
    inferred: 0,
    warm: true,
    waiting: false,
    pages: [['/', 3]],
    referrers: [],
    sources: [],
    countries: [],
    devices: [],
    campaigns: [],
    minutes: Array(30).fill(0),
    rejected: 0,
    ...part,
  };
}

describe('by a clock stepped by hand', () => {
  test('the first subscriber opens the stream, the last one closes it', () => {
    const { stream, sources } = setUp();
    const leaveA = stream.subscribe(() => {});
    const leaveB = stream.subscribe(() => {});
    expect(sources.map((source) => source.url)).toEqual(['/api/live?sites=example.com']);
    leaveA();
    leaveA(); // twice is harmless
    expect(sources[0]?.isClosed).toBe(false);
    leaveB();
    expect(sources[0]?.isClosed).toBe(true);
    expect(stream.getSnapshot().sites.size).toBe(0);
  });

  test('after the last one left nothing is left running', () => {
    const { clock, sources, window, leave } = subscribed();
    sources[0]?.fail();
    leave();
    expect(clock.waiting()).toBe(0);
    window.dispatchEvent(new Event('online'));
    expect(sources).toHaveLength(1);
  });

  test('every state pushed is told to the subscribers', () => {
    const { stream, sources, clock, told } = subscribed();
    sources[0]?.open();
    clock.step(250);
    told.mockClear();
    sources[0]?.say('state', state({ seq: 1, visitors: 1 }));
    expect(told).toHaveBeenCalledTimes(1);
    clock.step(250);
    sources[0]?.say('state', state({ seq: 2, visitors: 2 }));
    expect(told).toHaveBeenCalledTimes(2);
    expect(shown(stream)?.visitors).toBe(2);
  });

  test('a burst of frames is told once more, with the last of them', () => {
    const { stream, sources, clock, told } = subscribed();
    sources[0]?.open();
    clock.step(250);
    told.mockClear();
    for (let seq = 1; seq <= 1000; seq += 1) sources[0]?.say('state', state({ seq, visitors: seq }));
    clock.step(100);
    expect(told).toHaveBeenCalledTimes(2);
    expect(shown(stream)?.visitors).toBe(1000);
  });

  test('a frame that is not newer than the one shown is dropped', () => {
    const { stream, sources } = subscribed();
    sources[0]?.open();
    sources[0]?.say('state', state({ seq: 7, visitors: 7 }));
    sources[0]?.say('state', state({ seq: 6, visitors: 6 }));
    sources[0]?.say('state', state({ seq: 7, visitors: 5 }));
    expect(shown(stream)?.visitors).toBe(7);
  });

  test('sites are told apart: a low number of one is not old beside a high number of another', () => {
    const { stream, sources } = subscribed();
    sources[0]?.open();
    sources[0]?.say('state', state({ seq: 900 }));
    sources[0]?.say('state', state({ site: 'other.example', seq: 1, visitors: 12 }));
    expect(stream.getSnapshot().sites.get('other.example')?.shown.visitors).toBe(12);
  });

  test('a site that is gone leaves nothing behind, and the others go on over the same connection', () => {
    const { stream, sources } = subscribed();
    const wanted = { ...sites('example.com', 'other.example'), feeds: ['example.com'] };
    stream.watch(wanted);
    sources[1]?.open();
    for (const site of wanted.sites) sources[1]?.say('state', state({ site }));
    sources[1]?.say('hits', { site: 'example.com', boot: 'a', after: 0, through: 0, hits: [] });
    expect(stream.getSnapshot().feeds.size).toBe(1);
    sources[1]?.say('gone', { site: 'example.com' });
    const { sites: left, feeds, gone, connection } = stream.getSnapshot();
    expect([[...left.keys()], feeds.size, gone, connection]).toEqual([['other.example'], 0, ['example.com'], 'open']);
    expect(sources).toHaveLength(2);
    stream.watch(sites('other.example'));
    expect(stream.getSnapshot().gone).toEqual(['example.com']);
    stream.watch(wanted); // it was registered anew
    expect(stream.getSnapshot().gone).toEqual([]);
  });

  test('when the only site is gone the stream is not asked for again once nobody wants it', () => {
    const { stream, sources, clock } = subscribed();
    sources[0]?.open();
    sources[0]?.say('gone', { site: 'example.com' });
    sources[0]?.say('bye', { reason: 'site_removed', retryMs: 1_000 });
    stream.watch(sites());
    clock.step(60_000);
    expect(sources).toHaveLength(1);
    expect(stream.getSnapshot()).toMatchObject({ gone: ['example.com'], staleSince: null });
  });

  test('after a reopening the numbers of a restarted server count as new', async () => {
    const { stream, sources, clock } = subscribed();
    sources[0]?.open();
    sources[0]?.say('state', state({ seq: 700, visitors: 7 }));
    sources[0]?.fail();
    await clock.stepAsync(1000);
    sources[1]?.open();
    sources[1]?.say('state', state({ seq: 1, visitors: 8 }));
    expect(shown(stream)?.visitors).toBe(8);
  });

  test('the latest hits of a site that was asked for are gathered, and go when it is not asked for any more', () => {
    const { stream, sources } = subscribed();
    stream.watch({ ...sites('example.com', 'other.example'), feeds: ['other.example'] });
    const [, source] = sources;
    expect(source?.url).toBe('/api/live?sites=example.com,other.example&feed=other.example');
    source?.open();
    const hit = { t: 0, kind: 'view', visitor: '0123456789abcdef', linked: true, isNew: true };
    const texts = [
      'host',
      'path',
      'title',
      'referrer',
      'source',
      'campaign',
      'country',
      'device',
      'browser',
      'os',
      'event',
    ];
    const named = { ...hit, ...Object.fromEntries(texts.map((name) => [name, ''])) };
    const told = (after: number, n: number) => ({
      site: 'other.example',
      boot: 'a',
      after,
      through: n,
      hits: [{ ...named, n }],
    });
    source?.say('hits', told(0, 1));
    source?.say('hits', told(1, 3));
    source?.say('hits', { ...told(3, 4), hits: [{ n: 4 }] }); // breaks the contract
    const ids = () =>
      stream
        .getSnapshot()
        .feeds.get('other.example')
        ?.hits.map(({ id }) => id);
    expect(ids()).toEqual(['a.1', 'a.3']);
    stream.watch({ ...sites('example.com', 'other.example'), feeds: ['example.com'] });
    expect(ids()).toBeUndefined();
    expect(sources).toHaveLength(3);
  });

  test('what an abandoned connection still says is not heard', async () => {
    const { stream, sources, clock } = subscribed();
    sources[0]?.open();
    sources[0]?.say('state', state({ seq: 1, visitors: 1 }));
    sources[0]?.fail();
    await clock.stepAsync(1000);
    sources[0]?.say('state', state({ seq: 2, visitors: 2 }));
    expect(shown(stream)?.visitors).toBe(1);
  });

  test('a frame that breaks the contract is passed over', () => {
    const { stream, sources } = subscribed();
    sources[0]?.open();
    sources[0]?.say('state', state({ seq: 1, visitors: 1 }));
    sources[0]?.say('state', { site: 'example.com', seq: 2, visitors: 'many' });
    sources[0]?.sayRaw('state', '{"site":');
    sources[0]?.say('unregistered', { hosts: 'none' });
    expect(shown(stream)?.visitors).toBe(1);
  });

  test('a number is stale after 3 s without a connection, and its age counts from when it was last heard', async () => {
    const { stream, sources, clock } = subscribed({ probe: () => 503 });
    sources[0]?.open();
    sources[0]?.say('state', state());
    clock.step(10_000);
    const heardAt = clock.now();
    sources[0]?.say('ping', { t: 0 });
    clock.step(5_000);
    sources[0]?.fail();
    expect(stream.getSnapshot().connection).toBe('reconnecting');
    await clock.stepAsync(2_900);
    expect(stream.getSnapshot().staleSince).toBe(null);
    await clock.stepAsync(200);
    expect(stream.getSnapshot().staleSince).toBe(heardAt);
    expect(shown(stream)?.visitors).toBe(3);
  });

  test('a short break is never shown as stale', async () => {
    const { stream, sources, clock } = subscribed();
    sources[0]?.open();
    sources[0]?.say('state', state());
    sources[0]?.fail();
    await clock.stepAsync(1000);
    sources[1]?.open();
    sources[1]?.say('state', state());
    await clock.stepAsync(10_000);
    expect(stream.getSnapshot()).toMatchObject({ connection: 'open', staleSince: null });
  });

  test('a number is fresh again with the first state, not with the mere connection', async () => {
    const { stream, sources, clock } = subscribed();
    sources[0]?.open();
    sources[0]?.say('state', state());
    sources[0]?.fail();
    await clock.stepAsync(3_500);
    sources.at(-1)?.open();
    expect(stream.getSnapshot().staleSince).not.toBe(null);
    sources.at(-1)?.say('state', state());
    expect(stream.getSnapshot().staleSince).toBe(null);
  });

  test('while a server is not warm the last number stays, marked as settling', async () => {
    const { stream, sources, clock } = subscribed();
    sources[0]?.open();
    sources[0]?.say('state', state({ visitors: 12 }));
    sources[0]?.fail();
    await clock.stepAsync(1000);
    sources[1]?.open();
    sources[1]?.say('state', state({ seq: 1, visitors: 0, warm: false, pages: [] }));
    expect(live(stream)).toMatchObject({ isSettling: true, shown: { visitors: 12 } });
    sources[1]?.say('state', state({ seq: 2, visitors: 14, warm: false }));
    expect(live(stream)).toMatchObject({ isSettling: true, shown: { visitors: 14 } });
    sources[1]?.say('state', state({ seq: 3, visitors: 9, warm: true }));
    expect(live(stream)).toMatchObject({ isSettling: false, shown: { visitors: 9 } });
  });

  test('the first hit ends the waiting even while the server is not warm', () => {
    const { stream, sources } = subscribed();
    sources[0]?.open();
    sources[0]?.say('state', state({ seq: 1, visitors: 0, waiting: true }));
    expect(live(stream)?.waiting).toBe(true);
    sources[0]?.say('state', state({ seq: 2, visitors: 1, waiting: false, warm: false }));
    expect(live(stream)?.waiting).toBe(false);
  });

  test('how many were not counted is always the newest, also while an older number of visitors is shown', async () => {
    const { stream, sources, clock } = subscribed();
    sources[0]?.open();
    sources[0]?.say('state', state({ visitors: 12, rejected: 40 }));
    expect(live(stream)?.rejected).toBe(40);
    sources[0]?.fail();
    await clock.stepAsync(1000);
    sources[1]?.open();
    sources[1]?.say('state', state({ seq: 1, visitors: 0, warm: false, rejected: 1 }));
    expect(live(stream)).toMatchObject({ rejected: 1, shown: { visitors: 12 } });
  });

  test('notices are shown as told, stay while the connection is away, and go when the server says so', async () => {
    const { stream, sources, clock } = subscribed();
    const notice = { code: 'something_new', text: 'Something is wrong.', setting: 'A=b' };
    sources[0]?.open();
    sources[0]?.say('notices', { notices: [notice] });
    expect(stream.getSnapshot().notices).toEqual([notice]);
    sources[0]?.say('notices', { notices: [{ code: 'without a text' }] });
    expect(stream.getSnapshot().notices).toEqual([notice]);
    sources[0]?.fail();
    await clock.stepAsync(1000);
    sources[1]?.open();
    sources[1]?.say('state', state());
    expect(stream.getSnapshot().notices).toEqual([notice]);
    sources[1]?.say('notices', { notices: [] });
    expect(stream.getSnapshot().notices).toEqual([]);
  });

  test('40 s without any frame: the connection is dead and is made anew', async () => {
    const { sources, clock } = subscribed();
    sources[0]?.open();
    sources[0]?.say('state', state());
    for (let i = 0; i < 10; i += 1) {
      clock.step(15_000);
      sources[0]?.say('ping', { t: 0 });
    }
    expect(sources).toHaveLength(1);
    clock.step(39_900);
    expect(sources[0]?.isClosed).toBe(false);
    await clock.stepAsync(1_200);
    expect(sources[0]?.isClosed).toBe(true);
    expect(sources).toHaveLength(2);
  });

  test('a connection that never opens is given up after 40 s too', async () => {
    const { sources, clock } = subscribed();
    await clock.stepAsync(41_100);
    expect(sources[0]?.isClosed).toBe(true);
    expect(sources).toHaveLength(2);
  });

  test('tries come at random times below 1, 2, 4 … 10 s', async () => {
    const { probes, sources, clock } = subscribed({ probe: () => 503, random: () => 0.999 });
    sources[0]?.fail();
    await clock.stepAsync(200_000);
    const gaps = probes.map((at, i) => Math.round((at - (probes[i - 1] ?? 0)) / 1000));
    expect(gaps.slice(1, 8)).toEqual([2, 4, 8, 10, 10, 10, 10]);
    expect(sources).toHaveLength(1);
  });

  test('the back-off begins anew after 30 s of health, and not before', async () => {
    const { probes, sources, clock } = subscribed({ random: () => 0.999 });
    const failAndAwaitTheNext = async () => {
      const [asked, at] = [probes.length, clock.now()];
      sources.at(-1)?.fail();
      await clock.stepAsync(60_000, () => probes.length > asked);
      return Math.round(((probes.at(-1) ?? 0) - at) / 1000);
    };
    sources[0]?.open();
    expect(await failAndAwaitTheNext()).toBe(1);
    sources.at(-1)?.open();
    clock.step(29_000);
    expect(await failAndAwaitTheNext()).toBe(2);
    sources.at(-1)?.open();
    clock.step(31_000);
    expect(await failAndAwaitTheNext()).toBe(1);
  });

  test('a question about the session that is never answered is asked again', async () => {
    const { probes, sources, clock } = subscribed({ probe: () => new Promise(() => {}), random: () => 0 });
    sources[0]?.fail();
    await clock.stepAsync(25_000);
    expect(probes).toHaveLength(3);
  });

  test.each([
    ['the network comes back', (world: World) => world.window.dispatchEvent(new Event('online'))],
    ['the page becomes visible', (world: World) => world.document.dispatchEvent(new Event('visibilitychange'))],
    [
      'the page comes back from the back/forward cache',
      (world: World) => world.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true })),
    ],
  ])('it reopens at once when %s', async (_, wake) => {
    const world = subscribed({ probe: () => 503, random: () => 0.999 });
    world.sources[0]?.fail();
    await world.clock.stepAsync(20_000);
    expect(world.sources).toHaveLength(1);
    wake(world);
    expect(world.sources).toHaveLength(2);
  });

  test('a page that becomes visible leaves a healthy connection alone, and replaces one that has fallen silent', () => {
    const { sources, clock, document } = subscribed();
    sources[0]?.open();
    sources[0]?.say('ping', { t: 0 });
    clock.step(15_000);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(sources).toHaveLength(1);
    clock.step(6_000);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(sources).toHaveLength(2);
    expect(sources[0]?.isClosed).toBe(true);
  });

  test('a page that is hidden, or shown for the first time, reopens nothing', () => {
    const { sources, clock, window, document } = subscribed();
    clock.step(30_000);
    document.visibilityState = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
    expect(sources).toHaveLength(1);
  });

  test('hidden for five minutes it gives its connection back, and takes a new one at once when somebody looks', () => {
    const { stream, sources, clock, document, window } = subscribed();
    sources[0]?.open();
    sources[0]?.say('state', state());
    const look = (visibilityState: string) => {
      document.visibilityState = visibilityState;
      document.dispatchEvent(new Event('visibilitychange'));
    };
    const pass = (ms: number) => {
      for (let passed = 0; passed < ms; passed += 10_000) {
        sources.at(-1)?.say('ping', { t: 0 });
        clock.step(10_000);
      }
    };
    look('hidden');
    pass(ASLEEP_AFTER_MS - 10_000);
    look('visible');
    look('hidden');
    pass(ASLEEP_AFTER_MS - 10_000);
    expect(stream.getSnapshot()).toMatchObject({ connection: 'open', staleSince: null });
    pass(10_000);
    expect(sources).toHaveLength(1);
    expect(sources[0]?.isClosed).toBe(true);
    expect(stream.getSnapshot().connection).toBe('asleep');
    expect(stream.getSnapshot().staleSince).not.toBeNull();
    window.dispatchEvent(new Event('online')); // nobody looks yet
    clock.step(3_600_000);
    expect(sources).toHaveLength(1);
    look('visible');
    expect(sources).toHaveLength(2);
    sources[1]?.open();
    sources[1]?.say('state', state({ visitors: 7 }));
    expect(stream.getSnapshot()).toMatchObject({ connection: 'open', staleSince: null });
    expect(shown(stream)?.visitors).toBe(7);
  });

  test('another list of sites reopens the stream and keeps the numbers shown', () => {
    const { stream, sources } = subscribed();
    sources[0]?.open();
    sources[0]?.say('state', state());
    stream.watch(sites('example.com'));
    expect(sources).toHaveLength(1);
    stream.watch(sites('example.com', 'other.example'));
    expect(sources[0]?.isClosed).toBe(true);
    expect(sources[1]?.url).toBe('/api/live?sites=example.com,other.example');
    expect(shown(stream)?.visitors).toBe(3);
    stream.watch(sites('other.example'));
    expect(live(stream)).toBeUndefined();
  });

  test('without a site there is nothing to open, and nothing is stale', async () => {
    const { stream, sources, clock } = setUp({ hosts: [] });
    ends.push(stream.subscribe(() => {}));
    await clock.stepAsync(10_000);
    expect(sources).toHaveLength(0);
    expect(stream.getSnapshot().staleSince).toBe(null);
  });

  test('hosts that are not registered are told, and untold when they are gone', () => {
    const { stream, sources } = subscribed();
    sources[0]?.open();
    sources[0]?.say('unregistered', { hosts: [{ host: 'blog.example', hits: 2, t: 5 }] });
    expect(stream.getSnapshot().unregistered).toEqual([{ host: 'blog.example', hits: 2, t: 5 }]);
    sources[0]?.say('unregistered', { hosts: [] });
    expect(stream.getSnapshot().unregistered).toEqual([]);
  });
});

describe('against a real server', () => {
  test('it comes back after a 503, which a bare EventSource would not', async () => {
    let asked = 0;
    const { stream } = await serve((request, response) => {
      if (request.url === '/api/session') return void response.writeHead(200).end('{}');
      asked += 1;
      if (asked <= 2) return void response.writeHead(503, { 'retry-after': '1' }).end();
      beginStream(response);
      frame(response, 'state', state({ visitors: 5 }));
    });
    await vi.waitFor(() => expect(shown(stream)?.visitors).toBe(5), 3000);
    expect(asked).toBe(3);
    expect(stream.getSnapshot()).toMatchObject({ connection: 'open', staleSince: null });
  });

  test('it comes back after the socket was cut', async () => {
    let asked = 0;
    const { stream } = await serve((request, response) => {
      if (request.url === '/api/session') return void response.writeHead(200).end('{}');
      asked += 1;
      beginStream(response);
      frame(response, 'state', state({ visitors: asked }));
      if (asked === 1) setTimeout(() => response.destroy(), 50);
    });
    await vi.waitFor(() => expect(shown(stream)?.visitors).toBe(2), 3000);
  });

  test('it waits while the server is down and never asks for the stream meanwhile', async () => {
    const asked: string[] = [];
    const { stream } = await serve((request, response) => {
      asked.push(request.url?.split('?')[0] ?? '');
      if (asked.length < 5) return void response.writeHead(502).end('<html>Bad gateway</html>');
      if (request.url === '/api/session') return void response.writeHead(200).end('{}');
      beginStream(response);
      frame(response, 'state', state());
    });
    await vi.waitFor(() => expect(shown(stream)?.visitors).toBe(3), 3000);
    const session = '/api/session';
    expect(asked).toEqual(['/api/live', session, session, session, session, '/api/live']);
  });

  test('signed out: it says so, for the sign-in page to come, and asks no more', async () => {
    let asked = 0;
    const { stream, window } = await serve((_, response) => {
      asked += 1;
      response.writeHead(401, { 'content-type': 'application/json' }).end('{}');
    });
    await vi.waitFor(() => expect(stream.getSnapshot().connection).toBe('signed_out'), 3000);
    const before = asked;
    window.dispatchEvent(new Event('online'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked).toBe(before);
  });

  test('told goodbye, it comes back when it was asked to', async () => {
    const opened: number[] = [];
    const { stream } = await serve((request, response) => {
      if (request.url === '/api/session') return void response.writeHead(500).end();
      opened.push(performance.now());
      beginStream(response);
      frame(response, 'state', state({ visitors: opened.length }));
      if (opened.length === 1) {
        frame(response, 'bye', { reason: 'restart', retryMs: 300 });
        response.end();
      }
    });
    await vi.waitFor(() => expect(shown(stream)?.visitors).toBe(2), 3000);
    expect(opened[1]! - opened[0]!).toBeGreaterThanOrEqual(290);
    expect(opened[1]! - opened[0]!).toBeLessThan(1500);
  });

  test('told that too many watch already, it says so in the server’s words until it may', async () => {
    const message = 'You have too many dashboards open. Close one.';
    let opened = 0;
    const { stream } = await serve((request, response) => {
      if (request.url === '/api/session') return void response.writeHead(500).end();
      opened += 1;
      beginStream(response);
      if (opened === 1) frame(response, 'bye', { reason: 'too_many_streams', retryMs: 300, message });
      else frame(response, 'state', state());
      if (opened === 1) response.end();
    });
    await vi.waitFor(() => expect(stream.getSnapshot().refusal).toBe(message), 3000);
    await vi.waitFor(() => expect(shown(stream)?.visitors).toBe(3), 3000);
    expect(stream.getSnapshot().refusal).toBeNull();
  });

  test('told goodbye because of a sign-out, it asks whether that is so', async () => {
    const { stream } = await serve((request, response) => {
      if (request.url === '/api/session') return void response.writeHead(401).end('{}');
      beginStream(response);
      frame(response, 'bye', { reason: 'signed_out', retryMs: 60_000 });
      response.end();
    });
    await vi.waitFor(() => expect(stream.getSnapshot().connection).toBe('signed_out'), 3000);
  });
});

/** An EventSource that says what the test tells it to. */
class ToldSource extends EventTarget implements Source {
  isClosed = false;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
  }
  close() {
    this.isClosed = true;
  }
  open() {
    this.dispatchEvent(new Event('open'));
  }
  fail() {
    this.dispatchEvent(new Event('error'));
  }
  say(type: string, data: unknown) {
    this.sayRaw(type, JSON.stringify(data));
  }
  sayRaw(type: string, data: string) {
    this.dispatchEvent(new MessageEvent(type, { data }));
  }
}

function createSteppedClock() {
  let now = 0;
  const timers = new Map<object, { at: number; run: () => void }>();
  const stepTo = (end: number): boolean => {
    const [next] = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
    if (!next) {
      now = end;
      return false;
    }
    const [key, { at, run }] = next;
    now = Math.max(now, at);
    timers.delete(key);
    run();
    return true;
  };
  return {
    now: () => now,
    after(ms: number, run: () => void) {
      const key = {};
      timers.set(key, { at: now + ms, run });
      return () => void timers.delete(key);
    },
    waiting: () => timers.size,
    step(ms: number) {
      for (const end = now + ms; stepTo(end); );
    },
    /** The same, and lets promises settle in between; ends early once `isDone`. */
    async stepAsync(ms: number, isDone = () => false) {
      const end = now + ms;
      do {
        for (let i = 0; i < 10; i += 1) await Promise.resolve();
        if (isDone()) return;
      } while (stepTo(end));
    },
  };
}

interface Choices {
  hosts?: string[];
  probe?: () => number | Promise<number>;
  random?: () => number;
}

function setUp({ hosts = ['example.com'], probe = () => 200, random = () => 0.5 }: Choices = {}) {
  const clock = createSteppedClock();
  const sources: ToldSource[] = [];
  const probes: number[] = [];
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const stream = createLiveStream({
    ...places(''),
    EventSource: class extends ToldSource {
      constructor(url: string) {
        super(url);
        sources.push(this);
      }
    },
    fetch: async () => {
      probes.push(clock.now());
      return { status: await probe() };
    },
    clock,
    random,
    window,
    document,
  });
  stream.watch(sites(...hosts));
  return { stream, clock, sources, probes, window, document };
}

function subscribed(choices: Choices = {}) {
  const world = setUp(choices);
  const told = vi.fn<() => void>();
  const leave = world.stream.subscribe(told);
  ends.push(leave);
  return { ...world, told, leave };
}
type World = ReturnType<typeof subscribed>;

async function serve(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const window = new EventTarget();
  const stream = createLiveStream({
    ...places(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    EventSource,
    fetch,
    clock: {
      now: () => Date.now(),
      after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    random: () => 0.02,
    window,
    document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
  });
  stream.watch(sites('example.com'));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  ends.push(stream.subscribe(() => {}));
  return { stream, window };
}

function places(origin: string): Pick<Surroundings, 'streamUrl' | 'sessionUrl'> {
  return {
    streamUrl: ({ sites, feeds }) =>
      `${origin}/api/live?sites=${sites.join()}${feeds.map((host) => `&feed=${host}`).join('')}`,
    sessionUrl: `${origin}/api/session`,
  };
}

function beginStream(response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  response.write('retry: 3000\n\n');
}

const frame = (response: ServerResponse, event: string, data: unknown) =>
  response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);

const live = (stream: ReturnType<typeof createLiveStream>) => stream.getSnapshot().sites.get('example.com');
const shown = (stream: ReturnType<typeof createLiveStream>) => live(stream)?.shown;
