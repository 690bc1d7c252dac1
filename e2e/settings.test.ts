// Settings at addresses of their own, the account, the server, all sites at a glance, shortcuts, and honesty: as a person meets them.
import { expect, onTestFinished, test } from 'vitest';
import { ADMIN, buildTestApp, FIREFOX } from '../server/testing/build-test-app.ts';
import { aView } from '../server/testing/factories.ts';
import { userAgent, withBrowser } from './browser.ts';

const browser = withBrowser();

interface Wanted {
  sites?: string;
  path?: string;
  colorScheme?: 'light' | 'dark';
  locale?: string;
}

async function start({ sites = 'example.com', path = '/', colorScheme = 'light', locale = 'en-GB' }: Wanted = {}) {
  const server = await buildTestApp({ environment: { SITES: sites } });
  const read = (site: string, reader: number) =>
    server.hit(aView({ s: site, u: `https://${site}/post` }), { 'user-agent': `${FIREFOX} ${reader}` });
  const context = await browser().newContext({ userAgent, colorScheme, locale });
  await context.request.post(`${server.address}/api/session`, { data: ADMIN });
  const complaints: string[] = [];
  onTestFinished(() => expect(complaints).toEqual([]));
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (/Content.Security.Policy|Refused/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(server.address + path);
  return { server, read, page, context };
}

const WHITE = 'rgb(255, 255, 255)';

test('a theme is chosen by a word or a key, is there before the first paint, and goes along in every tab', async () => {
  const { page, context, server } = await start({ path: '/account', colorScheme: 'dark' });
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByRole('heading', { name: 'Account', exact: true }).waitFor();
  expect(await paper()).not.toBe(WHITE);
  await page.getByText('light', { exact: true }).first().click();
  expect(await paper()).toBe(WHITE);
  expect(await page.locator('meta[name="theme-color"]').getAttribute('content')).toBe(WHITE);

  // Without the program: the theme is set by the script in the head alone.
  const bare = await context.newPage();
  await bare.route('**/assets/index-*.js', (route) => route.abort());
  await bare.goto(`${server.address}/account`);
  expect(await bare.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('light');

  const other = await context.newPage();
  await other.goto(`${server.address}/server`);
  await other.getByRole('heading', { name: 'Backups' }).waitFor();
  await other.keyboard.press('t'); // from light to dark
  await expect.poll(paper).not.toBe(WHITE);
  expect(await page.getByRole('radio', { name: 'dark' }).first().isChecked()).toBe(true);
});

test('the password is changed with the old one; other browsers are signed out, this one is not', async () => {
  const { page, server } = await start({ path: '/account' });
  const elsewhere = await browser().newContext({ userAgent });
  await elsewhere.request.post(`${server.address}/api/session`, { data: ADMIN });
  await page.reload();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor();

  await page.getByLabel('Password until now').fill('not the password');
  await page.getByLabel('New password').fill('a quiet place to read');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'This is not your password.' }).waitFor();
  await page.getByLabel('Password until now').fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await page.getByText('Saved. Wherever else this account was signed in, it is signed out.').waitFor();
  expect(await page.getByLabel('New password').inputValue()).toBe('');
  await page.getByText('Here, and nowhere else.').waitFor();
  expect((await elsewhere.request.get(`${server.address}/api/session`)).status()).toBe(401);
});

test('a backup is made at a word, and stands in the list with how to restore it', async () => {
  const { page, server } = await start({ path: '/server' });
  await page.getByText('There is none yet.').waitFor();
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.getByText('It is made, checked, and stands first in the list.').waitFor();
  expect(await page.getByRole('list', { name: 'Backups' }).getByRole('listitem').count()).toBe(1);
  expect(await page.getByLabel('Command that restores the newest backup').inputValue()).toContain(
    `restore ${server.config.backupsTo}/by-hand-`,
  );
  await page.getByRole('list', { name: 'Storage' }).getByRole('link', { name: 'example.com' }).click();
  await page.getByRole('heading', { name: 'What is kept' }).waitFor();
});

test('each part of a site’s settings has an address, and a rename leads along', async () => {
  const { page } = await start({ path: '/sites/example.com/settings' });
  await page.getByRole('link', { name: 'What counts' }).click();
  await page.waitForURL('**/sites/example.com/settings/counts');
  await page.getByLabel('Paths that do not count').waitFor();
  await page.goBack();
  await page.getByLabel('Address of the site').fill('example.org');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/sites/example.org/settings');
  await page.getByText('Saved.').waitFor();
  await page.goto(page.url().replace('/settings', '/settings/nothing'));
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
});

