// The whole of a live list on the dashboard: it opens in its place, by the keyboard too, moves as the short one does, and is about
// those whom filters leave.
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { ADMIN, buildTestApp, FIREFOX } from '../server/testing/build-test-app.ts';
import { aView } from '../server/testing/factories.ts';
import { query, userAgent, withBrowser } from './browser.ts';

const browser = withBrowser();
const PAGES = 37;
const SOON = { timeout: 15_000 };

async function start(width: number) {
  const server = await buildTestApp();
  let readers = 0;
  const read = async (path: string) => {
    readers += 1;
    const hit = await server.hit(aView({ u: `https://example.com${path}` }), { 'user-agent': `${FIREFOX} ${readers}` });
    expect(hit.status).toBe(202);
  };
  for (let i = 0; i < PAGES; i += 1)
    await read(`/${String(i).padStart(2, '0')}${i < 12 ? '?utm_campaign=letter' : ''}`);
  const context = await browser().newContext({ userAgent, viewport: { width, height: 800 } });
  onTestFinished(() => context.close());
  await context.request.post(`${server.address}/api/session`, { data: ADMIN });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  onTestFinished(() => expect(complaints).toEqual([]));
  await page.goto(`${server.address}/sites/example.com`);
  const way = page.locator('[data-whole="pages"]');
  await way.waitFor();
  return { page, read, way };
}

const rows = (page: Page) => page.locator('[aria-labelledby="live-pages"] [data-value]');
const values = (page: Page) => rows(page).evaluateAll((all) => all.map((each) => each.getAttribute('data-value')));
const inOrder = (...indexes: number[]) => indexes.map((i) => `/${String(i).padStart(2, '0')}`);
const ALL = inOrder(...Array(PAGES).keys());

test.each([360, 1440])('on %d pixels it opens below its button, which stays, and closes again', async (width) => {
  const { page, read, way } = await start(width);
  expect(await way.textContent()).toBe('all 37 pages');
  expect(await values(page)).toEqual(ALL.slice(0, 10));
  expect(await page.locator('[data-whole]').count()).toBe(1);
  const next = page.locator('#live-sources');
  const [before, below] = [await way.boundingBox(), await next.boundingBox()];
  await way.click();
  await expect.poll(() => values(page), SOON).toEqual(ALL);
  expect(await way.getAttribute('aria-expanded')).toBe('true');
  expect(await way.boundingBox()).toEqual(before);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);

  // It moves with who comes: a row of its rest, and one that was not there.
  await read('/36');
  await read('/99');
  await expect.poll(() => values(page), SOON).toEqual(['/36', ...ALL.slice(0, 36), '/99']);
  expect(await way.textContent()).toBe('all 38 pages');

  await way.click();
  await expect.poll(() => values(page)).toEqual(['/36', ...ALL.slice(0, 9)]);
  expect(await next.boundingBox()).toEqual(below);
});

test('by the keyboard: its button opens it, the rows follow, the last one filters', async () => {
  const { page, way } = await start(1440);
  await way.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => rows(page).count(), SOON).toBe(PAGES);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('li')?.getAttribute('data-value'))).toBe('/00');
  await rows(page).last().getByRole('button').focus();
  const list = await page.locator('[aria-labelledby="live-pages"]').boundingBox();
  const last = await rows(page).last().boundingBox();
  expect((last?.y ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual((list?.y ?? 0) + (list?.height ?? 0) + 1);
  await page.keyboard.press('Enter');
  await expect.poll(() => values(page), SOON).toEqual(['/36']);
  expect(await query(page)).toBe('?page=%2F36');
});

test('is about those whom filters leave, and nothing below it moves', async () => {
  const { page, way } = await start(1440);
  await way.click();
  await expect.poll(() => rows(page).count(), SOON).toBe(PAGES);
  const top = () => page.locator('#live-countries').evaluate((each) => each.getBoundingClientRect().top + scrollY);
  const before = await top();
  await page.locator('[aria-labelledby="live-campaigns"] [data-value="letter"] button').click();
  await expect.poll(() => way.textContent(), SOON).toBe('all 12 pages');
  await expect.poll(() => values(page), SOON).toEqual(ALL.slice(0, 12));
  expect(await top()).toBe(before);
});
