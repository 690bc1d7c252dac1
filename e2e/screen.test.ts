// The big screen, in a real browser: what is to be read across a room, how one gets there and away, and that a night of frames
// does it no harm.
import type { ServerResponse } from 'node:http';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { LiveState } from '../server/contract/browser.ts';
import { ADMIN, buildTestApp, FIREFOX, type TestApp } from '../server/testing/build-test-app.ts';
import { aView } from '../server/testing/factories.ts';
import { userAgent, withBrowser } from './browser.ts';

const browser = withBrowser();

const WALL = { width: 1920, height: 1080 };

async function start({ viewport = WALL, isShared = true } = {}) {
  const server = await buildTestApp();
  const { address } = server;
  const hit = (reader: number, path = '/post') =>
    server.hit(aView({ u: `https://example.com${path}`, r: 'https://www.google.com/' }), {
      'user-agent': `${FIREFOX} ${reader}`,
    });
  const context = await browser().newContext({ userAgent, viewport });
  if (!isShared) await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'));
  await context.request.post(`${address}/api/session`, { data: ADMIN });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { server, address, hit, context, page, complaints, screen: `${address}/live/example.com/screen` };
}

const shows = (page: Page, visitors: number) =>
  page.waitForFunction(
    (wanted) => document.querySelector('[data-live="visitors"]')?.textContent === wanted,
    String(visitors),
    { timeout: 10_000 },
  );

describe('the big screen', () => {
  test('says what a page is called, where that is known', async () => {
    const { server, page, screen } = await start();
    await server.hit(aView({ u: 'https://example.com/2026/11/fog', t: 'Fog signals, explained' }));
    await page.goto(screen);
    await page.getByText('Fog signals, explained', { exact: true }).waitFor();
  });

  test.each([
    ['a wall', WALL],
    ['a wall turned upright', { width: 1080, height: 1920 }],
    ['a phone', { width: 360, height: 640 }],
  ])('on %s shows everything without scrolling, and every word is large', async (where, viewport) => {
    const { hit, page, screen, complaints } = await start({ viewport });
    await hit(1);
    await hit(2, `/${'a-very-long-path'.repeat(8)}`);
    await page.goto(screen);
    await page.waitForSelector('[data-screen="fresh"]');
    await shows(page, 2);
    for (const text of ['example.com', 'live', 'visitors here now', '/post', 'Google', '30 min, at most 2'])
      await page.getByText(text, { exact: true }).first().waitFor();

    const seen = await page.evaluate(() => {
      const sizes = [...document.querySelectorAll('[data-screen] *')]
        .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()))
        .map((element) => Number.parseFloat(getComputedStyle(element).fontSize));
      const number = document.querySelector('[data-live="visitors"] span')!.getBoundingClientRect();
      const outside = [...document.querySelectorAll('[data-screen] :is(h1, time, p, ol, figure, section)')].filter(
        (element) => {
          const { left, right, top, bottom } = element.getBoundingClientRect();
          return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
        },
      );
      const { scrollHeight, scrollWidth } = document.documentElement;
      return {
        least: Math.min(...sizes),
        number: number.height / innerHeight,
        outside: outside.map(({ tagName }) => tagName),
        scrolls: scrollHeight > innerHeight || scrollWidth > innerWidth,
      };
    });
    expect(seen.outside).toEqual([]);
    expect(seen.scrolls).toBe(false);
    if (where !== 'a phone') expect(seen.least).toBeGreaterThanOrEqual(viewport.height * 0.04 - 0.01);
    expect(seen.number).toBeGreaterThan(0.12);
    expect(complaints).toEqual([]);
  });

  test('is a link away from the live panel, and Escape or × lead back', async () => {
    const { address, hit, page } = await start();
    await hit(1);
    await page.goto(`${address}/sites/example.com`);
    await page.getByRole('link', { name: 'big screen' }).click();
    await page.waitForSelector('[data-screen="fresh"]');
    await page.keyboard.press('Escape');
    await page.waitForURL(`${address}/sites/example.com`);
    await page.getByRole('link', { name: 'big screen' }).click();
    await page.getByRole('link', { name: 'Leave the big screen' }).click();
    await page.waitForURL(`${address}/sites/example.com`);
  });

  test('takes the whole screen when asked, and hides pointer and buttons from who does nothing', async () => {
    const { hit, page, screen } = await start();
    await hit(1);
    await page.goto(screen);
    await page.getByRole('button', { name: 'full screen' }).click();
    await page.waitForFunction(() => document.fullscreenElement !== null);
    await page.getByRole('button', { name: 'window' }).click();
    await page.waitForFunction(() => document.fullscreenElement === null);
    const look = () =>
      page.evaluate(() => {
        const screen = document.querySelector<HTMLElement>('[data-screen]')!;
        (document.activeElement as HTMLElement | null)?.blur();
        return [getComputedStyle(screen).cursor, getComputedStyle(screen.lastElementChild!).opacity];
      });
    await expect.poll(look, { timeout: 10_000 }).toEqual(['none', '0']);
    await page.mouse.move(300, 300);
    await expect.poll(look, { timeout: 10_000 }).toEqual(['auto', '1']);
  });

  test('wanders by some pixels, also when the clock is set', async () => {
    const { hit, page, screen } = await start();
    await hit(1);
    await page.clock.install({ time: new Date('2026-11-21T23:58:30Z') });
    await page.goto(screen);
    await page.waitForSelector('[data-screen="fresh"]');
    const drift = () => page.locator('[data-drift]').getAttribute('data-drift');
    const before = await drift();
    await page.clock.runFor(61_000);
    const after = await drift();
    expect(after).not.toBe(before);
    await page.clock.setSystemTime(new Date('2026-11-21T12:00:30Z'));
    await page.clock.runFor(1_100);
    expect(await drift()).not.toBe(after);
  });

  test('grey with its age while the server is away; signed out it says so in a sentence and goes on after the sign-in', async () => {
    const { server, address, hit, page, screen, context } = await start({ isShared: false });
    await hit(1);
    let isAway = false;
    await context.route('**/api/**', (route) => (isAway ? route.abort() : route.continue()));
    await page.goto(screen);
    await shows(page, 1);
    isAway = true;
    server.app.http.server.closeAllConnections();
    await page.waitForSelector('[data-screen="stale"]', { timeout: 15_000 });
    await page.getByText(/this is \d+ s old/).waitFor();
    await shows(page, 1);
    isAway = false;
    await page.waitForSelector('[data-screen="fresh"]', { timeout: 30_000 });

    await context.request.delete(`${address}/api/session`, { headers: { origin: address } });
    await page.getByText('Nobody is signed in on this screen, so it shows no number').waitFor({ timeout: 15_000 });
    expect(await page.locator('[data-live="visitors"]').count()).toBe(0);
    await page.getByLabel('E-mail').fill(ADMIN.email);
    await page.getByLabel('Password').fill(ADMIN.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForSelector('[data-screen="fresh"]', { timeout: 15_000 });
  });
});

