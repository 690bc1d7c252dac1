// A site's rules change while pages are open: each is judged by the new ones at its next beat, whether it was let in or refused.
import { describe, expect, it } from 'vitest';
import { databaseFile, openReader } from '../store/open.ts';
import { buildTestApp, FIREFOX } from '../testing/build-test-app.ts';
import { aBeat, aLeave, aView, newPage } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';

const NOTHING = { allowedHosts: [], excludedAddresses: [], excludedPaths: [], excludedCountries: [] };
const BEAT_MS = 15_000;
const PICTURE = { 'user-agent': FIREFOX };

/** Somebody at an address that is in no country, whose time zone is all that says where they are. */
const VIENNESE = { z: 'Europe/Vienna', u: 'https://example.com/post', from: '192.0.2.7' };
/** Somebody whom nothing below excludes. */
const ANOTHER = { z: 'Asia/Tokyo', u: 'https://blog.example.org/other', from: '198.51.100.9' };

async function start() {
  const clock = createFakeClock();
  const app = await buildTestApp({
    clock,
    environment: { TRUST_PROXY: 'loopback', SITES: 'example.com,other.example' },
  });
  const cookie = await app.signIn();
  const send = async (hit: object, from: string, headers = {}) => {
    const reply = await app.hit(hit, { 'x-forwarded-for': from, ...headers });
    expect(reply.status).toBeLessThan(300);
    return reply.headers.get('x-headcount-dropped');
  };
  return {
    app: app.app,
    address: app.address,
    config: app.config,
    clock,
    send,
    async setRules(rules: object, site = 'example.com') {
      const reply = await app.api('PATCH', `/api/sites/${site}`, { cookie, body: { rules } });
      expect(reply.status).toBe(200);
    },
    visitors: () => app.app.live.state(1).visitors,
    /** Opens a page; answers why it does not count, if so. */
    open({ z, u, from }: typeof VIENNESE, headers = {}) {
      const p = newPage();
      return {
        view: () => send(aView({ p, u, z }), from, headers),
        /** After the time until it is due. */
        async beat(a: 0 | 1 = 1) {
          clock.advance(BEAT_MS);
          await send(aBeat({ p, u, a }), from);
        },
      };
    },
  };
}

const reasons = [
  ['host', { allowedHosts: ['blog.example.org'] }],
  ['excluded_path', { excludedPaths: ['/p*'] }],
  ['excluded_address', { excludedAddresses: ['192.0.2.0/24'] }],
  ['excluded_country', { excludedCountries: ['AT'] }],
] as const;

describe.each(reasons)('%s:', (reason, rules) => {
  it('a page that was refused comes in with its next beat once it is not excluded any more', async () => {
    const { open, setRules, visitors } = await start();
    await setRules(rules);
    const page = open(VIENNESE);
    expect(await page.view()).toBe(reason);
    for (let i = 0; i < 5; i += 1) await page.beat();
    expect(visitors()).toBe(0); // control: its beats alone do not bring it in
    await setRules(NOTHING);
    await page.beat();
    expect(visitors()).toBe(1);
    await page.beat();
    expect(visitors()).toBe(1);
  });

  it('a page that is here ends with its next beat once it is excluded, and stays out', async () => {
    const { open, setRules, visitors, clock, app } = await start();
    const [page, other] = [open(VIENNESE), open(ANOTHER)];
    expect([await page.view(), await other.view()]).toEqual([null, null]);
    for (let i = 0; i < 5; i += 1) {
      await page.beat();
      await other.beat();
    }
    expect(visitors()).toBe(2);
    await setRules(rules);
    await page.beat();
    expect(visitors()).toBe(1); // at once, without the grace of a page that is left
    for (let i = 0; i < 5; i += 1) {
      await page.beat();
      await other.beat();
    }
    expect(visitors()).toBe(1);
    expect(app.live.state(1).pages).toEqual([['/other', 1]]);
    await setRules(NOTHING);
    await page.beat();
    await other.beat();
    expect(visitors()).toBe(2);
    clock.advance(41_000);
    expect(visitors()).toBe(0);
  });
});

