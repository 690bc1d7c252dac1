// What a blog's own readers see, in a real browser on another origin: nothing until the owner allows it, a few below three,
// the number from there on; and the owner's switch, with what it shows and puts back.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { widgetFile } from '../server/files.ts';
import { badge } from '../server/here/badge.ts';
import { startBlog } from './blog.ts';
import { visit, withBrowser } from './browser.ts';
import { startOwnedSite } from './owned-site.ts';

const SITE = 'blog.test';
const SOON = { timeout: 10_000 };

const browser = withBrowser();

/** A server at stats.test, its owner at the dashboard, and a blog at blog.test. */
async function start() {
  const {
    environment,
    address: stats,
    dashboard,
  } = await startOwnedSite(browser(), { site: SITE, host: 'stats.test' });
  const local = `http://127.0.0.1:${environment.PORT}`;
  const blog = await startBlog();
  onTestFinished(() => blog.close());

  let readers = 0;
  /** More people open a page, without a script: they are believed to read for five minutes. */
  async function arrive(many: number, path: string): Promise<void> {
    for (let i = 0; i < many; i += 1) {
      readers += 1;
      const address = encodeURIComponent(`http://${SITE}${path}`);
      const reply = await fetch(`${local}/hit.gif?s=${SITE}&u=${address}`, {
        headers: { 'user-agent': `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 r${readers}` },
      });
      expect([reply.status, reply.headers.get('x-headcount-dropped')]).toEqual([200, null]);
    }
  }

  async function openSettings(): Promise<void> {
    await dashboard.shows({ visitors: readers }, 5000);
    await dashboard.page.getByRole('link', { name: 'Snippet and settings of' }).click();
    await dashboard.page.getByRole('link', { name: 'For your own readers' }).click();
  }
  const choose = (word: string) => dashboard.page.getByText(word, { exact: true }).click();
  const owner = dashboard.page;
  /** The badge as anybody gets it. */
  const fetchBadge = (query = '') => fetch(`${local}/badge/${SITE}.svg${query}`);
  return { stats, owner, fetchBadge, blog, home: `http://${SITE}:${blog.port}`, arrive, openSettings, choose };
}

const status = (owner: Page, word: string) => owner.getByRole('status').filter({ hasText: word }).waitFor();

/** A reader at the blog, whose clock the test moves on; with a count of the questions that the widget asks. */
async function read(url: string) {
  const reader = await visit(browser());
  onTestFinished(() => reader.close());
  const asked: string[] = [];
  reader.page.on('request', (request) => {
    if (request.url().includes('/here?') || request.url().endsWith('/here')) asked.push(request.url());
  });
  await reader.page.clock.install();
  await reader.page.goto(url);
  return {
    ...reader,
    asked,
    /** Resolves when this stands in the page, within so many turns of the widget. */
    async says(selector: string, text: string, turns = 10) {
      const seen = () => reader.page.locator(selector).first().textContent();
      for (let turn = 0; turn <= turns; turn += 1) {
        for (let tries = 0; tries < 30; tries += 1) {
          if ((await seen()) === text) return;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        await reader.page.clock.runFor(16_000);
      }
      expect(await seen()).toBe(text);
    },
  };
}

test('the owner switches it on: badge and lines are there at once, and Undo takes them back', async () => {
  const { stats, owner, fetchBadge, arrive, openSettings, choose } = await start();
  await arrive(3, '/two');
  await openSettings();
  const preview = owner.locator('[data-badge-preview]');
  expect(await owner.getByRole('radio', { name: 'only you' }).isChecked()).toBe(true);
  expect((await fetchBadge()).status).toBe(404);
  expect(await preview.count()).toBe(0);

  await choose('your readers too');
  await status(owner, 'Saved.');
  await preview.scrollIntoViewIfNeeded();
  await expect
    .poll(() => preview.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth), SOON)
    .toBeGreaterThan(100);
  expect(await owner.getByLabel('Badge in HTML').inputValue()).toContain(`src="${stats}/badge/${SITE}.svg"`);
  expect(await owner.getByLabel('Badge in Markdown').inputValue()).toContain(`(${stats}/badge/${SITE}.svg)`);
  expect(await owner.getByLabel('Script for a line of text').inputValue()).toBe(
    `<script defer src="${stats}/here.js" data-site="${SITE}"></script>`,
  );
  expect(await (await fetchBadge()).text()).toContain('3 reading now');
  // What is said there of words of one's own is so.
  for (const parameter of ['?text={n} readers', '?few=a few readers', '?lang=de'])
    await owner.locator('code', { hasText: parameter }).waitFor();
  expect(await (await fetchBadge('?text={n} readers&few=a few readers')).text()).toContain('>3 readers<');
  expect(await (await fetchBadge('?lang=de')).text()).toContain('>3 lesen gerade<');

  await owner.getByRole('button', { name: 'Undo' }).click();
  await status(owner, 'Put back.');
  await preview.waitFor({ state: 'detached' });
  expect(await owner.getByRole('radio', { name: 'only you' }).isChecked()).toBe(true);
  expect((await fetchBadge()).status).toBe(404);
  // By the keyboard alone, too.
  await owner.getByRole('radio', { name: 'only you' }).focus();
  await owner.keyboard.press('ArrowDown');
  await preview.waitFor();
});

