// Custom events: `headcount('Signup', { plan: 'pro' })`, from the page itself or from what the script notices for it.
import { nextHit, page } from './page.ts';
import { quietly } from './quietly.ts';
import { send } from './send.ts';
import { tidy } from './tidy.ts';

/** What a page finds as `window.headcount`; until the script is there, the stub of docs/tracker.md with its queue. */
export interface Headcount {
  (name: string, properties?: object): void;
  q?: Iterable<Parameters<Headcount>>[];
}

declare global {
  interface Window {
    headcount?: Headcount | undefined;
  }
}

const acceptable = (value: unknown): string | number | boolean | undefined =>
  value === !!value || Number.isFinite(value) ? (value as number) : (value as string)?.trim && tidy(value, 2_000);

/**
 * Sends an event of the current page instance, made acceptable to the collector: what is too long is cut, a value that
 * is no string, finite number or boolean is left out, and so is what comes after the thirtieth property. Without a name,
 * and where nothing is counted, it does nothing.
 */
export const report = quietly((name: string, properties?: object): void => {
  const d: any = {};
  for (const key in properties) {
    const value = (properties as any)[key];
    d[tidy(key, 256)] = value === !!value || Number.isFinite(value) ? value : value?.trim && tidy(value, 2_000);
  }
  if (page && name) send({ k: 'event', ...page, q: nextHit(), n: tidy(name, 120), d });
});
