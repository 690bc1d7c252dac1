// The last thirty minutes in a real browser, on a server that has been there since yesterday: bars, yesterday's curve behind
// them, and today's peak by the clock of the site.
import { expect, onTestFinished, test } from 'vitest';
import { dayOf } from '../server/calendar.ts';
import { Database } from '../server/store/driver.ts';
import { databaseFile } from '../server/store/open.ts';
import { temporaryFolder } from '../server/testing/build-test-app.ts';
import { aView } from '../server/testing/factories.ts';
import { freePort, startServerProcess } from '../server/testing/server-process.ts';
import { withBrowser } from './browser.ts';
import { OWNER, openDashboard } from './dashboard.ts';

/** Another day than the browser's for most of the time, and no clock is ever changed there. */
const ZONE = 'Pacific/Kiritimati';
const DAY_MINUTES = 24 * 60;

const browser = withBrowser();

const hit = (port: string, reader: string) =>
  fetch(`http://127.0.0.1:${port}/hit`, {
    method: 'POST',
    headers: { 'user-agent': `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 ${reader}` },
    body: JSON.stringify(aView()),
  });

test('today’s peak, the bars and yesterday’s curve are there after a restart, and the running bar grows', async () => {
  const environment = {
    DATA_DIR: temporaryFolder(),
    PORT: String(await freePort()),
    LOG_LEVEL: 'warn',
    SITES: 'example.com',
    SITE_TIMEZONE: ZONE,
    ADMIN_EMAIL: OWNER.email,
    ADMIN_PASSWORD: OWNER.password,
  };
  const first = startServerProcess(environment);
  await first.prints(/running on/);
  await hit(environment.PORT, 'ann');
  first.child.kill('SIGTERM');
  await first.ended;

  const now = Math.floor(Date.now() / 60_000);
  const midnight = dayOf(ZONE, now * 60_000).start / 60_000;
  const db = new Database(databaseFile(environment.DATA_DIR));
  const insert = db.prepare('INSERT OR REPLACE INTO live_minutes VALUES (1, ?, ?, 0)');
  insert.run(midnight, 41);
  for (let ago = -10; ago < 60; ago += 1) insert.run(now - ago - DAY_MINUTES, 9);
  for (let ago = 5; ago < 15; ago += 1) if (now - ago > midnight) insert.run(now - ago, 6);
  db.close();

  await startServerProcess(environment).prints(/running on/);
  const dashboard = await openDashboard(browser());
  onTestFinished(() => expect(dashboard.complaints).toEqual([]));
  const { page } = dashboard;
  await page.goto(`http://127.0.0.1:${environment.PORT}`);
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();

  await page.getByText(`today’s peak 41 at 00:00, ${ZONE}`).waitFor();
  await page.getByText('same time yesterday: at most 9').waitFor();
  const bars = page.getByRole('img', { name: /^Most visitors at once in each of the last 30 minutes: / });
  const label = await bars.getAttribute('aria-label');
  expect(label).toContain(`In the same minutes yesterday: ${Array(30).fill(9).join(', ')}.`);
  if (now - 15 > midnight) expect(label).toContain('6, 6, 6, 6, 6, 6, 6, 6, 6, 6');

  const running = bars.locator('[data-running]');
  const heights = () => bars.locator('[data-count="6"]').evaluateAll((all) => all.map((bar) => bar.clientHeight));
  const before = await heights();
  for (let reader = 1; reader <= 4; reader += 1) await hit(environment.PORT, `reader ${reader}`);
  await dashboard.shows({ visitors: 4 }, 5_000);
  expect(Number(await running.getAttribute('data-count'))).toBeGreaterThanOrEqual(4);
  expect(await heights()).toEqual(before); // nothing else has moved
});
