// What is not counted, as a table: who sends it or what the site excludes, and the reason that is answered and shown.
import { describe, expect, it } from 'vitest';
import type { RejectedReply, Site } from '../contract/browser.ts';
import { databaseFile, openReader } from '../store/open.ts';
import { buildTestApp, FIREFOX, type TestApp } from '../testing/build-test-app.ts';
import { aBeat, aEvent, aView, newPage } from '../testing/factories.ts';

const countOf = ({ config }: TestApp): number => {
  const reader = openReader(databaseFile(config.dataDir));
  try {
    return reader.prepare('SELECT count(*) FROM hits').pluck().get() as number;
  } finally {
    reader.close();
  }
};

async function change(app: TestApp, cookie: string, rules: object): Promise<Site> {
  const reply = await app.api('PATCH', '/api/sites/example.com', { cookie, body: { rules } });
  expect(reply.status).toBe(200);
  return (await reply.json()) as Site;
}

const rejectedBy = async (app: TestApp, cookie: string) =>
  (await (await app.api('GET', '/api/sites/example.com/rejected', { cookie })).json()) as RejectedReply;

interface Case {
  what: string;
  rules?: object;
  headers?: { [name: string]: string };
  hit?: object;
  environment?: NodeJS.ProcessEnv;
  reason: string;
}

const cases: Case[] = [
  { what: 'a crawler', headers: { 'user-agent': 'Mozilla/5.0 (compatible; GPTBot/1.2)' }, reason: 'bot' },
  { what: 'a library', headers: { 'user-agent': 'curl/8.5.0' }, reason: 'bot' },
  { what: 'a browser that a program drives', hit: { b: 1 }, reason: 'bot' },
  { what: 'a page fetched ahead (Chromium)', headers: { 'sec-purpose': 'prefetch;prerender' }, reason: 'prefetch' },
  { what: 'a page fetched ahead (Firefox of old)', headers: { 'x-moz': 'prefetch' }, reason: 'prefetch' },
  { what: 'a host that is not allowed', rules: { allowedHosts: ['blog.example.com'] }, reason: 'host' },
  { what: 'a host beside the allowed domain', rules: { allowedHosts: ['*.example.com'] }, reason: 'host' },
  { what: 'an excluded address', rules: { excludedAddresses: ['127.0.0.1'] }, reason: 'excluded_address' },
  { what: 'an excluded range', rules: { excludedAddresses: ['127.0.0.0/8'] }, reason: 'excluded_address' },
  { what: 'an excluded path', rules: { excludedPaths: ['/post'] }, reason: 'excluded_path' },
  { what: 'an excluded pattern', rules: { excludedPaths: ['/p*t'] }, reason: 'excluded_path' },
  {
    what: 'an excluded page, by its whole address',
    rules: { excludedPaths: ['https://x.example/post'] },
    reason: 'excluded_path',
  },
  {
    what: 'an excluded page, encoded more than it must be',
    rules: { excludedPaths: ['/%70ost'] },
    reason: 'excluded_path',
  },
  {
    what: 'an excluded country, by the time zone when the address says nothing',
    rules: { excludedCountries: ['DE'] },
    hit: { z: 'Europe/Berlin' },
    reason: 'excluded_country',
  },
  {
    what: 'an excluded country, by the address',
    rules: { excludedCountries: ['US'] },
    headers: { 'x-forwarded-for': '8.8.8.8' },
    environment: { TRUST_PROXY: 'loopback' },
    reason: 'excluded_country',
  },
];

