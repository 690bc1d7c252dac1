// The live store: holds the one EventSource of this browser (in live-worker.ts, for all tabs) or, without shared workers, of
// this page; knows no React. The first subscriber opens it, the last closes it. An EventSource gives up for ever on any answer but 200 (a restarting server behind a proxy answers 502), and
// does not notice a dead network, so this module makes a new one itself: after an error, a goodbye, 40 s of silence, and
// at once when the page or the network wakes. A page that nobody has looked at for five minutes has none. It promises that no dashboard stays dead and no old number looks fresh.
import { Bye, Gone, Hits, LiveState, Notices, UnregisteredHosts } from '../../server/contract/browser.ts';
import { createBackOff } from './back-off.ts';
import { takeHits } from './feed-log.ts';
import { type LiveSnapshot, NOTHING_YET, receiveState } from './live-snapshot.ts';
import { createSubscribers } from './subscribers.ts';
import { type Clock, createTimers } from './timers.ts';
import { isSameWanted, NOTHING_WANTED, partKey, type Wanted } from './wanted.ts';

/** Without a connection for so long, the numbers are shown as stale. */
export const STALE_AFTER_MS = 3_000;
/** The server sends a state or a ping at least every 15 s; silence for so long means that the link is dead. */
export const SILENCE_LIMIT_MS = 40_000;
/** On waking, a connection heard from (or opened) within this time is trusted to be alive still. */
export const TRUSTED_FOR_MS = 20_000;
/** A connection that has lived for so long was no accident: the back-off begins anew. */
export const HEALTHY_AFTER_MS = 30_000;
/** Hidden for so long, a page gives its connection back: a browser has six of them for a server, all tabs together. */
export const ASLEEP_AFTER_MS = 5 * 60_000;
const PROBE_LIMIT_MS = 10_000;
/** Frames that arrive in a burst (a laptop waking to a full socket buffer) are told to subscribers at most so often. */
const TELL_EVERY_MS = 50;

/** The part of an EventSource that is used here. */
export interface Source {
  addEventListener(type: string, listener: (event: Event) => void): void;
  close(): void;
}

export interface Surroundings {
  EventSource: new (url: string) => Source;
  fetch: (url: string) => Promise<{ status: number }>;
  clock: Clock;
  random: () => number;
  /** Says `online` and `pageshow`. */
  window: EventTarget;
  /** Says `visibilitychange`. */
  document: EventTarget & { readonly visibilityState: string };
  /** Where the stream of what is wanted is. */
  streamUrl: (wanted: Wanted) => string;
  /** Where to ask who is signed in: an EventSource never says why it failed. */
  sessionUrl: string;
}

export interface LiveStream {
  /** Opens the stream for the first subscriber; the function returned ends the subscription, the last one the stream. */
  subscribe(listener: () => void): () => void;
  getSnapshot(): LiveSnapshot;
  /** Says what to watch. Numbers already shown of what is wanted still stay while the stream is reopened. */
  watch(wanted: Wanted): void;
}

