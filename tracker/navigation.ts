// How a single-page app's change of address is noticed.
import { turn } from './lease.ts';
import { isElsewhere, page } from './page.ts';

const noticeAddress = (): void => {
  if (isElsewhere()) turn(page.u);
};

const wrap = (method: 'pushState' | 'replaceState'): void => {
  const original = history[method];
  history[method] = (...given) => {
    original.apply(history, given);
    noticeAddress();
  };
};

/** From now on, every change of path begins the next page instance, with the page before it as its referrer. */
export const watchNavigation = (): void => {
  // Asking for `currentEntry` tells the Navigation API (Chromium since 2022, the others since 2025 and later) from
  // `<nav id="navigation">`, which a browser without it shows under that very name:
  // https://html.spec.whatwg.org/multipage/nav-history-apis.html#named-access-on-the-window-object
  if (window.navigation?.currentEntry) {
    navigation.addEventListener('currententrychange', noticeAddress);
  } else {
    // No event tells of these two. What the page passes to them, and gets thrown, stays as it was.
    wrap('pushState');
    wrap('replaceState');
    addEventListener('popstate', noticeAddress);
  }
};
