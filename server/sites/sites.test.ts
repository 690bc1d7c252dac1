import { describe, expect, it } from 'vitest';
import { type Site, Site as SiteSchema } from '../contract/browser.ts';
import { Refusal } from '../errors.ts';
import { buildTestApp, type TestAppOptions } from '../testing/build-test-app.ts';
import { aBeat, aView } from '../testing/factories.ts';
import { parseSiteHost } from './host.ts';

describe('what a person types becomes the site’s host:', () => {
  it.each([
    ['example.com', 'example.com'],
    ['  Example.COM  ', 'example.com'],
    ['www.example.com', 'example.com'],
    ['https://www.example.com/blog?x=1', 'example.com'],
    ['example.com:8443', 'example.com'],
    ['example.com.', 'example.com'],
    ['blog.example.co.uk', 'blog.example.co.uk'],
    ['müller.example', 'xn--mller-kva.example'],
    ['www.com', 'www.com'],
    ['192.0.2.7', '192.0.2.7'],
    ['http://[2001:db8::1]/', '[2001:db8::1]'],
  ])('%s → %s', (typed, host) => {
    expect(parseSiteHost(typed, false)).toBe(host);
  });

  it.each([
    '',
    ' ',
    'example',
    'two words',
    'exa_mple',
    '-a.example',
    'a..example',
    'http://',
    '<script>',
    '.',
    '__proto__',
  ])('refuses %j with a sentence', (typed) => {
    expect(() => parseSiteHost(typed, true)).toThrow(Refusal);
  });

  it.each(['localhost', 'http://localhost:4000', '127.0.0.1', 'blog.localhost', '[::1]'])(
    '%s only where someone tries things out on the very machine',
    (typed) => {
      expect(() => parseSiteHost(typed, false)).toThrow(/own machine/);
      expect(parseSiteHost(typed, true)).not.toContain(':4000');
    },
  );
});

async function firstSite(options: TestAppOptions, headers: { [name: string]: string } = {}): Promise<Site> {
  const { api } = await buildTestApp(options);
  const forwarded = { ...headers };
  const session = await api('POST', '/api/session', {
    body: { email: 'owner@example.com', password: 'correct horse battery' },
    headers: forwarded,
  });
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  const reply = await api('GET', '/api/sites', { cookie, headers: forwarded });
  const { sites } = (await reply.json()) as { sites: unknown[] };
  return SiteSchema.parse(sites[0]);
}

describe('the snippet', () => {
  it('takes its address from BASE_URL', async () => {
    const site = await firstSite({
      environment: { BASE_URL: 'https://stats.example.net/count/', SCRIPT_NAME: 'bell.js' },
    });
    expect(site).toMatchObject({
      snippet: '<script defer src="https://stats.example.net/count/bell.js" data-site="example.com"></script>',
      snippetWarning: null,
      tryUrl: null,
    });
  });

  it('else from the trusted proxy', async () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'stats.example.net' };
    const trusted = await firstSite({ environment: { TRUST_PROXY: 'loopback' } }, headers);
    expect(trusted.snippet).toBe(
      '<script defer src="https://stats.example.net/headcount.js" data-site="example.com"></script>',
    );
    const untrusted = await firstSite({}, headers);
    expect(untrusted.snippet).not.toContain('stats.example.net');
  });

  it('on plain http says that https pages cannot load it', async () => {
    const site = await firstSite({ environment: { BASE_URL: 'http://192.0.2.7:8080' } });
    expect(site.snippetWarning).toBe('plain_http');
  });

  it('on a loopback address counts there too, and offers a page to try it', async () => {
    const site = await firstSite({});
    expect(site.snippet).toMatch(/data-site="example\.com" data-local><\/script>$/);
    expect(site.tryUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/try\?site=example\.com$/);
    expect(site.snippetWarning).toBeNull();
  });
});

describe('the sample page', () => {
  it('carries the snippet, and links to pages of its own', async () => {
    const { address } = await buildTestApp();
    const html = await (await fetch(`${address}/try?site=example.com`)).text();
    expect(html).toContain('<script defer src="/headcount.js" data-site="example.com" data-local></script>');
    const [, link = ''] = /href="(\/try\/[^"]+)"/.exec(html) ?? [];
    expect(await (await fetch(address + link)).text()).toContain('data-site="example.com"');
  });

  it('is there for registered sites only, and only on the very machine', async () => {
    const { address } = await buildTestApp({ environment: { TRUST_PROXY: 'loopback' } });
    expect((await fetch(`${address}/try?site=%3Cscript%3E`)).status).toBe(404);
    expect((await fetch(`${address}/try`)).status).toBe(404);
    const elsewhere = await fetch(`${address}/try?site=example.com`, {
      headers: { 'x-forwarded-host': 'stats.example.net' },
    });
    expect(elsewhere.status).toBe(404);
  });
});

