// `npm run shots`: photographs every view of the demo on a phone, a tablet and a desk, light and dark, into test-results/shots with a
// contact sheet; `-- --only trail` those whose name has the word. `-- --readme` takes the pictures of the README instead, into
// docs/images. Real server, real browser, simulated readers.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './browser.mjs';
import { build, giveUp, install, root } from './ready.mjs';

const { values: wanted } = parseArgs({ options: { only: { type: 'string' }, readme: { type: 'boolean' } } });

/** By then readers have come and gone for a while, and the minutes show it. */
const WAIT_MS = Number(process.env.SHOTS_WAIT_MS ?? (wanted.readme ? 5 * 60_000 : 30_000));
const WIDTHS = [390, 820, 1440];
const SCHEMES = /** @type {const} */ (['light', 'dark']);
const FOLDER = 'test-results/shots';

/** A site that nobody reads. */
const QUIET = 'quiet.example';
const REPORT = '[data-report="report-pages"] tbody tr';

/**
 * What stands behind an address, what is there when it is whole, and what leads on from there. `isOpen`: for whoever is not signed in.
 * @typedef {{ name: string, path: string, ready: string, go?: (page: Page) => Promise<unknown>, isOpen?: boolean }} View
 * @typedef {import('playwright-core').Page} Page
 */

/** @param {string} site the path of the demo's site @param {string} host @returns {View[]} */
const viewsOf = (site, host) => [
  { name: 'sign-in', path: '/', ready: 'form', isOpen: true },
  { name: 'site', path: site, ready: REPORT },
  { name: 'site-compared', path: `${site}?range=28d&compare=previous`, ready: REPORT },
  { name: 'site-filtered', path: `${site}?source=Google&range=7d`, ready: REPORT },
  { name: 'site-nothing', path: `${site}?source=Nobody&range=7d`, ready: '[data-report="report-pages"]' },
  { name: 'trail', path: site, ready: REPORT, go: click('[data-feed] li[data-hit] button') },
  { name: 'whole-live-list', path: site, ready: '[data-whole]', go: click('[data-whole]') },
  { name: 'whole-list', path: `${site}?range=28d`, ready: REPORT, go: click('[data-report] [aria-haspopup="dialog"]') },
  { name: 'not-counted', path: site, ready: '[data-rejected]', go: click('[data-rejected] summary') },
  { name: 'shortcuts', path: site, ready: REPORT, go: (page) => page.keyboard.press('?') },
  { name: 'screen', path: `/live/${host}/screen`, ready: '[data-screen="fresh"]' },
  ...['site', 'snippet', 'counts', 'readers', 'kept', 'removal'].map((part) => ({
    name: `settings-${part}`,
    path: `${site}/settings/${part}`,
    ready: `[data-settings="${part}"]`,
  })),
  { name: 'account', path: '/account', ready: 'main h1' },
  { name: 'server', path: '/server', ready: 'main h1' },
  { name: 'overview', path: '/', ready: 'main h1' },
  { name: 'another-site', path: '/sites', ready: 'main form' },
  { name: 'waiting', path: `/sites/${QUIET}`, ready: '[data-live-panel="waiting"]' },
  { name: 'nothing-here', path: '/nowhere', ready: '[data-nothing]' },
];

/** @param {string} selector @returns {(page: Page) => Promise<unknown>} */
function click(selector) {
  return (page) => page.locator(selector).first().click();
}

await install();
await build();
const { chromium } = await import('playwright-core');

const demo = spawn(process.execPath, ['dist/demo/main.js'], { cwd: root, env: { ...process.env, PORT: '0' } });
let printed = '';
demo.stderr.pipe(process.stderr);
const ready = new Promise((resolve) => {
  demo.stdout.on('data', (chunk) => {
    printed += chunk;
    if (/password\s+\S+/i.test(printed) && /http:\/\/\S+/.test(printed)) resolve();
  });
  demo.once('exit', () => giveUp(`The demo did not start:\n${printed}`));
});

