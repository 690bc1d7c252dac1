// What strangers may send is text, wherever the dashboard shows it: hundreds of hostile titles, paths, referrers, event names,
// properties, campaigns and user agents go through the real collector, and come out in every view and every export as nothing
// but text. Nothing runs, no link leads to anything but the web, the page's policy has nothing to report, no cell is a formula.
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ADMIN, buildTestApp, FIREFOX, type TestApp } from '../server/testing/build-test-app.ts';
import { aEvent, aView } from '../server/testing/factories.ts';
import { userAgent, withBrowser } from './browser.ts';
import { openView, settled, VIEWS } from './views.ts';

const browser = withBrowser();

const PAYLOADS = 500;
const AT_ONCE = 25;

/** Each in every wrapping. */
const SEEDS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script href="data:,alert(1)"/></svg>',
  '<iframe srcdoc="<script>parent.alert(1)</script>">',
  '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<a href="javascript:alert(1)">here</a>',
  '<style>@import "//evil.example/x.css";</style>',
  '<base href="//evil.example/">',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<form action="javascript:alert(1)"><button>go</button></form>',
  '<details open ontoggle=alert(1)>',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)//',
  'java\tscript:alert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
  'blob:https://example.com/x',
  '//evil.example/%2e%2e',
  '\\\\evil.example\\x',
  '\u202ecod.exe\u202c',
  '\u2066\u2067rtl\u2069',
  'عنوان من اليمين إلى اليسار',
  'null\u0000byte',
  'lone \ud800 surrogate',
  '\u0007bell \u001b[31mred',
  '\u2028line\u2029paragraph',
  'x\u0300'.repeat(100),
  'W'.repeat(256),
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("https://evil.example","here")',
  '+1+1',
  '-2+3',
  '@SUM(1+1)',
  '\t=1+1',
  '\r=1+1',
  '{{constructor.constructor("alert(1)")()}}',
  '$' + '{alert(1)}',
  '<%= 7*7 %>',
  '#{7*7}',
  '__proto__',
  'constructor',
  "'; DROP TABLE hits; --",
  '"onmouseover="alert(1)',
  '%3Cscript%3Ealert(1)%3C/script%3E',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '../../etc/passwd',
  ']]><script>alert(1)</script>',
  '--><script>alert(1)</script>',
];
const WRAPPINGS: ((seed: string) => string)[] = [
  (seed) => seed,
  (seed) => `"><${seed}`,
  (seed) => `'>${seed}`,
  (seed) => `</title></script>${seed}`,
  (seed) => ` ${seed} `,
  (seed) => `${seed}#${seed}`,
  (seed) => encodeURIComponent(seed.replaceAll('\ud800', '')),
  (seed) => seed.toUpperCase(),
  (seed) => `\ufeff${seed}`,
  (seed) => `javascript:/*${seed}*/alert(1)`,
];
const payloads = WRAPPINGS.flatMap((wrap) => SEEDS.map(wrap)).slice(0, PAYLOADS);

/** As much of it as may stand in a header. */
const inHeader = (text: string) => text.replace(/[^\x20-\x7e]/g, '').trim();

/** Sends a pageview and an event for each; the collector takes them or says what is wrong, and never fails. */
async function sendAll({ hit }: TestApp): Promise<{ [status: number]: number }> {
  const statuses: { [status: number]: number } = {};
  for (let i = 0; i < payloads.length; i += AT_ONCE) {
    const replies = payloads.slice(i, i + AT_ONCE).flatMap((text, j) => {
      const tags = ['source', 'medium', 'campaign', 'content', 'term'].map((name) => `utm_${name}`);
      const campaign = tags.map((tag) => `${tag}=${encodeURIComponent(text.replaceAll('\ud800', ''))}`).join('&');
      const agent = { 'user-agent': `${FIREFOX} ${i + j} ${inHeader(text)}`.slice(0, 400) };
      const page = { u: `https://example.com/${text}?${campaign}`, p: (i + j).toString(16).padStart(16, '0') };
      const referrer = j % 2 === 0 ? text : `https://referrer.example/${text}`;
      return [
        hit(aView({ ...page, q: 0, t: text, r: referrer }), agent),
        hit(aEvent({ ...page, q: 1, n: text.slice(0, 64), d: { [text.slice(0, 32)]: text, plan: text } }), agent),
      ];
    });
    for (const { status } of await Promise.all(replies)) statuses[status] = (statuses[status] ?? 0) + 1;
  }
  return statuses;
}

