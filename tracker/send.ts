// Transport: one POST per message, of type `text/plain` (every string body is), which needs no preflight.
// Promises: a view or an event that fails is tried again from memory, under its own (p, q); the rest goes once; nothing
// throws.
import type { Hit, View } from '../server/contract/hit.ts';
import { isOptedOut } from './opt-out.ts';
import { quietly } from './quietly.ts';
import { firstWaitMs, giveUpAfterMs, isWorthRetrying, maxWaitMs, waitGrowth } from './retry.ts';
import { collector } from './tag.ts';

/** Sends `hit`, unless the owner of the browser has opted out. The last two parameters are for its own later tries. */
export const send = quietly((hit: Hit, waitMs: number = firstWaitMs, until: number = Date.now() + giveUpAfterMs) => {
  // A closed laptop's timers wait until it is opened again, so the clock is asked before every try.
  if (isOptedOut() || Date.now() > until) return;
  // `keepalive`: outlives its page, in every browser since Firefox 133 of November 2024. In one before, the lease of a
  // page that is closed ends by silence. https://developer.mozilla.org/en-US/docs/Web/API/Request/keepalive
  fetch(collector, { method: 'POST', body: JSON.stringify(hit), keepalive: true })
    .then((answer) => {
      if (isWorthRetrying(answer.status)) throw answer.headers.get('retry-after');
    })
    // Whether the network, a blocker or a Content-Security-Policy was in the way, fetch does not say. What is no number
    // was not asked for: the error of a request without an answer, and the header's date form, which we never write.
    .catch((asked) => {
      if ((hit as View).q && waitMs < maxWaitMs)
        setTimeout(send, asked * 1000 || waitMs, hit, waitMs * waitGrowth, until);
    });
});