describe('is answered 202 with the reason, not stored, not live, and shown to the owner:', () => {
  it.each(cases)('$what', async ({ rules, headers, hit, environment, reason }) => {
    const app = await buildTestApp(environment ? { environment } : {});
    const cookie = await app.signIn();
    // Control: the very same hit counts for a site without rules, from a person.
    const counted = await app.hit(aView(), { 'user-agent': FIREFOX });
    expect([counted.status, counted.headers.get('x-headcount-dropped')]).toEqual([202, null]);

    if (rules) await change(app, cookie, rules);
    const page = newPage();
    const reply = await app.hit(aView({ p: page, ...hit }), { 'user-agent': FIREFOX, ...headers });
    expect([reply.status, reply.headers.get('x-headcount-dropped')]).toEqual([202, reason]);
    expect(countOf(app)).toBe(1);
    expect(app.app.live.state(1)).toMatchObject({ visitors: 1, rejected: 1 });

    const rejected = await rejectedBy(app, cookie);
    expect(rejected).toMatchObject({ total: 1, counts: [[reason, 1]] });
    expect(rejected.last).toMatchObject([{ kind: 'view', reason, host: 'example.com', path: '/post' }]);
    expect(JSON.stringify(rejected)).not.toMatch(/127\.0\.0\.1|8\.8\.8\.8|curl|GPTBot/);

    // A beat of the same page opens no lease either.
    const { b } = (hit ?? {}) as { b?: 1 };
    await app.hit(aBeat({ p: page, ...(b ? { b } : {}) }), { 'user-agent': FIREFOX, ...headers });
    expect(app.app.live.state(1).visitors).toBe(1);

    // Nor does what happens on it count, although an event says less: neither referrer nor time zone.
    const event = await app.hit(aEvent({ p: page }), { 'user-agent': FIREFOX });
    expect([event.status, event.headers.get('x-headcount-dropped')]).toEqual([202, reason]);
    expect(countOf(app)).toBe(1);
  });

  it('a malformed hit of the site, which is answered 400', async () => {
    const app = await buildTestApp();
    const cookie = await app.signIn();
    expect((await app.hit({ ...aView(), q: 'one' })).status).toBe(400);
    expect((await rejectedBy(app, cookie)).last).toMatchObject([
      { reason: 'malformed', detail: 'q must be a number.' },
    ]);
  });

  it('more hits than a limit allows, which are answered 429 and when to try again', async () => {
    const app = await buildTestApp({ environment: { HITS_PER_SECOND_PER_SITE: '1' } });
    const cookie = await app.signIn();
    const replies = await Promise.all(Array.from({ length: 40 }, () => app.hit(aView())));
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(10);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(countOf(app)).toBe(40 - refused.length);
    expect((await rejectedBy(app, cookie)).counts).toEqual([['too_many', refused.length]]);
  });

  it('more hits of one address than a limit allows; another address goes on', async () => {
    const environment = { HITS_PER_SECOND_PER_ADDRESS: '1', TRUST_PROXY: 'loopback' };
    const app = await buildTestApp({ environment });
    const from = (address: string) => app.hit(aView(), { 'x-forwarded-for': address });
    const replies = await Promise.all(Array.from({ length: 40 }, () => from('203.0.113.7')));
    expect(replies.filter(({ status }) => status === 429).length).toBeGreaterThan(10);
    expect((await from('203.0.113.8')).status).toBe(202);
  });
});

describe('the list of rejected hits', () => {
  it('keeps the last 200 and counts all', async () => {
    const app = await buildTestApp();
    const cookie = await app.signIn();
    for (let i = 0; i < 210; i += 1) await app.hit(aView({ u: `https://example.com/${i}`, b: 1 }));
    const { total, last } = await rejectedBy(app, cookie);
    expect([total, last.length, last[0]?.path, last[199]?.path]).toEqual([210, 200, '/209', '/10']);
  });

  it('is for people who are signed in', async () => {
    const app = await buildTestApp();
    expect((await app.api('GET', '/api/sites/example.com/rejected')).status).toBe(401);
  });
});