test('the owner lets anybody ask how many views a page has had, and takes it back', async () => {
  const { owner, stats, arrive, openSettings, choose } = await start();
  await arrive(2, '/two');
  await openSettings();
  await choose('anybody who asks');
  await status(owner, 'Saved.');
  const address = await owner.getByLabel('Views of a page, as JSON').inputValue();
  expect(address).toBe(`${stats}/api/sites/${SITE}/pageviews?path=%2Fpost`);
  const ask = () => fetch(address.replace('stats.test', '127.0.0.1').replace('%2Fpost', '/two'));
  expect(await (await ask()).json()).toEqual({ pageviews: 2 });
  await owner.getByRole('button', { name: 'Undo' }).click();
  await status(owner, 'Put back.');
  expect((await ask()).status).toBe(404);
  expect(await owner.getByRole('radio', { name: 'you alone' }).isChecked()).toBe(true);
});

describe('the widget', () => {
  test('says how many read, moves with them, and falls silent when the owner takes it back', async () => {
    const { owner, blog, home, arrive, openSettings, choose } = await start();
    await arrive(2, '/two');
    await openSettings();
    await choose('your readers too');
    await status(owner, 'Saved.');
    blog.paste(`<p>Here: <b data-headcount-here></b></p>${await owner.getByLabel('Script for a line').inputValue()}`);

    const reader = await read(`${home}/two`);
    await reader.says('b', 'a few reading now');
    await arrive(2, '/three');
    await reader.says('b', '4 reading now');
    expect(await reader.page.locator('p').textContent()).toBe('Here: 4 reading now');

    // Nobody looks: nothing is asked.
    await reader.page.evaluate(() => Object.defineProperty(document, 'hidden', { value: true, configurable: true }));
    const before = reader.asked.length;
    await reader.page.clock.runFor(120_000);
    expect(reader.asked.length).toBe(before);
    await reader.page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: false });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await expect.poll(() => reader.asked.length, SOON).toBe(before + 1);

    await choose('only you');
    await status(owner, 'Saved.');
    await reader.says('b', '');
    expect(reader.noise.filter((line) => !/404/.test(line))).toEqual([]); // what Chromium says of a 404 by itself
  });

  test('of a page follows an app from path to path, in the words of the blog, as text', async () => {
    const { owner, blog, home, arrive, openSettings, choose } = await start();
    await arrive(3, '/app');
    await arrive(5, '/app/chapter');
    await openSettings();
    await choose('your readers too');
    await status(owner, 'Saved.');
    const src = /src="[^"]+"/.exec(await owner.getByLabel('Script for a line').inputValue())?.[0];
    const words = 'data-text="{n} <i>lesen</i> $& {n}" data-few="ein paar"';
    blog.paste(
      `<p></p><script defer ${src} data-site="${SITE}" data-of="page" ${words}></script>` +
        `<p></p><script async ${src} data-site="${SITE}" data-path="/nobody" ${words}></script>` +
        `<div lang="de-AT"><script async ${src} data-site="${SITE}" data-path="/nobody"></script></div>`,
    );
    const reader = await read(`${home}/app`);
    await reader.says('span', '3 <i>lesen</i> $& 3');
    await reader.says('span >> nth=1', 'ein paar');
    await reader.says('span >> nth=2', 'ein paar lesen gerade');
    await reader.page.getByRole('button', { name: 'Next' }).click();
    await reader.says('span', '5 <i>lesen</i> $& 5');
    expect(await reader.page.locator('i').count()).toBe(0);
    expect(await reader.page.locator('span').count()).toBe(3);
    expect(reader.noise).toEqual([]);
  });

  test('sends no cookie, even where a browser would, and leaves none', async () => {
    // Blog and server are one site by their names, so that cookies pass between them.
    const cookies: (string | undefined)[] = [];
    const both = createServer((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      if (request.url === '/here.js') response.end(readFileSync(widgetFile));
      else if (request.url === '/') {
        response.setHeader('set-cookie', 'theirs=1; Domain=blog.test');
        response.setHeader('content-type', 'text/html');
        response.end(`<!doctype html><body><script src="http://stats.blog.test:${port}/here.js"></script>`);
      } else if (request.url?.startsWith('/api/')) {
        cookies.push(request.headers.cookie);
        response.end('{"site":"blog.test","readers":null,"text":"a few reading now"}');
      } else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => both.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      both.closeAllConnections();
      both.close();
    });
    const { port } = both.address() as AddressInfo;
    const reader = await read(`http://blog.test:${port}/`);
    await reader.says('span', 'a few reading now');
    expect(cookies).toEqual([undefined]);
    // Control: a question that is asked with credentials does bring the cookie along.
    await reader.page.evaluate((url) => fetch(url, { credentials: 'include' }).catch(() => {}), reader.asked[0] ?? '');
    expect(cookies).toEqual([undefined, 'theirs=1']);
    expect((await reader.page.context().cookies()).map(({ name }) => name)).toEqual(['theirs']);
    expect(await reader.page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  });
});

