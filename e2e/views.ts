// Every view of the dashboard, for the tests that go through all of them: a new view is one line here.
import type { Page } from 'playwright-core';

export interface View {
  name: string;
  path: string;
  /** What is there once it shows what it has to show. */
  ready: string;
  /** What is done then: a dialog opened, a part unfolded. */
  open?: (page: Page) => Promise<void>;
}

const site = '/sites/example.com';
/** As dashboard/base-path.ts has them, which only a bundler can read. */
const SETTINGS_PARTS = ['site', 'snippet', 'counts', 'readers', 'kept', 'removal'];
const EVIL = encodeURIComponent('<img src=x onerror=alert(1)>');
const FRESH = '[data-live-panel="fresh"]';

export const VIEWS: readonly View[] = [
  { name: 'site', path: site, ready: FRESH },
  { name: 'site, a month', path: `${site}?range=28d`, ready: FRESH },
  {
    name: 'trail of a visitor',
    path: site,
    ready: FRESH,
    open: async (page) => {
      await page.locator('[data-feed] [data-hit] button').first().click();
      await page.locator('[data-trail] [data-hit]').first().waitFor();
    },
  },
  {
    name: 'rejected hits',
    path: site,
    ready: FRESH,
    open: async (page) => {
      await page.locator('[data-rejected] summary').click();
      await page.locator('[data-rejected] table').waitFor();
    },
  },
  {
    name: 'shortcuts',
    path: site,
    ready: FRESH,
    open: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'all sites', path: '/', ready: '[data-site]' },
  { name: 'add a site', path: '/sites', ready: 'input[name="host"]' },
  ...SETTINGS_PARTS.map((part) => ({
    name: `settings: ${part}`,
    path: `${site}/settings/${part}`,
    ready: '[data-settings] h2, [data-settings] h1, main h2',
  })),
  { name: 'account', path: '/account', ready: 'main form' },
  { name: 'server', path: '/server', ready: 'main h2' },
  { name: 'big screen', path: '/live/example.com/screen', ready: '[data-screen="fresh"]' },
  {
    name: 'filtered by what somebody else wrote',
    path: `${site}?${['source', 'page', 'event', 'prop:x'].map((key) => `${key}=${EVIL}`).join('&')}&trail=${EVIL}`,
    ready: FRESH,
  },
  {
    name: 'whole list of the range',
    path: site,
    ready: '[data-report="report-pages"] tbody tr',
    open: async (page) => {
      await page.locator('[data-report="report-pages"] [aria-haspopup="dialog"]').click();
      await page.getByRole('dialog').locator('tbody tr').first().waitFor();
    },
  },
  { name: 'not found', path: '/sites/nobody.example', ready: '[data-nothing]' },
];

/** Goes there, and resolves when nothing has changed on screen for a moment (or all the time: readers come and go). */
export async function openView(page: Page, address: string, { path, ready, open }: View): Promise<void> {
  await page.goto(address + path);
  await page.waitForSelector(ready);
  await settled(page);
  await open?.(page);
  if (open) await settled(page);
}

export const settled = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const done = () => {
          observer.disconnect();
          resolve();
        };
        let timer = setTimeout(done, 250);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(done, 250);
        });
        observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        setTimeout(done, 2_000);
      }),
  );