describe('when the rules change', () => {
  it('a country that only the view knew is remembered, whatever else was corrected', async () => {
    const { open, setRules, visitors, app } = await start();
    await setRules({ excludedCountries: ['AT'], excludedPaths: ['/x'] });
    const page = open(VIENNESE);
    expect(await page.view()).toBe('excluded_country');
    await setRules({ excludedPaths: [] });
    await page.beat();
    expect(visitors()).toBe(0);
    await setRules({ excludedCountries: ['DE'] });
    await page.beat();
    expect(app.live.state(1).countries).toEqual([['AT', 1]]);
  });

  it('another site’s pages are nobody’s concern', async () => {
    const { open, setRules, visitors } = await start();
    const page = open(VIENNESE);
    await page.view();
    await setRules({ excludedPaths: ['*'] }, 'other.example');
    await page.beat();
    expect(visitors()).toBe(1);
  });

  it('whoever still counts stays as they were: one visitor, reading or not', async () => {
    const { open, setRules, app } = await start();
    const page = open(VIENNESE);
    await page.view();
    await page.beat(0);
    await setRules({ excludedPaths: ['/elsewhere'] });
    await page.beat(0);
    expect(app.live.state(1)).toMatchObject({ visitors: 1, tabs: 1, idle: 1, countries: [['AT', 1]] });
    await page.beat(1);
    expect(app.live.state(1)).toMatchObject({ visitors: 1, tabs: 1, reading: 1 });
  });

  it('who is told apart: an open page follows with its next beat, in both directions, and says still what brought it', async () => {
    const { open, setRules, app, clock } = await start();
    const u = 'https://example.com/post?utm_source=letter&utm_campaign=spring';
    const pages = [open({ ...VIENNESE, u }), open(VIENNESE)];
    for (const page of pages) await page.view();
    const beats = async () => {
      for (const page of pages) await page.beat();
      const { visitors, tabs, countries, campaigns } = app.live.state(1);
      return { visitors, tabs, countries, campaigns };
    };
    const asOne = { visitors: 1, tabs: 2, countries: [['AT', 1]], campaigns: [['spring', 1]] };
    const asPages = { visitors: 2, tabs: 2, countries: [['AT', 2]], campaigns: [['spring', 2]] };
    expect(await beats()).toEqual(asOne);
    await setRules({ visitorIds: 'never' });
    expect(app.live.state(1).visitors).toBe(1); // control: not before they say something
    expect(await beats()).toEqual(asPages);
    expect(await beats()).toEqual(asPages);
    await setRules({ visitorIds: 'always' });
    expect(await beats()).toEqual(asOne);
    await setRules({ excludedPaths: ['/elsewhere'] });
    expect(await beats()).toEqual(asOne);
    clock.advance(41_000);
    expect(app.live.state(1)).toMatchObject({ visitors: 0, tabs: 0, countries: [] });
  });

  it.each([
    ['path', { excludedPaths: ['/p*'] }],
    ['country', { excludedCountries: ['US'] }],
  ])('whoever loaded a picture, and says no more, is gone at once by an excluded %s', async (_what, rules) => {
    const { address, setRules, visitors, app } = await start();
    const load = (path: string, from: string) =>
      fetch(`${address}/hit.gif?u=https://example.com${path}`, { headers: { ...PICTURE, 'x-forwarded-for': from } });
    await load('/post', '8.8.8.8');
    await load('/post', '8.8.4.4');
    await load('/other', '192.0.2.9');
    expect(app.live.state(1)).toMatchObject({ visitors: 3, inferred: 3 });
    await setRules({ excludedPaths: ['/elsewhere'] });
    expect(visitors()).toBe(3);
    await setRules(rules);
    expect(app.live.state(1)).toMatchObject({ visitors: 1, inferred: 1, pages: [['/other', 1]] });
  });

  it.each([
    ['a bot', { 'user-agent': 'curl/8.5.0' }, 'bot'],
    ['a page fetched ahead', { 'sec-purpose': 'prefetch' }, 'prefetch'],
  ])('%s stays out: no rule of the site kept it out', async (_what, headers, reason) => {
    const { open, setRules, visitors } = await start();
    await setRules({ excludedPaths: ['/post'] });
    const page = open(VIENNESE, headers);
    expect(await page.view()).toBe(reason);
    await setRules(NOTHING);
    await page.beat();
    expect(visitors()).toBe(0);
  });

  it('how long a page was read before it was excluded stays known', async () => {
    const { send, setRules, clock, app, config } = await start();
    const p = newPage();
    await send(aView({ p }), VIENNESE.from);
    await send(aBeat({ p, e: 9_000, y: 70 }), VIENNESE.from);
    await setRules({ excludedPaths: ['/post'] });
    await send(aBeat({ p, e: 20_000, y: 90 }), VIENNESE.from);
    await send(aLeave({ p, e: 25_000, y: 95 }), VIENNESE.from);
    // Control of its contrary: of a page that never counted, nothing is.
    const refused = newPage();
    await send(aView({ p: refused }), VIENNESE.from);
    await send(aLeave({ p: refused, e: 25_000, y: 95 }), VIENNESE.from);
    clock.advance(60_000);
    await app.close();
    const reader = openReader(databaseFile(config.dataDir));
    expect(reader.prepare('SELECT engaged_ms, scroll_depth FROM engagements').all()).toEqual([
      { engaged_ms: 9_000, scroll_depth: 70 },
    ]);
    reader.close();
  });
});

it('an event of another address that is excluded does not make its page one that was refused', async () => {
  const { send, setRules, visitors, clock } = await start();
  await setRules({ excludedPaths: ['/secret'] });
  const p = newPage();
  const hit = { ...aView({ p }), k: 'event', n: 'click', u: 'https://example.com/secret', q: 1 };
  await send(aView({ p }), VIENNESE.from);
  expect(await send(hit, VIENNESE.from)).toBe('excluded_path');
  clock.advance(60_000); // asleep
  expect(visitors()).toBe(0);
  await send(aBeat({ p }), VIENNESE.from);
  expect(visitors()).toBe(1);
});
