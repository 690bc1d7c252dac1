// What is kept of a referrer: its origin and path. Pure.
import { normaliseHost } from '../sites/host.ts';

const MAX_REFERRER = 2048;

/** `https://example.com/path` without query and fragment; undefined when there is none or it is no URL of a page or app. */
export function cutReferrer(referrer: string | undefined): string | undefined {
  if (!referrer || !URL.canParse(referrer)) return undefined;
  const { protocol, host, pathname } = new URL(referrer);
  // Apps announce themselves as android-app://com.example; data:, blob:, about: and the like say nothing of a sender.
  if (!/^(https?|android-app|ios-app):$/.test(protocol) || host === '') return undefined;
  return `${protocol}//${host}${pathname}`.slice(0, MAX_REFERRER);
}

/** Whether a (cut) referrer is a page of the site itself: that says nothing about what brought someone. */
export function isInternal(referrer: string, siteHost: string, pageHost: string): boolean {
  const host = normaliseHost(referrer);
  return host === siteHost || host === normaliseHost(pageHost);
}