describe('rules', () => {
  it.each([
    ['allowedHosts', 'http://', /is not a host/],
    ['allowedHosts', '*', /any host\. Leave the list empty/],
    ['allowedHosts', 'a.*', /\*\.example\.com/],
    ['excludedAddresses', '10.0.0.0/99', /is not an address or a range/],
    ['excludedAddresses', 'me', /is not an address or a range/],
    ['excludedAddresses', '192.0.2.*', /is not an address or a range/],
    ['excludedAddresses', '0.0.0.0/0', /^0\.0\.0\.0\/0 would leave everybody out\. Type a smaller range/],
    ['excludedAddresses', '::/0', /^::\/0 would leave everybody out/],
    ['excludedPaths', 'post', /must begin with \//],
    ['excludedPaths', '/q?x=1', /can never match/],
    ['excludedPaths', '/a#b', /can never match/],
    ['excludedPaths', '/a\u0000', /control character/],
    ['excludedCountries', 'Germany', /is not a country in two letters/],
    ['excludedCountries', 'QX', /is not a country in two letters/],
    ['excludedCountries', 'ZZ', /is not a country in two letters/],
    ['excludedCountries', 'EU', /is not a country in two letters/], // no hit is from there, but from Germany and so on
  ])('%s: %s is refused, with the entry at fault', async (name, entry, sentence) => {
    const app = await buildTestApp();
    const cookie = await app.signIn();
    const body = { rules: { [name]: [entry] } };
    const reply = await app.api('PATCH', '/api/sites/example.com', { cookie, body });
    expect(reply.status).toBe(400);
    const { error } = (await reply.json()) as { error: { field: string; message: string } };
    expect(error.field).toBe(`rules.${name}.0`);
    expect(error.message).toMatch(sentence);
    expect(error.message.startsWith(`${entry} `)).toBe(true); // by which the dashboard finds it
  });

  it.each([
    ['allowedHosts', ''],
    ['excludedAddresses', ''],
    ['excludedPaths', ' '],
    ['excludedCountries', '\t'],
  ])('%s: an entry that is %j is refused by its place, having no words of its own', async (name, entry) => {
    const app = await buildTestApp();
    const body = { rules: { [name]: [entry] } };
    const reply = await app.api('PATCH', '/api/sites/example.com', { cookie: await app.signIn(), body });
    expect(reply.status).toBe(400);
    const field = `rules.${name}.0`;
    expect(await reply.json()).toMatchObject({ error: { field, message: `${field} is empty: remove the line.` } });
  });

  it.each([
    ['excludedAddresses', ['192.0.2.0/24', '2001:DB8::1/32'], ['192.0.2.0/24', '2001:DB8::1/32']],
    ['excludedPaths', [' /über uns/* ', '/%C3%BCber%20uns/*'], ['/über uns/*']],
    ['excludedPaths', ['https://example.com/%C3%BCber', '*.pdf'], ['/%C3%BCber', '*.pdf']],
    ['excludedCountries', ['de', 'AT', 'De'], ['DE', 'AT']],
    ['excludedCountries', ['UK'], ['GB']], // as hits have it
    ['allowedHosts', ['WWW.Example.com', 'https://example.com/'], ['example.com']],
  ])('%s: %j is kept as %j, and as that when it is saved again', async (name, typed, kept) => {
    const app = await buildTestApp();
    const cookie = await app.signIn();
    for (const entries of [typed, kept]) {
      const { rules } = await change(app, cookie, { [name]: entries });
      expect(rules[name as 'excludedPaths']).toEqual(kept);
    }
  });

  it('that the rejected hits name are the owner’s words, the first that holds', async () => {
    const app = await buildTestApp();
    const cookie = await app.signIn();
    await change(app, cookie, { excludedPaths: ['/other', '/über*', '/*'] });
    await app.hit(aView({ u: 'https://example.com/%c3%bcber' }));
    expect((await rejectedBy(app, cookie)).last).toMatchObject([{ detail: '/über*', path: '/%C3%BCber' }]);
  });

  it('stay when another is changed, and survive a restart', async () => {
    const app = await buildTestApp();
    const cookie = await app.signIn();
    await change(app, cookie, { excludedPaths: ['/draft/*'], allowedHosts: ['https://Blog.Example.com/'] });
    const { rules } = await change(app, cookie, { excludedCountries: ['AT'] });
    const expected = {
      allowedHosts: ['blog.example.com'],
      excludedAddresses: [],
      excludedPaths: ['/draft/*'],
      excludedCountries: ['AT'],
      visitorIds: 'unless_refused',
    };
    expect(rules).toEqual(expected);
    await app.app.close();
    const again = await buildTestApp({ environment: { DATA_DIR: app.config.dataDir } });
    const reply = await again.api('GET', '/api/sites', { cookie: await again.signIn() });
    expect(((await reply.json()) as { sites: Site[] }).sites[0]?.rules).toEqual(expected);
  });

  it.each([
    ['always', { 'sec-gpc': '1' }, true],
    ['unless_refused', { 'sec-gpc': '1' }, false],
    ['unless_refused', { dnt: '1' }, false],
    ['unless_refused', {}, true],
    ['never', {}, false],
  ] as const)('visitor ids %s with %j: linked %s', async (visitorIds, headers, isLinked) => {
    const app = await buildTestApp();
    await change(app, await app.signIn(), { visitorIds });
    await app.hit(aView(), headers);
    const reader = openReader(databaseFile(app.config.dataDir));
    expect(reader.prepare('SELECT visitor IS NOT NULL FROM hits').pluck().get()).toBe(isLinked ? 1 : 0);
    reader.close();
  });
});
