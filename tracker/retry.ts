// When a hit that was not taken is tried again: up to three times, in the ten minutes after the first.

/** Waits that the server does not ask for: 2, 8 and 32 seconds, together enough for it to restart. */
export const firstWaitMs = 2_000;
export const lastWaitMs = 1e5;

/** The server knows a `(site, p, q)` again for 15 minutes after its commit; a try beyond that could count twice. */
export const giveUpAfterMs = 600_000;

/** True after three retries. */
export const isOver = (wait: number): boolean => wait > lastWaitMs;

/** Overload (429) and failure (5xx) may pass by themselves. What else there is above 428, our server does not say. */
export const isWorthRetrying = (status: number): boolean => status > 428;