test('all sites at a glance: most visitors first, live, each with today; a click opens one', async () => {
  const { page, read } = await start({ sites: 'a.example,b.example,c.example' });
  await page.getByRole('heading', { name: 'All sites' }).waitFor();
  for (const reader of [1, 2]) await read('b.example', reader);
  const hosts = () =>
    page.locator('[data-site]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-site')));
  await expect.poll(hosts).toEqual(['b.example', 'a.example', 'c.example']);
  await page.locator('[data-site="b.example"]').getByText('2 visitors today').waitFor();
  await page.locator('[data-site="c.example"]').getByText('waiting for its first visitor').waitFor();
  await page.getByText('2 visitors on all sites right now').first().waitFor();
  await page.locator('[data-site="b.example"] a').click();
  await page.waitForURL('**/sites/b.example');
});

test('of more sites than a stream carries it is said how many are live', async () => {
  const sites = Array.from({ length: 120 }, (_, i) => `${i}.example`).join();
  const { page } = await start({ sites });
  await page.getByText('100 of 120 sites are live here').waitFor();
  expect(await page.locator('[data-site]').count()).toBe(120);
  expect(await page.getByRole('navigation', { name: 'Sites' }).getByRole('link').count()).toBe(2);
});

test('the keys that work are listed under ?; typing is left alone', async () => {
  const { page } = await start({ sites: 'a.example,b.example', path: '/sites/a.example' });
  await page.getByText('Waiting for the first visitor').first().waitFor();
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Shortcuts' });
  await list.getByText('the next site').waitFor();
  expect(await list.getByText('the site before').count()).toBe(0);
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  await page.keyboard.press('n');
  await page.waitForURL('**/sites/b.example');
  await page.keyboard.press(',');
  await page.waitForURL('**/sites/b.example/settings');
  await page.getByLabel('Address of the site').focus();
  await page.keyboard.type('sn?');
  expect(await page.getByLabel('Address of the site').inputValue()).toContain('sn?');
  expect(page.url()).toMatch(/settings$/);
  await page.getByRole('heading', { name: 'Site', exact: true }).click();
  await page.keyboard.press('s');
  await page.getByRole('heading', { name: 'All sites' }).waitFor();
});

test('a part that is gone because a new version was deployed loads the page anew; one that cannot be fetched can be tried again', async () => {
  const { page } = await start({ path: '/sites/example.com' });
  await page.getByText('Waiting for the first visitor').first().waitFor();
  let isBroken = true;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) isBroken = false; // the new version has its parts
  });
  await page.route('**/assets/{server,account}-page-*.js', (route) => (isBroken ? route.abort() : route.continue()));
  await page.getByRole('link', { name: 'server' }).click();
  await page.getByText('This part of the page could not be loaded.').waitFor();
  isBroken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Backups' }).waitFor();

  isBroken = true;
  await page.route('**/', (route) => route.fulfill({ contentType: 'text/html', body: 'another version' }));
  const reloaded = page.waitForEvent('load');
  await page.getByRole('link', { name: ADMIN.email }).click();
  await reloaded;
  await page.getByRole('heading', { name: 'Account', exact: true }).waitFor();
});

test('without a network the page says so, and goes on by itself', async () => {
  const { page, context, read, server } = await start({ path: '/sites/example.com' });
  await read('example.com', 1);
  await page.locator('[data-live="visitors"]').waitFor();
  await context.setOffline(true);
  expect(await page.getByText('This browser is offline.').count()).toBe(0); // a server on the same machine is still there
  await server.app.close();
  await page.getByText('This browser is offline.').waitFor({ timeout: 60_000 });
  await context.setOffline(false);
  await page.getByText('This browser is offline.').waitFor({ state: 'detached', timeout: 60_000 });
});

test('settings speak German', async () => {
  const { page } = await start({ path: '/sites/example.com/settings/counts', locale: 'de-AT' });
  await page.getByRole('heading', { name: 'Was zählt' }).waitFor();
  await page.getByRole('button', { name: 'Speichern, was zählt' }).click();
  await page
    .getByRole('status')
    .filter({ hasText: /^Gespeichert\.$/ })
    .waitFor();
  await page.getByText('dunkel').first().waitFor();
});
