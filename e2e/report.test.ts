// The report's tables in a real browser: what was counted by whatever is known of it, the range in the address, and a table as
// a file. What visitors wrote is text, in the tables and in the file.
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { ADMIN, buildTestApp, FIREFOX } from '../server/testing/build-test-app.ts';
import { aEvent, aView } from '../server/testing/factories.ts';
import { createFakeClock } from '../server/testing/fake-clock.ts';
import { query, withBrowser } from './browser.ts';
import { openDashboard } from './dashboard.ts';

const browser = withBrowser();

test('tables by page, source and event; the range stands in the address; a table is saved as CSV', async () => {
  const clock = createFakeClock(Date.parse('2026-11-20T10:00:00Z'));
  const { address, hit } = await buildTestApp({ clock });
  const at = (path: string) => ({ u: `https://example.com${path}` });
  await hit(aView({ ...at('/old'), r: 'https://www.google.com/' }));
  clock.jumpWall(24 * 3_600_000);
  await hit(aView(at('/new')));
  await hit(aView({ ...at('/new'), r: 'https://www.reddit.com/r/maps' }), { 'user-agent': `${FIREFOX} 2` });
  await hit(aEvent({ ...at('/new'), n: '=HYPERLINK("https://evil.example")' }));

  const dashboard = await openDashboard(browser());
  onTestFinished(() => expect(dashboard.complaints).toEqual([]));
  const { page } = dashboard;
  await page.goto(address);
  await page.getByLabel('E-mail').fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();

  const table = (name: string) => page.getByRole('table', { name });
  const rows = async (name: string) => {
    const lines = await table(name).locator('tbody tr').all();
    return Promise.all(
      lines.map(async (line) => {
        const cells = [line.locator('th button'), line.locator('td').first(), line.locator('td').last()];
        return (await Promise.all(cells.map((cell) => cell.textContent()))).join(' ');
      }),
    );
  };
  await expect.poll(() => rows('Pages'), { timeout: 20_000 }).toEqual(['/new 2 2']);
  const ranges = page.getByRole('group', { name: 'Range' });
  await ranges.getByText('7 days', { exact: true }).click();
  await expect.poll(() => rows('Pages')).toEqual(['/new 2 2', '/old 1 1']);
  expect(await rows('Where they came from')).toEqual(['direct 1 1', 'Google 1 1', 'Reddit 1 1']);
  expect(await rows('Events')).toEqual(['=HYPERLINK("https://evil.example") 1 1']);

  await ranges.getByText('yesterday', { exact: true }).click();
  await expect.poll(() => rows('Pages')).toEqual(['/old 1 1']);
  expect(await query(page)).toBe('?range=yesterday');
  await page.reload();
  await expect.poll(() => rows('Pages')).toEqual(['/old 1 1']);
  await page.getByText('no page has told of an event').waitFor();
  await ranges.getByText('today', { exact: true }).click();
  await expect.poll(() => rows('Pages')).toEqual(['/new 2 2']);
  await page.goBack();
  await expect.poll(() => rows('Pages')).toEqual(['/old 1 1']);
  await page.goForward();
  await expect.poll(() => rows('Pages')).toEqual(['/new 2 2']);

  // By keyboard, as radio buttons are.
  await page.getByRole('group', { name: 'Where they came from by' }).getByRole('radio', { name: 'source' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => rows('Where they came from')).toEqual(['direct 1 1', 'social 1 1']);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Events as CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('example.com event today.csv');
  expect(readFileSync(await file.path(), 'utf8')).toBe(
    'event,visitors,events\r\n"\'=HYPERLINK(""https://evil.example"")",1,1\r\n',
  );

  await page.setViewportSize({ width: 360, height: 780 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
