// Figures, chart and range as a person uses them: by mouse, by finger and by keyboard alone; and what they say when there is nothing,
// when nothing comes, and when what they say is old.
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ADMIN, buildTestApp, FIREFOX } from '../server/testing/build-test-app.ts';
import { aEvent, aView } from '../server/testing/factories.ts';
import { createFakeClock } from '../server/testing/fake-clock.ts';
import { userAgent, withBrowser } from './browser.ts';

const browser = withBrowser();

interface Start {
  /** When the page is looked at. */
  now: string;
  zone?: string;
  /** When somebody looked at the site's page; each is another visitor. */
  views?: readonly string[];
  /** What stands behind the address. */
  query?: string;
  phone?: boolean;
}

/** A site on whose pages somebody was at these times, and its dashboard at another; both clocks stand still. */
async function open({ now, zone = 'Europe/Berlin', views = [], query = '', phone = false }: Start) {
  const first = views[0] ?? now;
  const clock = createFakeClock(Date.parse(first));
  const { address, hit } = await buildTestApp({ clock, environment: { SITE_TIMEZONE: zone } });
  const at = (instant: string) => clock.jumpWall(Date.parse(instant) - clock.wall());
  const read = async (n: number) => {
    const reply = await hit(aView({ u: 'https://example.com/post' }), { 'user-agent': `${FIREFOX} ${n}` });
    expect(reply.status).toBe(202);
  };
  for (const [n, instant] of views.entries()) {
    at(instant);
    await read(n);
  }
  at(now);
  const context = await browser().newContext({
    userAgent,
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 900 },
    hasTouch: phone,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  onTestFinished(() => expect(complaints).toEqual([]));
  await page.clock.setFixedTime(clock.wall());
  await page.goto(address);
  await page.getByLabel('E-mail').fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('example.com').first().waitFor();
  const go = (query: string) => page.goto(`${address}/sites/example.com${query}`);
  if (query !== '') await go(query);
  return { page, go, clock, read, hit, at };
}

const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"]`).textContent();
const change = (page: Page, name: string) => page.locator(`[data-change="${name}"]`).innerText();
/** Intl puts spaces around some dashes and a comma behind some weekdays, as it likes. */
const plain = (text: string | null) => text?.replaceAll(/\s*–\s*/g, '–').replaceAll(/(?<=[a-z]), /g, ' ');
const title = async (page: Page) => plain(await page.locator('[data-range]').textContent());
const search = (page: Page) => decodeURIComponent(new URL(page.url()).search);
const keys = (page: Page) => page.getByRole('slider');
const said = (page: Page) => keys(page).getAttribute('aria-valuetext');
/** The numbers of the bars that have begun. */
const bars = (page: Page) =>
  page
    .locator('[data-bucket]:not([data-bucket="coming"])')
    .evaluateAll((all) =>
      all.flatMap((bar) => (bar.tagName === 'g' ? [Number((bar as SVGElement).dataset.count)] : [])),
    );
const range = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Range' }).getByText(name, { exact: true }).click();

/** Three yesterday before noon and one after it; two today. */
const TWO_DAYS = [
  ...['2026-11-20T08:05Z', '2026-11-20T08:10Z', '2026-11-20T09:30Z', '2026-11-20T16:00Z'],
  ...['2026-11-21T08:15Z', '2026-11-21T11:20Z'],
];
const NOON = '2026-11-21T11:30:00Z';

describe('figures', () => {
  test('say how many, and what has become of them since yesterday at this time', async () => {
    const { page } = await open({ now: NOON, views: TWO_DAYS });
    await expect.poll(() => figure(page, 'visitors')).toBe('2');
    expect(await figure(page, 'pageviews')).toBe('2');
    expect(await figure(page, 'views_per_visit')).toBe('1.0');
    expect(await figure(page, 'bounce_rate')).toBe('100%');
    expect(await title(page)).toBe('Saturday 21 November 2026');
    // 33% fewer than three; nothing is good or bad by its colour alone.
    expect(await change(page, 'visitors')).toContain('33% from 3');
    await page.getByRole('radio', { name: /^Visitors 2 down 33% from 3$/ }).waitFor();
    await page.getByRole('radio', { name: /^Views per visit 1.0 as before$/ }).waitFor();
  });

  test('one that is chosen is drawn; it stands in the address, and the browser’s own back works', async () => {
    const { page, hit } = await open({ now: NOON, views: TWO_DAYS });
    await hit(aView({ u: 'https://example.com/post' }), { 'user-agent': `${FIREFOX} 5` });
    await hit(aEvent({ n: 'Signup' }), { 'user-agent': `${FIREFOX} 5` });
    await page.reload();
    await expect.poll(() => figure(page, 'pageviews')).toBe('3');
    await page.getByRole('radio', { name: /^Pageviews/ }).check({ force: true });
    await page.getByRole('slider', { name: 'Pageviews by hour' }).waitFor();
    expect(search(page)).toBe('?chart=pageviews');
    await expect.poll(() => bars(page)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2]);
    await page.goBack();
    await page.getByRole('slider', { name: 'Visitors by hour' }).waitFor();
    expect(search(page)).toBe('');
  });
});