/** What a page has done that it must not, so far. */
interface Watch {
  page: Page;
  deeds(): Promise<string[]>;
}

async function signedIn(address: string, options: BrowserContextOptions = {}): Promise<Watch> {
  const context = await browser().newContext({ userAgent, viewport: { width: 1280, height: 900 }, ...options });
  await context.request.post(`${address}/api/session`, { data: ADMIN });
  const deeds: string[] = [];
  await context.exposeBinding('tellTest', (_, deed: string) => void deeds.push(deed));
  await context.addInitScript(() => {
    const tell = (deed: string) => (globalThis as unknown as { tellTest(deed: string): void }).tellTest(deed);
    for (const name of ['alert', 'confirm', 'prompt', 'print', 'msgbox'])
      Object.assign(globalThis, { [name]: () => tell(`ran ${name}()`) });
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      tell(`policy: ${violatedDirective} ${blockedURI} ${sample}`),
    );
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => deeds.push(`error: ${error}`));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== address)
      deeds.push(`asked for ${request.url()}`);
  });
  return {
    page,
    async deeds() {
      const inDocument = await page.evaluate(() => {
        const found: string[] = [];
        for (const element of document.querySelectorAll('*')) {
          for (const { name, value } of element.attributes) {
            if (/^on/i.test(name)) found.push(`has a handler: ${element.tagName} ${name}`);
            const isLink = /^(href|src|action|formaction|xlink:href|srcdoc|data)$/i.test(name);
            if (
              isLink &&
              !(URL.canParse(value, location.href) && /^https?:$/.test(new URL(value, location.href).protocol))
            )
              found.push(`unsafe link: ${name}="${value.slice(0, 80)}"`);
          }
        }
        const foreign = document.querySelectorAll('iframe, object, embed, base, math, form[action], meta[http-equiv]');
        for (const { tagName } of foreign) found.push(`has an element: ${tagName}`);
        return found;
      });
      return [...deeds, ...inDocument];
    },
  };
}

/** Every table of the report by everything that it can be by. */
async function turnEveryTable(page: Page, look: () => Promise<void>): Promise<number> {
  const choices = page.getByRole('group', { name: / by$/ }).getByRole('radio');
  const count = await choices.count();
  for (let i = 0; i < count; i += 1) {
    await choices.nth(i).check({ force: true });
    await settled(page);
    await look();
  }
  return count;
}

test('500 hostile texts, in every field that a stranger can fill, are text in every view', async () => {
  const server = await buildTestApp({ environment: { SITES: 'example.com,example.org' } });
  const statuses = await sendAll(server);
  expect(Object.keys(statuses).filter((status) => !['202', '400', '413'].includes(status))).toEqual([]);
  expect(statuses[202]).toBeGreaterThan(PAYLOADS);

  // Once as it is, and once without its policy: then whatever is not text would run.
  for (const bypassCSP of [false, true]) {
    const { page, deeds } = await signedIn(server.address, { bypassCSP });
    const found = new Set<string>();
    const look = async (where: string) => {
      for (const deed of await deeds()) found.add(`${where}: ${deed}`);
    };
    for (const view of VIEWS) {
      await openView(page, server.address, view);
      await look(view.name);
    }
    await openView(page, server.address, VIEWS[1] as (typeof VIEWS)[number]);
    expect(await turnEveryTable(page, () => look('tables'))).toBeGreaterThan(10);
    expect([...found]).toEqual([]);
    await page.context().close();
  }
}, 240_000);

