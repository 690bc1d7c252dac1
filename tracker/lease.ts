// The lease of the page instance: its view opens it, beats renew it while the page is visible, a leave ends it.
// This file knows which message is due; what a page instance is says page.ts, how a message travels send.ts.
import { nextPage, page, referrer } from './page.ts';
import { quietly } from './quietly.ts';
import { maxRetries } from './retry.ts';
import { send } from './send.ts';
import { title } from './title.ts';

/** The server ends a lease after 40 s of silence, so two beats may be lost. An early first one tells a reader apart. */
const firstBeatMs = 5_000;
const beatMs = 15_000;

/** A router changes the address first and the title a moment later. Meanwhile nobody has read anything. */
const titleMs = 100;

/** Hits of this page instance that the server stores, so far: none until it is first visible. */
let hits = 0;
let isOpen = false;
let input: 0 | 1 = 0;
let timer: number;

const end = (): void => {
  if (isOpen) {
    isOpen = false;
    // To come back to a tab is input.
    input = 1;
    send({ k: 'leave', ...page });
  }
};

/**
 * Looks whether the page is visible, and says what is due: the view or a beat if it is, the leave if it no longer is.
 * To be called at any sign of change, in any order and number: with something true in `unlessOpen` (the event that it
 * listens to will do) a lease that is open is left alone. Without, it is renewed: that is what the timer does.
 */
export const look = quietly((unlessOpen?: unknown): void => {
  if (document.hidden) {
    // No timer is stopped here: it would find the page hidden, too.
    end();
  } else if (!isOpen || !unlessOpen) {
    isOpen = true;
    clearTimeout(timer);
    timer = setTimeout(look, hits ? beatMs : firstBeatMs);
    if (hits) {
      send({ k: 'beat', ...page, r: referrer, a: input });
    } else {
      send(
        {
          k: 'view',
          ...page,
          q: ++hits,
          r: referrer,
          w: innerWidth,
          t: title(),
          z: Intl.DateTimeFormat().resolvedOptions().timeZone,
        },
        maxRetries,
      );
    }
    input = 0;
  }
});

/** Ends this page instance, and begins the next one at the current address. */
export const turn = quietly((from: string): void => {
  // Whoever was too quick for the title was there all the same.
  look(1);
  end();
  nextPage(from);
  hits = 0;
  clearTimeout(timer);
  timer = setTimeout(look, titleMs);
});

/** For the next beat: somebody is at the keys. */
export const noticeInput = (): void => {
  input = 1;
};
