// Any row of the live lists, clicked: everything live is about those visitors only, and so is the address.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { aView } from '../server/testing/factories.ts';
import { query, withBrowser } from './browser.ts';
import { startOwnedSite } from './owned-site.ts';

const browser = withBrowser();

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

async function start() {
  const { dashboard, post } = await startOwnedSite(browser(), { settings: { TRUST_PROXY: 'loopback' } });
  let readers = 0;
  const read = async (page: string, source: string, userAgent: string, title: string) => {
    readers += 1;
    const view = aView({ u: `https://example.com${page}`, r: source, t: title });
    const headers = { 'user-agent': userAgent, 'x-forwarded-for': `198.51.100.${readers}` };
    expect((await post(view, headers)).status).toBe(202);
  };
  await read('/one', 'https://www.google.com/', CHROME, 'The first page');
  await read('/one', 'https://www.google.com/', PHONE, 'The first page');
  await read('/two', '', PHONE, '<img src=x onerror=alert(1)>');
  await dashboard.shows({ visitors: 3, pages: ['/one', '/two'] }, 5_000);
  return { dashboard, page: dashboard.page, read };
}

const row = (page: Page, list: string, value: string) =>
  page.locator(`[aria-labelledby="${list}"] [data-value="${value}"] button`);

test('filters stack, stand in the address, go by a second click, and the browser’s own back works', async () => {
  const { dashboard, page, read } = await start();
  await row(page, 'live-sources', 'Google').click();
  await dashboard.shows({ visitors: 2, pages: ['/one'] }, 2_000);
  expect(await page.locator('[data-live="among"]').textContent()).toBe('3');
  expect(await query(page)).toBe('?source=Google');
  expect(await row(page, 'live-sources', 'Google').getAttribute('aria-pressed')).toBe('true');

  await row(page, 'live-devices', 'mobile').click();
  await dashboard.shows({ visitors: 1, pages: ['/one'] }, 2_000);
  expect(await query(page)).toBe('?source=Google&device=mobile');

  // Live: one more who fits, and one who does not.
  await read('/three', 'https://www.google.com/', PHONE, '');
  await read('/four', '', CHROME, '');
  await dashboard.shows({ visitors: 2, pages: ['/one', '/three'] }, 2_000);
  await page.locator('[data-live="among"]', { hasText: '5' }).waitFor();

  await page.reload();
  await dashboard.shows({ visitors: 2, pages: ['/one', '/three'] }, 5_000);

  await row(page, 'live-devices', 'mobile').click();
  await dashboard.shows({ visitors: 3, pages: ['/one', '/three'] }, 2_000);
  await page.goBack();
  await dashboard.shows({ visitors: 2 }, 2_000);
  await page.getByRole('button', { name: 'show everybody' }).click();
  await dashboard.shows({ visitors: 5 }, 2_000);
  expect(await query(page)).toBe('');
});

test.each([360, 390, 1440])(
  'on %d pixels three filters move nothing below them, and each can be reached',
  async (width) => {
    const { dashboard, page, read } = await start();
    await read(`/${'a-long-name/'.repeat(8)}`, 'https://www.google.com/', PHONE, '');
    await dashboard.shows({ visitors: 4 }, 5_000);
    await page.setViewportSize({ width, height: 800 });
    const top = async () => (await page.locator('#live-pages').boundingBox())?.y;
    const before = await top();
    await row(page, 'live-sources', 'Google').click();
    await row(page, 'live-devices', 'mobile').click();
    await row(page, 'live-pages', `/${'a-long-name/'.repeat(8)}`).click();
    await dashboard.shows({ visitors: 1 }, 2_000);
    await page.evaluate(() => scrollTo(0, 0));
    expect(await top()).toBe(before);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const last = page.getByRole('button', { name: 'show everybody' });
    await page.getByRole('button', { name: 'device phone' }).focus();
    await page.keyboard.press('Tab');
    const [link, seen] = [await page.getByRole('link', { name: 'big screen' }).boundingBox(), await last.boundingBox()];
    expect((seen?.x ?? 0) + (seen?.width ?? 0)).toBeLessThanOrEqual(link?.x ?? 0);
    await page.keyboard.press('Enter');
    await dashboard.shows({ visitors: 4 }, 2_000);
  },
);

