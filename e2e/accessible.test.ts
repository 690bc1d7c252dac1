// Every view, asked by axe whether whoever sees, hears or moves otherwise can use it: WCAG 2.2, A and AA, light and dark, on a desk
// and on a phone. What axe cannot judge (the order of the focus, what is said and when) the journeys beside this file try out.
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ADMIN, buildTestApp, FIREFOX } from '../server/testing/build-test-app.ts';
import { aEvent, aView, newPage } from '../server/testing/factories.ts';
import { userAgent, withBrowser } from './browser.ts';

const browser = withBrowser();

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const BOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const WIDTHS = [1440, 390];
const SCHEMES = ['light', 'dark'] as const;

/** What axe finds, as lines for whoever mends it. */
async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async (tags) => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    const { violations: found } = await inPage.run(document, {
      runOnly: { type: 'tag', values: tags },
      rules: { 'target-size': { enabled: true } }, // the one rule of WCAG 2.2, off by itself
      resultTypes: ['violations'],
    });
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ target, any, html }) => `${id}: ${target.join(' ')} ${any[0]?.message ?? ''} ${html.slice(0, 160)}`),
    );
  }, TAGS);
}

/** At every width, light and dark; those of one place only once. */
async function violationsEverywhere(page: Page): Promise<string[]> {
  const found = new Set<string>();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const line of await violations(page)) found.add(`${width} ${colorScheme} ${line}`);
    }
  }
  return [...found];
}

/** Its policy lets no foreign script in, axe included; here, and nowhere else, it is told to let it pass. */
async function openPage() {
  const context = await browser().newContext({ userAgent, bypassCSP: true, locale: 'en-GB' });
  return { context, page: await context.newPage() };
}

test('nobody is left outside: no view breaks a rule of WCAG 2.2 A or AA that a machine can judge', async () => {
  const server = await buildTestApp({ environment: { SITES: 'example.com,quiet.example' } });
  for (let reader = 1; reader <= 12; reader += 1) {
    const p = newPage();
    const headers = { 'user-agent': `${FIREFOX} ${reader}` };
    const u = `https://example.com/posts/${reader}?utm_source=letter&utm_campaign=spring`;
    await server.hit(aView({ p, u, t: `Post ${reader}`, r: reader % 2 ? 'https://www.google.com/' : '' }), headers);
    await server.hit(aEvent({ p, u, q: 1, n: 'Signup', d: { plan: 'pro' } }), headers);
  }
  await server.hit(aView({ u: 'https://example.com/robots' }), { 'user-agent': BOT });
  const { context, page } = await openPage();

  const found: { [view: string]: string[] } = {};
  const judge = async (view: string) => {
    const lines = await violationsEverywhere(page);
    if (lines.length > 0) found[view] = lines;
  };
  const open = async (path: string) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(server.address + path);
  };
  const isTold = async () => {
    await page.locator('[data-live-panel="fresh"]').waitFor();
    await page.getByRole('table', { name: 'Pages' }).waitFor();
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
  };

  await open('/');
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await judge('sign-in');
  await page.getByLabel('E-mail').fill(ADMIN.email);
  await page.getByLabel('Password').fill('not the right one at all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').first().waitFor();
  await judge('sign-in refused');

  await context.request.post(`${server.address}/api/session`, { data: ADMIN });
  await context.request.post(`${server.address}/api/sites/example.com/goals`, {
    data: { name: 'Signed up', event: 'Signup' },
  });

  await open('/sites/example.com');
  await isTold();
  await judge('live and report');
  await page.getByText('not counted since').click();
  await page.getByText('The latest, newest first').waitFor();
  await judge('what was not counted');
  await open('/sites/example.com');
  await page.locator('[data-feed] li[data-hit] button').first().click();
  await page.getByRole('dialog').getByText('This visit').waitFor();
  await judge('trail');
  await open('/sites/example.com');
  await page.locator('[data-whole="pages"]').click();
  await page.locator('[data-whole="pages"][aria-expanded="true"]').waitFor();
  await judge('whole list');
  await open('/sites/example.com?device=desktop&range=7d&compare=previous');
  await isTold();
  await judge('filtered and compared');
  await open('/sites/example.com?source=Nobody&range=7d');
  await page.getByText('nothing in this range').first().waitFor();
  await judge('nothing found');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await judge('shortcuts');

  for (const [view, path, heading] of [
    ['waiting', '/sites/quiet.example', 'Waiting for the first visitor'],
    ['another site', '/sites', 'Add'],
    ['overview', '/', 'Sites'],
    ...(['', '/snippet', '/counts', '/readers', '/kept', '/removal'] as const).map(
      (part) => [`settings${part}`, `/sites/example.com/settings${part}`, 'example.com'] as const,
    ),
    ['account', '/account', 'Account'],
    ['server', '/server', 'Backups'],
    ['big screen', '/live/example.com/screen', ''],
    ['nothing here', '/nowhere/at/all', ''],
    ['no such site', '/sites/nobody.example', ''],
  ] as const) {
    await open(path);
    if (heading) await page.getByRole('heading', { name: heading }).first().waitFor();
    else await page.locator('[data-screen="fresh"], [data-nothing]').waitFor();
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
    await judge(view);
  }

  const fresh = await buildTestApp({ environment: { ADMIN_EMAIL: undefined, ADMIN_PASSWORD: undefined } });
  await page.goto(`${fresh.address}/setup#token=a`);
  await page.getByRole('button', { name: 'Create the account' }).waitFor();
  await judge('set-up');
  await page.goto(fresh.address);
  await page.getByRole('heading').first().waitFor();
  await judge('before the set-up');

  expect(found).toEqual({});
});

test('a picture that nobody describes and words that are too pale are noticed (control)', async () => {
  const { address } = await buildTestApp();
  const { page } = await openPage();
  await page.goto(address);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.evaluate(() => {
    const picture = document.createElement('img');
    picture.src = '/favicon.svg';
    const pale = document.createElement('p');
    pale.style.color = 'light-dark(#999, #555)';
    pale.textContent = 'hardly to be read';
    document.querySelector('form')?.append(picture, pale);
  });
  expect((await violations(page)).map((line) => line.split(' ')[0])).toEqual(['color-contrast:', 'image-alt:']);
});
