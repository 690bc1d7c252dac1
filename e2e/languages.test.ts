// The dashboard in a reader's own language: German from the first page to the last, and a page that is read from right to left.
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import de from '../dashboard/words/de.ts';
import en from '../dashboard/words/en.ts';
import { ADMIN, buildTestApp, temporaryFolder } from '../server/testing/build-test-app.ts';
import { aView } from '../server/testing/factories.ts';
import { startServerProcess } from '../server/testing/server-process.ts';
import { userAgent, withBrowser } from './browser.ts';
import { OWNER } from './dashboard.ts';

const browser = withBrowser();
const PERSON = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const BOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

/** What is filled in, and elements; not what is chosen by a number, which has braces within. */
const FILLED_IN = /\{\w+(?:, number)?\}|<\/?\w+>/;

const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** A message that German says otherwise, whatever is filled in. */
const ENGLISH: readonly RegExp[] = Object.entries(en).flatMap(([room, messages]) => {
  const german: { readonly [key: string]: string } = de[room as keyof typeof de];
  return Object.entries(messages).flatMap(([key, message]: [string, string]) => {
    const parts = message.split(FILLED_IN);
    const isSentence = /\p{L}{3}/u.test(parts.join('')) && !parts.some((part) => part.includes('{'));
    return german[key] === message || !isSentence ? [] : [new RegExp(`^${parts.map(literally).join('.*')}$`, 'u')];
  });
});

/** What the page says in English: texts, and what is only heard or hovered over. */
async function englishOn(page: Page, parts: string): Promise<string[]> {
  const said = await page.evaluate((selector) => {
    const texts = new Set<string>();
    const note = (text: string | null) => text && texts.add(text.trim().replace(/\s+/g, ' '));
    for (const part of document.querySelectorAll(selector)) {
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) note(walker.currentNode.textContent);
      for (const element of part.querySelectorAll('*')) {
        for (const name of ['aria-label', 'title', 'placeholder', 'alt']) note(element.getAttribute(name));
      }
    }
    return [...texts];
  }, parts);
  // A word that is spelt alike, or that somebody else wrote, is no English of ours.
  const german = new Set(Object.values(de).flatMap((messages) => Object.values(messages)));
  return said.filter((text) => ENGLISH.some((message) => message.test(text)) && !german.has(text));
}

