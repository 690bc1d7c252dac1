// One connection for all tabs: real tabs' stores, the worker's store and the stream itself, joined by ports that copy as a
// browser's do; time is stepped by hand, and an EventSource says what it is told to.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LiveState } from '../../server/contract/browser.ts';
import { newsOf, takeNews } from './live-news.ts';
import { NOTHING_YET } from './live-snapshot.ts';
import { ASLEEP_AFTER_MS, createLiveStream, type LiveStream, type Surroundings } from './live-stream.ts';
import { createSharedStream, FIRST_WORD_MS, WORKER_SILENCE_MS } from './shared-stream.ts';
import { type FromTab, PING_EVERY_MS, type Port } from './tab-messages.ts';
import { createTabs, type Tabs } from './tabs.ts';
import type { Clock } from './timers.ts';
import { NOTHING_WANTED, type Wanted } from './wanted.ts';

const wish = (sites: readonly string[], more: Partial<Wanted> = {}): Wanted => ({ ...NOTHING_WANTED, sites, ...more });

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

const clock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

class ToldSource extends EventTarget {
  isClosed = false;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
  }
  close() {
    this.isClosed = true;
  }
  say(type: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }
}

/** A port whose messages arrive at once, as copies; a frozen side gets them when it thaws. */
class FakePort extends EventTarget implements Port {
  other: FakePort | null = null;
  isClosed = false;
  isFrozen = false;
  received = 0;
  waiting: unknown[] = [];
  postMessage(message: unknown) {
    if (!this.isClosed) this.other?.receive(structuredClone(message));
  }
  receive(data: unknown) {
    if (this.isFrozen) return void this.waiting.push(data);
    this.received += 1;
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
  thaw() {
    this.isFrozen = false;
    for (const data of this.waiting.splice(0)) this.receive(data);
  }
  start() {}
  close() {
    this.isClosed = true;
  }
}

function createBrowser({ probe = () => 200, hasWorker = true }: { probe?: () => number; hasWorker?: boolean } = {}) {
  const sources: ToldSource[] = [];
  const base: Omit<Surroundings, 'window' | 'document'> = {
    EventSource: class extends ToldSource {
      constructor(url: string) {
        super(url);
        sources.push(this);
      }
    },
    fetch: async () => ({ status: probe() }),
    clock,
    random: () => 0.5,
    streamUrl: ({ sites }) => `/api/live?sites=${sites.join()}`,
    sessionUrl: '/api/session',
  };
  let worker: Tabs | null = null;
  const startWorker = () => createTabs(clock, (world) => createLiveStream({ ...base, ...world }));
  const browser = {
    sources,
    open: () => sources.filter(({ isClosed }) => !isClosed),
    /** A worker that never says a word. */
    isDumb: false,
    crashWorker() {
      for (const source of sources) source.close(); // as its sockets are
      worker = null;
    },
    /** Says once that it is here, and visible, and never anything again. */
    openGhost() {
      const [inTab, inWorker] = [new FakePort(), new FakePort()];
      [inTab.other, inWorker.other] = [inWorker, inTab];
      worker?.connect(inWorker);
      inTab.postMessage({ kind: 'here', wanted: wish(['example.com']), isVisible: true } satisfies FromTab);
      return inTab;
    },
    openTab(sites = ['example.com'], isVisible = true) {
      const window = new EventTarget();
      const document = Object.assign(new EventTarget(), { visibilityState: isVisible ? 'visible' : 'hidden' });
      const ports: FakePort[] = [];
      const stream: LiveStream = createSharedStream({
        clock,
        window,
        document,
        connect(onFailure) {
          const [inTab, inWorker] = [new FakePort(), new FakePort()];
          [inTab.other, inWorker.other] = [inWorker, inTab];
          ports.push(inTab);
          if (!hasWorker) setTimeout(onFailure, 5);
          else if (!browser.isDumb) {
            worker ??= startWorker();
            worker.connect(inWorker);
          }
          return inTab;
        },
        createOwn: () => createLiveStream({ ...base, window, document }),
      });
      stream.watch(wish(sites));
      const told = vi.fn<() => void>();
      const leave = stream.subscribe(told);
      return {
        stream,
        told,
        leave,
        window,
        document,
        ports,
        close() {
          window.dispatchEvent(new Event('pagehide'));
          this.look('hidden'); // in this order, as browsers do
        },
        look(visibilityState: 'visible' | 'hidden') {
          document.visibilityState = visibilityState;
          document.dispatchEvent(new Event('visibilitychange'));
        },
        visitors: (host = 'example.com') => stream.getSnapshot().sites.get(host)?.shown.visitors,
      };
    },
  };
  return browser;
}

let seq = 0;
function say(source: ToldSource | undefined, visitors: number, site = 'example.com') {
  seq += 1;
  const lists = { pages: [], referrers: [], sources: [], countries: [], devices: [], campaigns: [] };
  const state: LiveState = {
    ...{ site, seq, t: 0, visitors, tabs: visitors, reading: visitors, idle: 0, inferred: 0, rejected: 0 },
    ...{ warm: true, waiting: false, minutes: Array(30).fill(0), ...lists },
  };
  source?.say('state', state);
  vi.advanceTimersByTime(60); // bursts are told at most every 50 ms
}

/** Time with a server that pings. */
function pass(browser: ReturnType<typeof createBrowser>, ms: number) {
  for (let passed = 0; passed < ms; passed += 10_000) {
    for (const source of browser.open()) source.say('ping', { t: 0 });
    vi.advanceTimersByTime(Math.min(10_000, ms - passed));
  }
}

describe('several tabs', () => {
  test('have one connection, and a tab that comes later shows the number at once', () => {
    const browser = createBrowser();
    const tabs = Array.from({ length: 8 }, () => browser.openTab());
    browser.sources[0]?.dispatchEvent(new Event('open'));
    say(browser.sources[0], 3);
    expect(tabs.map((tab) => tab.visitors())).toEqual(Array(8).fill(3));
    expect(browser.openTab().visitors()).toBe(3);
    expect(browser.sources).toHaveLength(1);
  });

  test('a tab that is closed takes nothing from the others, the last one ends the stream', () => {
    const browser = createBrowser();
    const [first, second] = [browser.openTab(), browser.openTab()];
    first.close();
    expect(browser.open()).toHaveLength(1);
    say(browser.sources[0], 4);
    expect(second.visitors()).toBe(4);
    second.close();
    expect(browser.open()).toHaveLength(0);
    expect(browser.sources).toHaveLength(1);
  });

  test('a page that comes back from the back/forward cache is told everything anew', () => {
    const browser = createBrowser();
    const [kept, other] = [browser.openTab(), browser.openTab()];
    say(browser.sources[0], 4);
    kept.close();
    say(browser.sources[0], 5);
    expect(kept.visitors()).toBe(4);
    kept.document.visibilityState = 'visible';
    kept.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect([kept.visitors(), other.visitors()]).toEqual([5, 5]);
  });

  test('share what any of them watches; tabs that come and go with the same sites reopen nothing', () => {
    const browser = createBrowser();
    browser.openTab(['b.example', 'a.example']);
    const loading = browser.openTab([]); // it does not know its sites yet
    loading.stream.watch(wish(['a.example', 'b.example']));
    loading.close();
    expect(browser.sources.map(({ url }) => url)).toEqual(['/api/live?sites=a.example,b.example']);
    const third = browser.openTab(['c.example']);
    expect(browser.sources[1]?.url).toBe('/api/live?sites=a.example,b.example,c.example');
    expect(browser.open()).toHaveLength(1);
    say(browser.sources[1], 7, 'c.example');
    expect(third.visitors('c.example')).toBe(7);
  });

  test('a change of one site copies that site only, and leaves the others the very objects they were', () => {
    const browser = createBrowser();
    const tab = browser.openTab(['a.example', 'b.example']);
    say(browser.sources[0], 1, 'a.example');
    say(browser.sources[0], 2, 'b.example');
    const before = tab.stream.getSnapshot().sites.get('a.example');
    say(browser.sources[0], 3, 'b.example');
    expect(tab.visitors('b.example')).toBe(3);
    expect(tab.stream.getSnapshot().sites.get('a.example')).toBe(before);
  });

  test('hidden for five minutes, all of them, they give the connection back; one that is looked at takes it at once', () => {
    const browser = createBrowser();
    const tabs = [browser.openTab(), browser.openTab(), browser.openTab()];
    say(browser.sources[0], 1);
    tabs[0]?.look('hidden');
    tabs[1]?.look('hidden');
    pass(browser, 2 * ASLEEP_AFTER_MS);
    expect(browser.open()).toHaveLength(1); // the third is looked at
    tabs[2]?.look('hidden');
    pass(browser, ASLEEP_AFTER_MS - 1_000);
    expect(browser.open()).toHaveLength(1);
    pass(browser, 2_000);
    expect(browser.open()).toHaveLength(0);
    expect(tabs.map(({ stream }) => stream.getSnapshot().connection)).toEqual(Array(3).fill('asleep'));
    tabs[1]?.look('visible');
    expect(browser.open()).toHaveLength(1);
    say(browser.sources.at(-1), 9);
    expect(tabs.map((tab) => tab.visitors())).toEqual([9, 9, 9]);
  });

  test('a tab that dies without a word is forgotten: it does not keep the stream for ever', () => {
    const browser = createBrowser();
    const hidden = browser.openTab();
    const ghost = browser.openGhost();
    hidden.look('hidden');
    expect(ghost.received).toBe(1);
    ghost.isFrozen = true;
    pass(browser, 4 * PING_EVERY_MS + ASLEEP_AFTER_MS);
    expect(browser.open()).toHaveLength(0);
    expect(ghost.waiting.length).toBeLessThan(20); // nothing piles up for it
  });

  test('a tab that was frozen is welcome again, with the newest number', () => {
    const browser = createBrowser();
    const [frozen] = [browser.openTab(), browser.openTab()];
    frozen.ports[0]!.isFrozen = true;
    pass(browser, 5 * PING_EVERY_MS);
    say(browser.sources[0], 12);
    frozen.ports[0]!.thaw();
    expect(frozen.visitors()).toBe(12);
  });

  test('a laptop that slept forgets none of its tabs', () => {
    const browser = createBrowser();
    const tabs = [browser.openTab(), browser.openTab()];
    vi.setSystemTime(Date.now() + 8 * 3_600_000);
    vi.advanceTimersByTime(PING_EVERY_MS);
    say(browser.open()[0], 6);
    expect(tabs.map((tab) => tab.visitors())).toEqual([6, 6]);
  });

  test('a tab long hidden, perhaps frozen, no longer says which sites the stream asks for', () => {
    const browser = createBrowser();
    browser.openTab(['removed.example'], false);
    browser.openTab(['example.com']);
    expect(browser.sources.at(-1)?.url).toBe('/api/live?sites=example.com,removed.example');
    pass(browser, ASLEEP_AFTER_MS + PING_EVERY_MS);
    expect(browser.sources.at(-1)?.url).toBe('/api/live?sites=example.com');
  });

  test('what is looked at is watched before what more hidden tabs want than a stream carries', () => {
    const browser = createBrowser();
    for (let i = 0; i < 100; i += 1) browser.openTab([`${i}.example`], false);
    const seen = browser.openTab(['seen.example']);
    const asked = () => browser.open()[0]?.url.split(/[=,]/).slice(1) ?? [];
    expect(asked()).toContain('seen.example');
    expect(asked()).toHaveLength(100);
    seen.look('hidden');
    expect(asked()).toHaveLength(100);
  });

  test('all say that the network is back; the stream is opened anew once', () => {
    const browser = createBrowser();
    const tabs = Array.from({ length: 5 }, () => browser.openTab());
    for (const { window } of tabs) window.dispatchEvent(new Event('online'));
    expect(browser.sources).toHaveLength(2);
  });

  test('signed out in one is signed out in all, and whoever signs in again has a stream', async () => {
    let status = 401;
    const browser = createBrowser({ probe: () => status });
    const tabs = [browser.openTab(), browser.openTab()];
    browser.sources[0]?.say('bye', { reason: 'signed_out', retryMs: 0 });
    await vi.advanceTimersByTimeAsync(100);
    expect(tabs.map(({ stream }) => stream.getSnapshot().connection)).toEqual(['signed_out', 'signed_out']);
    expect(browser.open()).toHaveLength(0);
    status = 200;
    tabs[0]?.leave(); // the sign-in page watches nothing; the other tab is frozen and has not even heard
    const again = browser.openTab();
    expect(browser.open()).toHaveLength(1);
    say(browser.open()[0], 2);
    expect(again.visitors()).toBe(2);
  });
});

describe('the worker', () => {
  test('cannot be loaded: each tab has a connection of its own', () => {
    const browser = createBrowser({ hasWorker: false });
    const tabs = [browser.openTab(), browser.openTab()];
    vi.advanceTimersByTime(10);
    expect(browser.open()).toHaveLength(2);
    say(browser.sources[0], 3);
    expect(tabs[0]?.visitors()).toBe(3);
    for (const tab of tabs) tab.leave();
    expect(browser.open()).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('never says its first word: the tab goes alone', () => {
    const browser = createBrowser();
    browser.isDumb = true;
    browser.openTab();
    vi.advanceTimersByTime(FIRST_WORD_MS - 1);
    expect(browser.sources).toHaveLength(0);
    vi.advanceTimersByTime(2);
    expect(browser.open()).toHaveLength(1);
  });

  test('dies: the tabs that live find each other in a new one', () => {
    const browser = createBrowser();
    const tabs = [browser.openTab(), browser.openTab()];
    browser.crashWorker();
    for (const tab of tabs) tab.ports[0]!.other!.other = null; // nothing arrives any more
    vi.advanceTimersByTime(WORKER_SILENCE_MS + 1);
    expect(browser.open()).toHaveLength(1);
    say(browser.open()[0], 8);
    expect(tabs.map((tab) => tab.visitors())).toEqual([8, 8]);
  });

  test('lives through a night in which nothing happens, asked for nothing anew', () => {
    const browser = createBrowser();
    const tab = browser.openTab();
    pass(browser, 8 * 3_600_000);
    expect(tab.ports).toHaveLength(1);
    expect(browser.sources).toHaveLength(1);
  });
});

test('after the last subscriber left nothing is left running, in the tab or in the worker', () => {
  const browser = createBrowser();
  const tab = browser.openTab();
  say(browser.sources[0], 1);
  tab.leave();
  tab.leave();
  expect(vi.getTimerCount()).toBe(0);
  expect(tab.stream.getSnapshot()).toBe(NOTHING_YET);
});

test('news say what has changed, whatever a snapshot may hold one day', () => {
  const before = {
    ...NOTHING_YET,
    sites: new Map([
      ['a', 1],
      ['b', 2],
    ]),
    topics: new Map([['x', 1]]),
  } as never;
  const after = {
    ...NOTHING_YET,
    refusal: 'no',
    sites: new Map([
      ['b', 3],
      ['c', 4],
    ]),
    more: [1],
  } as never;
  expect(takeNews(before, structuredClone(newsOf(before, after)))).toMatchObject(after);
  expect(takeNews(NOTHING_YET, structuredClone(newsOf(null, after)))).toEqual(after);
});
