// The collector as a table: what is posted, what is answered, what is stored.
import { describe, expect, it } from 'vitest';
import { MAX_HIT_BYTES } from '../contract/hit.ts';
import { buildTestApp, FIREFOX, type TestApp } from '../testing/build-test-app.ts';
import { aBeat, aLeave, aView, newPage } from '../testing/factories.ts';
import { hitsOf } from '../testing/stored.ts';

const view = aView();
const without = (key: string) => Object.fromEntries(Object.entries(view).filter(([name]) => name !== key));

/** [what it is, body, status, code, field] */
const refused: [string, unknown, number, string, string?][] = [
  ['text that is not JSON', 'hello', 400, 'bad_json'],
  ['JSON cut short', '{"k":"view"', 400, 'bad_json'],
  ['nothing', '', 400, 'bad_json'],
  ['null', null, 400, 'wrong_type'],
  ['a number', 7, 400, 'wrong_type'],
  ['an array without a key', [view], 400, 'bad_request'],
  ['no kind', without('k'), 400, 'bad_request', 'k'],
  ['an unknown kind', { ...view, k: 'visit' }, 400, 'bad_request', 'k'],
  ['no site', without('s'), 400, 'missing_field', 's'],
  ['an empty site', { ...view, s: '' }, 400, 'bad_request', 's'],
  ['no page instance', without('p'), 400, 'missing_field', 'p'],
  ['a short page instance', { ...view, p: 'abc' }, 400, 'bad_request', 'p'],
  ['an upper-case page instance', { ...view, p: 'ABCDEF0123456789' }, 400, 'bad_request', 'p'],
  ['no sequence', without('q'), 400, 'missing_field', 'q'],
  ['a sequence as text (nothing is coerced)', { ...view, q: '0' }, 400, 'wrong_type', 'q'],
  ['a negative sequence', { ...view, q: -1 }, 400, 'bad_request', 'q'],
  ['half a sequence', { ...view, q: 0.5 }, 400, 'wrong_type', 'q'],
  ['no URL', without('u'), 400, 'missing_field', 'u'],
  ['a URL that is only a path', { ...view, u: '/post' }, 400, 'bad_request', 'u'],
  ['a URL of no page', { ...view, u: 'javascript:alert(1)' }, 400, 'bad_request', 'u'],
  ['a URL that holds the page itself', { ...view, u: 'data:text/html,x' }, 400, 'bad_request', 'u'],
  ['a newer version with an unknown kind', { ...view, k: 'visit', v: 2 }, 400, 'bad_request', 'k'],
  ['a URL over 4,096 characters', { ...view, u: `https://example.com/${'x'.repeat(4100)}` }, 400, 'too_long', 'u'],
  ['a title over 256 characters', { ...view, t: 'x'.repeat(257) }, 400, 'too_long', 't'],
  ['a NUL in the title', { ...view, t: 'a\u0000b' }, 400, 'bad_request', 't'],
  ['a line break in the referrer', { ...view, r: 'https://a.example/\nb' }, 400, 'bad_request', 'r'],
  ['half of a surrogate pair', { ...view, t: 'a\ud800b' }, 400, 'bad_request', 't'],
  ['a width as text', { ...view, w: '1280' }, 400, 'wrong_type', 'w'],
  ['an unknown key', { ...view, x: 1 }, 400, 'unknown_field', 'x'],
  ['a key of another kind', { ...view, n: 'signup' }, 400, 'unknown_field', 'n'],
  ['a version of nought', { ...view, v: 0 }, 400, 'bad_request', 'v'],
  [
    'an event without a name',
    { k: 'event', s: 'example.com', p: newPage(), q: 0, u: view.u },
    400,
    'missing_field',
    'n',
  ],
  ['an event property that is an object', { ...view, k: 'event', n: 'x', d: { a: {} } }, 400, 'wrong_type', 'd.a'],
  [
    'a prototype key',
    `{"k":"view","s":"example.com","p":"0123456789abcdef","q":0,"u":"https://a.b/","__proto__":{}}`,
    400,
    'bad_json',
  ],
  ['an unknown site', { ...view, s: 'elsewhere.example' }, 404, 'unknown_site', 's'],
  ['more than 8 kB', `${' '.repeat(MAX_HIT_BYTES)}{}`, 413, 'too_large'],
];

