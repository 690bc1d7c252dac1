// What a visible page says while somebody reads it. The clock is playwright's, so that half an hour takes no time.
import { describe, expect, test } from 'vitest';
import { pause } from './recording-server.ts';
import { quietVisit, server, stopClock, withBrowser } from './visits.ts';

withBrowser();

describe('a visible page', () => {
  test('beats after 5 seconds, and then every 15', () =>
    quietVisit(async ({ page }) => {
      await stopClock(page);
      await page.goto(`${server.blog}/post`);
      const [view] = await server.until('view', 1);
      /** So many, and no more. */
      const beatsAfter = async (ms: number, beats: number): Promise<void> => {
        await page.clock.runFor(ms);
        await server.until('beat', beats);
        await pause(100);
        expect(server.of('beat')).toHaveLength(beats);
      };
      await beatsAfter(4_999, 0);
      await beatsAfter(1, 1);
      await beatsAfter(14_999, 1);
      await beatsAfter(1, 2);
      await beatsAfter(15_000, 3);
      expect(server.of('beat')[0]).toEqual({
        k: 'beat',
        s: 'blog.test',
        p: view?.p,
        u: view?.u,
        r: '',
        a: 0,
        e: 5_000,
        y: 100,
      });
    }));

  test('beats for as long as it is read', () =>
    quietVisit(async ({ page }) => {
      await stopClock(page);
      await page.goto(`${server.blog}/post`);
      await server.until('view', 1);
      await page.clock.runFor('30:00');
      await server.until('beat', 120);
      await pause(300);
      expect(server.of('beat')).toHaveLength(120);
    }));

  test('tells reading from an idle screen', () =>
    quietVisit(async ({ page }) => {
      server.serve('/tall', `<!doctype html><body style="height: 5000px">${server.snippet()}`);
      await stopClock(page);
      await page.goto(`${server.blog}/tall`);
      await server.until('view', 1);
      const nextBeat = async (): Promise<number | undefined> => {
        const count = server.of('beat').length;
        await page.clock.runFor(15_000);
        return (await server.until('beat', count + 1)).at(-1)?.a;
      };
      expect(await nextBeat()).toBe(0);
      await page.mouse.move(200, 200);
      expect(await nextBeat()).toBe(1);
      expect(await nextBeat()).toBe(0);
      await page.keyboard.press('Shift');
      expect(await nextBeat()).toBe(1);
      await page.mouse.wheel(0, 300);
      await page.waitForFunction(() => scrollY > 0);
      expect(await nextBeat()).toBe(1);
      await page.mouse.down();
      await page.mouse.up();
      expect(await nextBeat()).toBe(1);
      expect(await nextBeat()).toBe(0);
    }));

  test('tells of a touch', () =>
    quietVisit(
      async ({ page }) => {
        await stopClock(page);
        await page.goto(`${server.blog}/post`);
        await server.until('view', 1);
        await page.touchscreen.tap(100, 100);
        await page.clock.runFor(5_000);
        const [beat] = await server.until('beat', 1);
        expect(beat?.a).toBe(1);
      },
      { hasTouch: true },
    ));

  test('does not repeat a beat that failed, and beats on', () =>
    quietVisit(async ({ page, noise }) => {
      server.answerNext('beat', { status: 503, retryAfter: '1' }, { status: 429 }, { drop: true });
      await stopClock(page);
      await page.goto(`${server.blog}/post`);
      await server.until('view', 1);
      for (let beat = 1; beat <= 4; beat++) {
        await page.clock.runFor(beat === 1 ? 5_000 : 15_000);
        await server.until('beat', beat);
        await pause(100);
      }
      expect(server.kinds()).toBe('view beat beat beat beat');
      forgetFailedRequests(noise);
    }));

  test('leaves by a request that outlives it', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/post`);
      const [view] = await server.until('view', 1);
      await page.goto('about:blank');
      const [leave] = await server.until('leave', 1);
      expect(leave).toEqual({
        k: 'leave',
        s: 'blog.test',
        p: view?.p,
        u: view?.u,
        e: expect.any(Number),
        y: expect.any(Number),
      });
    }));
});

/** The browser itself writes down each request that failed; that is not the script's noise, and nobody can stop it. */
const forgetFailedRequests = (noise: string[]): void => {
  const ours = noise.filter((line) => !line.startsWith('Failed to load resource'));
  noise.splice(0, noise.length, ...ours);
};
