// Presence, the unregistered hosts and the hub, wired to each other and to the clock: what changes is told to whoever
// watches. The only file of this room that sets timers for presence; stopping it stops them.
import { randomBytes } from 'node:crypto';
import type { Cancel, Clock } from '../clock.ts';
import type { FeedHit, Gone, LiveRows, LiveState, Notices } from '../contract/browser.ts';
import { type LiveRowsQuestion, MAX_LIVE_ROWS } from '../contract/requests.ts';
import { createFeed, type FeedNews } from './feed.ts';
import { createHistory, type Past, type ReadMinutes } from './history.ts';
import { createHub, type Hub, type Limits } from './hub.ts';
import { MINUTE_MS } from './minutes.ts';
import { createParts } from './parts.ts';
import {
  createPresence,
  type EndedLease,
  type Excluded,
  type LiveCounts,
  type LiveVisitors,
  type Origin,
  type SiteMinute,
} from './presence.ts';
import { createRejected, type Rejected, type RejectedHit } from './rejected.ts';
import { sseFrame } from './sse-frame.ts';
import { liveState } from './state.ts';
import type { Ranked } from './tally.ts';
import { createTitles, type Titles } from './titles.ts';
import { type FeedTopic, isFeed, partOf, type SiteTopic, siteOfFeed, type Topic } from './topics.ts';
import { createUnregistered, type Unregistered } from './unregistered.ts';

/** How often silence is looked for: a clean leave shows after the 3 s of grace and at most twice this. */
const SWEEP_MS = 250;
/** By then every page that was open when the server started has sent a beat (15 s) or is gone. */
export const WARM_AFTER_MS = 16_000;

/** Visitors of a removed site, excluded ones, or those of a page whose hits are deleted, that go in one turn: some 2 ms. */
const DISMISSED_PER_TURN = 1_000;

type Notice = Notices['notices'][number];

export interface LiveParts {
  clock: Clock;
  maxLeases: number;
  limits: Limits;
  /** What a state says of the site itself. */
  siteById: (id: number) => { host: string; timezone: string; waiting: boolean; isNew: boolean } | undefined;
  /** What is to be said to whoever runs the server, now. */
  notices: () => Notice[];
  /** A page of which engagement is known was left. */
  onEnd: (ended: EndedLease) => void;
  /** Minutes, or parts of them, that are to be kept. Must not throw, nor wait. */
  onMinutes: (ended: SiteMinute[]) => void;
  /** What was kept. Asked once for a site and day, when somebody begins to watch it. */
  readMinutes: ReadMinutes;
  random?: () => number;
}

export interface Live {
  presence: LiveVisitors;
  hub: Hub;
  unregistered: Unregistered;
  rejected: Pick<Rejected, 'of'>;
  titles: Titles;
  /** A hit of the site is not counted. */
  reject(siteId: number, hit: Omit<RejectedHit, 't'>): void;
  /** A hit of the site is counted, and goes into its feed. */
  follow(siteId: number, hit: FeedHit): void;
  /** Of a site, or of a part of one. */
  state(topic: SiteTopic): LiveState;
  /** The site's rules have changed: whoever sends no beats goes now, if they are excluded by what is known of them. */
  turnAwayInferred(siteId: number, excluded: Excluded): void;
  /** Some of one of its lists, which a state shows the beginning of. */
  rows(siteId: number, question: LiveRowsQuestion): LiveRows;
  /**
   * Hits were deleted, those of `[from, until)` (ms since 1970) on the pages that are meant, of any page where `isMeant` is left out:
   * what is known of them here is forgotten. `done`: what came since they were ordered stays, and what is read from disk is read anew.
   */
  strike(
    siteId: number,
    from: number,
    until: number,
    isMeant: ((path: string) => boolean) | undefined,
    when: 'begun' | 'done',
  ): void;
  /** The site was removed: whoever watches it is told, and what is known of it here is forgotten. `host`: what it was called. */
  dropSite(siteId: number, host: string): void;
  /** Says bye to every watcher and stops the timers. Harmless when called twice. */
  close(): void;
}

/** A later page of somebody says only that they came from the page before: what brought them is said beside it. */
function addOrigin(hit: FeedHit, visit: Origin | undefined): FeedHit {
  const isSame = hit.referrer === visit?.referrer && hit.source === visit.source && hit.campaign === visit.campaign;
  if (visit && !isSame) hit.visit = visit;
  return hit;
}

