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

try {
  await ready;
  await new Promise((resolve) => setTimeout(resolve, 500));
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
  mkdirSync(join(root, 'docs/images'), { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1080, height: 900 }, deviceScaleFactor: 1.5 });
    await page.goto(address);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForSelector('[data-live-panel="fresh"]');
    await page.waitForTimeout(2000);
    const path = join(root, `docs/images/dashboard-${colorScheme}.png`);
    await page.screenshot({ path, fullPage: true });
    console.log(path.slice(root.length));
  }
  await browser.close();
} finally {
  demo.kill('SIGTERM');
}
