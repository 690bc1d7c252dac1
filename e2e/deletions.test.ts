// A part of a site's history is removed in a real browser, by keyboard: counted first, then done; and how long days are kept.
import { expect, onTestFinished, test } from 'vitest';
import { ADMIN, buildTestApp, FIREFOX } from '../server/testing/build-test-app.ts';
import { aView } from '../server/testing/factories.ts';
import { hitsOf } from '../server/testing/stored.ts';
import { userAgent, withBrowser } from './browser.ts';

const browser = withBrowser();

async function start(part: 'removal' | 'kept', viewport = { width: 1280, height: 900 }) {
  const server = await buildTestApp();
  const view = (path: string, reader: number) =>
    server.hit(aView({ u: `https://example.com${path}` }), { 'user-agent': `${FIREFOX} ${reader}` });
  for (const [i, path] of ['/post', '/drafts/one', '/drafts/two', '/drafts/two'].entries()) await view(path, i);
  const context = await browser().newContext({ userAgent, viewport });
  await context.request.post(`${server.address}/api/session`, { data: ADMIN });
  const complaints: string[] = [];
  onTestFinished(() => expect(complaints).toEqual([]));
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${server.address}/sites/example.com/settings/${part}`);
  return { server, view, page };
}

type Page = Awaited<ReturnType<typeof start>>['page'];

/** Opened, and the first field has the focus. */
async function open(page: Page, summary: string): Promise<void> {
  await page.getByText(summary).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
}

test('a page’s history is counted, and goes when that is confirmed; what is typed anew is counted anew', async () => {
  const { server, view, page } = await start('removal');
  await open(page, 'Remove a page’s history');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'Type a path.' }).waitFor();
  await page.keyboard.type('drafts');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'must begin with /' }).waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('/drafts/*');
  await page.keyboard.press('Enter');
  await page.getByText('3 hits of 2 pages would be gone.').waitFor();
  await page.keyboard.press('Backspace'); // /drafts/
  await expect.poll(() => page.getByRole('button', { name: /^Delete/ }).count()).toBe(0);
  await page.keyboard.press('Enter');
  await page.getByText('There are no such hits.').waitFor();
  await page.keyboard.type('*');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Delete 3 hits for good' }).waitFor();
  expect(hitsOf(server)).toHaveLength(4); // nothing has happened
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Nothing is stored of it any more.').waitFor();
  expect(hitsOf(server).map(({ path }) => path)).toEqual(['/post']);
  await page.getByRole('link', { name: 'back to example.com' }).click();
  await page.locator('[data-value="/post"]').first().waitFor();
  await expect.poll(() => page.locator('[data-value="/drafts/two"]').count(), { timeout: 10_000 }).toBe(0);
  await view('/later', 9);
  await page.locator('[data-value="/later"]').first().waitFor();
});

test('days are removed, and who thinks better of it keeps them', async () => {
  const { server, page } = await start('removal', { width: 360, height: 740 });
  await open(page, 'Remove the history of some days');
  await page.getByRole('button', { name: 'Count its hits' }).click();
  await page.getByRole('alert').filter({ hasText: 'Choose a day.' }).waitFor();
  const today = new Date().toISOString().slice(0, 10);
  await page.getByLabel('First day').fill(today);
  await page.getByLabel('Last day').fill(today);
  await page.keyboard.press('Enter');
  await page.getByText('4 hits would be gone.').waitFor();
  const beyond = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await page.evaluate(beyond)).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Keep them' }).click();
  await expect.poll(() => page.getByRole('button', { name: /^Delete/ }).count()).toBe(0);
  await page.getByRole('button', { name: 'Count its hits' }).click();
  await page.getByRole('button', { name: 'Delete 4 hits for good' }).click();
  await page.getByText('Nothing is stored of it any more.').waitFor();
  expect(hitsOf(server)).toEqual([]);
});

test('how long days are kept is chosen and saved, and how much is stored is told', async () => {
  const { page } = await start('kept');
  const choice = page.getByLabel('How long finished days are kept');
  expect(await choice.locator('option:checked').textContent()).toBe('server’s setting: for ever');
  await choice.selectOption({ label: '90 days' });
  await page.locator('form', { has: choice }).getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved. What is older than 90 days goes within the hour.').waitFor();
  await page.reload();
  await expect.poll(() => choice.inputValue()).toBe('90');
  await expect
    .poll(() => page.locator('dl', { hasText: 'Finished days' }).textContent())
    .toMatch(/Hits4Since\d+ \w+ \d{4}Rowsabout/);
});
