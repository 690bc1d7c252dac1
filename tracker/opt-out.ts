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
 * origin, so only the blog's own page can write it. Where storage is blocked, the message does not come.
 */
export const heedOptOutLink = (): void => {
  location.hash.replace(/^#headcount=(on|off)$/, (link, wish) => alert(link, (localStorage.headcount = wish)));
};