export function createLiveStream(world: Surroundings): LiveStream {
  const subscribers = createSubscribers(start, stop);
  const backOff = createBackOff(world.random);
  const timers = createTimers(world.clock);
  /** The greatest `seq` shown of each site, and each part of one, on this connection. */
  const shownSeqs = new Map<string, number>();
  let snapshot = NOTHING_YET;
  let wanted = NOTHING_WANTED;
  let source: Source | null = null;
  /** When the numbers were last known to be true. */
  let heardAt = 0;
  let openedAt = 0;
  let probes = 0;
  let isUntold = false;

  function change(part: Partial<LiveSnapshot>) {
    snapshot = { ...snapshot, ...part };
    tell();
  }

  function tell() {
    isUntold = timers.isRunning('tell');
    if (isUntold) return;
    subscribers.tell();
    timers.start('tell', TELL_EVERY_MS, () => isUntold && tell());
  }

  function open() {
    close();
    if (wanted.sites.length === 0) return timers.stop('stale');
    const opened = new world.EventSource(world.streamUrl(wanted));
    source = opened;
    openedAt = world.clock.now();
    timers.start('silence', SILENCE_LIMIT_MS, lose);
    growStale();

    const on = (type: string, listen: (event: Event) => void) =>
      opened.addEventListener(type, (event) => {
        if (source === opened) listen(event);
      });
    on('open', () => {
      shownSeqs.clear(); // a new connection may be to a new server, whose numbers start anew
      timers.start('health', HEALTHY_AFTER_MS, backOff.reset);
      change({ connection: 'open' });
    });
    on('error', lose);
    on('ping', hear);
    on('state', (event) => {
      hear();
      const state = read(LiveState, event);
      if (state === null) return;
      const key = partKey(state.site, state.filters ?? []);
      if (state.seq <= (shownSeqs.get(key) ?? -1)) return;
      shownSeqs.set(key, state.seq);
      timers.stop('stale');
      snapshot = receiveState(snapshot, state);
      tell();
    });
    on('hits', (event) => {
      hear();
      const told = read(Hits, event);
      if (told !== null) change({ feeds: takeHits(snapshot.feeds, told) });
    });
    on('gone', (event) => {
      hear();
      const told = read(Gone, event);
      if (told !== null) {
        const isLeft = (site: string) => site !== told.site;
        const { sites, filtered, feeds } = wanted;
        const left = { sites: sites.filter(isLeft), filtered: filtered.filter(([site]) => isLeft(site)) };
        change({
          ...shownOf({ ...left, feeds: feeds.filter(isLeft) }),
          gone: [...snapshot.gone.filter(isLeft), told.site],
        });
      }
    });
    on('unregistered', (event) => {
      hear();
      const unregistered = read(UnregisteredHosts, event);
      if (unregistered !== null) change({ unregistered: unregistered.hosts });
    });
    on('notices', (event) => {
      hear();
      const told = read(Notices, event);
      if (told !== null) change({ notices: told.notices });
    });
    on('bye', (event) => {
      const bye = read(Bye, event);
      if (bye === null) return lose();
      close();
      growStale();
      change({ connection: 'reconnecting', refusal: bye.message ?? null });
      if (bye.reason === 'signed_out') void probe();
      else timers.start('retry', bye.retryMs, open);
    });
  }

  /** What is known of what is wanted. */
  function shownOf({ sites, filtered, feeds }: Wanted): Pick<LiveSnapshot, 'sites' | 'parts' | 'feeds'> {
    const parts = filtered.map(([site, filters]) => partKey(site, filters));
    return {
      sites: new Map([...snapshot.sites].filter(([site]) => sites.includes(site))),
      parts: new Map([...snapshot.parts].filter(([part]) => parts.includes(part))),
      feeds: new Map([...snapshot.feeds].filter(([site]) => feeds.includes(site))),
    };
  }

  function hear() {
    heardAt = world.clock.now();
    timers.start('silence', SILENCE_LIMIT_MS, lose);
  }

  /** Ends the connection, or the attempt at one, quietly. */
  function close() {
    source?.close();
    source = null;
    probes += 1;
    for (const name of ['silence', 'health', 'retry', 'probe']) timers.stop(name);
  }

  function lose() {
    close();
    growStale();
    change({ connection: 'reconnecting' });
    timers.start('retry', backOff.nextDelayMs(), () => void probe());
  }

  function growStale() {
    if (snapshot.staleSince !== null || timers.isRunning('stale')) return;
    timers.start('stale', STALE_AFTER_MS, () => change({ staleSince: heardAt }));
  }

  /** Finds out whether it is us (signed out) or them (down, restarting, too many streams). */
  async function probe() {
    close();
    const asked = probes;
    timers.start('probe', PROBE_LIMIT_MS, lose);
    const status = await world.fetch(world.sessionUrl).then(
      (response) => response.status,
      () => 0,
    );
    if (asked !== probes) return;
    if (status === 401) {
      close();
      timers.stop('stale');
      change({ connection: 'signed_out' });
    } else if (status >= 200 && status < 300) {
      open();
    } else {
      lose();
    }
  }

  function wake() {
    if (snapshot.connection === 'signed_out') return;
    if (snapshot.connection === 'asleep') {
      if (world.document.visibilityState !== 'visible') return;
      change({ connection: 'reconnecting' });
    }
    open();
  }

  function fallAsleep() {
    if (snapshot.connection === 'signed_out') return;
    close();
    timers.stop('stale');
    change({ connection: 'asleep', staleSince: snapshot.staleSince ?? heardAt });
  }

  function onVisibility() {
    if (world.document.visibilityState !== 'visible') {
      timers.start('sleep', ASLEEP_AFTER_MS, fallAsleep);
      return;
    }
    timers.stop('sleep');
    const isTrusted = source !== null && world.clock.now() < Math.max(heardAt, openedAt) + TRUSTED_FOR_MS;
    if (!isTrusted) wake();
  }

  function onPageShow(event: Event) {
    if ((event as PageTransitionEvent).persisted) wake();
  }

  function start() {
    world.window.addEventListener('online', wake);
    world.window.addEventListener('pageshow', onPageShow);
    world.document.addEventListener('visibilitychange', onVisibility);
    heardAt = world.clock.now();
    open();
    if (world.document.visibilityState !== 'visible') timers.start('sleep', ASLEEP_AFTER_MS, fallAsleep);
  }

  function stop() {
    world.window.removeEventListener('online', wake);
    world.window.removeEventListener('pageshow', onPageShow);
    world.document.removeEventListener('visibilitychange', onVisibility);
    close();
    for (const name of ['stale', 'tell', 'sleep']) timers.stop(name);
    backOff.reset();
    snapshot = NOTHING_YET;
  }

  return {
    subscribe: subscribers.subscribe,
    getSnapshot: () => snapshot,
    watch(next) {
      if (isSameWanted(next, wanted)) return;
      const isAskedAnew = (site: string) => next.sites.includes(site) && !wanted.sites.includes(site);
      const gone = snapshot.gone.filter((site) => !isAskedAnew(site));
      wanted = next;
      change({ ...shownOf(next), gone });
      if (!subscribers.isEmpty()) wake();
    },
  };
}

/** A frame's data, or null when it is not what the contract says: a state, not history, so one lost is harmless. */
function read<T>(schema: { safeParse(value: unknown): { success: boolean; data?: T } }, event: Event): T | null {
  try {
    return schema.safeParse(JSON.parse((event as MessageEvent<string>).data)).data ?? null;
  } catch {
    return null;
  }
}
