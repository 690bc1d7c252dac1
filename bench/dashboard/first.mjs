// The first view: what passes the wire until the live number is on screen, and how long that takes with a quarter of the CPU.
import { ms } from '../report/numbers.mjs';
import { startCountingProxy } from './counting-proxy.mjs';
import { notJudged, SLOW_DOWN, startWatchedSite } from './watched-site.mjs';

const MOST_SCRIPT_BYTES = 120_000;
const MOST_STYLE_BYTES = 12_000;
const MOST_MS = 1_500;

const NUMBER = '[data-live="visitors"]';
const FIGURES = ['JavaScript until the live number is on screen', 'CSS until then', 'navigation → live number'];

/** Of one kind, and whether all of it came as brotli. @param {import('./counting-proxy.mjs').Passed[]} passed @param {RegExp} kind */
function sum(passed, kind) {
  const those = passed.filter(({ type }) => kind.test(type));
  return {
    bytes: those.reduce((all, { bytes }) => all + bytes, 0),
    unpacked: those.filter(({ encoding }) => encoding !== 'br').map(({ path }) => path),
  };
}

const kB = (/** @type {number} */ bytes) => `${(bytes / 1_000).toFixed(1)} kB`;

/** @param {import('../dashboard.mjs').Bench} bench */
export async function first({ folder, say, lengths }) {
  const site = await startWatchedSite(folder);
  if (!site) return notJudged(FIGURES);
  const proxy = await startCountingProxy(site.port);
  try {
    for (let reader = 0; reader < 12; reader += 1) await site.arrive();

    const counted = await site.open(proxy.address);
    await counted.goto(proxy.address + site.path);
    await counted.locator(NUMBER).waitFor();
    const [before, path] = [proxy.take(), (/** @type {{path: string}} */ one) => one.path];
    await counted.context().close();

    /** @type {number[]} */
    const times = [];
    for (let round = 0; round < lengths.rounds; round += 1) {
      const page = await site.open(site.address);
      await page.addInitScript((selector) => {
        new MutationObserver((_, observer) => {
          if (!document.querySelector(selector)?.textContent) return;
          observer.disconnect();
          // Behind the next frame it is painted.
          requestAnimationFrame(() => setTimeout(() => performance.mark('number')));
        }).observe(document, { subtree: true, childList: true, characterData: true });
      }, NUMBER);
      await page.goto(site.address + site.path);
      await page.waitForFunction(() => performance.getEntriesByName('number').length > 0);
      times.push(await page.evaluate(() => performance.getEntriesByName('number')[0]?.startTime ?? Number.NaN));
      say(`round ${round + 1}: ${ms(times.at(-1) ?? Number.NaN)}`);
      await page.context().close();
    }
    times.sort((a, b) => a - b);
    const median = times[times.length >> 1] ?? Number.NaN;
    const scripts = sum(before, /javascript/);
    const styles = sum(before, /css/);
    const unpacked = [...scripts.unpacked, ...styles.unpacked];
    return {
      rows: [
        {
          figure: `${FIGURES[0]}, brotli`,
          target: `≤ ${kB(MOST_SCRIPT_BYTES)}`,
          reached: kB(scripts.bytes),
          isMet: scripts.bytes > 0 && scripts.bytes <= MOST_SCRIPT_BYTES,
        },
        {
          figure: `${FIGURES[1]}, brotli`,
          target: `≤ ${kB(MOST_STYLE_BYTES)}`,
          reached: kB(styles.bytes),
          isMet: styles.bytes > 0 && styles.bytes <= MOST_STYLE_BYTES,
        },
        {
          figure: `${FIGURES[2]}, cold cache, ${SLOW_DOWN}× CPU slow-down: median of ${times.length}`,
          target: `≤ ${ms(MOST_MS)}`,
          reached: `${ms(median)}, slowest ${ms(times.at(-1) ?? Number.NaN)}`,
          isMet: median <= MOST_MS,
        },
      ],
      tables: [
        {
          title: 'On the wire until the live number is on screen, bodies only',
          lines: before.map(({ path: of, bytes, encoding }) => `${kB(bytes).padStart(9)}  ${of} ${encoding}`),
        },
      ],
      notes: unpacked.length > 0 ? [`Not as brotli: ${unpacked.join(', ')}.`] : [],
      raw: { times, before, paths: before.map(path) },
    };
  } finally {
    proxy.stop();
    await site.stop();
  }
}
