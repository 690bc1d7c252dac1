// A dashboard that is left open: what shifts from the load on while the numbers change four times a second, and which tasks of its
// main thread last longer than 50 ms. Each instrument is tried at the end on a fault that is made on purpose, and must show it.
import { notJudged, SLOW_DOWN, startWatchedSite } from './watched-site.mjs';

const MOST_SHIFT = 0.02;
const LONG_TASK_MS = 50;
const HIT_EVERY_MS = 100;
const FIGURES = ['layout shift, load and live frames', 'main-thread tasks > 50 ms at 4 frames/s'];

const pause = (/** @type {number} */ time) => new Promise((resolve) => setTimeout(resolve, time));

/** Runs in the page before anything else. */
function watch() {
  /** @type {{shift: number, shifted: string[], tasks: number[]}} */
  const seen = { shift: 0, shifted: [], tasks: [] };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const entry of /** @type {any[]} */ (list.getEntries())) {
      seen.shift += entry.value;
      for (const { node } of entry.sources) {
        const element = node?.nodeType === 1 ? node : node?.parentElement;
        if (element) seen.shifted.push(`${element.tagName} ${element.className}: ${entry.value.toFixed(4)}`);
      }
    }
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.tasks.push(Math.round(duration));
  }).observe({ type: 'longtask', buffered: true });
}

/** @param {import('playwright-core').Page} page @returns {Promise<{shift: number, shifted: string[], tasks: number[]}>} */
const look = (page) => page.evaluate(() => /** @type {any} */ (globalThis).seen);

/** @param {import('../dashboard.mjs').Bench} bench */
export async function steady({ folder, say, lengths }) {
  const site = await startWatchedSite(folder);
  if (!site) return notJudged(FIGURES);
  const arrivals = setInterval(() => void site.arrive(), HIT_EVERY_MS);
  try {
    await pause(1_000);
    const page = await site.open(site.address);
    await page.addInitScript(watch);
    await page.goto(site.address + site.path);
    await page.locator('[data-live="visitors"]').waitFor();
    await pause(lengths.shiftSeconds * 1_000);
    const { shift, shifted, tasks: whileLoading } = await look(page);
    say(`shifted by ${shift.toFixed(4)}`);
    await pause(lengths.taskSeconds * 1_000);
    const tasks = (await look(page)).tasks.slice(whileLoading.length);
    say(`${tasks.length} long tasks`);

    await page.evaluate(() => {
      const block = document.createElement('div');
      block.setAttribute('data-made-to-shift', '');
      document.body.prepend(
        block,
        'a line that was not there',
        document.createElement('hr'),
        document.createElement('hr'),
      );
      const until = performance.now() + 80;
      while (performance.now() < until);
    });
    await pause(1_000);
    const provoked = await look(page);
    if (provoked.shift <= shift) throw new Error('a line was put above everything, and no shift was measured');
    if (provoked.tasks.length <= whileLoading.length + tasks.length)
      throw new Error('the main thread was kept busy, and no long task was measured');

    return {
      rows: [
        {
          figure: `${FIGURES[0]} of ${lengths.shiftSeconds} s`,
          target: `≤ ${MOST_SHIFT}`,
          reached: shift.toFixed(4),
          isMet: shift <= MOST_SHIFT,
        },
        {
          figure: `${FIGURES[1]} during ${lengths.taskSeconds} s, ${SLOW_DOWN}× CPU slow-down`,
          target: '0',
          reached: `${tasks.length}${tasks.length > 0 ? `, longest ${Math.max(...tasks)} ms` : ''}`,
          isMet: tasks.length === 0,
        },
      ],
      tables: shifted.length > 0 ? [{ title: 'What shifted', lines: shifted.slice(0, 20) }] : [],
      notes: [
        `A line put above everything shifted by ${(provoked.shift - shift).toFixed(4)}; a loop of 80 ms was a task of ${provoked.tasks.at(-1)} ms (over ${LONG_TASK_MS}).`,
      ],
      raw: { shift, shifted, whileLoading, tasks, provoked },
    };
  } finally {
    clearInterval(arrivals);
    await site.stop();
  }
}
