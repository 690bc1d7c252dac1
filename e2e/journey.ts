// The whole way, as a person goes it: a fresh server, its set-up link in a real browser, the snippet pasted into a blog, and
// readers who arrive, move on, hide, come back and leave, while the number on screen is checked at each step. The stations
// are those of the README's table "where does a hit go". A test file for each place where it is gone, so that they run side by side.
import { expect, onTestFinished } from 'vitest';
import { databaseFile, openReader } from '../server/store/open.ts';
import { temporaryFolder } from '../server/testing/build-test-app.ts';
import { startServerProcess } from '../server/testing/server-process.ts';
import { startBlog } from './blog.ts';
import { launch, launchBare, visit } from './browser.ts';
import { openDashboard } from './dashboard.ts';

const ARRIVAL_MS = 1000;
const LEAVE_MS = 5000;

/** `server` and `blogHost`: by which names they are known on this machine. Resolves with how long the changes took to show. */
export async function walk({ server, blogHost }: { server: string; blogHost: string }): Promise<string> {
  /** How long each change took to show, by what was promised of it. */
  const took = new Map<number, number[]>([
    [ARRIVAL_MS, []],
    [LEAVE_MS, []],
  ]);
  const [blog, bare] = await Promise.all([startBlog(), launchBare()]);
  onTestFinished(async () => {
    await bare.kill();
    await blog.close();
  });
  const DATA_DIR = temporaryFolder();
  const environment = { DATA_DIR, BASE_URL: '', LOG_LEVEL: 'warn' };
  const running = startServerProcess({ ...environment, PORT: '0' });
  const [, PORT = '', path] = await running.prints(/http:\/\/127\.0\.0\.1:(\d+)(\/setup#token=\S+)/);
  const address = `http://${server}:${PORT}`;
  const home = `http://${blogHost}:${blog.port}`;
  const ownerBrowser = await launch();
  const readerBrowser = await launch();

  try {
    // Set-up: account, site by a whole URL, snippet.
    const dashboard = await openDashboard(ownerBrowser, (withinMs, ms) => took.get(withinMs)?.push(ms));
    const snippet = await dashboard.setUp(address + path, `${home}/two?x=1`);
    const local = blogHost === 'localhost' ? ' data-local' : '';
    expect(snippet).toBe(`<script defer src="${address}/headcount.js" data-site="${blogHost}"${local}></script>`);
    blog.paste(snippet);
    await dashboard.page.evaluate(() => Object.assign(globalThis, { notReloaded: true }));

    // Somebody arrives: waiting becomes the dashboard by itself.
    const ann = await visit(readerBrowser, { userAgent: 'Mozilla/5.0 (Ann) Chrome/156.0 Safari/537.36' });
    await ann.page.goto(`${home}/`);
    await dashboard.shows({ visitors: 1, tabs: 1, pages: ['/'] }, ARRIVAL_MS);
    expect(await dashboard.page.evaluate(() => 'notReloaded' in globalThis)).toBe(true);
    expect(await dashboard.page.title()).toContain('1');

    // A navigation: the page changes, the number never flickers.
    await dashboard.numbersSeen();
    await ann.page.evaluate(() => Object.assign(globalThis, { leftHere: true }));
    await ann.page.getByRole('link', { name: 'Two' }).click();
    await dashboard.shows({ visitors: 1, tabs: 1, pages: ['/two'] }, ARRIVAL_MS);

    // Back and forward come from the cache, with nothing loaded anew, and are pages seen all the same.
    const go = (step: 'back' | 'forward') => ann.page.evaluate((way) => history[way](), step);
    await go('back');
    await dashboard.shows({ visitors: 1, tabs: 1, pages: ['/'] }, ARRIVAL_MS);
    expect(await ann.page.evaluate(() => 'leftHere' in globalThis)).toBe(true);
    await go('forward');
    await dashboard.shows({ visitors: 1, tabs: 1, pages: ['/two'] }, ARRIVAL_MS);
    expect((await dashboard.numbersSeen()).filter((number) => number !== '1')).toEqual([]);

    // A second tab is the same visitor.
    const secondTab = await ann.page.context().newPage();
    await secondTab.goto(`${home}/three`);
    await dashboard.shows({ visitors: 1, tabs: 2, pages: ['/three', '/two'] }, ARRIVAL_MS);
    await secondTab.close();
    await dashboard.shows({ visitors: 1, tabs: 1, pages: ['/two'] }, LEAVE_MS, true);

    // A single-page app moves on without loading a page.
    await ann.page.goto(`${home}/app`);
    await dashboard.shows({ visitors: 1, pages: ['/app'] }, ARRIVAL_MS);
    await ann.page.getByRole('button', { name: 'Next' }).click();
    await dashboard.shows({ visitors: 1, tabs: 1, pages: ['/app/chapter'] }, ARRIVAL_MS);

    // Somebody else, in a browser that nothing is attached to, so that its tabs are hidden and shown for real.
    const bobsTab = await bare.open(`${home}/three`);
    await dashboard.shows({ visitors: 2, tabs: 2, pages: ['/app/chapter', '/three'] }, ARRIVAL_MS);
    const elsewhere = await bare.open('about:blank');
    await dashboard.shows({ visitors: 1, tabs: 1, pages: ['/app/chapter'] }, LEAVE_MS);
    await bare.show(bobsTab);
    await dashboard.shows({ visitors: 2, tabs: 2, pages: ['/app/chapter', '/three'] }, ARRIVAL_MS);
    await bare.close(bobsTab);
    await dashboard.shows({ visitors: 1 }, LEAVE_MS, true);
    await bare.show(elsewhere);

    // Today: Ann and Bob, one visit each, and every page that was seen; the way back and forth included.
    await dashboard.shows({ today: [2, 2, 8] }, 10_000);

    // The server restarts under the open dashboard and the open page: both come back by themselves.
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
    await dashboard.page.waitForSelector('[data-live-panel="stale"]');
    const again = startServerProcess({ ...environment, PORT });
    await again.prints(/running on/);
    await dashboard.page.waitForSelector('[data-live-panel="fresh"]', { timeout: 30_000 });
    await dashboard.shows({ visitors: 1, tabs: 1, pages: ['/app/chapter'] }, 20_000);
    await dashboard.shows({ today: [2, 2, 8] }, 10_000);

    // The last reader leaves.
    await ann.close();
    await dashboard.shows({ visitors: 0, tabs: 0, pages: [] }, LEAVE_MS, true);
    // Chromium itself writes down a beat that finds no server while that restarts.
    expect(ann.noise.filter((line) => !line.startsWith('Failed to load resource'))).toEqual([]);
    expect(dashboard.complaints).toEqual([]);

    again.child.kill('SIGTERM');
    expect((await again.ended).code).toBe(0);
    expect(again.output()).not.toMatch(/"level":[56]0/);
  } finally {
    await ownerBrowser.close();
    await readerBrowser.close();
  }

  // What is kept: every page seen, in order, two visitors, nothing that identifies them.
  const reader = openReader(databaseFile(DATA_DIR));
  const rows = reader.prepare('SELECT kind, path, hex(visitor) AS visitor, referrer FROM hits ORDER BY id').all() as {
    [name: string]: string;
  }[];
  reader.close();
  expect(rows.map(({ kind, path }) => `${kind} ${path}`)).toEqual(
    ['/', '/two', '/', '/two', '/three', '/app', '/app/chapter', '/three'].map((path) => `view ${path}`),
  );
  expect(new Set(rows.map(({ visitor }) => visitor)).size).toBe(2);
  expect(rows[1]?.referrer).toBe(`${home}/`);
  expect(rows[6]?.referrer).toBe(`${home}/app`);

  return [...took]
    .map(([promisedMs, times]) => {
      const sorted = times.map(Math.round).sort((a, b) => a - b);
      return `on screen, promised within ${promisedMs} ms: median ${sorted[sorted.length >> 1]} ms, slowest ${sorted.at(-1)} ms of ${sorted.length}`;
    })
    .join('\n');
}
