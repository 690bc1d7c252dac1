// How many read now, as the blog's own readers may know it: exact from three on. Fewer than that (none, one, two) are one
// and the same answer, so that nobody is singled out: not by a number, a length, a moment or what is remembered.
//
// Pure: time and counts come from outside. Whoever asks, the count is taken once a second at most for each page that is
// asked for; a thousand readers with the widget cost as much as one.
import type { Clock } from '../clock.ts';
import type { HereReply } from '../contract/here.ts';
import { say } from './words.ts';

/** Fewer readers than this are "a few". */
export const LEAST_TOLD = 3;
/** For how long an answer is given again. */
export const REMEMBERED_MS = 1000;
/** Most answers that are remembered at once; beyond it one is made anew each time. */
export const MAX_REMEMBERED = 1000;

export interface Answer {
  readonly reply: HereReply;
  /** The reply as JSON. */
  readonly json: string;
}

export interface Here {
  /** `path` as the collector keeps it (see `typedPath`); undefined: the whole site. */
  of(site: { readonly id: number; readonly host: string }, path?: string): Answer;
}

function answer(site: string, path: string | undefined, readers: number | null): Answer {
  const text = say(readers, {});
  const reply = { site, ...(path === undefined ? {} : { path }), readers, text };
  return { reply, json: JSON.stringify(reply) };
}

/** `count` answers how many visitors are on a site, or on one page of it; its cost must not depend on how many. */
export function createHere(clock: Clock, count: (siteId: number, path?: string) => number): Here {
  /** Emptied every second, so nothing is older than that and nothing piles up. */
  const remembered = new Map<string, Answer>();
  let since = Number.NEGATIVE_INFINITY;

  return {
    of(site, path) {
      const now = clock.monotonic();
      if (now - since >= REMEMBERED_MS) {
        remembered.clear();
        since = now;
      }
      const key = `${site.id} ${site.host} ${path ?? ''}`; // a path begins with a slash
      const known = remembered.get(key);
      if (known) return known;
      const readers = count(site.id, path);
      const made = answer(site.host, path, readers < LEAST_TOLD ? null : readers);
      // A page of which nothing is told leaves no trace, whether somebody is on it or it does not exist: strangers name what
      // pages they like, and would otherwise fill the memory.
      const isWorthIt = path === undefined || made.reply.readers !== null;
      if (isWorthIt && remembered.size < MAX_REMEMBERED) remembered.set(key, made);
      return made;
    },
  };
}
