// What counts as a pageview in an app that changes the address itself. The address is looked at four times a second.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pause } from './recording-server.ts';
import { quietVisit, server, stopClock, withBrowser } from './visits.ts';

withBrowser();

/** As routers do it: the address, then, a moment later, the title. */
const route = (page: Page, path: string): Promise<void> =>
  page.evaluate((to) => {
    history.pushState({}, '', to);
    setTimeout(() => {
      document.title = `The page ${to}`;
    }, 20);
  }, path);

describe('a single-page app', () => {
  test('counts each page under its own address, title and page instance, with the one before as referrer', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/one`, { referer: 'https://news.test/' });
      await server.until('view', 1);
      await route(page, '/two?x=1');
      await server.until('view', 2);
      await route(page, '/three');
      const [one, two, three] = await server.until('view', 3);
      expect([one?.u, two?.u, three?.u]).toEqual(['/one', '/two?x=1', '/three'].map((path) => server.blog + path));
      expect([one?.r, two?.r, three?.r]).toEqual(['https://news.test/', one?.u, two?.u]);
      expect([one?.t, two?.t, three?.t]).toEqual(['/one', 'The page /two?x=1', 'The page /three']);
      expect([one?.q, two?.q, three?.q]).toEqual([1, 1, 1]);
      expect(new Set([one?.p, two?.p, three?.p]).size).toBe(3);
    }));

  test('leaves a page before it shows the next', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/one`);
      const [one] = await server.until('view', 1);
      await route(page, '/two');
      await server.until('view', 2);
      expect(server.kinds()).toBe('view leave view');
      expect(server.of('leave')).toMatchObject([{ k: 'leave', s: 'blog.test', p: one?.p, u: one?.u }]);
    }));

  test('counts the way back and forth through its history', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/one`);
      await route(page, '/two');
      await server.until('view', 2);
      await page.evaluate(() => history.back());
      await server.until('view', 3);
      await page.evaluate(() => history.forward());
      const views = await server.until('view', 4);
      expect(views.map(({ u }) => new URL(u).pathname)).toEqual(['/one', '/two', '/one', '/two']);
    }));

  test('counts nothing when the hash, the query or the state of a page change', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/one`);
      await server.until('view', 1);
      await page.evaluate(() => {
        location.hash = 'part';
        history.pushState({}, '', '#other');
        history.pushState({}, '', '?page=2');
        history.replaceState({ scroll: 10 }, '');
        history.replaceState({}, '', location.href);
        history.back();
      });
      await pause(400);
      expect(server.kinds()).toBe('view');
    }));

  test('counts once when a framework follows pushState with replaceState', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/one`);
      await page.evaluate(() => {
        history.pushState({}, '', '/two');
        history.replaceState({ key: 1 }, '', '/two');
        history.replaceState({ key: 1 }, '', '/two?normal=1');
      });
      await server.until('view', 2);
      await pause(300);
      expect(server.kinds()).toBe('view leave view');
    }));

  test('counts a replaceState to another page, and no page that is only passed through', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/one`);
      await page.evaluate(() => {
        history.pushState({}, '', '/two');
        history.replaceState({}, '', '/three');
      });
      await server.until('view', 2);
      await pause(400);
      expect(server.of('view').map(({ u }) => new URL(u).pathname)).toEqual(['/one', '/three']);
      expect(server.of('view')[1]?.r).toBe(`${server.blog}/one`);
    }));

  test('shows its next page within half a second', () =>
    quietVisit(async ({ page }) => {
      await stopClock(page);
      await page.goto(`${server.blog}/one`);
      await server.until('view', 1);
      await page.clock.runFor(1_234);
      await route(page, '/two');
      await page.clock.runFor(500);
      await server.until('view', 2);
    }));

  test('goes on with beats for the page that is shown now', () =>
    quietVisit(async ({ page }) => {
      await stopClock(page);
      await page.goto(`${server.blog}/one`);
      await page.clock.runFor(4_000);
      await route(page, '/two');
      await page.clock.runFor(500);
      const [, two] = await server.until('view', 2);
      await page.clock.runFor(4_999);
      await pause(100);
      expect(server.kinds()).toBe('view leave view');
      await page.clock.runFor(1);
      await page.clock.runFor(15_000);
      const beats = await server.until('beat', 2);
      await pause(100);
      expect(server.kinds()).toBe('view leave view beat beat');
      expect(beats.map(({ p }) => p)).toEqual([two?.p, two?.p]);
      expect(beats[0]?.r).toBe(`${server.blog}/one`);
    }));

  test('still gets the errors of its own calls', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/one`);
      const thrown = await page.evaluate(() => {
        try {
          history.pushState({}, '', 'https://elsewhere.test/');
          return 'nothing';
        } catch (error) {
          return (error as Error).name;
        }
      });
      expect(thrown).toBe('SecurityError');
    }));
});

describe('the history of the page', () => {
  test('may be left alone by a router that uses the Navigation API', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/one`);
      await page.evaluate(() => {
        navigation.addEventListener('navigate', (event) =>
          event.intercept({
            async handler() {
              document.title = 'Two';
            },
          }),
        );
        navigation.navigate('/two');
      });
      const [, two] = await server.until('view', 2);
      expect(two).toMatchObject({ u: `${server.blog}/two`, t: 'Two' });
    }));

  test('stays as it was', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/one`);
      await server.until('view', 1);
      expect(await page.evaluate(() => `${history.pushState}${history.replaceState}`)).not.toContain('=>');
    }));
});
