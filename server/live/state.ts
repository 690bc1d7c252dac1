// A site's live state as a frame carries it: the counts of presence, what is known of the past, and what
// places them in time. Pure.
import type { LiveState } from '../contract/browser.ts';
import type { Past } from './history.ts';
import type { LiveCounts } from './presence.ts';

export interface Moment {
  /** Grows with every state of the site. */
  seq: number;
  /** Server time, ms since 1970. */
  t: number;
  warm: boolean;
}

export function liveState(
  site: { host: string; waiting: boolean },
  /** Of a part of the visitors no past is known. */
  counts: LiveCounts & Partial<Past>,
  /** Of its pages, in their order. */
  titles: string[],
  rejected: number,
  moment: Moment,
): LiveState {
  return { site: site.host, ...moment, waiting: site.waiting, ...counts, titles, rejected };
}