describe('refuses, with a reason, an open door for scripts, nothing stored and nothing logged as an error:', () => {
  it.each(refused)('%s', async (_what, body, status, code, field) => {
    const app = await buildTestApp();
    const reply = await app.hit(body);
    const { error } = (await reply.json()) as { error: { code: string; message: string; field?: string } };
    expect([reply.status, error.code, error.field]).toEqual([status, code, field]);
    // A sentence of ours, for a person; not what the library says to a programmer.
    expect(error.message).toMatch(/^\S+ .{6,}\.$/);
    expect(error.message).not.toMatch(/Invalid|expected|received|undefined|Too (big|small)/);
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
    expect(reply.headers.get('access-control-expose-headers')).toBe('retry-after, x-headcount-dropped');
    expect(hitsOf(app)).toEqual([]);
    expect(app.log.filter((line) => line.level >= 50)).toEqual([]);
  });

  it('another content type', async () => {
    const app = await buildTestApp();
    const reply = await app.hit(view, { 'content-type': 'application/x-www-form-urlencoded' });
    expect(reply.status).toBe(415);
    expect(await reply.json()).toMatchObject({ error: { code: 'wrong_content_type' } });
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('a method other than POST', async () => {
    const app = await buildTestApp();
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const body = method === 'GET' ? {} : { headers: { 'content-type': 'text/html' }, body: '{' };
      const reply = await fetch(`${app.address}/hit`, { method, ...body });
      expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
      expect(reply.headers.get('access-control-allow-origin')).toBe('*');
      expect(await reply.json()).toMatchObject({ error: { code: 'method_not_allowed' } });
    }
  });
});

describe('takes', () => {
  it('a view: 202 once it is stored; query, fragment and everything that identifies are not kept', async () => {
    const app = await buildTestApp();
    const reply = await app.hit(
      aView({
        p: '0123456789abcdef',
        u: 'https://www.example.com/post?utm_source=letter&token=secret#part',
        r: 'https://news.example/item?id=7',
        t: 'A post',
        w: 1280,
        z: 'Europe/Berlin',
      }),
      { 'user-agent': `${FIREFOX} canary` },
    );
    expect(reply.status).toBe(202);
    const [row, ...others] = hitsOf(app);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      site_id: 1,
      kind: 'view',
      seq: 0,
      host: 'www.example.com',
      path: '/post',
      referrer: 'https://news.example/item',
      utm_source: 'letter',
      title: 'A post',
      viewport_width: 1280,
      timezone: 'Europe/Berlin',
    });
    expect(row?.visitor).toMatch(/^[0-9a-f]{16}$/);
    expect(JSON.stringify(row)).not.toMatch(/secret|canary|127\.0\.0\.1/);
  });

  it('application/json as well, and answers the browser that asks first', async () => {
    const app = await buildTestApp();
    expect((await app.hit(view, { 'content-type': 'application/json; charset=utf-8' })).status).toBe(202);
    const preflight = await fetch(`${app.address}/hit`, { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type');
  });

  it.each(['www.example.com', 'EXAMPLE.com', 'example.com.', 'example.com:8443'])(
    'the site named %s as example.com',
    async (s) => {
      const app = await buildTestApp();
      expect((await app.hit(aView({ s }))).status).toBe(202);
      expect(hitsOf(app)).toHaveLength(1);
    },
  );

  it('a retry without storing it again', async () => {
    const app = await buildTestApp();
    expect((await app.hit(view)).status).toBe(202);
    expect((await app.hit(view)).status).toBe(202);
    expect(hitsOf(app)).toHaveLength(1);
  });

  it('an event', async () => {
    const app = await buildTestApp();
    const event = { k: 'event', s: 'example.com', p: newPage(), q: 1, u: view.u, n: 'signup', d: { plan: 'free' } };
    expect((await app.hit(event)).status).toBe(202);
    expect(hitsOf(app)[0]).toMatchObject({ kind: 'event', event_name: 'signup', event_props: '{"plan":"free"}' });
  });

  it.each([
    ['without a name', '{"":1,"plan":"free"}'],
    ['called constructor', '{"constructor":"x","plan":"free"}'],
    ['called prototype', '{"plan":"free","prototype":true}'],
    ['called __proto__', '{"__proto__":"x","plan":"free"}'],
    ['called __proto__, with an object in it', '{"__proto__":{"constructor":{"prototype":{}}},"plan":"free"}'],
    ['of each kind at once', '{"":1,"constructor":1,"prototype":1,"__proto__":1,"plan":"free"}'],
  ])('an event with a property %s, and leaves only that out', async (_what, d) => {
    const app = await buildTestApp();
    const event = JSON.stringify({ k: 'event', s: 'example.com', p: newPage(), q: 1, u: view.u, n: 'signup', d: '|' });
    expect((await app.hit(event.replace('"|"', d))).status).toBe(202);
    expect(hitsOf(app)[0]).toMatchObject({ kind: 'event', event_name: 'signup', event_props: '{"plan":"free"}' });
    expect(({} as { plan?: string }).plan).toBeUndefined();
  });

  it('a beat and a leave: 204, nothing stored', async () => {
    const app = await buildTestApp();
    expect((await app.hit(aBeat({ a: 1, e: 12_000, y: 40 }))).status).toBe(204);
    expect((await app.hit(aLeave({ e: 12_000, y: 40 }))).status).toBe(204);
    expect(hitsOf(app)).toEqual([]);
  });

  it('a message of a newer contract, passing over what it does not know', async () => {
    const app = await buildTestApp();
    expect((await app.hit({ ...view, v: 2, future: true })).status).toBe(202);
  });

  it('someone who asks not to be told apart (GPC, DNT): counted, without a visitor id', async () => {
    for (const headers of [{ 'sec-gpc': '1' }, { dnt: '1' }]) {
      const app = await buildTestApp();
      await app.hit(aView(), headers as { [name: string]: string });
      expect(hitsOf(app)).toMatchObject([{ visitor: '' }]);
      expect(app.app.live.state(1)).toMatchObject({ visitors: 1 });
    }
  });
});

describe('a visitor', () => {
  const ids = (app: TestApp) => hitsOf(app).map((row) => row.visitor);

  it('is the same for the same address and user agent, another for another user agent or site', async () => {
    const app = await buildTestApp({ environment: { SITES: 'example.com,other.example' } });
    await app.hit(aView());
    await app.hit(aView());
    await app.hit(aView(), { 'user-agent': FIREFOX.replaceAll('140', '141') });
    await app.hit(aView({ s: 'other.example' }));
    const [first, again, otherAgent, otherSite] = ids(app);
    expect(again).toBe(first);
    expect(new Set([first, otherAgent, otherSite]).size).toBe(3);
  });

  it('is told by X-Forwarded-For only when a trusted proxy says it, read from the right', async () => {
    const trusting = await buildTestApp({ environment: { TRUST_PROXY: 'loopback' } });
    await trusting.hit(aView(), { 'x-forwarded-for': '203.0.113.9, 192.0.2.1' });
    await trusting.hit(aView(), { 'x-forwarded-for': '198.51.100.7, 192.0.2.1' });
    await trusting.hit(aView(), { 'x-forwarded-for': '192.0.2.2' });
    const [one, forged, other] = ids(trusting);
    expect(forged).toBe(one);
    expect(other).not.toBe(one);

    // Some proxies add the port of the connection, which says nothing of the visitor.
    await trusting.hit(aView(), { 'x-forwarded-for': '192.0.2.2:4711' });
    await trusting.hit(aView(), { 'x-forwarded-for': '192.0.2.2:4712' });
    expect(new Set(ids(trusting).slice(2)).size).toBe(1);

    // Also that of a declared proxy in the middle.
    await trusting.hit(aView(), { 'x-forwarded-for': '192.0.2.2, 127.0.0.1:443' });
    expect(new Set(ids(trusting).slice(2)).size).toBe(1);

    const wary = await buildTestApp();
    await wary.hit(aView(), { 'x-forwarded-for': '192.0.2.1' });
    await wary.hit(aView(), { 'x-forwarded-for': '192.0.2.2' });
    expect(new Set(ids(wary)).size).toBe(1);
  });
});

it('the script is served cacheable, for every origin, compressed, and knows where to post', async () => {
  const app = await buildTestApp({ environment: { SCRIPT_NAME: 'bell.js', COLLECT_PATH: '/in/door' } });
  for (const name of ['bell.js', 'client.js']) {
    const reply = await fetch(`${app.address}/${name}`, { headers: { 'accept-encoding': 'br' } });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-encoding')).toBe('br');
    expect(reply.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(reply.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(reply.headers.get('cache-control')).toMatch(/max-age=3600/);
    expect(await reply.text()).toContain('in/door');
    const etag = reply.headers.get('etag') ?? '';
    expect((await fetch(`${app.address}/${name}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
  }
  expect((await app.hit(aView())).status).toBe(202);
  expect((await fetch(`${app.address}/headcount.js`)).status).toBe(404);
});
