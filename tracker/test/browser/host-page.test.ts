// The script is a guest: in a page that has taken things away, replaced or broken them, it does what it still can, and
// the page never hears of it.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pause } from './recording-server.ts';
import { quietVisit, server, stopClock, withBrowser } from './visits.ts';

withBrowser();

/** Everything that has the script do something: a load, beats, input, another page in an app, and a leave. */
const live = async (page: Page): Promise<void> => {
  await page.goto(`${server.blog}/one`);
  await pause(100);
  await page.clock.runFor(6_000);
  await page.mouse.move(50, 60);
  await page.evaluate(() => {
    history.pushState({}, '', '/two');
    history.replaceState({}, '', '/three');
    window.headcount?.('Event', { n: 1, list: [1], nothing: null });
  });
  await page.clock.runFor(60_000);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await page.goto(`${server.blog}/four`);
  await pause(300);
};

interface Hostility {
  name: string;
  /** Whether views can be expected all the same. */
  counts: boolean;
  init: () => void;
}

const hostilities: Hostility[] = [
  {
    name: 'has no fetch',
    counts: false,
    init: () => void Reflect.deleteProperty(window, 'fetch'),
  },
  {
    name: 'replaced fetch by a function that throws',
    counts: false,
    init: () => {
      window.fetch = () => {
        throw new Error('no');
      };
    },
  },
  {
    name: 'replaced fetch by a function that rejects',
    counts: false,
    init: () => {
      window.fetch = () => Promise.reject(new Error('no'));
    },
  },
  {
    name: 'replaced fetch by a function that answers nothing',
    counts: false,
    init: () => {
      window.fetch = (() => undefined) as unknown as typeof fetch;
    },
  },
  {
    name: 'replaced fetch by a mock with only a status',
    counts: false,
    init: () => {
      window.fetch = (async () => ({ status: 500 })) as unknown as typeof fetch;
    },
  },
  {
    name: 'has no sendBeacon',
    counts: true,
    init: () => void Reflect.deleteProperty(Navigator.prototype, 'sendBeacon'),
  },
  {
    name: 'has a sendBeacon that throws',
    counts: true,
    init: () => {
      navigator.sendBeacon = () => {
        throw new Error('no');
      };
    },
  },
  {
    name: 'has a localStorage that throws, as one does where site data is blocked',
    counts: true,
    init: () =>
      void Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      }),
  },
  {
    name: 'has no localStorage, as in a WebView',
    counts: true,
    init: () => void Object.defineProperty(window, 'localStorage', { value: null }),
  },
  {
    name: 'has a Navigation API that throws',
    counts: true,
    init: () =>
      void Object.defineProperty(window, 'navigation', {
        get() {
          throw new Error('no');
        },
      }),
  },
  {
    name: 'has a variable called navigation',
    counts: true,
    init: () => void Object.defineProperty(window, 'navigation', { value: { currentEntry: 'Home', items: [] } }),
  },
  {
    name: 'has a frozen history, and no Navigation API',
    counts: true,
    init: () => {
      Reflect.deleteProperty(window, 'navigation');
      Object.freeze(history);
      Object.freeze(History.prototype);
    },
  },
  {
    name: 'has put things on Object.prototype',
    counts: true,
    init: () => {
      Object.assign(Object.prototype, { extra: 1, k: 'x', p: '', q: -1, v: 'x', extend: () => 0, status: 500 });
    },
  },
  {
    name: 'has toJSON methods on its prototypes',
    counts: true,
    init: () => {
      Object.assign(Array.prototype, { toJSON: () => '[]' });
    },
  },
  {
    name: 'broke JSON.stringify',
    counts: false,
    init: () => {
      JSON.stringify = () => {
        throw new Error('no');
      };
    },
  },
  {
    name: 'has no crypto',
    counts: false,
    init: () => void Object.defineProperty(window, 'crypto', { value: undefined }),
  },
  {
    name: 'has no alert, and is opened by the opt-out link',
    counts: false,
    init: () => {
      Object.defineProperty(window, 'alert', { value: undefined });
      if (location.pathname === '/one') location.hash = '#headcount=on';
    },
  },
  {
    name: 'has an image called title, and another called referrer',
    counts: true,
    init: () => {
      for (const name of ['title', 'referrer'])
        Object.defineProperty(document, name, { get: () => Object.assign(document.createElement('img'), { name }) });
    },
  },
  {
    name: 'forbids the collector by its Content-Security-Policy',
    counts: false,
    init: () => {
      const policy = document.createElement('meta');
      policy.httpEquiv = 'Content-Security-Policy';
      policy.content = "connect-src 'none'";
      document.addEventListener('readystatechange', () => document.head?.append(policy), { once: true });
    },
  },
];

describe('a page that', () => {
  test.each(hostilities)('$name hears nothing of the script', ({ init, counts }) =>
    quietVisit(
      async ({ page, noise }) => {
        await stopClock(page);
        await live(page);
        if (counts) expect(server.of('view').length).toBeGreaterThanOrEqual(2);
        // What the browser itself writes down about a policy is the page's own doing.
        const ours = noise.filter((line) => !/Content.Security.Policy/.test(line));
        noise.splice(0, noise.length, ...ours);
      },
      { init },
    ),
  );

  test('looks for them finds two names left behind: its own function, and the one that counts it once', () =>
    quietVisit(async ({ page }) => {
      await page.goto('about:blank');
      const before = await page.evaluate(() => Object.keys(window));
      await page.goto(`${server.blog}/one`);
      await server.until('view', 1);
      const after = await page.evaluate(() => Object.keys(window));
      expect(after.filter((name) => !before.includes(name))).toEqual([`${server.stats}/s/hitblog.test`, 'headcount']);
    }));
});
