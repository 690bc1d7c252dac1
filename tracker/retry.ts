// When a view that was not taken is tried again: up to three times, in the ten minutes after the first.

export const maxRetries = 3;

/** The server knows a `(site, p, q)` again for 15 minutes after its commit; a try beyond that could count twice. */
export const giveUpAfterMs = 600_000;

/** Only what may pass by itself: failure (5xx) and overload (429). Any other answer is final, a refusal too. */
export const isWorthRetrying = (status: number): boolean => /^5|429/.test(`${status}`);

/**
 * As long as `Retry-After` asked for, in seconds; else 2, 8 and 32, together enough for a server to restart. What is no
 * number counts as not asked: the header's date form, which our server does not write, and the error of a request that
 * got no answer.
 */
export const waitMs = (left: number, asked: string): number => (+asked || 128 / 4 ** left) * 1000;
