// The script that a page loads. This file is its table of contents: what is asked first, and who is told of what.
// Promises: one view per page instance, a lease while the page is visible, nothing stored on the device, and no error,
// rejection or log line in the page that loads it. The build refuses to make it larger than its cap (vite.config.ts).
import { report } from './events.ts';
import { look, noticeInput, tick, tickMs, turn } from './lease.ts';
import { listen } from './listen.ts';
import { isLocal } from './local-host.ts';
import { heedOptOutLink } from './opt-out.ts';
import { referrer } from './page.ts';
import { quietly } from './quietly.ts';
import { collector, isStrict, readTag, site } from './tag.ts';
import { watchActions } from './track.ts';

/** False in the build that is only measured: one without custom events. */
declare const EXTRAS: boolean;

declare global {
  interface Window {
    /** What this document already reports: one key for each server and site. */
    [reported: `http${string}`]: true | undefined;
  }
}

quietly(() => {
  readTag();

  // The same snippet twice, in a theme and in a plugin, counts once; another site or another server counts for itself.
  if ((window as never as Record<string, true>)[collector + site]) return;
  (window as never as Record<string, true>)[collector + site] = true;

  // For nobody's visit it does nothing; but it is there, since the page calls it.
  const stub = window.headcount;
  if (EXTRAS) window.headcount = report;

  // The author at work. `data-local` lets them in, for a try-out.
  if (isStrict && isLocal()) return;

  heedOptOutLink();
  turn(document.referrer);
  look();

  // A document is hidden while it is prerendered, in the background, or in the back/forward cache.
  listen('visibilitychange', look);

  // Never `unload` or `beforeunload`, which would keep the page out of the back/forward cache. Whoever comes back from
  // there sees a new page instance, made on the way out since nobody can tell whether there will be a way back:
  // https://web.dev/articles/bfcache
  listen('pagehide', () => turn(referrer));

  // A tap is a click, too. A carousel that scrolls by itself is no input, and does not get here: only the document's own
  // scroll event bubbles.
  listen('scroll keydown pointermove click', noticeInput);

  setInterval(quietly(tick), tickMs);

  if (EXTRAS) {
    // The page's calls from before, in their order; the view has gone ahead of them.
    stub?.q?.map((call) => report(...call));
    watchActions();
  }
})();
