// The feed and a visitor's trail in a real browser: an arrival and what follows, read by keyboard, held still while somebody
// reads, and safe from what strangers write.
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aLeave, aView, newPage } from '../server/testing/factories.ts';
import { startBlog } from './blog.ts';
import { appears, query, visit, withBrowser } from './browser.ts';
import { startOwnedSite } from './owned-site.ts';

const SHOWN_WITHIN_MS = 2000;
const PERSON = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const browser = withBrowser();

async function start(site = 'example.com') {
  const { address, dashboard, snippet, post } = await startOwnedSite(browser(), { site });

  async function send(body: object, agent = PERSON, headers: { [name: string]: string } = {}) {
    const reply = await post(body, { 'user-agent': agent, ...headers });
    expect(reply.ok).toBe(true);
  }
  const see = (path: string, over: object = {}, agent = PERSON) =>
    send(aView({ s: site, u: `https://${site}${path}`, ...over }), agent);
  return { address, dashboard, page: dashboard.page, snippet, send, see };
}

const row = (page: Page, path: string) => page.locator(`[data-feed] li[data-hit="${path}"]`);
const paths = (page: Page) =>
  page.locator('[data-feed] ol li[data-hit]').evaluateAll((rows) => rows.map((each) => each.getAttribute('data-hit')));
const trail = (page: Page) => page.getByRole('dialog');
const trailPaths = (page: Page) =>
  trail(page)
    .locator('li[data-hit]')
    .evaluateAll((rows) => rows.map((each) => each.getAttribute('data-hit')));

test('a reader arrives from a search, and what they do next follows above it', async () => {
  const { page, snippet } = await start('localhost');
  const blog = await startBlog();
  onTestFinished(() => blog.close());
  blog.paste(snippet);
  const reader = await visit(browser());
  await reader.page.goto(`http://localhost:${blog.port}/`, { referer: 'https://www.google.com/' });
  const arrival = row(page, '/');
  await appears(arrival, SHOWN_WITHIN_MS);
  expect(await arrival.innerText()).toContain('from Google');
  expect(await arrival.getByRole('link').innerText()).toBe('A blog');
  expect(await arrival.getByRole('link').getAttribute('href')).toBe('http://localhost/');

  await reader.page.getByRole('link', { name: 'Two' }).click();
  const next = row(page, '/two');
  await appears(next, SHOWN_WITHIN_MS);
  expect(await next.innerText()).not.toMatch(/from|direct/);
  expect(await paths(page)).toEqual(['/two', '/']);
  // One and the same visitor, under one name.
  const names = await page.locator('[data-feed] ol button').allInnerTexts();
  expect(new Set(names).size).toBe(1);
  expect(names[0]).toMatch(/^[a-z]+ [a-z]+/);
  // Their age moves on by itself.
  await arrival.getByText(/^[1-9]\d* s$/).waitFor({ timeout: 5000 });
  await reader.close();
});

describe('the trail', () => {
  test('opens by keyboard, goes on while it is open, closes with Escape and gives the focus back', async () => {
    const { page, see, send } = await start();
    const p = newPage();
    await see('/first', { p, t: 'The first page', r: 'https://news.ycombinator.com/item?id=1' });
    await see('/of-another', {}, `${PERSON} another`);
    await send({
      k: 'event',
      s: 'example.com',
      p,
      q: 1,
      u: 'https://example.com/first',
      n: 'sign-up',
      d: { plan: 'pro' },
    });
    await send({ ...aLeave({ p, u: 'https://example.com/first' }), e: 42_000, y: 80 });
    await see('/second');
    await appears(row(page, '/second'), SHOWN_WITHIN_MS);

    const button = row(page, '/second').getByRole('button');
    await button.focus();
    await page.keyboard.press('Enter');
    await trail(page).getByText('This visit: 2 pages and 1 event').waitFor();
    expect(await trailPaths(page)).toEqual(['/first', '/first', '/second']);
    const told = await trail(page).innerText();
    for (const part of [
      'Hacker News',
      'news.ycombinator.com/item',
      'The first page',
      'sign-up',
      'plan:',
      'pro',
      'Firefox on Linux',
    ])
      expect(told).toContain(part);
    expect(told).not.toContain('of-another');
    expect(new URLSearchParams(await query(page)).get('trail')).toMatch(/^[0-9a-f]{16}$/);

    await see('/third');
    await expect.poll(() => trailPaths(page), { timeout: 5000 }).toEqual(['/first', '/first', '/second', '/third']);

    await trail(page).getByText('read for 42 s, 80% of the page').waitFor({ timeout: 20_000 });

    await page.keyboard.press('Escape');
    await trail(page).waitFor({ state: 'detached' });
    expect(await query(page)).toBe('');
    expect(await button.evaluate((element) => document.activeElement === element)).toBe(true);
  });

  test('has an address of its own: whoever opens it sees the trail, and whoever goes back does not', async () => {
    const { page, see } = await start();
    await see('/first');
    await row(page, '/first').getByRole('button').click();
    await trail(page).getByText('This visit: 1 page').waitFor();
    await page.reload();
    await trail(page).getByText('This visit: 1 page').waitFor();
    await trail(page).getByRole('button', { name: 'close' }).click();
    await trail(page).waitFor({ state: 'detached' });

    await row(page, '/first').getByRole('button').click();
    await trail(page).waitFor();
    await page.goBack();
    await trail(page).waitFor({ state: 'detached' });
    // Nobody is a sentence, and an id that is none is too.
    for (const visitor of ['0123456789abcdef', '<img src=x onerror=alert(1)>']) {
      await page.goto(`${new URL(page.url()).origin}/sites/example.com?trail=${encodeURIComponent(visitor)}`);
      await trail(page).getByRole('alert').waitFor();
    }
  });
});

