// What tabs and the worker say to each other. Both are of the same build, since the worker's address carries the hash of its
// content: after an update new tabs have a new worker, and the old tabs keep theirs until they are reloaded.
import type { LiveNews } from './live-news.ts';
import type { Wanted } from './wanted.ts';

/**
 * `here` says everything that matters of a tab and may be said at any time: as a greeting, when something changes, and as the
 * answer to a `ping`. `gone`: the tab is closed or left. `wake`: the network is back.
 */
export type FromTab = { kind: 'here'; wanted: Wanted; isVisible: boolean } | { kind: 'gone' } | { kind: 'wake' };

/** `news` with `isFull` does not rest on what was told before. */
export type ToTab = { kind: 'news'; news: LiveNews; isFull: boolean } | { kind: 'ping' };

/** The part of a MessagePort that is used. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: Event) => void): void;
  start(): void;
  close(): void;
}

/** How often the worker asks each tab whether it is still there. */
export const PING_EVERY_MS = 5_000;
