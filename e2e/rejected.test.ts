// "Why do I see nothing?", asked in a real browser: what was not counted shows live with its reason, what the owner excludes
// shows as excluded, and a proxy that was not declared is told with the very line that declares it.
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aView } from '../server/testing/factories.ts';
import { startServerProcess } from '../server/testing/server-process.ts';
import { startBlog } from './blog.ts';
import { appears, launch, visit, withBrowser } from './browser.ts';
import { OWNER } from './dashboard.ts';
import { startOwnedSite } from './owned-site.ts';

const SHOWN_WITHIN_MS = 1000;
const PERSON = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const BOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

const browser = withBrowser();

async function start(site = 'example.com', host = '127.0.0.1') {
  const { server, environment, dashboard, snippet, post } = await startOwnedSite(browser(), { site, host });

  async function hit(path: string, headers: Record<string, string> = {}) {
    const view = aView({ s: site, u: `https://${site}${path}` });
    const reply = await post(view, { 'user-agent': PERSON, ...headers });
    expect(reply.status).toBe(202);
    return reply.headers.get('x-headcount-dropped');
  }
  return { server, environment, dashboard, page: dashboard.page, snippet, hit };
}

const rows = (page: Page) => page.getByRole('table', { name: 'The latest, newest first' }).getByRole('row');

/** A row of the list: a hit of this page, rejected for this reason. */
const row = (page: Page, path: string, why: string) =>
  rows(page)
    .filter({ has: page.getByText(path, { exact: true }) })
    .filter({ hasText: why });

/** How often the page has asked for the list. */
function countAsking(page: Page) {
  let times = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/rejected')) times += 1;
  });
  return () => times;
}

describe('what was not counted', () => {
  test('is told while the site still waits for its first visitor: a bot, and a browser that a program drives', async () => {
    const { page, snippet, hit } = await start('blog.test', 'headcount.test');
    await page.getByText('Nothing was rejected').waitFor();
    expect(await hit('/from-a-bot', { 'user-agent': BOT })).toBe('bot');
    await appears(row(page, '/from-a-bot', 'bot: its user agent is a bot’s'), SHOWN_WITHIN_MS);
    await page.getByRole('heading', { name: '1 hit came and was not counted' }).waitFor();

    const blog = await startBlog();
    onTestFinished(() => blog.close());
    blog.paste(snippet);
    const driven = await launch({ isDriven: true });
    onTestFinished(() => driven.close());
    const robot = await visit(driven);
    await robot.page.goto(`http://blog.test:${blog.port}/two`);
    await appears(row(page, '/two', 'bot: a program drives the browser'), 2 * SHOWN_WITHIN_MS);
    await page.getByText('2 hits from a bot').waitFor();
    await page.getByRole('heading', { name: 'Waiting for the first visitor' }).waitFor();
  });

  test('is one number until somebody asks, and then a live list', async () => {
    const { page, dashboard, hit } = await start();
    const asked = countAsking(page);
    expect(await hit('/')).toBe(null);
    await dashboard.shows({ visitors: 1 }, SHOWN_WITHIN_MS);
    await page.getByText('Nothing was rejected').waitFor();
    await hit('/first', { 'user-agent': BOT });
    await appears(page.getByText('1 hit was not counted'), SHOWN_WITHIN_MS);
    await hit('/second', { 'user-agent': BOT });
    const line = page.getByText('2 hits were not counted');
    await appears(line, SHOWN_WITHIN_MS);
    expect(asked()).toBe(0);

    await line.click();
    await row(page, '/first', 'bot').waitFor();
    await hit('/third', { 'user-agent': BOT });
    // The list has just been asked for, and is asked for no oftener than every 800 ms.
    await appears(row(page, '/third', 'bot'), 2 * SHOWN_WITHIN_MS);
    expect(await rows(page).nth(1).innerText()).toContain('/third');

    // A flood of them changes the number many times, and is asked for no oftener than it can be read.
    const before = asked();
    const began = performance.now();
    for (let i = 1; i <= 30; i += 1) {
      await hit(`/flood-${i}`, { 'user-agent': BOT });
      await page.waitForTimeout(100);
    }
    await appears(row(page, '/flood-30', 'bot'), 2 * SHOWN_WITHIN_MS);
    expect(asked() - before).toBeGreaterThanOrEqual(2);
    expect(asked() - before).toBeLessThanOrEqual(2 + (performance.now() - began) / 800);
    await page.getByRole('button', { name: 'all 33 that are kept' }).click();
    expect(await rows(page).count()).toBe(34); // and the head
    await dashboard.shows({ visitors: 1 }, 0);
  });
});