test('a browser that asks for German is spoken to in German, from the set-up to the sign-in after the sign-out', async () => {
  const server = startServerProcess({ DATA_DIR: temporaryFolder(), PORT: '0', LOG_LEVEL: 'warn' });
  const [, address = ''] = await server.prints(/running on (http:\S+)/);
  const [, path = ''] = await server.prints(/(\/setup#token=\S+)/);
  const context = await browser().newContext({ userAgent, locale: 'de-DE', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  onTestFinished(() => expect(complaints).toEqual([]));
  const hit = (url: string, agent = PERSON) =>
    fetch(`${address}/hit`, {
      method: 'POST',
      headers: { 'user-agent': agent },
      body: JSON.stringify(aView({ u: `https://example.com${url}`, r: '' })),
    });
  /** `parts`: where the words of all rooms come from the catalogues already. */
  const isGerman = async (parts = 'body') => expect(await englishOn(page, parts)).toEqual([]);
  const LIVE = 'header, [data-live-panel], [data-feed], [data-rejected]';

  await page.goto(address + path);
  await page.getByRole('heading', { name: 'Headcount einrichten' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  await page.getByLabel('E-Mail').fill(OWNER.email);
  await page.getByLabel('Passwort').fill('zu kurz');
  await page.getByRole('button', { name: 'Konto anlegen' }).click();
  await page.getByRole('alert').filter({ hasText: 'Es braucht 12 bis 256 Zeichen.' }).waitFor();
  await isGerman();
  await page.getByLabel('Passwort').fill(OWNER.password);
  await page.getByRole('button', { name: 'Konto anlegen' }).click();

  await page.locator('input[name="host"]').fill('example');
  await page.locator('button[type="submit"]').click();
  await page.getByRole('alert').filter({ hasText: 'keine vollständige Adresse einer Website' }).waitFor();
  await page.locator('input[name="host"]').fill('example.com');
  await page.locator('button[type="submit"]').click();
  await page.locator('[data-live-panel="waiting"]').waitFor();
  await page.getByText('Seit dem Start des Servers wurde nichts abgewiesen.').waitFor();
  await hit('/bot', BOT);
  await page.getByText('1 Zugriff von einem Bot').waitFor();
  await isGerman();

  await hit('/eins');
  await page.getByText('Besucher gerade hier').first().waitFor();
  await page.locator('[data-feed] [data-hit="/eins"]').waitFor();
  await page.getByText('1 Zugriff wurde seit dem Start des Servers nicht gezählt').click();
  await page.getByText('so sagt der User-Agent').first().waitFor();
  await isGerman(LIVE);
  await page.locator('[data-feed] [data-hit="/eins"] button').click();
  await page.getByText('Dieser Besuch: 1 Seite').waitFor();
  await isGerman(LIVE);
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: 'großer Bildschirm' }).click();
  await page.waitForSelector('[data-screen="fresh"]');
  await page.getByText('30 min, höchstens 1', { exact: true }).waitFor();
  await isGerman();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'abmelden' }).click();
  await page.getByLabel('E-Mail').fill(OWNER.email);
  await page.getByLabel('Passwort').fill('nicht das Passwort');
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await page.getByText('E-Mail und Passwort gehören nicht zusammen.').waitFor();
  await isGerman();
});

/** A server with one reader whose page has a long title, and a page of its dashboard for somebody who is signed in. */
async function start(options: object) {
  const server = await buildTestApp();
  await server.hit(aView({ u: `https://example.com/${'a-long-path/'.repeat(8)}`, t: 'Fog signals, explained', r: '' }));
  await server.hit(aView({ u: 'https://example.com/short', r: 'https://www.google.com/' }), { 'user-agent': PERSON });
  await server.hit(aView({ u: 'https://example.com/bot', r: 'https://news.ycombinator.com/item' }), {
    'user-agent': BOT,
  });
  const context = await browser().newContext({ userAgent, ...options });
  await context.request.post(`${server.address}/api/session`, { data: ADMIN });
  return { address: server.address, context };
}

test('a language that was chosen is spoken in every tab from its next loading on, whatever the browser asks for', async () => {
  const { address, context } = await start({ locale: 'en-GB' });
  await context.addInitScript(() => localStorage.setItem('headcount.language', 'de'));
  const page = await context.newPage();
  await page.goto(`${address}/sites/example.com`);
  await page.getByRole('heading', { name: 'Letzte Zugriffe' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
});

describe('read from right to left', () => {
  /** What is drawn outside of the page, and what lies upon its neighbour in the same row. */
  const faults = () => {
    const name = (element: Element) => `${element.tagName} ${element.className} «${element.textContent?.slice(0, 30)}»`;
    const isDrawn = (element: Element) => {
      const { width, height } = element.getBoundingClientRect();
      const { position, visibility } = getComputedStyle(element);
      return width > 1 && height > 1 && visibility !== 'hidden' && position !== 'absolute' && position !== 'fixed';
    };
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide, on a screen of ${clientWidth}`);
    for (const row of document.querySelectorAll('#root *')) {
      if (!/flex|grid/.test(getComputedStyle(row).display)) continue;
      const parts = [...row.children].filter(isDrawn);
      for (const [i, part] of parts.entries()) {
        const one = part.getBoundingClientRect();
        for (const other of parts.slice(i + 1)) {
          const two = other.getBoundingClientRect();
          const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
          const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
          if (wide > 1 && high > 1) found.push(`${name(part)} lies upon ${name(other)}`);
        }
      }
    }
    return found;
  };

  test.each([
    [390, 844],
    [1440, 900],
  ])(
    'nothing leaves the page or lies upon something else, on %d × %d; and time goes on running to the right',
    async (width, height) => {
      const { address, context } = await start({ viewport: { width, height } });
      await context.addInitScript(() => {
        // The app has said which way its language is read: from here on the other way.
        new MutationObserver(() => {
          if (document.documentElement?.dir === 'ltr') document.documentElement.dir = 'rtl';
        }).observe(document, { attributes: true, attributeFilter: ['dir'], subtree: true });
      });
      const page = await context.newPage();
      await page.goto(`${address}/sites/example.com?country=`);
      await page.waitForSelector('[data-live-panel="fresh"]');
      expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
      await page.locator('[data-rejected] summary').click();
      await page.locator('[data-rejected] table').waitFor();
      expect(await page.evaluate(faults)).toEqual([]);
      const [oldest, newest] = [page.getByText('30 min ago'), page.getByText('now', { exact: true }).first()];
      expect((await oldest.boundingBox())?.x).toBeLessThan((await newest.boundingBox())?.x ?? 0);

      await page.locator('[data-feed] [data-hit="/short"] button').click();
      await page.locator('[data-trail] [data-hit]').first().waitFor();
      expect((await page.locator('[data-trail]').boundingBox())?.x).toBe(0);
      expect(await page.evaluate(faults)).toEqual([]);

      await page.goto(`${address}/live/example.com/screen`);
      await page.waitForSelector('[data-screen="fresh"]');
      expect(await page.evaluate(faults)).toEqual([]);
    },
  );
});
