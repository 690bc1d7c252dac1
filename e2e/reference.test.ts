// The API reference as somebody reads it who is not signed in: searched, copied from and linked into, on a phone too; and nothing in
// it is refused by the page's own policy.
import { expect, onTestFinished, test } from 'vitest';
import { buildTestApp } from '../server/testing/build-test-app.ts';
import { visit, withBrowser } from './browser.ts';

const browser = withBrowser();

async function read(viewport = { width: 1280, height: 900 }) {
  const { address } = await buildTestApp();
  const reader = await visit(browser(), { viewport, permissions: ['clipboard-read', 'clipboard-write'] });
  onTestFinished(() => expect(reader.noise).toEqual([]));
  await reader.page.goto(`${address}/docs`);
  return { address, page: reader.page };
}

test('a search leaves what has all its words, in the contents too, and a link leads out of it', async () => {
  const { page } = await read();
  const routes = page.locator('main section.route[id]:visible');
  const all = await routes.count();
  await page.getByRole('searchbox', { name: 'Search' }).fill('badge svg');
  await expect.poll(() => routes.count()).toBeLessThan(all);
  await page.getByRole('heading', { name: 'The same as a picture' }).waitFor();
  expect(await page.getByRole('link', { name: 'GET /badge/{file}' }).isVisible()).toBe(true);
  expect(await page.getByRole('link', { name: 'POST /hit' }).isVisible()).toBe(false);
  await page.getByRole('searchbox', { name: 'Search' }).fill('pangolin');
  await page.getByText('0 routes').waitFor();
  await page.evaluate(() => location.assign('#postHit'));
  await page.getByRole('heading', { name: 'Send a hit' }).waitFor();
  expect(await routes.count()).toBe(all);
});

test('a line for the shell is copied as it stands, with the address of this server', async () => {
  const { page, address } = await read();
  await page.getByRole('button', { name: 'copy: All sites' }).click();
  await page.getByText('copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`curl -b cookies.txt '${address}/api/sites'`);
});

test.each([
  ['a desk', { width: 1280, height: 900 }],
  ['a phone', { width: 360, height: 640 }],
])('on %s nothing is wider than the page', async (_where, viewport) => {
  const { page } = await read(viewport);
  for (const details of await page.locator('details').all())
    await details.evaluate((each) => each.setAttribute('open', ''));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
});
