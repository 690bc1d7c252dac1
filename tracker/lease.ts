// The lease of the page instance: its view opens it, beats renew it while the page is visible, a leave ends it. The same
// clock counts what was read meanwhile. This file knows which message is due; what a page instance is says page.ts, how
// a message travels send.ts.
import { depth } from './depth.ts';
import { isElsewhere, nextHit, nextPage, page, referrer } from './page.ts';
import { send } from './send.ts';
import { tidy } from './tidy.ts';

/** How often the page is looked at: soon enough for a change of address, and slow enough to weigh nothing. */
export const tickMs = 250;

// In ticks:
/** 15 s. The server ends a lease after 40 s of silence, so two beats may be lost. */
const beat = 60;
/** What is left of it when a page is first seen is 5 s: an early beat tells a reader apart. */
const headStart = 40;
/** Who gives no sign of life for a minute is not reading. */
const idle = 240;

declare global {
  interface Document {
    /** In Chromium only: https://developer.mozilla.org/en-US/docs/Web/API/Document/prerendering */
    readonly prerendering?: boolean;
  }
}

/** Of the lease: a beat is due at every multiple of `beat`. None, or 0, while there is no lease. */
let ticks: number;
/** Since the last sign of life. */
let still: number;
/** Engaged milliseconds and scroll depth in % of this page instance so far; 0 until it is first visible. */
let read: Read | 0;
interface Read {
  e: number;
  y: number;
}

/** A sign of life: somebody is at the keys. */
export const noticeInput = (): void => {
  still = 0;
};

const end = (): void => {
  if (ticks) {
    // To come back to a tab is input.
    ticks = still = 0;
    send({ k: 'leave', ...page, ...(read as Read) });
  }
};

/**
 * Looks whether the page is visible, and says what is due: the view or a beat if it is, the leave if it no longer is.
 * To be called at any sign of change, in any order and number.
 */
export const look = (): void => {
  // A prerendered page turns visible a moment before it is activated. What it sends in between Chromium still marks as a
  // prefetch (`Sec-Purpose`), which the server does not count; the next tick finds it activated.
  if (document.hidden || document.prerendering) end();
  // Not a number yet, or 0: both are due.
  else if (!(ticks % beat)) {
    if (read) {
      ticks = beat;
      send({ k: 'beat', ...page, ...read, r: referrer, a: +(still <= beat) as 0 | 1 });
    } else {
      ticks = headStart;
      read = { e: 0, y: 0 };
      // To have come here is a sign of life, but not one since the last beat: it counts as one of a beat ago.
      still = beat + 1;
      send({
        k: 'view',
        ...page,
        r: referrer,
        q: nextHit(),
        w: innerWidth,
        t: tidy(document.title, 256),
        z: Intl.DateTimeFormat().resolvedOptions().timeZone,
      });
    }
  }
};

/** Ends this page instance, and begins the next one at the current address. Its view is due at the next look. */
export const turn = (from: string): void => {
  end();
  nextPage(from);
  read = 0;
};

/** To be called every `tickMs`. Time that a page was asleep in, or hidden, does not pass. */
export const tick = (): void => {
  // In every browser, however the address was changed. A router changes it first and the title a moment later, so the
  // view waits for the next tick; a page that is only passed through is no view.
  if (isElsewhere()) turn(page.u);
  else {
    if (ticks) {
      ticks++;
      if (++still <= idle) (read as Read).e += tickMs;
      (read as Read).y = Math.max((read as Read).y, depth());
    }
    look();
  }
};
