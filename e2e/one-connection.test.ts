// Eight tabs of one browser, one connection. Over HTTP/1.1 a browser has six connections to a server for all its tabs: the
// control shows what becomes of the seventh tab when each has a stream of its own, and what HTTP/2 in front does for it.
import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ADMIN, buildTestApp, FIREFOX, temporaryFolder } from '../server/testing/build-test-app.ts';
import { aView } from '../server/testing/factories.ts';
import { startProxyProgram } from '../torture/proxy-programs.mjs';
import { startBlog } from './blog.ts';
import { userAgent, withBrowser } from './browser.ts';

const TABS = 8;
/** A hit is on screen within a second; the tests run beside others. */
const SHOWN_WITHIN_MS = 5_000;

const browser = withBrowser();

/** A real server with a readers' page, and how many streams it has open. */
async function start(settings: Record<string, string> = {}) {
  const server = await buildTestApp({ environment: { SITES: 'localhost', ...settings } });
  const address = server.address.replace('127.0.0.1', 'localhost');
  const streams = { opened: 0, open: 0 };
  server.app.http.server.on('request', (request, response) => {
    if (!request.url?.startsWith('/api/live?')) return;
    streams.opened += 1;
    streams.open += 1;
    response.on('close', () => {
      streams.open -= 1;
    });
  });
  // Of one's own address each: three readers are three visitors.
  const hit = (reader: number) =>
    server.hit(aView({ s: 'localhost', u: 'http://localhost/' }), { 'user-agent': `${FIREFOX} ${reader}` });
  return { server, address, streams, hit };
}

async function openContext(address: string, { isShared = true, ignoreHTTPSErrors = false } = {}) {
  const context = await browser().newContext({ userAgent, ignoreHTTPSErrors });
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    if (/Content.Security.Policy|Trusted/i.test(message.text())) complaints.push(message.text());
  });
  if (!isShared) await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'));
  const signedIn = await context.request.post(`${address}/api/session`, { data: ADMIN });
  expect(signedIn.status()).toBe(200);
  return { context, complaints };
}

async function openTab(context: BrowserContext, address: string, timeout = 15_000): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${address}/sites/localhost`, { timeout });
  await page.waitForSelector('[data-live-panel="fresh"]', { timeout });
  return page;
}

const shows = (page: Page, visitors: number, timeout = SHOWN_WITHIN_MS) =>
  page.waitForFunction(
    (wanted) => document.querySelector('[data-live="visitors"]')?.textContent === wanted,
    String(visitors),
    { timeout },
  );

describe('in one browser', () => {
  test('eight tabs hold one connection, all show a hit, and a page of the blog still gets its hit through', async () => {
    const { server, address, streams, hit } = await start();
    await hit(1);
    const { context, complaints } = await openContext(address);
    const tabs: Page[] = [];
    for (let i = 0; i < TABS; i += 1) tabs.push(await openTab(context, address));
    expect(streams.open).toBe(1);

    const began = performance.now();
    await hit(2);
    await Promise.all(tabs.map((tab) => shows(tab, 2)));
    console.info(`a hit was on ${TABS} screens after ${Math.round(performance.now() - began)} ms`);

    const blog = await startBlog();
    onTestFinished(() => blog.close());
    blog.paste(`<script defer src="${address}/headcount.js" data-site="localhost" data-local></script>`);
    const reader = await context.newPage();
    const taken = reader.waitForResponse((response) => response.url() === `${address}/hit`);
    await reader.goto(`http://localhost:${blog.port}/`);
    expect((await taken).status()).toBe(202);
    await Promise.all(tabs.map((tab) => shows(tab, 3)));

    // Closing tabs takes nothing from the others; the last one ends the stream.
    for (const tab of tabs.slice(1)) await tab.close();
    await hit(3);
    await shows(tabs[0]!, 4);
    expect(streams).toEqual({ opened: 1, open: 1 });
    await tabs[0]!.close();
    await expect.poll(() => streams.open, { timeout: 10_000 }).toBe(0);
    expect(complaints).toEqual([]);
    expect(server.log.filter(({ level }) => level >= 50)).toEqual([]);
  });

  test('signed out in one tab, every tab shows the sign-in, and no stream is left', async () => {
    const { address, streams, hit } = await start();
    await hit(1);
    const { context } = await openContext(address);
    const tabs = [await openTab(context, address), await openTab(context, address), await openTab(context, address)];
    await tabs[1]!.getByRole('button', { name: 'sign out' }).click();
    await Promise.all(tabs.map((tab) => tab.getByRole('heading', { name: 'Sign in' }).waitFor()));
    await expect.poll(() => streams.open, { timeout: 10_000 }).toBe(0);
  });

  test('a tab whose process dies, and the worker with it, is got over by the others', async () => {
    const { address, streams, hit } = await start();
    await hit(1);
    const { context } = await openContext(address);
    const [first, second] = [await openTab(context, address), await openTab(context, address)];
    const crashed = first.waitForEvent('crash');
    await first.goto('chrome://crash').catch(() => {});
    await crashed;
    await hit(2);
    await shows(second, 2, 20_000);
    expect(streams.open).toBe(1);
  });

  test('control: with a connection for each tab the seventh does not even load', async () => {
    const { address, streams, hit } = await start();
    await hit(1);
    const { context } = await openContext(address, { isShared: false });
    for (let i = 0; i < 6; i += 1) await openTab(context, address);
    expect(streams.open).toBe(6);
    await expect(openTab(context, address, 4_000)).rejects.toThrow(/Timeout/);
  });
});

describe('behind a proxy that speaks HTTP/2', () => {
  test.each(['nginx', 'caddy', 'haproxy'] as const)(
    '%s as documented: eight tabs with a connection each all load',
    async (name) => {
      const { server, streams, hit } = await start({ TRUST_PROXY: 'loopback' });
      const target = Number(new URL(server.address).port);
      const proxy = await startProxyProgram(name, { folder: temporaryFolder(), target });
      onTestFinished(() => proxy.stop());
      await hit(1);
      const { context } = await openContext(proxy.address, { isShared: false, ignoreHTTPSErrors: true });
      const tabs: Page[] = [];
      for (let i = 0; i < TABS; i += 1) tabs.push(await openTab(context, proxy.address));
      expect(streams.open).toBe(TABS);
      await hit(2);
      await Promise.all(tabs.map((tab) => shows(tab, 2)));
    },
  );
});
