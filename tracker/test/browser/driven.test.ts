// A browser that a program drives says so (`navigator.webdriver`), and is nobody's visit.
import { expect, test } from 'vitest';
import { pause } from './recording-server.ts';
import { quietVisit, server, withBrowser } from './visits.ts';

withBrowser({ isDriven: true });

test('a browser that a program drives is not counted, unless with data-local', { timeout: 20_000 }, () =>
  quietVisit(async ({ page }) => {
    await page.goto(`${server.blog}/post`);
    expect(await page.evaluate(() => navigator.webdriver)).toBe(true);
    await pause(400);
    expect(server.requests).toContain('GET /s/headcount.js');
    expect(server.received).toEqual([]);

    server.serve('/check', server.snippet('data-site="blog.test" data-local'));
    await page.goto(`${server.blog}/check`);
    await server.until('view', 1);
  }),
);
