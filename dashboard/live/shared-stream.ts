// The live store of a tab whose connection is in the worker that all tabs share: it says what this tab wants and whether
// somebody looks, and shows what it is told. Where the worker does not come up the tab has a connection of its own instead; a
// worker that has fallen silent is looked for anew.
import { takeNews } from './live-news.ts';
import { NOTHING_YET } from './live-snapshot.ts';
import type { LiveStream, Surroundings } from './live-stream.ts';
import { createSubscribers } from './subscribers.ts';
import { type FromTab, PING_EVERY_MS, type Port, type ToTab } from './tab-messages.ts';
import { createTimers } from './timers.ts';
import { isSameWanted, NOTHING_WANTED } from './wanted.ts';

/** A worker that has not said its first word by then will not. */
export const FIRST_WORD_MS = 10_000;
/**
 * The worker pings; silence for so long means that it is dead: Chromium keeps it in the process of one of the tabs, says
 * nothing when that crashes (seen in 156), and has no Web Locks over plain http. Asking a living one anew does no harm.
 */
export const WORKER_SILENCE_MS = PING_EVERY_MS + 3_000;

export interface TabSurroundings extends Pick<Surroundings, 'clock' | 'window' | 'document'> {
  /** A port to the worker, which is started when it does not run yet. Throws, or calls `onFailure`, when there is none. */
  connect: (onFailure: () => void) => Port;
  /** A stream of this tab alone. */
  createOwn: () => LiveStream;
}

export function createSharedStream(world: TabSurroundings): LiveStream {
  const subscribers = createSubscribers(start, stop);
  const timers = createTimers(world.clock);
  let snapshot = NOTHING_YET;
  let wanted = NOTHING_WANTED;
  let port: Port | null = null;
  let own: LiveStream | null = null;
  let leaveOwn: (() => void) | null = null;
  /** Browsers say that a page is hidden after they have said that it is left. */
  let isLeft = false;

  const say = (message: FromTab) => port?.postMessage(message);
  function sayHere() {
    if (!isLeft) say({ kind: 'here', wanted, isVisible: world.document.visibilityState === 'visible' });
  }
  const sayGone = () => say({ kind: 'gone' });
  const sayWake = () => say({ kind: 'wake' });

  function connect() {
    disconnect();
    try {
      const opened = world.connect(() => {
        if (port === opened) goAlone();
      });
      port = opened;
      opened.addEventListener('message', (event) => {
        if (port === opened) hear((event as MessageEvent<ToTab>).data);
      });
      opened.start();
      timers.start('silence', FIRST_WORD_MS, goAlone);
      sayHere();
    } catch {
      goAlone(); // a browser that keeps no data for this site has no workers for it either
    }
  }

  function disconnect() {
    sayGone();
    port?.close();
    port = null;
    timers.stop('silence');
  }

  function hear(message: ToTab) {
    timers.start('silence', WORKER_SILENCE_MS, connect);
    if (message.kind === 'ping') return sayHere();
    snapshot = takeNews(message.isFull ? NOTHING_YET : snapshot, message.news);
    subscribers.tell();
  }

  function goAlone() {
    disconnect();
    own = world.createOwn();
    own.watch(wanted);
    leaveOwn = own.subscribe(subscribers.tell);
    subscribers.tell();
  }

  function onPageHide() {
    isLeft = true;
    sayGone();
  }

  function onPageShow() {
    if (!isLeft) return;
    isLeft = false;
    sayHere();
  }

  function start() {
    world.window.addEventListener('online', sayWake);
    world.window.addEventListener('pagehide', onPageHide);
    world.window.addEventListener('pageshow', onPageShow);
    world.document.addEventListener('visibilitychange', sayHere);
    if (own) leaveOwn = own.subscribe(subscribers.tell);
    else connect();
  }

  function stop() {
    world.window.removeEventListener('online', sayWake);
    world.window.removeEventListener('pagehide', onPageHide);
    world.window.removeEventListener('pageshow', onPageShow);
    world.document.removeEventListener('visibilitychange', sayHere);
    leaveOwn?.();
    leaveOwn = null;
    disconnect();
    snapshot = NOTHING_YET;
  }

  return {
    subscribe: subscribers.subscribe,
    getSnapshot: () => own?.getSnapshot() ?? snapshot,
    watch(next) {
      if (isSameWanted(next, wanted)) return;
      wanted = next;
      if (own) own.watch(wanted);
      else sayHere();
    },
  };
}