try {
  await ready;
  const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
  const [, email] = /e-?mail:?\s+(\S+@\S+)/i.exec(printed) ?? [];
  const [, password] = /password:?\s+(\S+)/i.exec(printed) ?? [];
  if (!address || !email || !password) throw new Error(`the demo did not say how to sign in:\n${printed}`);

  console.log(`Letting readers come and go for ${WAIT_MS / 1000} s …`);
  await new Promise((resolve) => setTimeout(resolve, WAIT_MS));

  const browser = await chromium.launch({
    executablePath: ensureBrowser(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
  });
  if (wanted.readme) await shootReadme(browser, address, { email, password });
  else await shootEverything(browser, address, { email, password });
  await browser.close();
} finally {
  demo.removeAllListeners('exit');
  demo.kill('SIGTERM');
}

/** The whole page, or a part of it. */
async function shoot(what, path) {
  await what.screenshot({ path: join(root, path), fullPage: true });
  console.log(path);
}

/** Every view once for each scheme, each time at all widths. A view that does not come is told, and the others are taken all the same. */
async function shootEverything(browser, address, account) {
  rmSync(join(root, FOLDER), { recursive: true, force: true });
  mkdirSync(join(root, FOLDER), { recursive: true });
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB' });
  await context.request.post(`${address}/api/session`, { data: account });
  const { sites } = await (await context.request.get(`${address}/api/sites`)).json();
  const { host } = sites.find((each) => each.host !== QUIET);
  await context.request.post(`${address}/api/sites`, { data: { host: QUIET, timezone: 'UTC' } });
  await sendWhatIsNotCounted(address, host);

  const views = viewsOf(`/sites/${host}`, host).filter(({ name }) => name.includes(wanted.only ?? ''));
  if (views.length === 0) giveUp(`No view is called ${wanted.only}.`);
  const missing = [];
  for (const { name, path, ready: sign, go, isOpen } of views) {
    const within = isOpen ? await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB' }) : context;
    const page = await within.newPage();
    try {
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(address + path);
        await page.locator(sign).first().waitFor();
        await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
        await go?.(page);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
          await page.waitForTimeout(400); // a chart is drawn anew for its width
          await shoot(page, `${FOLDER}/${name}-${width}-${colorScheme}.png`);
        }
      }
    } catch (error) {
      missing.push(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    }
    await (isOpen ? within : page).close();
  }
  writeFileSync(join(root, FOLDER, 'index.html'), contactSheet(views));
  console.log(`${FOLDER}/index.html has them all.`);
  if (missing.length > 0) {
    console.error(`Not photographed:\n${missing.join('\n')}`);
    process.exitCode = 1;
  }
}

/** @param {View[]} views */
function contactSheet(views) {
  const pictures = (name) =>
    SCHEMES.flatMap((scheme) => WIDTHS.map((width) => `${name}-${width}-${scheme}.png`))
      .map((file) => `<a href="${file}"><img src="${file}" alt="${file}" loading="lazy"></a>`)
      .join('');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>headcount: every view</title>
<style>
  body { font: 1rem ui-monospace, monospace; margin: 1rem; }
  div { display: flex; gap: 0.5rem; align-items: start; overflow-x: auto; }
  img { width: 22rem; max-height: 34rem; border: 1px solid #ccc; object-fit: cover; object-position: top; }
</style>
${views.map(({ name }) => `<h2>${name}</h2>\n<div>${pictures(name)}</div>`).join('\n')}
</html>
`;
}

/** Bots, a faulty client and a prefetch: what the list of rejected hits is there to explain. */
async function sendWhatIsNotCounted(address, site) {
  const hit = { k: 'view', s: site, p: '0123456789abcdef', q: 0, r: 'https://news.ycombinator.com/item' };
  const bot = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' };
  const person = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
  for (const [part, headers] of [
    [{ u: `https://${site}/posts/how-to-draw-a-map` }, bot],
    [{ u: `https://${site}/robots` }, bot],
    [{ u: `https://${site}/posts/next` }, { ...person, 'sec-purpose': 'prefetch' }],
    [{ u: `https://${site}/`, p: 'not a page instance' }, person],
    [{ u: `https://${site}/sitemap` }, bot],
  ]) {
    await fetch(`${address}/hit`, { method: 'POST', headers, body: JSON.stringify({ ...hit, ...part }) });
  }
}

/** What the README shows: who is here now, and what has been. */
async function shootReadme(browser, address, account) {
  mkdirSync(join(root, 'docs/images'), { recursive: true });
  for (const colorScheme of SCHEMES) {
    const page = await browser.newPage({
      colorScheme,
      viewport: { width: 1080, height: 1020 },
      deviceScaleFactor: 1.5,
    });
    const picture = async (what) => {
      const path = `docs/images/${what}-${colorScheme}.png`;
      await page.screenshot({ path: join(root, path) });
      console.log(path);
    };
    await page.goto(address);
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByLabel('Password').fill(account.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForSelector('[data-live-panel="fresh"]');
    await page.waitForTimeout(2000);
    await picture('live');
    await page.goto(`${page.url()}?range=30d`);
    await page.locator('[data-report="report-pages"] tbody tr').first().waitFor();
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
    await page.evaluate(() => document.querySelector('[aria-labelledby="report"]')?.scrollIntoView());
    await page.waitForTimeout(1000);
    await picture('report');
    await page.close();
  }
}
