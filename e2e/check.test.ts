// Nobody comes: the page that waits says what the server sees of it, live, with the next step.
import { expect, onTestFinished, test } from 'vitest';
import { aView } from '../server/testing/factories.ts';
import { startBlog } from './blog.ts';
import { visit, withBrowser } from './browser.ts';
import { startOwnedSite } from './owned-site.ts';

const browser = withBrowser();

test('no page has the script; then one has, but its hits are blocked; then they come, and the page becomes the dashboard', async () => {
  const { dashboard, snippet } = await startOwnedSite(browser(), { site: 'localhost' });
  const { page } = dashboard;
  const finding = (is: string) => page.locator(`[data-finding="${is}"]`);
  await finding('none').getByText('No page has fetched the script yet').waitFor();

  const blog = await startBlog();
  onTestFinished(() => blog.close());
  blog.paste(snippet);
  const reader = await visit(browser());
  onTestFinished(() => reader.close());
  await reader.page.route('**/hit', (route) => route.abort()); // a content blocker
  await reader.page.goto(`http://localhost:${blog.port}/`);
  await finding('blocked').getByText('without a content blocker').waitFor();
  expect(await finding('none').count()).toBe(0);

  await reader.page.unroute('**/hit');
  await reader.page.reload();
  await dashboard.shows({ visitors: 1 }, 5000);
});

test('hits for a host that is no site, and hits that are turned away, are said as that', async () => {
  const { dashboard, address } = await startOwnedSite(browser(), { site: 'exmaple.com' });
  const finding = (is: string) => dashboard.page.locator(`[data-finding="${is}"]`);
  await fetch(`${address}/hit`, { method: 'POST', body: JSON.stringify(aView({ s: 'example.com' })) });
  await finding('unregistered').getByText('Pages send hits for example.com').waitFor();
  const bot = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' };
  const view = aView({ s: 'exmaple.com', u: 'https://exmaple.com/' });
  await fetch(`${address}/hit`, { method: 'POST', headers: bot, body: JSON.stringify(view) });
  await finding('dropped').waitFor();
});

test('the snippet is told for what the site is made with, and that is remembered', async () => {
  const { dashboard } = await startOwnedSite(browser());
  const { page } = dashboard;
  const snippet = page.getByLabel('Snippet');
  await page.getByText('WordPress', { exact: true }).click();
  await page.getByText('functions.php').first().waitFor();
  expect(await snippet.inputValue()).toContain("add_action( 'wp_head'");
  await page.getByText('Astro', { exact: true }).click();
  expect(await snippet.inputValue()).toContain('is:inline');
  await page.reload();
  await expect.poll(() => page.getByRole('radio', { name: 'Astro' }).isChecked()).toBe(true);
});