describe('the chart', () => {
  test('has a bar for each hour that has begun, the running one dashed; the greatest is marked, and yesterday stands behind', async () => {
    const { page } = await open({ now: NOON, views: [...TWO_DAYS, '2026-11-21T08:20Z'].sort() });
    await expect.poll(() => bars(page)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 1]);
    expect(await page.locator('[data-bucket="running"]').getAttribute('data-count')).toBe('1');
    expect(await page.locator('[data-peak]').getAttribute('data-peak')).toBe('2');
    expect(await page.locator('[data-before]').count()).toBe(1);
    await page.getByRole('group', { name: 'Compare with' }).getByText('nothing', { exact: true }).click();
    await expect.poll(() => page.locator('[data-before]').count()).toBe(0);
    expect(search(page)).toBe('?compare=none');
    expect(await page.locator('[data-change]').count()).toBe(0);
  });

  test('is read by arrow keys, and as a table', async () => {
    const { page } = await open({ now: NOON, views: TWO_DAYS });
    await expect.poll(() => figure(page, 'visitors')).toBe('2');
    await keys(page).focus();
    expect(await said(page)).toBe('12:00–13:00, so far: 1 visitor; up from 0');
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowLeft');
    expect(await said(page)).toBe('09:00–10:00: 1 visitor; down 50% from 2');
    await page.keyboard.press('End');
    expect(await said(page)).toBe('23:00–00:00: still to come');
    await page.getByText('as a table').click();
    const row = page.getByRole('row', { name: /^09:00–10:00/ });
    await expect.poll(async () => (await row.locator('td').allTextContents())[0]).toBe('1');
    expect(await page.getByRole('row', { name: /^13:00/ }).count()).toBe(0);
  });

  test('whoever drags over some bars looks closer at them, and goes back out by a word or by the browser', async () => {
    const { page } = await open({ now: NOON, views: TWO_DAYS });
    await expect.poll(() => bars(page)).toHaveLength(13);
    const plot = page.locator('[data-chart] svg').first();
    await plot.scrollIntoViewIfNeeded();
    const box = (await plot.boundingBox())!;
    const x = (hour: number) => box.x + ((hour + 0.5) * box.width) / 24;
    await page.mouse.move(x(9), box.y + 50);
    await page.mouse.down();
    await page.mouse.move(x(11), box.y + 60, { steps: 4 });
    await page.locator('[data-readout]', { hasText: '09:00–10:00 to 11:00–12:00' }).waitFor();
    await page.mouse.up();
    await expect.poll(() => title(page)).toBe('21 November 2026, 09:00–12:00');
    expect(search(page)).toBe('?range=2026-11-21T08:00Z..2026-11-21T11:00Z&out=today');
    await expect.poll(() => figure(page, 'visitors')).toBe('1');
    await page.getByRole('slider', { name: 'Visitors by minute' }).waitFor();
    await page.getByRole('button', { name: 'back out' }).click();
    await expect.poll(() => figure(page, 'visitors')).toBe('2');
    expect(search(page)).toBe('');
    await page.goBack();
    await expect.poll(() => figure(page, 'visitors')).toBe('1');
    await page.goForward();
    await expect.poll(() => figure(page, 'visitors')).toBe('2');
  });

  test('by keyboard alone: shift marks, enter looks closer, escape goes back out', async () => {
    const { page } = await open({ now: NOON, views: TWO_DAYS, query: '?range=7d' });
    await expect.poll(() => bars(page)).toEqual([0, 0, 0, 0, 0, 4, 2]);
    await keys(page).focus();
    await page.keyboard.press('Shift+ArrowLeft');
    expect(await said(page)).toBe('Friday 20 November to Saturday 21 November');
    await page.keyboard.press('Escape');
    expect(await said(page)).toBe('Friday 20 November: 4 visitors; up from 0');
    await page.keyboard.press('Enter');
    await expect.poll(() => title(page)).toBe('Friday 20 November 2026');
    expect(search(page)).toBe('?range=yesterday&out=7d');
    await expect.poll(() => bars(page)).toHaveLength(24);
    await page.keyboard.press('Escape');
    await expect.poll(() => title(page)).toBe('15–21 November 2026');
  });

  test('is by minutes, hours, days, weeks or months, whichever the range has enough of', async () => {
    const { page } = await open({ now: NOON, views: TWO_DAYS });
    const units = () => page.getByRole('group', { name: 'Chart by' }).locator('label').allTextContents();
    await expect.poll(units).toEqual(['minutes', 'hours']);
    await page.getByText('minutes', { exact: true }).click();
    await page.getByRole('slider', { name: 'Visitors by minute' }).waitFor();
    await page.locator('[data-chart="line"]').waitFor();
    expect(search(page)).toBe('?by=minute');
    await range(page, '12 months');
    await expect.poll(() => search(page)).toBe('?range=12mo');
    expect(await units()).toEqual(['days', 'weeks', 'months']);
    await expect.poll(() => bars(page)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6]);
  });

  test('a day in autumn has 25 hours, one in spring 23', async () => {
    const views = ['2026-10-25T00:10Z', '2026-10-25T01:10Z', '2026-10-25T01:20Z'];
    const { page, go } = await open({ now: NOON, views, query: '?range=2026-10-25..2026-10-25' });
    await expect.poll(() => bars(page)).toEqual([0, 0, 1, 2, ...Array.from({ length: 21 }, () => 0)]);
    await go('?range=2026-03-29..2026-03-29');
    await expect.poll(() => bars(page)).toHaveLength(23);
  });

  test('what happens on the site moves it within seconds', async () => {
    const { page, read } = await open({ now: NOON, views: TWO_DAYS });
    await expect.poll(() => figure(page, 'visitors')).toBe('2');
    await page.clock.setSystemTime(Date.parse(NOON) + 10_000);
    await read(99);
    await expect.poll(() => figure(page, 'visitors'), { timeout: 20_000 }).toBe('3');
    expect((await bars(page)).at(-1)).toBe(2);
  });
});

