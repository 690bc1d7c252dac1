// Custom events: what a page says by `headcount(name, properties)`, before the script is there and after.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pause } from './recording-server.ts';
import { quietVisit, server, stopClock, withBrowser } from './visits.ts';

withBrowser();

/** As docs/tracker.md has it. */
const stub =
  '<script>window.headcount=window.headcount||function(){(headcount.q=headcount.q||[]).push(arguments)}</script>';

const report = (page: Page, name: unknown, properties?: unknown): Promise<void> =>
  page.evaluate(([name, properties]) => window.headcount?.(name as string, properties as object), [name, properties]);

describe('an event', () => {
  test('belongs to the page instance, and takes the next number in it', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/post`);
      const [view] = await server.until('view', 1);
      await report(page, 'Signup', { plan: 'pro', seats: 3, trial: true });
      await server.until('event', 1);
      await report(page, 'Signup');
      const [first, second] = await server.until('event', 2);
      expect(view?.q).toBe(1);
      expect(first).toEqual({
        k: 'event',
        s: 'blog.test',
        p: view?.p,
        u: view?.u,
        q: 2,
        n: 'Signup',
        d: { plan: 'pro', seats: 3, trial: true },
      });
      expect(second).toMatchObject({ p: view?.p, q: 3, n: 'Signup', d: {} });
    }));

  test('of before the script has loaded is sent after the view, in order', () =>
    quietVisit(async ({ page }) => {
      const calls = "headcount('one', { at: 1 }); headcount('two'); headcount('three')";
      server.serve('/early', `<!doctype html><title>x</title>${stub}<script>${calls}</script>${server.snippet()}`);
      await page.goto(`${server.blog}/early`);
      await server.until('event', 3);
      const [view] = await server.until('view', 1);
      await report(page, 'four');
      const events = await server.until('event', 4);
      // Requests may overtake each other; the numbers say how they were sent.
      expect(view?.q).toBe(1);
      expect(events.map(({ q, n }) => [q, n]).sort()).toEqual([
        [2, 'one'],
        [3, 'two'],
        [4, 'three'],
        [5, 'four'],
      ]);
      expect(events.find(({ n }) => n === 'one')?.d).toEqual({ at: 1 });
    }));

  test('of a page that nobody has seen is sent, and its view follows when it is due', () =>
    quietVisit(
      async ({ page }) => {
        await page.goto(`${server.blog}/hidden`);
        await report(page, 'Loaded');
        const [event] = await server.until('event', 1);
        expect(server.kinds()).toBe('event');
        await page.evaluate(() => {
          Object.defineProperty(document, 'hidden', { value: false });
          document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
        });
        const [view] = await server.until('view', 1);
        expect([event?.p, event?.q]).toEqual([view?.p, 1]);
        expect(view?.q).toBe(2);
      },
      { init: () => void Object.defineProperty(document, 'hidden', { value: true, configurable: true }) },
    ));

  test('of an app belongs to the page that is shown, and its numbers begin again there', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/one`);
      await report(page, 'first');
      await page.evaluate(() => history.pushState({}, '', '/two'));
      const [, two] = await server.until('view', 2);
      await report(page, 'second');
      const [first, second] = await server.until('event', 2);
      expect([first?.u, first?.q]).toEqual([`${server.blog}/one`, 2]);
      expect([second?.u, second?.p, second?.q]).toEqual([`${server.blog}/two`, two?.p, 2]);
    }));

  test('is made acceptable, so that none is refused', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/post`);
      await server.until('view', 1);
      await page.evaluate(() => {
        const properties: Record<string, unknown> = {
          long: `${'x'.repeat(1_999)}📈`,
          trace: 'a\n\tb\u0000c\u0085\u2028d',
          yes: true,
          no: false,
          zero: 0,
          half: 0.5,
          empty: '',
          ['k'.repeat(400)]: 1,
          'a\nkey': 2,
          nan: Number.NaN,
          infinite: Number.POSITIVE_INFINITY,
          nothing: null,
          missing: undefined,
          list: [1, 2],
          object: { a: 1 },
          date: new Date(),
          big: 10n,
          symbol: Symbol('s'),
          call: () => 1,
          element: document.body,
        };
        window.headcount?.(`${'n'.repeat(119)}📈`, properties);
      });
      const [event] = await server.until('event', 1);
      expect(event?.n).toBe(`${'n'.repeat(119)} `);
      expect(event?.d).toEqual({
        long: `${'x'.repeat(1_999)} `,
        trace: 'a  b c  d',
        yes: true,
        no: false,
        zero: 0,
        half: 0.5,
        empty: '',
        ['k'.repeat(256)]: 1,
        'a key': 2,
      });
    }));

  test('has thirty properties at most', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/post`);
      await report(page, 'Many', Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, index])));
      const [event] = await server.until('event', 1);
      expect(Object.keys(event?.d ?? {})).toEqual(Array.from({ length: 30 }, (_, index) => `key${index}`));
    }));

  test('is nothing without a name, and nothing that a page passes throws', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/post`);
      await server.until('view', 1);
      await page.evaluate(() => {
        const headcount = window.headcount as (...given: unknown[]) => void;
        headcount();
        headcount('');
        headcount(null, null);
        headcount(Symbol('s'), 'text');
        const trap = {
          get: (): never => {
            throw new Error('no');
          },
        };
        headcount('trap', new Proxy({ a: 1 }, trap));
        headcount({ toString: trap.get });
        headcount('number', 5);
        headcount(404, true);
      });
      await server.until('event', 2);
      await pause(200);
      expect(
        server
          .of('event')
          .map(({ n }) => n)
          .sort(),
      ).toEqual(['404', 'number']);
    }));

  test('is tried again under its own number as a view is, and obeys Retry-After', () =>
    quietVisit(async ({ page, noise }) => {
      server.answerNext('event', { status: 503, retryAfter: '90' }, { drop: true, stored: true }, { status: 429 });
      await stopClock(page);
      await page.goto(`${server.blog}/post`);
      await server.until('view', 1);
      await report(page, 'Signup', { plan: 'pro' });
      const sentAfter = async (ms: number): Promise<number> => {
        await page.clock.runFor(ms);
        await pause(150);
        return server.of('event').length;
      };
      await server.until('event', 1);
      await pause(100);
      expect(await sentAfter(89_999)).toBe(1);
      expect(await sentAfter(1)).toBe(2);
      expect(await sentAfter(8_000)).toBe(3);
      expect(await sentAfter(32_000)).toBe(4);
      expect(await sentAfter(600_000)).toBe(4);
      expect(new Set(server.received.filter(({ hit }) => hit.k === 'event').map(({ raw }) => raw)).size).toBe(1);
      expect(server.stored.size).toBe(2);
      const ours = noise.filter((line) => !line.startsWith('Failed to load resource'));
      noise.splice(0, noise.length, ...ours);
    }));
});

describe('window.headcount is there and does nothing', () => {
  const html = (attributes?: string): string =>
    `<!doctype html><title>x</title>${stub}<script>headcount('early')</script>${server.snippet(attributes)}`;

  test('on a device whose owner said no', () =>
    quietVisit(
      async ({ page }) => {
        server.serve('/post', html());
        await page.goto(`${server.blog}/post`);
        await report(page, 'late');
        await pause(300);
        expect(server.received).toEqual([]);
      },
      {
        init: () => {
          localStorage.headcount = 'off';
        },
      },
    ));

  test("on the author's own machine, with the stub and without, unless with data-local", () =>
    quietVisit(async ({ page }) => {
      server.serve('/stub', html());
      for (const path of ['/stub', '/plain']) {
        await page.goto(`http://localhost:${server.port}${path}`);
        expect(await page.evaluate(() => typeof window.headcount)).toBe('function');
        await report(page, 'late');
      }
      await pause(300);
      expect(server.requests).toContain('GET /s/headcount.js');
      expect(server.received).toEqual([]);

      server.serve('/local', html('data-site="blog.test" data-local'));
      await page.goto(`http://localhost:${server.port}/local`);
      await server.until('event', 1);
    }));

  test('a second time, when the same snippet is there twice', () =>
    quietVisit(async ({ page }) => {
      server.serve('/twice', html() + server.snippet());
      await page.goto(`${server.blog}/twice`);
      await report(page, 'late');
      await server.until('event', 2);
      await pause(300);
      expect(
        server
          .of('event')
          .map(({ n }) => n)
          .sort(),
      ).toEqual(['early', 'late']);
    }));

  test('but counts in a page that has an element of this name', () =>
    quietVisit(async ({ page }) => {
      server.serve('/named', `<!doctype html><title>x</title><p id="headcount">${server.snippet()}`);
      await page.goto(`${server.blog}/named`);
      await report(page, 'Signup');
      await server.until('event', 1);
    }));
});
