// When a hit that was not taken is tried again: up to three times, in the ten minutes after the first.

/** Waits where the server does not say how long: 2, 8 and 32 seconds, together enough for it to restart. */
export const firstWaitMs = 2_000;
export const waitGrowth = 4;
/** No wait is as long as this: it would be the fourth. */
export const maxWaitMs = 100_000;

/** The server knows a `(site, p, q)` again for 15 minutes after its commit; a try beyond that could count twice. */
export const giveUpAfterMs = 600_000;

/** Overload (429) and failure (5xx) may pass by themselves. What else lies above 428, our server does not say. */
export const isWorthRetrying = (status: number): boolean => status > 428;