describe('ranges', () => {
  test.each([
    ['today', 'Saturday 21 November 2026', ''],
    ['yesterday', 'Friday 20 November 2026', '?range=yesterday'],
    ['24 hours', '20 Nov 2026, 13:00–21 Nov 2026, 13:00', '?range=24h'],
    ['7 days', '15–21 November 2026', '?range=7d'],
    ['30 days', '23 October–21 November 2026', '?range=30d'],
    ['6 months', '1 June–30 November 2026', '?range=6mo'],
    ['12 months', '1 December 2025–30 November 2026', '?range=12mo'],
    ['month', '1–30 November 2026', '?range=month'],
    ['year', '1 January–31 December 2026', '?range=year'],
    ['all', '20–21 November 2026', '?range=all'],
  ])('%s is %s', async (name, days, address) => {
    const { page } = await open({ now: NOON, views: TWO_DAYS, query: '?range=91d' });
    await range(page, name);
    await expect.poll(() => title(page)).toBe(days);
    expect(search(page)).toBe(address);
  });

  test('go back and forward by a step of their own length, not into what is to come, and stand where a reload finds them', async () => {
    const { page } = await open({ now: NOON, views: TWO_DAYS });
    const [back, forward] = ['the time before', 'the time after'].map((name) =>
      page.getByRole('button', { name, exact: true }),
    );
    await expect.poll(() => figure(page, 'visitors')).toBe('2');
    expect(await forward!.isDisabled()).toBe(true);
    await back!.click();
    await expect.poll(() => title(page)).toBe('Friday 20 November 2026');
    await expect.poll(() => figure(page, 'visitors')).toBe('4');
    await back!.click();
    await expect.poll(() => title(page)).toBe('Thursday 19 November 2026');
    await page.reload();
    await expect.poll(() => title(page)).toBe('Thursday 19 November 2026');
    await forward!.click();
    await expect.poll(() => title(page)).toBe('Friday 20 November 2026');
    await page.keyboard.press('>');
    await expect.poll(() => figure(page, 'visitors')).toBe('2');
    expect(search(page)).toBe('');
  });

  test('are chosen by calendar, and so is what they are compared with', async () => {
    const { page } = await open({ now: NOON, views: TWO_DAYS });
    await page.getByRole('button', { name: 'Range: from–to …' }).click();
    const dates = page.getByRole('form', { name: 'Range' });
    await dates.getByLabel('From').fill('2026-11-20');
    await dates.getByLabel('to', { exact: true }).fill('2026-11-20');
    await dates.getByRole('button', { name: 'show' }).click();
    await expect.poll(() => figure(page, 'visitors')).toBe('4');
    expect(search(page)).toBe('?range=yesterday'); // which is its name

    await page.getByRole('button', { name: 'Compare with: from–to …' }).click();
    const compared = page.getByRole('form', { name: 'Compare with' });
    await compared.getByLabel('From').fill('2026-11-21');
    await compared.getByLabel('to', { exact: true }).fill('2026-11-21');
    await compared.getByRole('button', { name: 'show' }).click();
    await page.getByRole('radio', { name: /^Visitors 4 up 100% from 2$/ }).waitFor();
    expect(search(page)).toBe('?range=yesterday&compare=2026-11-21..2026-11-21');
    expect(plain(await page.locator('[data-compared]').textContent())).toBe('Saturday 21 November 2026');
  });

  test('that make no sense fall back to today', async () => {
    const { page } = await open({ now: NOON, views: TWO_DAYS, query: '?range=2026-02-30..x&by=century&chart=luck' });
    await expect.poll(() => figure(page, 'visitors')).toBe('2');
    await page.getByRole('slider', { name: 'Visitors by hour' }).waitFor();
  });
});

