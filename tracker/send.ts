// Transport: one POST per message, of type `text/plain` (every string body is), which needs no preflight.
// Promises: a view that fails is tried again from memory, under its own (p, q); the rest goes once; nothing throws.
import type { Hit } from '../server/contract/hit.ts';
import { isOptedOut } from './opt-out.ts';
import { quietly } from './quietly.ts';
import { giveUpAfterMs, isWorthRetrying, waitMs } from './retry.ts';
import { collector } from './tag.ts';

/** True when the browser took it. It may be missing, replaced by a blocker, or full (64 kB). */
const sendBeacon = quietly((body: string) => navigator.sendBeacon(collector, body));

/** Sends `hit`, unless the owner of the browser has opted out. The last two parameters are for its own later tries. */
export const send = quietly(
  (hit: Hit, retriesLeft?: number, until: number = Date.now() + giveUpAfterMs, body: string = JSON.stringify(hit)) => {
    // A closed laptop's timers wait until it is opened again, so the clock is asked before every try.
    if (isOptedOut() || Date.now() > until) return;
    // A beacon outlives its page in every browser, `keepalive` in Firefox only since the end of 2024:
    // https://developer.mozilla.org/en-US/docs/Web/API/Request/keepalive
    if (hit.k === 'leave' && sendBeacon(body)) return;
    fetch(collector, { method: 'POST', body, keepalive: true })
      .then((answer) => {
        if (isWorthRetrying(answer.status)) throw answer.headers.get('retry-after');
      })
      // Whether the network, a blocker or a Content-Security-Policy was in the way, fetch does not say.
      .catch((retryAfter) => {
        if (retriesLeft) setTimeout(send, waitMs(retriesLeft, retryAfter), hit, retriesLeft - 1, until);
      });
  },
);
