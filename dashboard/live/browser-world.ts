// What the live store needs of a browser, in a page and in a worker alike.
import type { Surroundings } from './live-stream.ts';
import { liveUrl, sessionUrl } from './stream-addresses.ts';

export const browserWorld: Omit<Surroundings, 'window' | 'document'> = {
  EventSource,
  fetch: (url) => fetch(url, { cache: 'no-store' }),
  clock: {
    now: () => Date.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  },
  random: Math.random,
  streamUrl: liveUrl,
  sessionUrl,
};