test('a page whose address needs encoding is filtered like any other, also from a link', async () => {
  const { dashboard, page, read } = await start();
  const paths = ['/caf%C3%A9', '/a%20b', '/x%2Fy', '/100%25'];
  for (const path of paths) await read(path, '', CHROME, '');
  for (const path of paths) {
    await row(page, 'live-pages', path).click();
    await dashboard.shows({ visitors: 1, pages: [path] }, 2_000);
    await page.reload();
    await dashboard.shows({ visitors: 1, pages: [path] }, 5_000);
    await row(page, 'live-pages', path).click();
    await dashboard.shows({ visitors: 7 }, 2_000);
  }
});

test('what is live says only what is known: the chart, and the feed', async () => {
  const { dashboard, page } = await start();
  await row(page, 'live-pages', '/two').click();
  await dashboard.shows({ visitors: 1, pages: ['/two'] }, 2_000);
  await page.getByText('known since somebody looks').waitFor();
  expect(await page.locator('[data-live="minutes"] [data-count]').count()).toBeLessThanOrEqual(2);
  const feed = page.getByLabel('Latest hits, newest first');
  await feed.locator('[data-hit="/two"]').waitFor();
  expect(await feed.locator('[data-hit="/one"]').count()).toBe(0);
});

test('by keyboard; an address that fits nobody says so; titles stand beside paths, as text', async () => {
  const { dashboard, page } = await start();
  await row(page, 'live-pages', '/one').getByText('The first page').waitFor();
  expect(await row(page, 'live-pages', '/two').textContent()).toContain('<img src=x');
  expect(await page.locator('img[src="x"]').count()).toBe(0);

  await row(page, 'live-pages', '/two').focus();
  await page.keyboard.press('Enter');
  await dashboard.shows({ visitors: 1, pages: ['/two'] }, 2_000);
  await page.getByRole('button', { name: 'page /two' }).press('Enter');
  await dashboard.shows({ visitors: 3 }, 2_000);

  await page.goto(`${page.url()}?country=XX`);
  await dashboard.shows({ visitors: 0, pages: [] }, 5_000);
  await page.getByText('no page is open').waitFor();
});

test('another way to compare, and a text to search for: for the report, while the live view says that it goes by neither', async () => {
  const { dashboard, page } = await start();
  await row(page, 'live-pages', '/one').click();
  await dashboard.shows({ visitors: 2, pages: ['/one'] }, 2_000);
  const filters = page.getByRole('region', { name: 'Filters' });
  await filters.getByRole('combobox', { name: 'page: how' }).selectOption('contains');
  expect(await query(page)).toBe('?page.contains=%2Fone');
  await dashboard.shows({ visitors: 3, pages: ['/one', '/two'] }, 2_000);
  await page.getByText('Live shows everybody, whatever their page.').waitFor();
  const text = filters.getByRole('textbox', { name: 'page: what it says' });
  await text.fill('/tw');
  await text.press('Enter');
  expect(await query(page)).toBe('?page.contains=%2Ftw');
  await page.reload();
  expect(await text.inputValue()).toBe('/tw');

  // Scrolled past, the row comes along, and moves nothing.
  const top = () => page.locator('#live-countries').evaluate((each) => each.getBoundingClientRect().top + scrollY);
  const before = await top();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await expect.poll(async () => (await filters.boundingBox())?.y).toBe(0);
  expect(await top()).toBe(before);
  await filters.getByRole('button', { name: 'page /tw, take this filter away' }).press('Enter');
  await expect.poll(() => query(page)).toBe('');
});