/** A page with one reader on it, that has done nothing wrong so far. */
async function startClean(options: BrowserContextOptions): Promise<Watch> {
  const server = await buildTestApp();
  await server.hit(aView());
  const watch = await signedIn(server.address, options);
  await openView(watch.page, server.address, VIEWS[0] as (typeof VIEWS)[number]);
  expect(await watch.deeds()).toEqual([]);
  return watch;
}

test('what the policy forbids is noticed, and so are links and elements', async () => {
  const { page, deeds } = await startClean({});
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.setAttribute('href', 'javascript:alert(1)');
    const picture = document.createElement('img');
    picture.src = 'https://evil.example/x.png';
    document.body.append(link, picture, document.createElement('iframe'));
    try {
      document.body.insertAdjacentHTML('beforeend', '<svg onload=alert(1)>');
    } catch {
      // Refused, and reported.
    }
  });
  await expect.poll(async () => (await deeds()).join('\n')).toContain('policy: require-trusted-types-for');
  const all = (await deeds()).join('\n');
  for (const deed of ['policy: img-src', 'unsafe link: href="javascript:', 'has an element: IFRAME'])
    expect(all).toContain(deed);
});

test('without the policy, a text that is more than text would run, and it is noticed', async () => {
  const { page, deeds } = await startClean({ bypassCSP: true });
  await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<img src=/x onerror=alert(1)>'));
  await expect.poll(async () => (await deeds()).join('\n')).toContain('ran alert()');
  expect((await deeds()).join('\n')).toContain('has a handler: IMG onerror');
});

/** The cells of a table as RFC 4180 has them. */
function cellsOf(csv: string): string[] {
  const cells = csv.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(?:,|\r\n|$)/g);
  return [...cells].map(([, cell = '']) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));
}
const isFormula = (cell: string) => /^[=+\-@\t\r\n]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell);

test('no cell of an exported table is a formula, and every exported object is JSON', async () => {
  expect(cellsOf('a,"=1+1"\r\n-5,"say ""hi"""\r\n').filter(isFormula)).toEqual(['=1+1']);
  const server = await buildTestApp();
  await sendAll(server);
  const cookie = await server.signIn();
  const ask = (path: string, body: object, accept: string) =>
    server.api('POST', `/api/sites/example.com/${path}`, {
      cookie,
      body: { range: 'today', ...body },
      headers: { accept, 'sec-fetch-site': 'same-origin' },
    });
  const dimensions = [
    ...['page', 'entry_page', 'exit_page', 'hostname', 'referrer', 'source', 'channel', 'event', 'prop:plan'],
    ...['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term', 'browser', 'os', 'language'],
  ];
  const questions: [string, object][] = [
    ...dimensions.map((name): [string, object] => [
      'report',
      { queries: [{ metrics: ['pageviews'], dimensions: [name], limit: 1_000 }] },
    ]),
    ['hits', {}],
  ];
  let cells = 0;
  for (const [path, body] of questions) {
    const table = await ask(path, body, 'text/csv');
    expect(table.status, JSON.stringify(body)).toBe(200);
    const all = cellsOf(await table.text());
    cells += all.length;
    expect(all.filter(isFormula)).toEqual([]);
    const told = await ask(path, body, 'application/json');
    expect(told.headers.get('content-type')).toContain('application/json');
    expect(told.headers.get('x-content-type-options')).toBe('nosniff');
    JSON.parse(await told.text());
  }
  expect(cells).toBeGreaterThan(PAYLOADS);
});

test('the policy of every page is the strict one, line by line', async () => {
  const { address } = await buildTestApp();
  const policy = (await fetch(address)).headers.get('content-security-policy') ?? '';
  expect(policy.split(';').sort()).toEqual(
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self'",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "object-src 'none'",
      "worker-src 'self'",
      "manifest-src 'self'",
      'trusted-types headcount',
      "require-trusted-types-for 'script'",
    ].sort(),
  );
});
