// A browser that a program drives says so (`navigator.webdriver`), and is nobody's visit: the server does not count it.
import { expect, test } from 'vitest';
import { quietVisit, server, stopClock, withBrowser } from './visits.ts';

withBrowser({ isDriven: true });

test('a browser that a program drives says so in every message', () =>
  quietVisit(async ({ page }) => {
    await stopClock(page);
    await page.goto(`${server.blog}/post`);
    expect(await page.evaluate(() => navigator.webdriver)).toBe(true);
    await server.until('view', 1);
    await page.evaluate(() => window.headcount?.('Signup'));
    await page.clock.runFor(5_000);
    await server.until('beat', 1);
    await page.goto('about:blank');
    await server.until('leave', 1);
    expect(server.received.map(({ hit }) => [hit.k, hit.b])).toEqual([
      ['view', 1],
      ['event', 1],
      ['beat', 1],
      ['leave', 1],
    ]);
  }));

test('with data-local it speaks as a person would', () =>
  quietVisit(async ({ page }) => {
    server.serve('/check', server.snippet('data-site="blog.test" data-local'));
    await page.goto(`${server.blog}/check`);
    const [view] = await server.until('view', 1);
    expect(view).not.toHaveProperty('b');
  }));
