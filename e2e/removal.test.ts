// A site is removed in a real browser: it asks to be meant, shows what goes and leads on; tabs that watched the site say so.
import { expect, onTestFinished, test } from 'vitest';
import { ADMIN, buildTestApp, FIREFOX } from '../server/testing/build-test-app.ts';
import { aView } from '../server/testing/factories.ts';
import { userAgent, withBrowser } from './browser.ts';

const browser = withBrowser();

async function start(sites = 'example.com,other.example') {
  const server = await buildTestApp({ environment: { SITES: sites } });
  const read = (site: string, reader: number) =>
    server.hit(aView({ s: site, u: `https://${site}/post` }), { 'user-agent': `${FIREFOX} ${reader}` });
  for (let i = 0; i < 3; i += 1) await read('example.com', i);
  const context = await browser().newContext({ userAgent });
  await context.request.post(`${server.address}/api/session`, { data: ADMIN });
  const complaints: string[] = [];
  onTestFinished(() => expect(complaints).toEqual([]));
  async function open(path: string) {
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(server.address + path);
    return page;
  }
  return { server, read, open };
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof start>>['open']>>;

/** By keyboard, as somebody without a mouse does. */
async function remove(page: Page, typed = 'example.com') {
  await page.getByRole('link', { name: 'Snippet and settings of example.com' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Removal', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Remove example.com for good').focus();
  await page.keyboard.press('Enter');
  await page.getByText(/^3 hits since .* will be gone\.$/).waitFor();
  await page.keyboard.type(typed); // the field has the focus
  await page.keyboard.press('Enter');
}

test('it asks for the name, removes, says when nothing is left, and leads to the next site', async () => {
  const { server, open } = await start();
  const page = await open('/sites/example.com');
  await remove(page, 'example.org');
  await page.getByRole('alert').filter({ hasText: 'Type example.com as it stands here.' }).waitFor();
  expect((await server.hit(aView())).status).toBe(202); // nothing has happened
  await page.getByLabel('Type example.com to say that you mean it').fill(' Example.com ');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'example.com is removed' }).waitFor();
  await page.getByText('Nothing is stored of it any more.').waitFor();
  expect((await server.hit(aView())).status).toBe(404);
  await page.reload(); // the name is kept by the browser's history
  await page.getByRole('heading', { name: 'example.com is removed' }).waitFor();
  await page.getByRole('link', { name: 'Go to other.example' }).click();
  await page.waitForURL('**/sites/other.example');
  await page.getByText('Waiting for the first visitor').first().waitFor();
  expect(await page.getByRole('link', { name: 'example.com', exact: true }).count()).toBe(0);
});

test('tabs on its page and its big screen say that it is gone; a tab on another site lives on', async () => {
  const { read, open } = await start();
  await read('other.example', 1);
  const [page, screen, other] = [
    await open('/sites/example.com'),
    await open('/live/example.com/screen'),
    await open('/sites/other.example'),
  ];
  const acting = await open('/sites/example.com');
  for (const tab of [page, screen, acting]) await tab.getByText('/post').first().waitFor();
  await remove(acting);
  for (const tab of [page, screen]) {
    await tab.getByRole('heading', { name: 'example.com was removed' }).waitFor();
    await tab.getByRole('link', { name: 'Go to other.example' }).waitFor();
  }
  await read('other.example', 2);
  await expect.poll(() => other.locator('[data-live="visitors"]').textContent()).toBe('2');
  expect(await other.locator('[data-live-notice="stale"]').count()).toBe(0);
});

test('the last site leads to adding one; the same name is a new site that waits', async () => {
  const { server, read, open } = await start('example.com');
  const page = await open('/sites/example.com');
  await remove(page);
  await page.getByText('Nothing is stored of it any more.').waitFor();
  await page.getByRole('link', { name: 'Add a site' }).click();
  await page.getByLabel('Address of the site').fill('example.com');
  await page.keyboard.press('Enter');
  await page.getByText('Waiting for the first visitor').first().waitFor();
  await read('example.com', 9);
  await expect.poll(() => page.locator('[data-live="visitors"]').textContent()).toBe('1');
  expect(server.app.live.state(2)).toMatchObject({ visitors: 1 });
});

test('a site that still waits for its first visitor can be removed as well', async () => {
  const { open } = await start();
  const page = await open('/sites/other.example');
  await page.getByRole('link', { name: 'Settings of other.example' }).click();
  await page.getByRole('link', { name: 'Removal', exact: true }).click();
  await page.getByText('Remove other.example for good').click();
  await page.getByText('Nothing of other.example is stored yet.').waitFor();
  await page.getByLabel('Type other.example to say that you mean it').fill('other.example');
  await page.getByRole('button', { name: 'Remove other.example' }).click();
  await page.getByRole('link', { name: 'Go to example.com' }).waitFor();
});
