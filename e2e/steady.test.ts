// The live view under the hand: numbers move, places do not, and what is not known is not called nobody.
import { expect, onTestFinished, test } from 'vitest';
import { ADMIN, buildTestApp, FIREFOX } from '../server/testing/build-test-app.ts';
import { aView } from '../server/testing/factories.ts';
import { userAgent, withBrowser } from './browser.ts';

const browser = withBrowser();

const LONG = `/${'enormous-'.repeat(200)}`;

async function start({ viewport = { width: 1280, height: 900 }, environment = {}, ownClock = false } = {}) {
  const server = await buildTestApp({ environment });
  let readers = 0;
  const read = async (path: string, title = '') => {
    readers += 1;
    const view = aView({ u: `https://example.com${path}`, t: title });
    await server.hit(view, { 'user-agent': `${FIREFOX} ${readers}` });
  };
  for (const path of ['/first', '/first', '/second', LONG]) await read(path);
  const context = await browser().newContext({ userAgent, viewport });
  onTestFinished(() => context.close());
  await context.request.post(`${server.address}/api/session`, { data: ADMIN });
  const page = await context.newPage();
  if (ownClock) await page.clock.install();
  await page.goto(`${server.address}/sites/example.com`);
  const row = (value: string) => page.locator(`[aria-labelledby="live-pages"] [data-value="${value}"]`);
  const rows = () =>
    page
      .locator('[aria-labelledby="live-pages"] [data-value]')
      .evaluateAll((all) => all.map((each) => [each.getAttribute('data-value'), each.firstChild?.textContent]));
  const top = (selector: string) =>
    page.locator(selector).evaluate((element) => element.getBoundingClientRect().top + scrollY);
  return { page, read, row, rows, top };
}

test('a row that somebody points at stays under the pointer while its number moves', async () => {
  const { page, read, row, rows } = await start();
  await row('/second').hover();
  for (const path of ['/second', '/second', '/new']) await read(path);
  await expect.poll(rows).toEqual([
    ['/first', '2'],
    [LONG, '1'],
    ['/second', '3'],
    ['/new', '1'],
  ]);
  await page.mouse.move(5, 5);
  await expect.poll(async () => (await rows())[0]).toEqual(['/second', '3']);
});

test('a pointer that was left lying on the feed, or the focus there, holds it for a minute and not for ever', async () => {
  const { page, read } = await start({ ownClock: true });
  const region = page.getByRole('region', { name: 'Latest hits, newest first' });
  const newest = () => region.locator('li').first().getAttribute('data-hit');
  for (const come of [() => region.hover(), () => region.getByRole('button').first().focus()]) {
    await come();
    const before = await newest();
    await read('/later');
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await newest()).toBe(before);
    await page.clock.fastForward(61_000);
    await page.getByRole('button', { name: '1 new' }).waitFor({ state: 'detached' });
    expect(await newest()).toBe('/later');
    await read('/last');
    await page.mouse.move(1, 1);
    await expect.poll(newest).toBe('/last');
  }
});

test('a filter moves nothing, however long its value is; the tab says the number on the page', async () => {
  const { page, row, top } = await start();
  await row(LONG).waitFor();
  const before = await top('#live-pages');
  await row(LONG).getByRole('button').click();
  await page.getByRole('button', { name: /^page \/enormous/ }).waitFor();
  await page.waitForFunction(() => document.title.startsWith('1 '));
  expect(await top('#live-pages')).toBe(before);
});

test('the page ends where what is on it ends, however long the feed is', async () => {
  const { page, read } = await start({ viewport: { width: 360, height: 640 } });
  for (let i = 0; i < 60; i += 1) await read('/first');
  await page.getByText('/first').nth(40).waitFor({ state: 'attached' });
  const [scrolled, drawn] = await page.evaluate(() => [
    document.documentElement.scrollHeight,
    document.getElementById('root')?.getBoundingClientRect().bottom ?? 0,
  ]);
  expect(scrolled).toBeLessThanOrEqual(Math.ceil(drawn as number) + 1);
});

test('who is not let in is told why, and is not told that nobody is here', async () => {
  const { page } = await start({ environment: { MAX_STREAMS_PER_PERSON: '1' } });
  await page.waitForSelector('[data-live-panel="fresh"]');
  const second = await browser().newContext({ userAgent });
  onTestFinished(() => second.close());
  const address = new URL(page.url()).origin;
  await second.request.post(`${address}/api/session`, { data: ADMIN });
  const refused = await second.newPage();
  for (const path of ['/sites/example.com', '/live/example.com/screen']) {
    await refused.goto(address + path);
    await refused.getByText('MAX_STREAMS_PER_PERSON').waitFor();
    expect(await refused.getByText(/^(nobody|no page)/).count()).toBe(0);
  }
});
