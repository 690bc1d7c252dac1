// The lease of the page instance: its view opens it, beats renew it while the page is visible, a leave ends it. What was
// read meanwhile is counted by the same clock. This file knows which message is due; how it travels says send.ts.
import { depth } from './depth.ts';
import { isElsewhere, nextHit, nextPage, page, referrer } from './page.ts';
import { send } from './send.ts';
import { tidy } from './tidy.ts';

/** The page is looked at this often. A router's change of address is noticed, and a moment later there is a title. */
export const tickMs = 250;

/** In ticks: 15 s. The server ends a lease after 40 s of silence, so two beats may be lost. */
const beat = 60;
/** In ticks: the first beat comes after 5 s, to tell a reader apart. */
const early = 40;
/** In ticks: who gives no sign of life for a minute is not reading. */
const idle = 240;

/** Of the lease: a beat is due whenever it comes to a multiple of `beat`. 0 while there is no lease. */
let ticks: number;
/** Ticks since the last sign of life. */
let still: number;
/** Engaged time in ms and scroll depth in %, of this page instance so far; none until it is first visible. */
let read: { e: number; y: number };

/** Somebody is at the keys. */
export const noticeInput = (): void => {
  still = 0;
};

const end = (): void => {
  if (ticks) {
    // To come back to a tab is input.
    ticks = still = 0;
    send({ k: 'leave', ...page, ...read });
  }
};

/** Says what is due: the view or a beat of a visible page, the leave of a hidden one. May be called at any time. */
export const look = (): void => {
  if (document.hidden) end();
  else if (!(ticks % beat)) {
    if (read) {
      ticks = beat;
      send({ k: 'beat', ...page, ...read, r: referrer, a: +(still <= beat) as 0 | 1 });
    } else {
      ticks = early;
      read = { e: 0, y: 0 };
      // To have come here is a sign of life, but none since the last beat.
      still = beat + 1;
      send({
        k: 'view',
        ...page,
        q: nextHit(),
        r: referrer,
        w: innerWidth,
        t: tidy(document.title, 256),
        z: Intl.DateTimeFormat().resolvedOptions().timeZone,
      });
    }
  }
};

/** Ends this page instance, and begins the next one at the current address; its view is sent by the next look. */
export const turn = (from: string): void => {
  end();
  nextPage(from);
  read = 0 as never;
};

/** To be called every `tickMs`. */
export const tick = (): void => {
  if (isElsewhere()) turn(page.u);
  else {
    if (ticks) {
      ticks++;
      if (++still <= idle) read.e += tickMs;
      read.y = Math.max(read.y, depth());
    }
    look();
  }
};