/** As many frames as come in 80 minutes of a busy site, pushed as fast as the page takes them. */
const FRAMES = 20_000;
const MOST_GROWTH_MB = 8;

/** The dashboards' streams that are opened from now on, to say more in them than the server does. */
function streamsOf(server: TestApp): Set<ServerResponse> {
  const streams = new Set<ServerResponse>();
  server.app.http.server.on('request', (request, response) => {
    if (request.url?.startsWith('/api/live?')) streams.add(response);
  });
  return streams;
}

test.each([
  ['a wall', WALL],
  ['a phone', { width: 360, height: 640 }],
])('numbers of seven digits stand in line on %s, and touch no word', async (_, viewport) => {
  const { server, page, screen, hit } = await start({ viewport });
  await hit(1);
  const streams = streamsOf(server);
  await page.goto(screen);
  await page.waitForSelector('[data-screen="fresh"]');
  const pages: LiveState['pages'] = [
    ['/a', 1_234_567],
    ['/b', 7],
  ];
  const many = { ...aState(1_000_000), visitors: 1_234_567, pages, sources: pages };
  for (const stream of streams) stream.write(`event: state\ndata: ${JSON.stringify(many)}\n\n`);
  await page.getByText('1,234,567').first().waitFor();
  const rows = await page.locator('[data-screen] li').evaluateAll((all) =>
    all.map((row) => {
      const [number, word] = [row.firstElementChild as Element, row.lastElementChild as Element];
      return { over: number.scrollWidth - number.clientWidth, word: word.getBoundingClientRect().left };
    }),
  );
  expect(rows).toHaveLength(4);
  expect(rows.filter(({ over }) => over > 0)).toEqual([]);
  expect(new Set(rows.map(({ word }) => word)).size).toBe(1);
});

describe('a night', () => {
  test.each([
    ['with the connection in the worker', true],
    ['with the connection in the page', false],
  ])(`${FRAMES} frames leave no memory behind, %s`, async (_, isShared) => {
    const { server, page, screen, hit } = await start({ isShared });
    await hit(1);
    const streams = streamsOf(server);
    await page.goto(screen);
    await page.waitForSelector('[data-screen="fresh"]');
    const devtools = await page.context().newCDPSession(page);
    const heapMb = async () => {
      for (let i = 0; i < 3; i += 1) await devtools.send('HeapProfiler.collectGarbage');
      const { usedSize } = (await devtools.send('Runtime.getHeapUsage')) as { usedSize: number };
      return usedSize / 1_000_000;
    };
    const stream = [...streams][0]!;
    let seq = 1_000_000;
    async function push(frames: number) {
      for (let i = 0; i < frames; i += 1) {
        seq += 1;
        if (!stream.write(`event: state\ndata: ${JSON.stringify(aState(seq))}\n\n`))
          await new Promise((resolve) => stream.once('drain', resolve));
        if (i % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 60)); // so that most batches are drawn
      }
      await shows(page, visitorsOf(seq));
    }
    await push(2_000); // what is compiled and cached once
    const before = await heapMb();
    await push(FRAMES);
    const after = await heapMb();
    console.info(`heap ${before.toFixed(1)} MB → ${after.toFixed(1)} MB after ${FRAMES} frames`);
    expect(after - before).toBeLessThan(MOST_GROWTH_MB);
  });
});

const visitorsOf = (seq: number) => 100 + (seq % 900);

/** Never the same path twice, so that whatever is kept by value would show. */
function aState(seq: number): LiveState {
  const ten = (name: string) =>
    Array.from({ length: 10 }, (_, i): [string, number] => [`/${name}-${seq}-${i}`, 10 - i]);
  const visitors = visitorsOf(seq);
  return {
    ...{
      site: 'example.com',
      seq,
      t: seq,
      visitors,
      tabs: visitors,
      reading: visitors,
      idle: 0,
      inferred: 0,
      rejected: 0,
    },
    ...{ warm: true, waiting: false, pages: ten('page'), referrers: ten('from'), sources: ten('source') },
    ...{ countries: [], devices: [], campaigns: [], minutes: Array(30).fill(visitors) },
  };
}
