// What is kept of a referrer: its origin and path, and for a while its host, which tells who sent the visitor. Pure.
import { MAX_HOST } from './host-suffix.ts';
import { remember } from './memo.ts';
import { ownText } from './own-text.ts';

export interface Referrer {
  /** `https://example.com/path` without user, query and fragment, at most 2,048 characters; nothing of those stays in memory. */
  url: string;
  /** Lower case, without `www.`, port and final dot; for an app its package: `com.google.android.gm`. */
  host: string;
  isApp: boolean;
}

const MAX_REFERRER = 2048;

/** A page, or an app that announces itself. data:, blob:, about: and the like say nothing of a sender. */
const HAS_SENDER = /^ *(?:https?|android-app|ios-app):\/\//i;

/** `hostname` as URL gives it. */
function bare(hostname: string): string {
  const name = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
  // www.com is a domain, www.example.com a web server's name.
  return name.startsWith('www.') && name.includes('.', 4) ? name.slice(4) : name;
}

function parse(referrer: string): URL | undefined {
  try {
    return new URL(referrer);
  } catch {
    return undefined;
  }
}

function read(referrer: string): Referrer | undefined {
  if (!HAS_SENDER.test(referrer)) return undefined;
  const parsed = parse(referrer);
  if (!parsed) return undefined;
  const { hostname, href, protocol } = parsed;
  if (hostname === '' || hostname.length > MAX_HOST) return undefined;
  const isPlain = !/[?#@]/.test(href);
  const url = isPlain ? href : `${protocol}//${parsed.host}${parsed.pathname}`;
  const isApp = !protocol.startsWith('http');
  return { url: ownText(url.slice(0, MAX_REFERRER)), host: isApp ? hostname.toLowerCase() : bare(hostname), isApp };
}

/** The same few senders again and again; a longer one, or one with a query, is hardly anybody else's. */
const MAX_REMEMBERED = 2_000;
const MAX_SHORT = 120;
const short = remember(MAX_REMEMBERED, MAX_SHORT, (referrer) => ({ found: read(referrer) }));

/** Undefined when there is none, or it is no URL of a page or an app. Never throws. The answer is shared: do not change it. */
export function readReferrer(referrer: string | undefined): Referrer | undefined {
  if (!referrer) return undefined;
  return referrer.length > MAX_SHORT || referrer.includes('?') ? read(referrer) : short(referrer).found;
}

/** Whether a referrer is a page of the site itself: that says nothing about what brought someone. `siteHost` as registered. */
export function isInternal(referrer: Referrer, siteHost: string, pageHost: string): boolean {
  return !referrer.isApp && (referrer.host === siteHost || referrer.host === bare(pageHost));
}