test('who asked not to be told apart is a page that belongs to nobody', async () => {
  const { page, send } = await start();
  await send(aView({ u: 'https://example.com/private' }), PERSON, { 'sec-gpc': '1' });
  await row(page, '/private').getByRole('button', { name: 'not linked' }).click();
  await trail(page).getByText('asked not to be told apart').waitFor();
  expect(await trailPaths(page)).toEqual(['/private']);
});

test('nothing moves under whoever reads: new hits wait until they are wanted', async () => {
  const { page, see } = await start();
  for (let i = 1; i <= 30; i += 1) await see(`/${i}`);
  await appears(row(page, '/30'), SHOWN_WITHIN_MS);
  const region = page.getByRole('region', { name: 'Latest hits, newest first' });
  const top = () => region.evaluate((element) => element.scrollTop);

  // Scrolled.
  await region.evaluate((element) => element.scrollTo({ top: 200 }));
  await page.waitForTimeout(200);
  const before = await paths(page);
  for (const path of ['/a', '/b', '/c']) await see(path);
  const waiting = page.getByRole('button', { name: '3 new' });
  await appears(waiting, SHOWN_WITHIN_MS);
  expect(await paths(page)).toEqual(before);
  expect(await top()).toBe(200);
  await waiting.click();
  await row(page, '/c').waitFor();
  expect((await paths(page)).slice(0, 4)).toEqual(['/c', '/b', '/a', '/30']);
  expect(await top()).toBe(0);

  // Under the pointer, until that goes.
  await region.hover();
  await see('/d');
  await appears(page.getByRole('button', { name: '1 new' }), SHOWN_WITHIN_MS);
  expect((await paths(page))[0]).toBe('/c');
  await page.mouse.move(1, 1);
  await row(page, '/d').waitFor();

  // While nobody sees the page.
  const turn = (state: string) =>
    page.evaluate((now) => {
      Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await turn('hidden');
  await see('/unseen');
  await appears(page.getByRole('button', { name: '1 new' }), SHOWN_WITHIN_MS);
  expect((await paths(page))[0]).toBe('/d');
  await turn('visible');
  await row(page, '/unseen').waitFor();

  // With the focus in it.
  await row(page, '/d').getByRole('button').focus();
  await see('/e');
  await appears(page.getByRole('button', { name: '1 new' }), SHOWN_WITHIN_MS);
  await page.getByRole('button', { name: '1 new' }).press('Enter');
  await row(page, '/e').waitFor();
});

test('what strangers write is text, and no wider than the page', async () => {
  const { page, dashboard, see } = await start();
  const titles = [
    '<img src=x onerror="document.title=1"><script>alert(1)</script>',
    'gnp.exe\u202egpj.\u2066 turned',
    'W'.repeat(256),
    'שלום עולם / العربية',
  ];
  for (const [i, t] of titles.entries()) await see(`/hostile-${i}`, { t });
  await see('/%3Cimg%20src=x%3E/%E2%80%AEabc');
  await appears(row(page, '/hostile-3'), SHOWN_WITHIN_MS);
  const shown = await row(page, '/hostile-0').getByRole('link').innerText();
  expect(shown).toBe(titles[0]);
  expect(await row(page, '/hostile-1').innerText()).toContain('gnp.exe%E2%80%AEgpj.');

  await row(page, '/hostile-2').getByRole('button').click();
  await trail(page).getByText('This visit: 5 pages').waitFor();
  expect(await trail(page).innerText()).toContain(titles[0]);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    const widths = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.querySelector('dialog')?.scrollWidth ?? 0,
    ]);
    expect(Math.max(...widths)).toBeLessThanOrEqual(width);
  }
  expect(await page.locator('img[src="x"]').count()).toBe(0);
  expect(dashboard.complaints).toEqual([]);
});
