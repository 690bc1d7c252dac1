// One search over page, referrer and visitor, by keyboard alone; whole lists; single hits of the range, and whose they are.
import { expect, onTestFinished, test } from 'vitest';
import { ADMIN, buildTestApp, FIREFOX } from '../server/testing/build-test-app.ts';
import { aEvent, aView } from '../server/testing/factories.ts';
import { createFakeClock } from '../server/testing/fake-clock.ts';
import { query, withBrowser } from './browser.ts';
import { openDashboard } from './dashboard.ts';

const browser = withBrowser();
const EVIL = '<img src=x onerror=alert(1)>';

async function start(pages: number) {
  const clock = createFakeClock(Date.parse('2026-11-20T10:00:00Z'));
  const { address, hit } = await buildTestApp({ clock });
  const at = (path: string) => ({ u: `https://example.com${path}` });
  for (let i = 0; i < pages; i += 1) {
    const from = i === 0 ? { r: 'https://news.example/letter' } : {};
    await hit(aView({ ...at(`/letters/${String(i).padStart(2, '0')}`), ...from }), { 'user-agent': `${FIREFOX} ${i}` });
    clock.advance(1_000);
  }
  await hit(aEvent({ ...at('/letters/00'), n: EVIL, d: { [EVIL]: EVIL } }), { 'user-agent': `${FIREFOX} 0` });
  const dashboard = await openDashboard(browser());
  onTestFinished(() => expect(dashboard.complaints).toEqual([]));
  const { page } = dashboard;
  await page.goto(address);
  await page.getByLabel('E-mail').fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const rows = (name: string) => page.getByRole('table', { name }).locator('tbody tr');
  await expect.poll(() => rows('Pages').count(), { timeout: 20_000 }).toBe(Math.min(10, pages));
  return { page, rows };
}

test('by keyboard: / opens the search, what is found follows the typing, arrows choose, enter filters', async () => {
  const { page, rows } = await start(3);
  await page.keyboard.press('/');
  const field = page.getByRole('combobox', { name: 'Page, referrer or visitor' });
  await expect.poll(() => field.evaluate((each) => each === document.activeElement)).toBe(true);
  await page.keyboard.type('LETTER');
  const options = page.getByRole('option');
  await expect
    .poll(() => options.allTextContents())
    .toEqual([
      'page/letters/001',
      'page/letters/011',
      'page/letters/021',
      'referrernews.example/letter1',
      'pages withLETTER',
    ]);
  await page.keyboard.press('ArrowUp'); // the last
  await page.keyboard.press('ArrowUp');
  expect(await page.getByRole('option', { selected: true }).textContent()).toContain('news.example/letter');
  await page.keyboard.press('Enter');
  expect(await query(page)).toBe('?referrer=https%3A%2F%2Fnews.example%2Fletter');
  await expect.poll(() => rows('Pages').count()).toBe(1);
  expect(await page.getByRole('dialog').count()).toBe(0);

  await page.keyboard.press('/');
  await page.keyboard.type('nowhere');
  await page.getByText('Nothing in this range contains that.').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
});

test('a list of many is whole in a place of its own, searched there, and a row of it filters; on a phone, too', async () => {
  const { page, rows } = await start(14);
  await page.setViewportSize({ width: 390, height: 800 });
  await page.getByRole('button', { name: 'Pages: the whole list' }).click();
  const dialog = page.getByRole('dialog');
  await expect.poll(() => dialog.locator('tbody tr').count()).toBe(14);
  await dialog.getByLabel('Those that contain').fill('/13');
  await expect.poll(() => dialog.locator('tbody tr').count()).toBe(1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await dialog.getByRole('button', { name: '/letters/13' }).click();
  expect(await query(page)).toBe('?page=%2Fletters%2F13');
  await expect.poll(() => rows('Pages').count()).toBe(1);
  await expect.poll(() => rows('Pages').getByRole('button').getAttribute('aria-pressed')).toBe('true');
});

test('single hits of the range: by visitor, with the trail of who is in the feed, and what strangers wrote as text', async () => {
  const { page } = await start(3);
  await page.getByText('Single hits of the range').click();
  const hits = page.getByRole('list', { name: 'Hits of this range, newest first' }).getByRole('listitem');
  await expect.poll(() => hits.count()).toBe(4);
  expect(await hits.first().textContent()).toContain(EVIL);
  await hits
    .first()
    .getByRole('button', { name: /^Only visitor/ })
    .click();
  await expect.poll(() => hits.count()).toBe(2);
  expect(await query(page)).toMatch(/^\?visitor=\d+\.\d+$/);
  await hits.first().locator('button[aria-haspopup]').click();
  await page.getByRole('dialog').getByText('This visit').waitFor();
  await page.keyboard.press('Escape');

  const events = page.locator('[data-report="report-events"]');
  await events.getByRole('button', { name: EVIL }).click();
  await events.locator('label', { hasText: EVIL }).click(); // the property of the same name
  await expect.poll(() => query(page)).toContain('events=prop');
  await expect.poll(() => events.locator('tbody tr').count()).toBe(1);
  expect(await page.locator('img[src="x"]').count()).toBe(0);
});
