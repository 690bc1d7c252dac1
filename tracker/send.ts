// Transport: one POST per message, of type `text/plain` (every string body is), which needs no preflight.
// Promises: a hit that fails is tried again from memory, under its own (p, q); beats and leaves go once; nothing throws.
import type { Hit } from '../server/contract/hit.ts';
import { isOptedOut } from './opt-out.ts';
import { quietly } from './quietly.ts';
import { firstWaitMs, giveUpAfterMs, lastWaitMs, isWorthRetrying } from './retry.ts';
import { collector } from './tag.ts';

/** Sends `hit`, unless the owner of the browser has opted out. The last two parameters are for its own later tries. */
export const send = quietly((hit: Hit, wait: number = firstWaitMs, until: number = Date.now() + giveUpAfterMs) => {
  // A closed laptop's timers wait until it is opened again, so the clock is asked before every try.
  if (isOptedOut() || Date.now() > until) return;
  // Outlives its page, as a beacon does: in every browser since Firefox 133, of November 2024. In an older one a page
  // that is closed leaves by silence, 40 s later. https://developer.mozilla.org/en-US/docs/Web/API/Request/keepalive
  fetch(collector, { method: 'POST', body: JSON.stringify(hit), keepalive: true })
    .then((answer) => {
      if (isWorthRetrying(answer.status)) throw answer.headers.get('retry-after');
    })
    // Whether the network, a blocker or a Content-Security-Policy was in the way, fetch does not say.
    .catch((asked) => {
      // What is no number is not asked: the header's date form, which our server does not write, and the error of a
      // request that got no answer.
      if ((hit as View).q && wait < lastWaitMs) setTimeout(send, asked * 1000 || wait, hit, wait * 4, until);
    });
});
