// Which page is shown: the page instance that all messages are about. A load begins one, and so does a change of path
// or a return from the back/forward cache. It lives in memory only, and of the one before it knows the address alone.
import { isStrict, site } from './tag.ts';
import { tidy } from './tidy.ts';

/** What every message says of its page instance, by the names of the collector's contract. */
export let page: { s: string; p: string; u: string; b?: 1 | undefined };
/** The address that led here, empty when nobody says. */
export let referrer: string;
let path: string;
let hits: number;

/** The collector takes 4,096 characters of an address and 8 kB in all; two of these and a title fit. */
const maxAddress = 3_000;

/** Begins the next page instance, at the current address. */
export const nextPage = (from: string): void => {
  hits = 0;
  path = location.pathname;
  referrer = tidy(from, maxAddress);
  page = {
    s: site,
    // 53 random bits in decimal digits, which are hexadecimal digits, too; a server forgets them after minutes.
    // `crypto.randomUUID` exists on https only, this everywhere: https://w3c.github.io/webcrypto/#Crypto-interface
    p: crypto
      .getRandomValues(new Uint8Array(16))
      .map((byte) => byte % 10)
      .join(''),
    u: tidy(location.href, maxAddress),
    // A browser that a program drives says so. The server does not count it, and can tell why nothing shows.
    b: isStrict && navigator.webdriver ? 1 : undefined,
  };
};

/** The number of the next hit to be stored: by `(s, p, q)` the server knows a retry again. */
export const nextHit = (): number => ++hits;

/**
 * True when the address has moved to another page. Only the path is asked: frameworks follow pushState with
 * replaceState to the same address, filters and maps write their state into the query, and a hash only scrolls. The
 * server keeps nothing of a query but the campaign, so in its books that would be one page seen twice.
 */
export const isElsewhere = (): boolean => path !== location.pathname;
