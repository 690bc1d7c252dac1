// How long a page was read, and how far: the engaged time and the scroll depth of every beat and leave. The clock is
// playwright's.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pause } from './recording-server.ts';
import { quietVisit, server, stopClock, withBrowser } from './visits.ts';

withBrowser();

const open = async (page: Page): Promise<void> => {
  server.serve('/tall', `<!doctype html><body style="margin: 0; height: 4000px">${server.snippet()}`);
  await stopClock(page);
  await page.goto(`${server.blog}/tall`);
  await server.until('view', 1);
};

/** Lets `ms` pass, in which so many beats are due, and answers what the last of them says. */
const beatAfter = async (
  page: Page,
  ms: number,
  beats = 1,
): Promise<{ e: number | undefined; y: number | undefined }> => {
  const count = server.of('beat').length;
  await page.clock.runFor(ms);
  await server.until('beat', count + beats);
  await pause(150);
  const { e, y } = server.of('beat').at(-1)!;
  return { e, y };
};

const setHidden = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, hidden);

describe('engaged time', () => {
  test('grows for a minute after each sign of life, and for 45 seconds after the arrival', () =>
    quietVisit(async ({ page }) => {
      await open(page);
      expect((await beatAfter(page, 20_000, 2)).e).toBe(20_000);
      expect((await beatAfter(page, 30_000, 2)).e).toBe(44_750);
      // Long gone.
      expect((await beatAfter(page, 600_000, 40)).e).toBe(44_750);
      await page.keyboard.press('Shift');
      expect((await beatAfter(page, 15_000)).e).toBe(59_750);
      expect((await beatAfter(page, 600_000, 40)).e).toBe(44_750 + 60_000);
    }));

  test('is all the time of somebody who gives a sign of life every minute', () =>
    quietVisit(async ({ page }) => {
      await open(page);
      await page.clock.runFor(20_000);
      for (let minute = 0; minute < 10; minute++) {
        await page.mouse.move(100 + minute, 100);
        await page.clock.runFor(60_000);
      }
      expect((await server.until('beat', 42)).at(-1)?.e).toBe(620_000);
    }));

  test('stands still while the page is hidden, and goes on from there', () =>
    quietVisit(async ({ page }) => {
      await open(page);
      await page.clock.runFor(7_000);
      await setHidden(page, true);
      const [leave] = await server.until('leave', 1);
      expect(leave?.e).toBe(7_000);
      await page.clock.runFor(300_000);
      await setHidden(page, false);
      const beats = await server.until('beat', 2);
      expect(beats.at(-1)?.e).toBe(7_000);
      expect((await beatAfter(page, 15_000)).e).toBe(22_000);
    }));

  test('begins again on the next page of an app', () =>
    quietVisit(async ({ page }) => {
      await open(page);
      await page.evaluate(() => scrollTo(0, 4_000));
      await page.clock.runFor(7_000);
      await page.evaluate(() => {
        history.pushState({}, '', '/next');
        document.body.style.height = '8000px';
        scrollTo(0, 0);
      });
      await page.clock.runFor(500);
      const [leave] = await server.until('leave', 1);
      expect([leave?.e, leave?.y]).toEqual([7_000, 100]);
      await server.until('view', 2);
      const { e, y } = await beatAfter(page, 5_000);
      expect(e).toBe(5_000);
      expect(y).toBeLessThan(20);
    }));
});

describe('scroll depth', () => {
  test('is the lowest that the window has reached, in % of the page', () =>
    quietVisit(
      async ({ page }) => {
        await open(page);
        const scroll = async (top: number): Promise<number | undefined> => {
          await page.evaluate((to) => scrollTo(0, to), top);
          return (await beatAfter(page, 15_000)).y;
        };
        expect(await scroll(0)).toBe(20);
        expect(await scroll(1_000)).toBe(45);
        expect(await scroll(300)).toBe(45);
        expect(await scroll(9_999)).toBe(100);
        expect(await scroll(0)).toBe(100);
      },
      { viewport: { width: 800, height: 800 } },
    ));

  test('is told by the leave of somebody who went down and up again between two beats', () =>
    quietVisit(
      async ({ page }) => {
        await open(page);
        await page.evaluate(() => scrollTo(0, 1_000));
        await page.clock.runFor(1_000);
        await page.evaluate(() => scrollTo(0, 0));
        await page.clock.runFor(1_000);
        await setHidden(page, true);
        const [leave] = await server.until('leave', 1);
        expect(leave).toMatchObject({ e: 2_000, y: 45 });
        expect(server.of('beat')).toEqual([]);
      },
      { viewport: { width: 800, height: 800 } },
    ));

  test.each([
    ['is shorter than the window', '<!doctype html><p>short'],
    ['is in quirks mode', '<p>short'],
  ])('is 100 in a page that %s', (_name, html) =>
    quietVisit(async ({ page }) => {
      server.serve('/short', html + server.snippet());
      await stopClock(page);
      await page.goto(`${server.blog}/short`);
      await server.until('view', 1);
      expect((await beatAfter(page, 5_000)).y).toBe(100);
    }),
  );

  test('is a number that the collector takes, in a page that has replaced everything', () =>
    quietVisit(
      async ({ page }) => {
        await page.clock.install();
        await page.goto(`${server.blog}/post`);
        await server.until('view', 1);
        expect((await beatAfter(page, 6_000)).y).toBe(0);
      },
      {
        init: () => {
          for (const name of ['scrollY', 'innerHeight']) Object.defineProperty(window, name, { value: 'nonsense' });
        },
      },
    ));
});
