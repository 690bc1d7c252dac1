// Who is not counted: a device whose owner said no, and the author's own machine.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pause } from './recording-server.ts';
import { quietVisit, server, stopClock, withBrowser } from './visits.ts';

withBrowser();

/** Opens a page and answers how many messages had come in a moment later. */
const messagesAfter = async (page: Page, url: string): Promise<number> => {
  const before = server.received.length;
  await page.goto(url);
  await pause(400);
  return server.received.length - before;
};

describe('a device whose owner said no', () => {
  test('is not counted', () =>
    quietVisit(
      async ({ page }) => {
        expect(await messagesAfter(page, `${server.blog}/post`)).toBe(0);
      },
      {
        init: () => {
          localStorage.headcount = 'off';
        },
      },
    ));

  test('is not counted when it was Minimal Analytics that was told', () =>
    quietVisit(
      async ({ page }) => {
        expect(await messagesAfter(page, `${server.blog}/post`)).toBe(0);
      },
      {
        init: () => {
          localStorage.analytics = 'false';
        },
      },
    ));

  test('is counted when it said something else', () =>
    quietVisit(
      async ({ page }) => {
        expect(await messagesAfter(page, `${server.blog}/post`)).toBe(1);
      },
      {
        init: () => {
          localStorage.headcount = 'on';
          localStorage.analytics = 'true';
        },
      },
    ));

  test('can say so by one link, and take it back by another, and is told that it was heard', () =>
    quietVisit(async ({ page }) => {
      const told: string[] = [];
      page.on('dialog', (dialog) => {
        told.push(dialog.message());
        void dialog.accept();
      });
      const kept = (): Promise<string> => page.evaluate(() => JSON.stringify({ ...localStorage }));

      expect(await messagesAfter(page, `${server.blog}/#headcount=off`)).toBe(0);
      expect(await kept()).toBe('{"headcount":"off"}');
      expect(told).toEqual(['#headcount=off']);
      expect(await messagesAfter(page, `${server.blog}/post`)).toBe(0);

      expect(await messagesAfter(page, `${server.blog}/?again#headcount=on`)).toBe(1);
      expect(await kept()).toBe('{"headcount":"on"}');
      expect(told).toEqual(['#headcount=off', '#headcount=on']);
    }));

  test('is not changed by any other hash', () =>
    quietVisit(async ({ page }) => {
      for (const hash of ['#headcount', '#headcount=', '#headcount=offline', '#x#headcount=off', '#HEADCOUNT=off'])
        expect(await messagesAfter(page, `${server.blog}/${hash.length}${hash}`)).toBeGreaterThan(0);
      expect(await page.evaluate(() => localStorage.length)).toBe(0);
    }));

  test('is heard at once in a tab that is already open', () =>
    quietVisit(async ({ page }) => {
      await stopClock(page);
      await page.goto(`${server.blog}/post`);
      await server.until('view', 1);
      const other = await page.context().newPage();
      other.on('dialog', (dialog) => void dialog.accept());
      await other.goto(`${server.blog}/#headcount=off`);
      await pause(300);
      await page.clock.runFor('01:00');
      await page.evaluate(() => history.pushState({}, '', '/next'));
      await page.clock.runFor('01:00');
      await pause(200);
      expect(server.kinds()).toBe('view');
    }));
});

describe("the author's own machine", () => {
  const page = (attributes?: string): string => `<!doctype html><title>draft</title>${server.snippet(attributes)}`;

  test.each(['localhost', 'blog.localhost', '127.0.0.1'])('is not counted as %s', (host) =>
    quietVisit(async ({ page }) => {
      expect(await messagesAfter(page, `http://${host}:${server.port}/draft`)).toBe(0);
      expect(server.requests).toContain('GET /s/headcount.js');
    }),
  );

  test('is counted there with data-local', () =>
    quietVisit(async ({ page: tab }) => {
      server.serve('/draft', page('data-site="blog.test" data-local'));
      expect(await messagesAfter(tab, `http://localhost:${server.port}/draft`)).toBe(1);
    }));

  test('is not counted for a file, unless with data-local', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headcount-tracker-'));
    try {
      for (const [attributes, count] of [
        ['data-site="blog.test"', 0],
        ['data-site="blog.test" data-local', 1],
      ] as const) {
        const file = join(folder, `draft-${count}.html`);
        await writeFile(file, page(attributes));
        await quietVisit(async ({ page: tab }) => {
          expect(await messagesAfter(tab, pathToFileURL(file).href)).toBe(count);
        });
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
