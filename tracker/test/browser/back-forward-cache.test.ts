// A page that comes back from the browser's back/forward cache runs on where it was stopped, and is a new pageview.
import { expect, test } from 'vitest';
import { pause } from './recording-server.ts';
import { quietVisit, server, withBrowser } from './visits.ts';

withBrowser();

const html = (links: string): string =>
  `<!doctype html><title>x</title>${server.snippet()}${links}
   <script>addEventListener('pageshow', (event) => { document.title = event.persisted ? 'cached' : 'new' })</script>`;

test('a page that comes back from the cache is a new pageview of a new page instance', () =>
  quietVisit(async ({ page }) => {
    server.serve('/one', html('<a href="/two">two</a>'));
    server.serve('/two', html('<a href="/one">one</a>'));
    await page.goto(`${server.blog}/one`, { referer: 'https://news.test/' });
    await server.until('view', 1);
    await page.click('a');
    await server.until('view', 2);
    await page.evaluate(() => history.back());
    const [first, two, again] = await server.until('view', 3);
    await page.waitForFunction(() => document.title === 'cached');

    expect(again?.u).toBe(`${server.blog}/one`);
    expect(again?.r).toBe('https://news.test/');
    expect(again?.p).not.toBe(first?.p);
    // Each page has left under its own name, and none has come to life again for a moment.
    await server.until('leave', 2);
    await pause(500);
    expect(server.of('leave').map(({ p }) => p)).toEqual([first?.p, two?.p]);
    expect(server.of('beat')).toEqual([]);

    await page.evaluate(() => history.forward());
    await server.until('view', 4);
    await page.waitForFunction(() => document.title === 'cached');
    await server.until('leave', 3);
    await pause(300);
    expect(server.of('view')).toHaveLength(4);
    expect(server.of('leave').at(-1)?.p).toBe(again?.p);
  }));
