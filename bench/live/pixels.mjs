// How soon a hit is to be seen: from sending it until Chromium has painted the changed number, on a quiet site that one dashboard
// watches. Painted is the first picture of a screencast that differs from the one before, once the number stands in the page;
// pictures carry Chromium's own time, which is this machine's.
import { ms } from '../report/numbers.mjs';
import { SITE, signIn, startSubject } from '../subjects/subject.mjs';
import { launchChromium, PERSON } from './chromium.mjs';

const TARGET_P95_MS = 250;
const WARM_UP_HITS = 5;
/** Between two hits: longer than a window, and not always as much. */
const PAUSE_MS = [800, 1_800];
const BEAT_MS = 15_000;
const PATIENCE_MS = 5_000;

const pause = (/** @type {number} */ time) => new Promise((resolve) => setTimeout(resolve, time));
const now = () => performance.timeOrigin + performance.now();

/**
 * A view by somebody who was never here, or a beat by which they stay: when nobody goes, only arrivals change the number.
 * @param {string} address
 * @param {number} number
 * @param {'view' | 'beat'} kind
 */
function send(address, number, kind = 'view') {
  const page = { s: SITE, p: number.toString(16).padStart(16, '0'), u: `https://${SITE}/`, v: 1 };
  const sender = `109.9.${number >> 8}.${number & 255}`;
  return fetch(`${address}/hit`, {
    method: 'POST',
    headers: { 'user-agent': PERSON, 'x-forwarded-for': sender, 'content-type': 'text/plain' },
    body: JSON.stringify(
      kind === 'view' ? { k: kind, ...page, q: 1, w: 1440, t: 'A page' } : { k: kind, ...page, a: 1 },
    ),
  });
}

/** @param {import('../live.mjs').Bench} bench */
export async function pixels({ folder, say, lengths }) {
  const figure = 'hit → pixels changed in Chromium, one watcher, quiet site';
  const target = `p95 ≤ ${TARGET_P95_MS} ms`;
  const browser = await launchChromium();
  if (!browser) {
    const reached = 'not judged';
    return {
      rows: [{ figure, target, reached, isMet: false }],
      tables: [],
      notes: ['Not judged: no Chromium.'],
      raw: {},
    };
  }
  const subject = await startSubject('headcount', folder);
  let people = 1;
  const beats = setInterval(() => {
    for (let number = 1; number < people; number += 1) void send(subject.address, number, 'beat');
  }, BEAT_MS);
  try {
    const { cookie } = await signIn(subject);
    const [name = '', value = ''] = cookie.split('=');
    const context = await browser.newContext({ userAgent: PERSON, viewport: { width: 1280, height: 900 } });
    await context.addCookies([{ name, value, url: subject.address }]);
    const page = await context.newPage();
    await send(subject.address, 1); // the site waits for nobody any more
    await page.goto(`${subject.address}/sites/${SITE}`);
    await page.locator('[data-live="visitors"]').waitFor();

    /** Resolves with when the number changed in the page, ms since 1970. */
    const numberChanges = () =>
      page.evaluate(
        (patience) =>
          new Promise((resolve, reject) => {
            const number = document.querySelector('[data-live="visitors"]');
            const before = number?.textContent;
            const timer = setTimeout(() => reject(new Error('the number stood still')), patience);
            const observer = new MutationObserver(() => {
              const element = document.querySelector('[data-live="visitors"]');
              if (element?.textContent === before) return;
              observer.disconnect();
              clearTimeout(timer);
              resolve(performance.timeOrigin + performance.now());
            });
            observer.observe(document, { subtree: true, childList: true, characterData: true });
          }),
        PATIENCE_MS,
      );

    /** @type {{at: number, data: string}[]} */
    let pictures = [];
    const chrome = await context.newCDPSession(page);
    chrome.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
      pictures.push({ at: (metadata.timestamp ?? 0) * 1_000, data });
      void chrome.send('Page.screencastFrameAck', { sessionId });
    });
    await chrome.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });

    /** @param {number} changedAt */
    async function painted(changedAt) {
      const began = performance.now();
      while (performance.now() - began < PATIENCE_MS) {
        const found = pictures.find(({ at, data }, i) => at >= changedAt && data !== pictures[i - 1]?.data);
        if (found) return found.at;
        await pause(5);
      }
      throw new Error('nothing was painted');
    }

    const [toPage, toPixels] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
    for (let hit = 1; hit <= WARM_UP_HITS + lengths.pixelHits; hit += 1) {
      await pause(PAUSE_MS[0] + Math.random() * (PAUSE_MS[1] - PAUSE_MS[0]));
      pictures = pictures.slice(-1);
      const changes = numberChanges();
      await pause(50); // the page watches
      const sentAt = now();
      people = 1 + hit;
      void send(subject.address, people);
      const changedAt = /** @type {number} */ (await changes);
      const paintedAt = await painted(changedAt);
      if (hit <= WARM_UP_HITS) continue;
      toPage.push(changedAt - sentAt);
      toPixels.push(paintedAt - sentAt);
    }
    for (const list of [toPage, toPixels]) list.sort((a, b) => a - b);
    const at = (/** @type {number[]} */ sorted, /** @type {number} */ share) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    const p95 = at(toPixels, 0.95);
    say(`${toPixels.length} hits: p50 ${ms(at(toPixels, 0.5))}, p95 ${ms(p95)}`);
    return {
      rows: [{ figure, target, reached: `p50 ${ms(at(toPixels, 0.5))}, p95 ${ms(p95)}`, isMet: p95 <= TARGET_P95_MS }],
      tables: [],
      notes: [`Of which until the number stood in the page: p50 ${ms(at(toPage, 0.5))}, p95 ${ms(at(toPage, 0.95))}.`],
      raw: { toPage, toPixels },
    };
  } finally {
    clearInterval(beats);
    await browser.close();
    await subject.stop();
  }
}