describe('the badge', () => {
  const LABELS = [
    '',
    'Readers',
    '</text></svg><script>alert(1)</script>',
    '"><image href=x onerror=alert(1)>',
    "' onload='alert(1)",
    ']]>&amp;&lt;&#x0;<!--',
    '\u0000\u0008\u001b\ufffe\uffff\ud800x',
    'a\u202eb\u2066c\r\nd\te',
    '読者 قراء читатели 🧑‍🚀',
    'W'.repeat(60),
  ];

  test('is a well-formed picture whatever its label, and says it as text', async () => {
    const { page, close } = await visit(browser());
    onTestFinished(close);
    const parsed = await page.evaluate(
      (sources) =>
        sources.map((source) => {
          const svg = new DOMParser().parseFromString(source, 'image/svg+xml');
          return {
            isBroken: svg.querySelector('parsererror') !== null,
            elements: [...new Set([...svg.querySelectorAll('*')].map(({ localName }) => localName))].sort().join(),
            title: svg.querySelector('title')?.textContent,
            texts: [...svg.querySelectorAll('text')].map(({ textContent }) => textContent),
            attributes: [...svg.querySelectorAll('*')].flatMap((each) => each.getAttributeNames()),
          };
        }),
      LABELS.map((label) => badge(label, '12 reading now')),
    );
    for (const [i, label] of LABELS.entries()) {
      const { isBroken, elements, title, texts, attributes } = parsed[i] ?? {};
      expect([label, isBroken, elements]).toEqual([label, false, 'g,rect,style,svg,text,title']);
      expect(title).toContain('12 reading now');
      expect(texts?.at(-1)).toBe('12 reading now');
      expect(attributes?.filter((name) => /^on|href/.test(name))).toEqual([]);
      if (/^[\w ]*$/.test(label)) expect(texts).toEqual(label === '' ? ['12 reading now'] : [label, '12 reading now']);
    }
    expect(parsed[2]?.texts[0]).toBe(LABELS[2]);
    expect(parsed[7]?.texts[0]).toBe('a b c  d e');
    // Control: the parser does tell what is broken.
    const control = await page.evaluate(() =>
      new DOMParser().parseFromString('<svg><text>&</text></svg>', 'image/svg+xml').querySelector('parsererror'),
    );
    expect(control).not.toBeNull();
  });
});
