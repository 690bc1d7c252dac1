// Goals in a real browser: what one is, naming, renaming and removing it by hand and by keyboard, and how many got there.
import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ADMIN, buildTestApp, FIREFOX } from '../server/testing/build-test-app.ts';
import { aEvent, aView } from '../server/testing/factories.ts';
import { createFakeClock } from '../server/testing/fake-clock.ts';
import { withBrowser } from './browser.ts';
import { openDashboard } from './dashboard.ts';

const browser = withBrowser();

const EVIL = 'Won <img src=x onerror=alert(1)>';

test('a goal is named, counts for the past, is renamed, removed and brought back, by keyboard and on a phone, too', async () => {
  const clock = createFakeClock(Date.parse('2026-11-20T10:00:00Z'));
  const { address, hit } = await buildTestApp({ clock });
  const at = (path: string) => ({ u: `https://example.com${path}` });
  for (const n of [1, 2, 3]) await hit(aView(at('/')), { 'user-agent': `${FIREFOX} ${n}` });
  await hit(aView(at('/buy/thanks')), { 'user-agent': `${FIREFOX} 1` });
  await hit(aEvent({ ...at('/'), n: 'Signup', d: { plan: 'pro' } }), { 'user-agent': `${FIREFOX} 1` });
  await hit(aEvent({ ...at('/'), n: 'Signup', d: { plan: 'free' } }), { 'user-agent': `${FIREFOX} 2` });
  clock.jumpWall(24 * 3_600_000);

  const dashboard = await openDashboard(browser());
  onTestFinished(() => expect(dashboard.complaints).toEqual([]));
  const { page } = dashboard;
  await page.goto(address);
  await page.getByLabel('E-mail').fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('group', { name: 'Range' }).getByText('7 days', { exact: true }).click();

  const area = page.locator('[data-report="report-goals"]');
  const rows = async () => {
    const lines = await area.getByRole('table', { name: 'Goals' }).locator('tbody tr').all();
    return Promise.all(
      lines.map(async (line) => {
        const cells = [line.locator('th button'), line.locator('td').first(), line.locator('td').last()];
        return (await Promise.all(cells.map((cell) => cell.textContent()))).join(' | ');
      }),
    );
  };
  const add = area.getByRole('button', { name: 'Add the goal' });
  const said = area.getByRole('status');

  await area.getByText('A goal is what you hope visitors will do').waitFor({ timeout: 20_000 });
  await area.getByText('Name a goal').click();
  await area.getByLabel('Name of the goal').fill('Bought');
  await area.getByLabel('Page', { exact: true }).fill('buy/*');
  await add.click();
  await area.getByRole('alert').getByText('must begin with /').waitFor();
  expect(await area.getByLabel('Page', { exact: true }).evaluate((field) => field === document.activeElement)).toBe(
    true,
  );
  await area.getByLabel('Page', { exact: true }).fill('/buy/*');
  await page.keyboard.press('Enter');
  await expect.poll(rows).toEqual(['Bought | 1 | 33.3%']);
  await expect.poll(() => said.textContent()).toContain('Bought is a goal now.');
  expect(await area.getByLabel('Name of the goal').inputValue()).toBe('');

  // By keyboard alone: another name, the other way, its event and property, and the button.
  await area.getByLabel('Name of the goal').focus();
  await page.keyboard.type(EVIL);
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Tab');
  for (const text of ['Signup', 'plan', 'pro']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect.poll(rows).toEqual(['Bought | 1 | 33.3%', `${EVIL} | 1 | 33.3%`]);
  await area.getByText('event Signup with plan = pro').waitFor();

  // What is counted follows what is asked for; a name is a site's only one.
  await area.getByLabel('Name of the goal').fill('Bought');
  await area.getByLabel('Event', { exact: true }).fill('Signup');
  await add.click();
  await area.getByText('There is a goal Bought already').waitFor();
  await area.getByLabel('Name of the goal').fill('Signed up');
  await add.click();
  await expect.poll(rows).toEqual(['Signed up | 2 | 66.7%', 'Bought | 1 | 33.3%', `${EVIL} | 1 | 33.3%`]);

  const downloading = page.waitForEvent('download');
  await area.getByRole('button', { name: 'Goals as CSV' }).click();
  const file = await downloading;
  expect(file.suggestedFilename()).toBe(`example.com goal 7d.csv`);
  const table = await readFile(await file.path(), 'utf8');
  expect(table.split('\r\n').slice(0, 3)).toEqual([
    'goal,visitors,conversion_rate',
    `Signed up,2,${2 / 3}`,
    `Bought,1,${1 / 3}`,
  ]);

  await area.getByRole('button', { name: `Rename ${EVIL}` }).click();
  const name = area.getByLabel(`New name of ${EVIL}`);
  expect(await name.evaluate((field) => field === document.activeElement)).toBe(true);
  await name.fill('Pro');
  await page.keyboard.press('Enter');
  await expect.poll(rows).toEqual(['Signed up | 2 | 66.7%', 'Bought | 1 | 33.3%', 'Pro | 1 | 33.3%']);
  const rename = area.getByRole('button', { name: 'Rename Pro' });
  await expect.poll(() => rename.evaluate((word) => word === document.activeElement)).toBe(true);

  await area.getByRole('button', { name: 'Remove Bought' }).click();
  await expect.poll(rows).toEqual(['Signed up | 2 | 66.7%', 'Pro | 1 | 33.3%']);
  await page.keyboard.press('Enter'); // the focus is on the way back
  await expect.poll(rows).toEqual(['Signed up | 2 | 66.7%', 'Bought | 1 | 33.3%', 'Pro | 1 | 33.3%']);
  await expect.poll(() => said.textContent()).toContain('Bought is a goal again.');

  await page.getByRole('group', { name: 'Range' }).getByText('today', { exact: true }).click();
  await expect.poll(rows).toEqual(['Bought | 0 | –', 'Pro | 0 | –', 'Signed up | 0 | –']);
  await page.setViewportSize({ width: 360, height: 780 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