/** From the dashboard to what counts. */
async function openRules(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Snippet and settings of' }).click();
  await page.getByRole('link', { name: 'What counts' }).click();
}

test('a path that is excluded in the form is rejected from the next hit on, and Undo lets it count again', async () => {
  const { page, dashboard, hit } = await start();
  expect(await hit('/drafts/one')).toBe(null);
  await dashboard.shows({ visitors: 1 }, SHOWN_WITHIN_MS);
  await openRules(page);
  const paths = page.getByLabel('Paths that do not count');
  const save = page.getByRole('button', { name: 'Save what counts' });

  // What makes no sense is said at its list, with the entry at fault selected.
  await paths.fill('/fine\n\n  drafts\n');
  await save.click();
  await page.getByRole('alert').filter({ hasText: '“drafts” must begin with /' }).waitFor();
  const selected = await paths.evaluate((field: HTMLTextAreaElement) =>
    document.activeElement === field ? field.value.slice(field.selectionStart, field.selectionEnd) : null,
  );
  expect(selected).toBe('drafts');

  await paths.fill('/drafts/*');
  await save.click();
  await page.getByText('Saved.').last().waitFor();
  expect(await hit('/drafts/two')).toBe('excluded_path');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Put back.').waitFor();
  expect(await paths.inputValue()).toBe('');
  expect(await hit('/drafts/three')).toBe(null);
  await page.goBack();
  await page.goBack();
  await page.getByText('1 hit was not counted').click();
  await row(page, '/drafts/two', 'excluded path: /drafts/*').waitFor();
  expect(await hit('/posts')).toBe(null);

  // From the reason to the list that decides it.
  await page.getByRole('button', { name: 'change the list' }).click();
  await paths.waitFor();
  expect(await paths.evaluate((field) => document.activeElement === field)).toBe(true);
});

test('a page is excluded by what the dashboard shows of it; a star among the hosts is answered with what to do', async () => {
  const { page, dashboard, hit } = await start();
  expect(await hit('/%c3%bcber%20uns/')).toBe(null);
  await dashboard.shows({ visitors: 1 }, SHOWN_WITHIN_MS);
  const shown = await page.getByText('/über uns/').first().innerText();
  await openRules(page);
  const save = page.getByRole('button', { name: 'Save what counts' });
  const hosts = page.getByLabel('Hosts that count');
  await page.getByLabel('Paths that do not count').fill(shown);
  await hosts.fill('*');
  await save.click();
  await page.getByRole('alert').filter({ hasText: '“*” stands for any host. Leave the list empty instead.' }).waitFor();
  await hosts.fill('');
  await save.click();
  await page.getByText('Saved.').last().waitFor();
  expect(await hit('/%c3%bcber%20uns/')).toBe('excluded_path');
  await page.getByRole('link', { name: 'back to' }).click();
  await page.getByText('1 hit was not counted').click();
  await row(page, '/über uns/', 'excluded path: /über uns/').waitFor();
});

test('a proxy that tells nobody’s address is shown the line by which nginx does', async () => {
  const { page, hit } = await start();
  for (let i = 1; i <= 5; i += 1) await hit('/', { 'x-real-ip': `198.51.100.${i}` });
  const notice = page.locator('[data-notice="no_forwarded_for"]');
  await notice.waitFor();
  expect(await notice.getByLabel('Line for the proxy’s settings').inputValue()).toBe(
    'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
  );
});

test('a proxy that was not declared is told with the line that declares it, and no more once that is set', async () => {
  const { server, environment, page, hit } = await start();
  for (let i = 1; i <= 5; i += 1) await hit('/', { 'x-forwarded-for': `198.51.100.${i}` });
  const notice = page.locator('[data-notice="untrusted_forwarded"]');
  await notice.waitFor();
  expect(await notice.getByLabel('Line for the server’s environment').inputValue()).toBe('TRUST_PROXY=loopback');
  await notice.getByRole('button', { name: 'copy the line' }).click();
  await notice.getByText(/copied|selected/).waitFor();

  server.child.kill('SIGTERM');
  await server.ended;
  await startServerProcess({ ...environment, TRUST_PROXY: 'loopback' }).prints(/running on/);
  await notice.waitFor({ state: 'detached' });
  expect(OWNER.email).toBe(await page.getByText(OWNER.email).textContent()); // still signed in
});
