// Which page is shown: the page instance that all messages are about. A load begins one, and so does a change of path
// or a return from the back/forward cache. It lives in memory only, and of the one before it knows the address alone.
import { site } from './tag.ts';

/** What every message says of its page instance, by the names of the collector's contract. */
export let page: { s: string; p: string; u: string };
/** The address that led here, empty when nobody says. */
export let referrer: string;
let path: string;

/** The collector takes 4,096 characters of an address and 8 kB in all; two of these and a title fit. */
const maxAddress = 3_000;

/** Begins the next page instance, at the current address. */
export const nextPage = (from: string): void => {
  path = location.pathname;
  // An element, on a page with an image of that name (see title.ts).
  referrer = String(from).slice(0, maxAddress);
  page = {
    s: site,
    // 64 random bits. `crypto.randomUUID` exists on https only, this everywhere:
    // https://w3c.github.io/webcrypto/#Crypto-interface
    p: crypto.getRandomValues(new Uint8Array(16)).reduce((hex, byte) => hex + (byte % 16).toString(16), ''),
    u: location.href.slice(0, maxAddress),
  };
};

/**
 * True when the address has moved to another page. Only the path is asked: frameworks follow pushState with
 * replaceState to the same address, filters and maps write their state into the query, and a hash only scrolls. The
 * server keeps nothing of a query but the campaign, so in its books that would be one page seen twice.
 */
export const isElsewhere = (): boolean => path !== location.pathname;
