// What real visitors do, as stories: each drives a browser and says what the dashboard must show, and by when. A story is given
// its place (a site of its own, where nobody is) and leaves it empty.
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Place
 * @property {string} id unique, the first part of every path of this visit
 * @property {(path: string) => string} url
 * @property {() => Promise<import('../bench/live/bare-chromium.mjs').BareChromium>} bare running, with nothing attached
 * @property {() => Promise<import('playwright-core').Page>} page a fresh visitor's, driven
 * @property {(pages: string[]) => Promise<void>} arrives the dashboard comes to show exactly these pages, of one visitor, within a second of the last one's being asked for, or shown if it was prerendered
 * @property {(from: number) => Promise<void>} leaves it comes to show nobody, within five seconds
 * @property {(from: number) => Promise<void>} crashes it comes to show nobody, within 45 seconds
 * @property {(pages: string[], what: string) => Promise<void>} becomes as arrives, but within a second of now
 * @property {(pages: string[]) => Promise<void>} returns as arrives, but within 17 s of now: a beat, and a second
 * @property {() => number[]} counts the numbers of visitors that were shown since the last call
 * @property {(holds: boolean, what: string) => void} must
 */

const now = () => performance.now();

/** One page in a tab of its own, closed `ms` after it is shown. @param {number} ms @returns {(place: Place) => Promise<void>} */
const readFor =
  (ms) =>
  async ({ url, bare, arrives, leaves }) => {
    const browser = await bare();
    const tab = await browser.open(url('/one'));
    await arrives(['/one']);
    await sleep(ms);
    const from = now();
    await browser.close(tab);
    await leaves(from);
  };

/**
 * By name; `share` of a hundred visits; `isLong`: it waits until a lease has run out.
 * @type {Record<string, { share: number, isLong?: true, tell: (place: Place) => Promise<void> }>}
 */
export const STORIES = {
  'reads and closes the tab': { share: 24, tell: readFor(500) },
  'is gone in a moment': { share: 10, tell: readFor(0) },
  'moves on from page to page': {
    share: 14,
    async tell({ id, url, bare, arrives, leaves, counts, must }) {
      const browser = await bare();
      const tab = await browser.open(url(`/one?then=/${id}/two;after=1500`));
      await arrives(['/one']);
      counts();
      await arrives(['/two']);
      must(
        counts().every((visitors) => visitors === 1),
        'one visitor all the time',
      );
      const from = now();
      await browser.close(tab);
      await leaves(from);
    },
  },
  'has two tabs': {
    share: 12,
    async tell({ url, bare, arrives, becomes, leaves, counts, must }) {
      const browser = await bare();
      const one = await browser.open(url('/one'));
      await arrives(['/one']);
      counts();
      const two = await browser.open(url('/two'));
      await arrives(['/two']);
      await browser.show(one);
      await becomes(['/one'], 'the first tab in front');
      must(
        counts().every((visitors) => visitors === 1),
        'one visitor all the time',
      );
      await browser.close(two);
      const from = now();
      await browser.close(one);
      await leaves(from);
    },
  },
  'looks into another tab for a while': {
    share: 8,
    async tell({ url, bare, arrives, becomes, leaves }) {
      const browser = await bare();
      const tab = await browser.open(url('/one'));
      await arrives(['/one']);
      const hidden = now();
      const other = await browser.open('about:blank');
      await leaves(hidden);
      await browser.show(tab);
      await becomes(['/one'], 'back in front');
      await browser.close(other);
      const from = now();
      await browser.close(tab);
      await leaves(from);
    },
  },
  'goes back (back/forward cache)': {
    share: 10,
    async tell({ id, url, bare, arrives, becomes, leaves, counts, must }) {
      const browser = await bare();
      const tab = await browser.open(url(`/one?then=/${id}/two?back=1500;after=1500`));
      await arrives(['/one']);
      counts();
      await arrives(['/two']);
      await sleep(1_000);
      await becomes(['/one'], 'back at the first page');
      must(
        counts().every((visitors) => visitors === 1),
        'one visitor all the time',
      );
      const from = now();
      await browser.close(tab);
      await leaves(from);
    },
  },
  'goes to a prerendered page': {
    share: 6,
    async tell({ id, url, bare, arrives, leaves, counts, must }) {
      const browser = await bare();
      const tab = await browser.open(url(`/one?prerender=/${id}/two;then=/${id}/two;after=2500`));
      await arrives(['/one']);
      counts();
      await sleep(1_000);
      must(
        counts().every((visitors) => visitors === 1),
        'a page that is prerendered is nobody',
      );
      await arrives(['/two']);
      const from = now();
      await browser.close(tab);
      await leaves(from);
    },
  },
  'reads an app of one page': {
    share: 6,
    async tell({ id, url, page, arrives, becomes, leaves }) {
      const reader = await page();
      await reader.goto(url('/one'));
      await arrives(['/one']);
      await reader.evaluate((path) => history.pushState({}, '', path), `/${id}/chapter`);
      await becomes(['/chapter'], 'the next chapter');
      const from = now();
      await reader.close();
      await leaves(from);
    },
  },
  'loses the network': {
    share: 3,
    isLong: true,
    async tell({ url, page, arrives, crashes, returns, leaves }) {
      const reader = await page();
      await reader.goto(url('/one'));
      await arrives(['/one']);
      await reader.context().setOffline(true);
      await crashes(now());
      await reader.context().setOffline(false);
      await returns(['/one']);
      const from = now();
      await reader.close();
      await leaves(from);
    },
  },
  'crashes the tab': {
    share: 4,
    isLong: true,
    async tell({ url, page, arrives, crashes }) {
      const reader = await page();
      await reader.goto(url('/one'));
      await arrives(['/one']);
      await sleep(1_000);
      const chrome = await reader.context().newCDPSession(reader);
      const from = now();
      void chrome.send('Page.crash').catch(() => undefined); // nobody is left to answer
      await crashes(from);
    },
  },
  'crashes the browser': {
    share: 3,
    isLong: true,
    async tell({ url, bare, arrives, crashes }) {
      const browser = await bare();
      await browser.open(url('/one'));
      await arrives(['/one']);
      await sleep(1_000);
      const from = now();
      await browser.kill();
      await crashes(from);
    },
  },
};