describe('sites', () => {
  it('are added, found under any spelling, and cannot be added twice', async () => {
    const { api, signIn, hit } = await buildTestApp();
    const cookie = await signIn();
    const add = (host: string) => api('POST', '/api/sites', { cookie, body: { host, timezone: 'Asia/Tokyo' } });
    const reply = await add('https://www.blog.example/about');
    expect(reply.status).toBe(201);
    expect(await reply.json()).toMatchObject({ host: 'blog.example', timezone: 'Asia/Tokyo', waiting: true });
    expect((await hit(aView({ s: 'WWW.blog.example' }))).status).toBe(202);
    const again = await add('blog.example');
    expect([again.status, await again.json()]).toMatchObject([409, { error: { code: 'site_exists', field: 'host' } }]);
  });

  it('wait no longer when somebody is there whose view came before the site was added', async () => {
    const { app, hit } = await buildTestApp();
    await hit(aBeat());
    expect(app.live.state(1)).toMatchObject({ visitors: 1, waiting: false });
  });

  it('wait until their first hit, and remember after a restart that it came', async () => {
    const first = await buildTestApp();
    const cookie = await first.signIn();
    const waiting = async (app: typeof first, as: string) =>
      ((await (await app.api('GET', '/api/sites', { cookie: as })).json()) as { sites: Site[] }).sites[0]?.waiting;
    expect(await waiting(first, cookie)).toBe(true);
    await first.hit(aView());
    expect(await waiting(first, cookie)).toBe(false);
    await first.app.close();

    const again = await buildTestApp({ environment: { DATA_DIR: first.config.dataDir } });
    expect(await waiting(again, await again.signIn())).toBe(false);
  });

  it('can be corrected: the old host is unknown from then on, the new one known, the hits stay', async () => {
    const { api, signIn, hit } = await buildTestApp();
    const cookie = await signIn();
    await hit(aView());
    const reply = await api('PATCH', '/api/sites/example.com', { cookie, body: { host: 'right.example' } });
    expect([reply.status, await reply.json()]).toMatchObject([
      200,
      { id: 1, host: 'right.example', timezone: 'UTC', waiting: false },
    ]);
    expect((await hit(aView())).status).toBe(404);
    expect((await hit(aView({ s: 'right.example' }))).status).toBe(202);
  });

  it('named in SITES are there from the start, once', async () => {
    const { app, api, signIn, config } = await buildTestApp({
      environment: { SITES: 'a.example, https://www.b.example/' },
    });
    const hosts = (
      (await (await api('GET', '/api/sites', { cookie: await signIn() })).json()) as { sites: Site[] }
    ).sites.map((site) => site.host);
    expect(hosts).toEqual(['a.example', 'b.example']);
    await app.close();
    const again = await buildTestApp({ environment: { DATA_DIR: config.dataDir, SITES: 'www.a.example' } });
    const reply = await again.api('GET', '/api/sites', { cookie: await again.signIn() });
    expect(((await reply.json()) as { sites: Site[] }).sites).toHaveLength(2);
  });
});

it('under a BASE_URL with a path everything answers there, whether or not the proxy has cut the path off', async () => {
  const { address, api, hit } = await buildTestApp({ environment: { BASE_URL: 'https://example.net/count' } });
  for (const base of ['', '/count']) {
    expect((await fetch(`${address}${base}/healthz`)).status).toBe(200);
    expect((await fetch(`${address}${base}/headcount.js`)).status).toBe(200);
    expect((await api('GET', `${base}/api/session`)).status).toBe(401);
    expect((await fetch(address + base)).status).toBe(200);
    const missing = await fetch(`${address}${base}/assets/missing.js`);
    expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, null]);
    const html = await (await fetch(`${address}${base}/sites/example.com`)).text();
    expect(html).toMatch(/src="\/count\/assets\//);
    expect(html).not.toContain('"./');
  }
  expect((await hit(aView())).status).toBe(202);
});
