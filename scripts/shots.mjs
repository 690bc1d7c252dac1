// `npm run shots`: photographs the demo, light and dark, for the README. Real server, real browser, simulated readers.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { build, install, root } from './ready.mjs';

/** By then readers have come and gone for a while, and the minutes show it. */
const WAIT_MS = Number(process.env.SHOTS_WAIT_MS ?? 5 * 60_000);

await install();
await build();
const { chromium } = await import('playwright-core');

const demo = spawn(process.execPath, ['dist/demo/main.js'], { cwd: root, env: { ...process.env, PORT: '0' } });
let printed = '';
demo.stderr.pipe(process.stderr);
const ready = new Promise((resolve) => {
  demo.stdout.on('data', (chunk) => {
    printed += chunk;
    if (/password/i.test(printed) && /http:\/\/\S+/.test(printed)) resolve();
  });
});

/** The whole page, or a part of it. */
async function shoot(what, name) {
  const path = join(root, `docs/images/${name}.png`);
  await what.screenshot({ path, fullPage: true });
  console.log(path.slice(root.length));
}

try {
  await ready;
  await new Promise((resolve) => setTimeout(resolve, 500));
  const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
  const [, email] = /e-?mail:?\s+(\S+@\S+)/i.exec(printed) ?? [];
  const [, password] = /password:?\s+(\S+)/i.exec(printed) ?? [];
  if (!address || !email || !password) throw new Error(`the demo did not say how to sign in:\n${printed}`);
  /** Bots, a faulty client and a prefetch: what the list of rejected hits is there to explain. */
  async function sendWhatIsNotCounted(site) {
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
  mkdirSync(join(root, 'docs/images'), { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1080, height: 900 }, deviceScaleFactor: 1.5 });
    await page.goto(address);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForSelector('[data-live-panel="fresh"]');
    await page.waitForTimeout(2000);
    await shoot(page, `dashboard-${colorScheme}`);
    if (colorScheme === 'light')
      await sendWhatIsNotCounted(decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1)));
    await page.getByText('not counted since').click();
    await page.getByText('The latest, newest first').waitFor();
    await shoot(page.locator('[data-rejected]'), `rejected-${colorScheme}`);
    await page.getByRole('link', { name: 'Snippet and settings of' }).click();
    await page.getByRole('link', { name: 'What counts' }).click();
    const form = page.locator('form').filter({ hasText: 'Save what counts' });
    await shoot(form, `rules-${colorScheme}`);
    await page.goBack();
    await page.goBack();
    await page.waitForSelector('[data-live-panel="fresh"]');
    await page.setViewportSize({ width: 390, height: 844 });
    await shoot(page, `phone-${colorScheme}`);
    await page.close();
  }
  await browser.close();
} finally {
  demo.kill('SIGTERM');
}
