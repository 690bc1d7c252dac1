// Two ways to a real Chromium. Through playwright, to script a page; and bare, with nothing attached, because an
// attached debugger keeps every tab "visible" and forbids prerendering, which are the very things to be tested.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Every host of these tests is this machine, by names that are not localhost: plain http, so an insecure context.
  '--host-resolver-rules=MAP *.test 127.0.0.1',
];

/** Else `navigator.webdriver` is true, as it is by default in a headless Chromium. */
const likeAPerson = '--disable-blink-features=AutomationControlled';

export const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

/** With the back/forward cache, which playwright turns off. `isDriven` leaves `navigator.webdriver` true. */
export const launch = ({ isDriven = false } = {}): Promise<Browser> =>
  chromium.launch({
    executablePath,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: isDriven ? args : [...args, likeAPerson],
  });

export interface Visit {
  page: Page;
  /** Uncaught errors, unhandled rejections, and whatever is written to the console. */
  noise: string[];
  close(): Promise<void>;
}

/** A fresh visitor, with `init` run in each page before anything else. */
export const visit = async (
  browser: Browser,
  options: BrowserContextOptions & { init?: () => void } = {},
): Promise<Visit> => {
  const { init, ...contextOptions } = options;
  const context = await browser.newContext({ userAgent, ...contextOptions });
  if (init) await context.addInitScript(init);
  const page = await context.newPage();
  const noise: string[] = [];
  page.on('pageerror', (error) => noise.push(`${error}`));
  page.on('console', (message) => noise.push(message.text()));
  return { page, noise, close: () => context.close() };
};

export interface BareBrowser {
  /** Opens a tab in front, as a click on a link in another window would; answers its id. */
  open(url: string): Promise<string>;
  /** Brings a tab to the front, so that the others are hidden. */
  show(tab: string): Promise<void>;
  /** Closes a tab as a person would. */
  closeTab(tab: string): Promise<void>;
  /** Ends the browser as a crash would: nothing is said. */
  kill(): Promise<void>;
}

/** A Chromium with one empty tab that nothing is attached to; it is steered by its tab strip alone. */
export const launchBare = async (): Promise<BareBrowser> => {
  const profile = await mkdtemp(join(tmpdir(), 'headcount-tracker-'));
  const child = spawn(
    executablePath,
    [
      ...args,
      likeAPerson,
      `--user-agent=${userAgent}`,
      `--user-data-dir=${profile}`,
      '--remote-debugging-port=0',
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      const found = /ws:\/\/([^/]+)\//.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`Chromium did not start: ${said}`)));
    child.once('error', reject);
  });
  const ask = async (method: string, what: string): Promise<string> => {
    const answer = await fetch(`http://${address}/json/${what}`, { method });
    if (!answer.ok) throw new Error(`${what}: ${answer.status}`);
    return answer.text();
  };
  return {
    open: async (url) => JSON.parse(await ask('PUT', `new?${url}`)).id,
    show: async (tab) => void (await ask('GET', `activate/${tab}`)),
    closeTab: async (tab) => void (await ask('GET', `close/${tab}`)),
    async kill() {
      child.kill('SIGKILL');
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
