// Custom events: `headcount('Signup', { plan: 'pro' })`, from the page itself or from what the script notices for it.
import type { Event } from '../server/contract/hit.ts';
import { nextHit, page } from './page.ts';
import { quietly } from './quietly.ts';
import { send } from './send.ts';
import { tidy } from './tidy.ts';

/** What a page finds as `window.headcount`; until the script is there, its own stub with the calls so far in `q`. */
export interface Headcount {
  (name: string, properties?: object): void;
  q?: Parameters<Headcount>[];
}

declare global {
  interface Window {
    headcount?: Headcount;
  }
}

/**
 * Sends an event of the current page instance, made acceptable to the collector: what is too long is cut, a value that
 * is no string, finite number or boolean is left out, and so is what comes after the thirtieth property; a property that
 * cannot be called so (`''`, `constructor` …) the server leaves out, since there is no byte left for it here. Without a name,
 * and where nobody is counted, it does nothing.
 */
export const report = quietly((name: string, properties?: object): void => {
  const d = {} as NonNullable<Event['d']>;
  Object.keys({ ...properties })
    .slice(0, 30)
    // biome-ignore lint/suspicious/useIterableCallbackReturn: forEach costs twelve bytes more, since `map` is there already
    .map((key) => {
      const value = (properties as Record<string, unknown>)[key];
      // JSON leaves out what is undefined.
      d[tidy(key, 256)] =
        value === !!value || Number.isFinite(value)
          ? (value as number)
          : (((value as string)?.trim && tidy(value, 2_000)) as string);
    });
  if (page && name) send({ k: 'event', ...page, q: nextHit(), n: tidy(name, 120), d });
});