describe('honestly', () => {
  test('nothing is called nothing', async () => {
    const { page } = await open({ now: NOON, views: ['2026-11-01T12:00Z'] });
    await expect.poll(() => figure(page, 'visitors')).toBe('0');
    expect(await figure(page, 'bounce_rate')).toBe('–');
    await page.getByText('nobody yet', { exact: true }).waitFor();
    await range(page, 'yesterday');
    await page.locator('[data-readout]', { hasText: 'nothing in this range' }).waitFor();
  });

  test('what cannot be asked says why; what is old says how old, and is greyed until it is true again', async () => {
    const { page } = await open({ now: NOON, views: TWO_DAYS });
    await expect.poll(() => figure(page, 'visitors')).toBe('2');
    const busy = { error: { code: 'over_budget', message: 'This question was too large.' } };
    await page.route('**/report', (route) => route.fulfill({ status: 400, json: busy }));
    await range(page, 'yesterday');
    const report = page.getByRole('region', { name: /^Report/ });
    await report.getByRole('alert').getByText('This question was too large.').waitFor();
    expect(await page.locator('[data-chart]').getAttribute('aria-busy')).toBe('true');
    await page.unroute('**/report');
    await range(page, '7 days');
    await expect.poll(() => figure(page, 'visitors')).toBe('6');
    expect(await report.getByRole('alert').count()).toBe(0);

    await page.route('**/report', (route) => route.fulfill({ status: 400, json: busy }));
    const lookAgain = () => page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
    await lookAgain();
    await report.getByText(/^This question was too large\. These numbers are \d+ s old\.$/).waitFor();
    expect(await figure(page, 'visitors')).toBe('6');
    expect(await page.locator('[data-chart]').getAttribute('aria-busy')).toBe('true');
    await page.unroute('**/report');
    await lookAgain();
    await expect.poll(() => report.getByRole('alert').count()).toBe(0);
  });
});

test('on a phone: nothing is wider than the screen; a finger reads a bar and looks closer at it', async () => {
  const { page } = await open({ now: NOON, views: TWO_DAYS, query: '?range=7d', phone: true });
  await expect.poll(() => bars(page)).toHaveLength(7);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  const plot = page.locator('[data-chart] svg').first();
  await plot.scrollIntoViewIfNeeded();
  const box = (await plot.boundingBox())!;
  await page.touchscreen.tap(box.x + (5.5 * box.width) / 7, box.y + box.height / 2);
  await page.locator('[data-readout]', { hasText: 'Friday 20 November: 4 visitors' }).waitFor();
  expect(search(page)).toBe('?range=7d');
  await page.getByRole('button', { name: 'look closer' }).tap();
  await expect.poll(() => title(page)).toBe('Friday 20 November 2026');
});
