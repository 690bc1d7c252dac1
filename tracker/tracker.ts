// The script that a page loads. This file is its table of contents: what is asked first, and who is told of what.
// Promises: one view per page instance, a lease while the page is visible, nothing stored on the device, and no error,
// rejection or log line in the page that loads it. The build refuses to make it larger than its cap (vite.config.ts).
import { look, noticeInput, turn } from './lease.ts';
import { isLocal } from './local-host.ts';
import { watchNavigation } from './navigation.ts';
import { heedOptOutLink } from './opt-out.ts';
import { nextPage, referrer } from './page.ts';
import { quietly } from './quietly.ts';
import { collector, readTag, site, tag } from './tag.ts';

/** What this document already reports: one key for each server and site. */
const reported = window as unknown as Record<string, boolean>;

quietly(() => {
  readTag();

  // The same snippet twice, in a theme and in a plugin, counts once; another site or another server counts for itself.
  if (reported[collector + site]) return;
  // Nobody's visit: a browser that a program drives, and the author at work. `data-local` lets both in, for a try-out.
  if (tag.dataset.local == null && (navigator.webdriver || isLocal())) return;
  reported[collector + site] = true;

  heedOptOutLink();
  nextPage(document.referrer);
  look();

  // A document is hidden while it is prerendered, in the background, or in the back/forward cache. When a prerendered
  // one is activated, `visibilitychange` comes before `prerenderingchange` (Chromium 156): no need to wait for that.
  // Of a return from the cache, a browser may tell by `pageshow` alone.
  // https://wicg.github.io/nav-speculation/prerendering.html
  ['visibilitychange', 'pageshow'].map((type) => addEventListener(type, look));

  // Never `unload` or `beforeunload`, which would keep the page out of the back/forward cache. Whoever comes back from
  // there sees a new page instance, made on the way out since nobody can tell whether there will be a way back:
  // https://web.dev/articles/bfcache
  addEventListener('pagehide', () => turn(referrer));

  watchNavigation();

  // None of these can hold up scrolling, so none needs `passive`. A touch is a pointer, too. A carousel that scrolls by
  // itself is no input, and does not get here: only the document's own scroll event bubbles.
  ['scroll', 'keydown', 'pointermove', 'pointerdown'].map((type) => addEventListener(type, noticeInput));
})();
