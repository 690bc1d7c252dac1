// What the live store shows, as immutable values, and what a frame makes of it. Pure: no clock, no connection, no React.
import type { LiveState, Notices, UnregisteredHosts } from '../../server/contract/browser.ts';
import type { FeedLog } from './feed-log.ts';
import { partKey } from './wanted.ts';

/**
 * `asleep`: nobody has looked for minutes, and there is no stream until somebody does. `signed_out` is final: the stream does
 * not come back until somebody has signed in.
 */
export type Connection = 'connecting' | 'open' | 'reconnecting' | 'asleep' | 'signed_out';

export interface SiteLive {
  /** The numbers to show. Not always the latest frame: see `receiveState`. */
  readonly shown: LiveState;
  /** True until the site's very first hit; always from the latest frame. */
  readonly waiting: boolean;
  /** Hits that were not counted since the server started; always from the latest frame. */
  readonly rejected: number;
  /** The server has just started and is still being told who is here, so the true number may be greater. */
  readonly isSettling: boolean;
}

export interface LiveSnapshot {
  readonly connection: Connection;
  /** Null while the numbers are fresh; else when (ms since 1970) they were last known to be true. */
  readonly staleSince: number | null;
  /** Why the server lets nobody more watch, in its own words; until a state comes after all. */
  readonly refusal: string | null;
  readonly sites: ReadonlyMap<string, SiteLive>;
  /** Of sites of which only some visitors are watched, too: their states, by `partKey`. */
  readonly parts: ReadonlyMap<string, LiveState>;
  readonly feeds: ReadonlyMap<string, FeedLog>;
  /** Sites that were asked for and are not there any more; until they are asked for anew. */
  readonly gone: readonly string[];
  readonly unregistered: UnregisteredHosts['hosts'];
  /** What stands above everything; kept while the connection is away, so that it does not flicker. */
  readonly notices: Notices['notices'];
}

export const NOTHING_YET: LiveSnapshot = {
  connection: 'connecting',
  staleSince: null,
  refusal: null,
  sites: new Map(),
  parts: new Map(),
  feeds: new Map(),
  gone: [],
  unregistered: [],
  notices: [],
};

/**
 * Takes in a state. A server that has just started counts up from 0 while open pages re-announce themselves (`warm` is
 * false): its number is a lower bound, so a greater number from its life before, when it was warm, is kept until it is
 * warm again. Where there is no such number (the very first minute of a new server) every state is shown as it comes.
 */
export function receiveState(snapshot: LiveSnapshot, state: LiveState): LiveSnapshot {
  if (state.filters) {
    const parts = new Map(snapshot.parts).set(partKey(state.site, state.filters), state);
    return { ...snapshot, staleSince: null, refusal: null, parts };
  }
  const before = snapshot.sites.get(state.site)?.shown;
  const isBelief = !state.warm && before?.warm === true && before.visitors > state.visitors;
  const site: SiteLive = {
    shown: isBelief ? before : state,
    waiting: state.waiting,
    rejected: state.rejected,
    isSettling: !state.warm,
  };
  return { ...snapshot, staleSince: null, refusal: null, sites: new Map(snapshot.sites).set(state.site, site) };
}
