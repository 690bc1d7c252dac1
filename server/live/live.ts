// Presence, the unregistered hosts and the hub, wired to each other and to the clock: what changes is told to whoever
// watches. The only file of this room that sets timers for presence; stopping it stops them.
import type { Clock } from '../clock.ts';
import type { LiveState } from '../contract/browser.ts';
import { createHub, type Hub, type Limits, type Topic } from './hub.ts';
import { createPresence, type LiveVisitors } from './presence.ts';
import { sseFrame } from './sse-frame.ts';
import { liveState } from './state.ts';
import { createUnregistered, type Unregistered } from './unregistered.ts';

/** How often silence is looked for: a clean leave shows after the 3 s of grace and at most twice this. */
const SWEEP_MS = 250;
/** The lists of minutes move on even when nobody comes or goes. */
const MINUTE_MS = 60_000;
/** By then every page that was open when the server started has sent a beat (15 s) or is gone. */
export const WARM_AFTER_MS = 16_000;

export interface LiveParts {
  clock: Clock;
  maxLeases: number;
  limits: Limits;
  /** What a state says of the site itself. */
  siteById: (id: number) => { host: string; waiting: boolean; isNew: boolean } | undefined;
  random?: () => number;
}

export interface Live {
  presence: LiveVisitors;
  hub: Hub;
  unregistered: Unregistered;
  state(siteId: number): LiveState;
  /** Says bye to every watcher and stops the timers. Harmless when called twice. */
  close(): void;
}

export function createLive({ clock, maxLeases, limits, siteById, random = Math.random }: LiveParts): Live {
  const startedAt = clock.monotonic();
  const sequences = new Map<number, number>();
  const unregistered = createUnregistered();
  const presence = createPresence(maxLeases, startedAt, (siteId) => hub.touch(siteId));
  const hub = createHub(clock, limits, encode, random);

  function state(siteId: number): LiveState {
    const seq = (sequences.get(siteId) ?? 0) + 1;
    sequences.set(siteId, seq);
    const now = clock.monotonic();
    const site = siteById(siteId) ?? { host: '', waiting: true, isNew: true };
    const moment = { seq, t: clock.wall(), warm: site.isNew || now - startedAt >= WARM_AFTER_MS };
    return liveState(site, presence.counts(siteId, now), moment);
  }

  function encode(topic: Topic): Buffer {
    return topic === 'unregistered'
      ? sseFrame('unregistered', { hosts: unregistered.list() })
      : sseFrame('state', state(topic));
  }

  const timers = [
    clock.every(SWEEP_MS, () => presence.sweep(clock.monotonic())),
    clock.every(MINUTE_MS, () => hub.touchAll()),
    clock.after(WARM_AFTER_MS, () => hub.touchAll()),
  ];

  return {
    presence,
    hub,
    unregistered,
    state,
    close() {
      for (const stop of timers) stop();
      hub.close();
    },
  };
}
