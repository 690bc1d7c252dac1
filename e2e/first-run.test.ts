// What a newcomer meets besides the straight way: no blog at hand, a snippet on a host that nobody added, signing out and in
// again, leaving one's own device out.
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../server/testing/build-test-app.ts';
import { aView } from '../server/testing/factories.ts';
import { startServerProcess } from '../server/testing/server-process.ts';
import { startBlog } from './blog.ts';
import { visit, withBrowser } from './browser.ts';
import { OWNER, openDashboard } from './dashboard.ts';

const browser = withBrowser();

async function startFresh(environment: NodeJS.ProcessEnv = {}) {
  const server = startServerProcess({ DATA_DIR: temporaryFolder(), PORT: '0', LOG_LEVEL: 'warn', ...environment });
  const [, address = ''] = await server.prints(/running on (http:\S+)/);
  const [, path = ''] = environment.ADMIN_EMAIL ? [] : await server.prints(/(\/setup#token=\S+)/);
  const dashboard = await openDashboard(browser());
  onTestFinished(() => expect(dashboard.complaints).toEqual([]));
  return { server, address, link: address + path, dashboard, page: dashboard.page };
}

test('without a blog at hand the sample page moves the number, and closing it moves it back', async () => {
  const { link, dashboard, page } = await startFresh();
  await dashboard.setUp(link, 'example.com');
  const [sample] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('link', { name: 'Open a sample page' }).click(),
  ]);
  await dashboard.shows({ visitors: 1, tabs: 1, pages: ['/try'] }, 2000);
  await sample.getByRole('link', { name: 'Maps that lie honestly' }).click();
  await dashboard.shows({ visitors: 1, tabs: 1, pages: ['/try/maps'] }, 1000);
  await sample.close();
  await dashboard.shows({ visitors: 0, tabs: 0, pages: [] }, 5000);
  await dashboard.shows({ today: [1, 1, 2] }, 10_000);
});

test('a hit from a host that is no site appears while waiting, and one click adds it', async () => {
  const { address, link, dashboard, page } = await startFresh();
  await dashboard.setUp(link, 'exmaple.com');
  await fetch(`${address}/hit`, { method: 'POST', body: JSON.stringify(aView({ s: 'www.example.com' })) });
  await page.getByRole('button', { name: 'add it? example.com' }).click();
  await page.getByRole('navigation', { name: 'Sites' }).getByRole('link', { name: 'example.com' }).waitFor();
  const reply = await fetch(`${address}/hit`, { method: 'POST', body: JSON.stringify(aView({ s: 'example.com' })) });
  expect(reply.status).toBe(202);
});

test('signing out ends the view, signing in brings it back, and a wrong password is said so', async () => {
  const { link, dashboard, page } = await startFresh();
  await dashboard.setUp(link, 'example.com');
  await page.getByRole('button', { name: 'sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page
    .getByRole('alert')
    .filter({ hasText: /do not belong together/i })
    .waitFor();
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByLabel('Password').press('Enter');
  await page.getByText('Waiting for the first visitor').first().waitFor();
});

test('whoever follows “don’t count this device” is not counted any more, and can undo it', async () => {
  const { link, address, dashboard, page } = await startFresh();
  const blog = await startBlog();
  onTestFinished(() => blog.close());
  blog.paste(await dashboard.setUp(link, 'localhost'));
  const home = `http://localhost:${blog.port}/`;
  const reader = await visit(browser());
  await reader.page.goto(home);
  await dashboard.shows({ visitors: 1 }, 2000);

  const href = await page.getByRole('link', { name: 'don’t count this device' }).getAttribute('href');
  expect(href).toBe('http://localhost/#headcount=off');
  const { hash } = new URL(href ?? '');
  reader.page.on('dialog', (dialog) => void dialog.accept());
  await reader.page.goto(`${home}two${hash}`);
  await dashboard.shows({ visitors: 0 }, 5000);
  await reader.page.goto(`${home}three`);
  await reader.page.waitForTimeout(500);
  await dashboard.shows({ visitors: 0 }, 0);
  await reader.page.goto(`${home}two#headcount=on`);
  await reader.page.goto(`${home}three`);
  await dashboard.shows({ visitors: 1, pages: ['/three'] }, 2000);
  await reader.close();
  expect(address).toContain('127.0.0.1');
});

test('an account and sites from the environment need no set-up; an address that does not exist says so in words', async () => {
  const { address, page } = await startFresh({
    ADMIN_EMAIL: OWNER.email,
    ADMIN_PASSWORD: OWNER.password,
    SITES: 'a.example,b.example',
  });
  await page.goto(`${address}/sites/a.example`);
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Sites' }).getByRole('link', { name: 'b.example' }).click();
  await page.waitForURL('**/sites/b.example');
  const reply = await page.goto(`${address}/no/such/page`);
  expect(reply?.status()).toBe(404);
  await page
    .getByText(/nothing/i)
    .first()
    .waitFor();
});
