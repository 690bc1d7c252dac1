// The tabs that share one stream, as the worker sees them: what all of them want is watched, whatever changes is told to each.
// One that looks is enough to keep the stream; a tab that died without a word, or was frozen, is forgotten after three pings
// that it did not answer, and welcome again when it does. Counted in pings, not in time: a laptop that slept forgets nobody.
import { type LiveNews, newsOf } from './live-news.ts';
import type { LiveSnapshot } from './live-snapshot.ts';
import { ASLEEP_AFTER_MS, type LiveStream, type Surroundings } from './live-stream.ts';
import { type FromTab, PING_EVERY_MS, type Port, type ToTab } from './tab-messages.ts';
import { type Clock, createTimers } from './timers.ts';
import { mergeWanted, type Wanted } from './wanted.ts';

const MOST_UNANSWERED = 3;
/** Every tab says that the network is back; once is enough. */
const ONE_WAKE_MS = 1_000;

interface Tab {
  wanted: Wanted;
  isVisible: boolean;
  hiddenSince: number;
  unanswered: number;
  /** What it was told last; null: nothing yet. */
  told: LiveSnapshot | null;
}

export interface Tabs {
  /** A tab has connected; it counts from when it says `here`. */
  connect(port: Port): void;
}

/** `createStream` gets the world's window and document: the one says `online`, the other whether any tab is visible. */
export function createTabs(
  clock: Clock,
  createStream: (world: Pick<Surroundings, 'window' | 'document'>) => LiveStream,
): Tabs {
  const tabs = new Map<Port, Tab>();
  const timers = createTimers(clock);
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  const stream = createStream({ window, document });
  let leave: (() => void) | null = null;
  let wokenAt = Number.NEGATIVE_INFINITY;

  function here(port: Port, { wanted, isVisible }: FromTab & { kind: 'here' }) {
    const known = tabs.get(port);
    const tab: Tab = known ?? { wanted, isVisible: false, hiddenSince: clock.now(), unanswered: 0, told: null };
    const isSeenNow = isVisible && !tab.isVisible;
    if (!isVisible && tab.isVisible) tab.hiddenSince = clock.now();
    Object.assign(tab, { wanted, isVisible, unanswered: 0 });
    tabs.set(port, tab);
    // Whoever comes is signed in as far as it knows; a stream that has ended with an earlier session must find out anew.
    if (!known && stream.getSnapshot().connection === 'signed_out') end();
    agree(isSeenNow);
    if (!known) tell(port, tab);
  }

  function drop(port: Port) {
    if (tabs.delete(port)) agree(false);
  }

  /** Makes the stream what the tabs want it to be. */
  function agree(isSeenNow: boolean) {
    if (tabs.size === 0) return end();
    const all = [...tabs.values()];
    const before = document.visibilityState;
    document.visibilityState = all.some(({ isVisible }) => isVisible) ? 'visible' : 'hidden';
    // A tab that has long been hidden may be frozen, and name sites that are no more: that would spoil it for all others.
    const voters = all.filter((tab) => tab.isVisible || clock.now() - tab.hiddenSince < ASLEEP_AFTER_MS);
    // What is looked at goes before what is not, where a stream does not carry all of it.
    voters.sort((a, b) => Number(b.isVisible) - Number(a.isVisible));
    if (voters.length > 0) stream.watch(mergeWanted(voters.map(({ wanted }) => wanted)));
    if (leave === null) {
      leave = stream.subscribe(tellAll);
      timers.start('ping', PING_EVERY_MS, ping);
    } else if (isSeenNow || before !== document.visibilityState) {
      document.dispatchEvent(new Event('visibilitychange'));
    }
  }

  function end() {
    leave?.();
    leave = null;
    timers.stop('ping');
  }

  function tell(port: Port, tab: Tab) {
    const snapshot = stream.getSnapshot();
    if (snapshot === tab.told) return;
    const news: LiveNews = newsOf(tab.told, snapshot);
    say(port, { kind: 'news', news, isFull: tab.told === null });
    tab.told = snapshot;
  }

  function tellAll() {
    for (const [port, tab] of tabs) tell(port, tab);
  }

  function ping() {
    timers.start('ping', PING_EVERY_MS, ping);
    for (const [port, tab] of tabs) {
      tab.unanswered += 1;
      if (tab.unanswered > MOST_UNANSWERED) tabs.delete(port);
      else say(port, { kind: 'ping' });
    }
    agree(false);
  }

  function wake() {
    if (clock.now() - wokenAt < ONE_WAKE_MS) return;
    wokenAt = clock.now();
    window.dispatchEvent(new Event('online'));
  }

  return {
    connect(port) {
      port.addEventListener('message', (event) => {
        const message = (event as MessageEvent<FromTab>).data;
        if (message.kind === 'here') here(port, message);
        else if (message.kind === 'gone') drop(port);
        else wake();
      });
      port.start();
    },
  };
}

const say = (port: Port, message: ToTab) => port.postMessage(message);
