// A site with some readers, and its page in a Chromium that has nothing in its cache and a quarter of its CPU.
import { launchChromium, PERSON } from '../live/chromium.mjs';
import { SITE, signIn, startSubject } from '../subjects/subject.mjs';

export const SLOW_DOWN = 4;

/**
 * @param {string} folder
 */
export async function startWatchedSite(folder) {
  const browser = await launchChromium();
  if (!browser) return undefined;
  const subject = await startSubject('headcount', folder);
  const { cookie } = await signIn(subject);
  const [name = '', value = ''] = cookie.split('=');
  let number = 0;

  return {
    port: subject.port,
    address: subject.address,
    path: `/sites/${SITE}`,
    /** One more reader, of one of twenty pages. */
    async arrive() {
      number += 1;
      await fetch(`${subject.address}/hit`, {
        method: 'POST',
        headers: { 'user-agent': PERSON, 'x-forwarded-for': `109.9.${number >> 8}.${number & 255}` },
        body: JSON.stringify({
          ...{ k: 'view', s: SITE, v: 1, q: 1, w: 1440, t: 'A page' },
          p: number.toString(16).padStart(16, '0'),
          u: `https://${SITE}/posts/${(number * 7) % 20}`,
          r: number % 3 === 0 ? '' : `https://referrer-${number % 5}.example/`,
        }),
      });
    },
    /** An empty page in a context of its own, signed in at `address`. @param {string} address */
    async open(address, slowDown = SLOW_DOWN) {
      const context = await browser.newContext({ userAgent: PERSON, viewport: { width: 1280, height: 900 } });
      await context.addCookies([{ name, value, url: address }]);
      const page = await context.newPage();
      const chrome = await context.newCDPSession(page);
      await chrome.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
      return page;
    },
    async stop() {
      await browser.close();
      await subject.stop();
    },
  };
}

/** @typedef {NonNullable<Awaited<ReturnType<typeof startWatchedSite>>>} WatchedSite */

/** What a figure is without a browser. @param {string[]} figures @returns {import('../report/run-benchmark.mjs').Measured} */
export const notJudged = (figures) => ({
  rows: figures.map((figure) => ({ figure, target: '', reached: 'not judged', isMet: false })),
  tables: [],
  notes: ['Not judged: no Chromium.'],
  raw: {},
});