export function createLive(parts: LiveParts): Live {
  const { clock, maxLeases, limits, siteById, notices, onEnd, onMinutes, readMinutes, random = Math.random } = parts;
  const startedAt = clock.monotonic();
  const sequences = new Map<number, number>();
  const unregistered = createUnregistered();
  const rejected = createRejected(clock.wall());
  const titles = createTitles();
  const presence = createPresence({
    ...{ maxLeases, startedAt, startedAtWall: clock.wall(), onEnd },
    onChange: (siteId) => hub.touch(siteId),
  });
  const history = createHistory(readMinutes);
  const feed = createFeed(randomBytes(6).toString('hex'));
  const hub = createHub(clock, limits, encode, random, (topic) => hitsFrame(topic, feed.news(siteOfFeed(topic))));
  const siteParts = createParts(presence);

  function stateOf(siteId: number, counts: LiveCounts & Partial<Past>, now: number): LiveState {
    const seq = (sequences.get(siteId) ?? 0) + 1;
    sequences.set(siteId, seq);
    const site = siteById(siteId) ?? { host: '', waiting: true, isNew: true };
    const moment = { seq, t: clock.wall(), warm: site.isNew || now - startedAt >= WARM_AFTER_MS };
    const pageTitles = counts.pages.map(([path]) => titles.of(siteId, path));
    return liveState(site, counts, pageTitles, rejected.total(siteId), moment);
  }

  function wholeState(siteId: number, now: number): LiveState {
    const counts = presence.counts(siteId, now);
    const { timezone } = siteById(siteId) ?? { timezone: 'UTC' };
    const past = history.of({ id: siteId, timezone }, presence.minuteAt(now), counts.minutes);
    return stateOf(siteId, { ...counts, ...past }, now);
  }

  function state(topic: SiteTopic): LiveState {
    const now = clock.monotonic();
    if (typeof topic === 'number') return wholeState(topic, now);
    const { siteId, filters } = partOf(topic);
    return { ...stateOf(siteId, siteParts.counts(topic, now), now), filters };
  }

  function hitsFrame(topic: FeedTopic, { id, ...news }: FeedNews): Buffer {
    return sseFrame('hits', { site: siteById(siteOfFeed(topic))?.host ?? '', ...news }, id);
  }

  function encode(topic: Topic, lastId?: string): Buffer {
    if (topic === 'unregistered') return sseFrame('unregistered', { hosts: unregistered.list() });
    if (topic === 'notices') return sseFrame('notices', { notices: notices() });
    if (isFeed(topic)) return hitsFrame(topic, feed.latest(siteOfFeed(topic), lastId));
    return sseFrame('state', state(topic));
  }

  function keepMinutes(isLast?: boolean): void {
    const now = clock.monotonic();
    const ended = presence.takeMinutes(now, clock.wall(), isLast);
    history.add(ended, presence.minuteAt(now));
    if (ended.length > 0) onMinutes(ended);
  }

  /** At every full minute of the wall clock: the bars move on even when nobody comes or goes. */
  let stopMinutes: Cancel;
  function awaitMinute(): void {
    const running = presence.minuteAt(clock.monotonic());
    stopMinutes = clock.after(MINUTE_MS - (clock.wall() % MINUTE_MS), () => {
      // Node counts from when its turn began: at the end of a long one a timer comes that much too early.
      if (presence.minuteAt(clock.monotonic()) !== running) {
        keepMinutes();
        hub.touchAll();
      }
      awaitMinute();
    });
  }
  awaitMinute();

  /** A few at a time: hits of other sites have their turns in between. */
  function dismiss(siteId: number): void {
    if (presence.dismiss(siteId, DISMISSED_PER_TURN, clock.monotonic())) clock.after(0, () => dismiss(siteId));
  }

  function turnAwayInferred(siteId: number, excluded: Excluded): void {
    if (presence.turnAwayInferred(siteId, excluded, DISMISSED_PER_TURN, clock.monotonic()))
      clock.after(0, () => turnAwayInferred(siteId, excluded));
  }

  function dismissPages(siteId: number, isMeant: (path: string) => boolean): void {
    if (presence.dismissPages(siteId, isMeant, DISMISSED_PER_TURN, clock.monotonic()))
      clock.after(0, () => dismissPages(siteId, isMeant));
  }

  const timers = [
    clock.every(SWEEP_MS, () => presence.sweep(clock.monotonic())),
    () => stopMinutes(),
    clock.every(MINUTE_MS, () => feed.forget(clock.wall())),
    clock.after(WARM_AFTER_MS, () => hub.touchAll()),
  ];

  return {
    presence,
    hub,
    unregistered,
    rejected,
    titles,
    reject(siteId, hit) {
      rejected.note(siteId, { ...hit, t: clock.wall() });
      hub.touch(siteId);
    },
    follow(siteId, hit) {
      feed.note(siteId, addOrigin(hit, presence.originOf(siteId, hit.visitor)));
      if (!hub.touch(`feed:${siteId}`)) feed.settle(siteId);
    },
    state,
    turnAwayInferred,
    rows(siteId, { dimension, filters = [], limit, offset }) {
      const { ranked, total } = presence.rows(siteId, dimension, filters, Math.min(offset + limit, MAX_LIVE_ROWS));
      const rows = ranked.slice(offset);
      const titleOf = ([path]: Ranked) => titles.of(siteId, path);
      return { t: clock.wall(), rows, total, ...(dimension === 'page' && { titles: rows.map(titleOf) }) };
    },
    strike(siteId, from, until, isMeant, when) {
      history.drop(siteId);
      hub.touch(siteId);
      if (when === 'done') return;
      feed.strike(siteId, (hit) => hit.t >= from && hit.t < until && (!isMeant || isMeant(hit.path)));
      if (!hub.touch(`feed:${siteId}`)) feed.settle(siteId);
      if (isMeant && until > clock.wall()) {
        titles.strike(siteId, isMeant);
        rejected.strike(siteId, isMeant);
        dismissPages(siteId, isMeant);
      }
    },
    dropSite(siteId, host) {
      hub.endSite(siteId, sseFrame('gone', { site: host } satisfies Gone));
      for (const room of [feed, rejected, titles, siteParts, history]) room.drop(siteId);
      sequences.delete(siteId);
      dismiss(siteId);
    },
    close() {
      presence.tellEngagement();
      keepMinutes(true);
      for (const stop of timers) stop();
      hub.close();
    },
  };
}
