// "Don't count this device": the only thing that is ever kept on a device, and only at its owner's wish.
import { quietly } from './quietly.ts';

/**
 * True once the owner of this browser said no, to us or to Minimal Analytics. Asked before every message, so that a no
 * holds at once in the tabs that are already open. Storage that is blocked or missing throws, and holds no wish:
 * https://html.spec.whatwg.org/multipage/webstorage.html#dom-localstorage
 */
export const isOptedOut = quietly(() => localStorage.headcount === 'off' || localStorage.analytics === 'false');

/**
 * Heeds the dashboard's link, which opens the blog at `#headcount=off` or `#headcount=on`: storage belongs to an
 * origin, so only the blog's own page can write it. Shows the wish once it is kept. Throws where it cannot be, on
 * blocked storage: then nobody is told that it was heard, and this page is not counted.
 */
export const heedOptOutLink = (): void => {
  // Only a match calls this; what it answers is put into a copy that nobody reads.
  location.hash.replace(/^#headcount=(on|off)$/, ((link: string, wish: string): void => {
    localStorage.headcount = wish;
    alert(link);
  }) as never);
};
