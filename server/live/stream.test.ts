// The live state over HTTP, from hit to frame.
import { describe, expect, it, onTestFinished } from 'vitest';
import { LiveState, UnregisteredHosts } from '../contract/browser.ts';
import { buildTestApp, FIREFOX, type TestApp } from '../testing/build-test-app.ts';
import { aBeat, aLeave, aView, newPage } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { readSse } from '../testing/read-sse.ts';
import { WARM_AFTER_MS } from './live.ts';

async function watch(app: TestApp, path = '/api/live?sites=example.com') {
  const stream = await readSse(app.address + path, await app.signIn());
  onTestFinished(() => stream.close());
  return stream;
}

describe('a stream', () => {
  it('cannot be held back, changed or compressed by a proxy, and begins at once', async () => {
    const stream = await watch(await buildTestApp());
    const headers = Object.fromEntries(stream.response.headers);
    expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache, no-transform');
    expect(headers['x-accel-buffering']).toBe('no');
    expect(headers['content-encoding']).toBe('identity');
    const { data } = await stream.until(({ event }) => event === 'state');
    expect(LiveState.parse(data)).toMatchObject({ site: 'example.com', visitors: 0, waiting: true });
  });

  it('tells of the first hit: the site waits no longer, the visitor and the page are there, all in one frame', async () => {
    const app = await buildTestApp();
    const stream = await watch(app);
    await app.hit(aView({ u: 'https://example.com/first', r: 'https://news.example/x?y' }));
    await stream.until(({ data }) => data.visitors === 1);
    const states = stream.events.filter(({ event }) => event === 'state').map(({ data }) => data);
    expect(states.map(({ waiting, visitors }) => [waiting, visitors]).slice(0, 2)).toEqual([
      [true, 0],
      [false, 1],
    ]);
    expect(states[1]).toMatchObject({ tabs: 1, pages: [['/first', 1]], referrers: [['https://news.example/x', 1]] });
  });

  it('numbers its states upwards', async () => {
    const app = await buildTestApp();
    const stream = await watch(app);
    for (let i = 0; i < 3; i += 1) await app.hit(aView(), { 'user-agent': `${FIREFOX} reader ${i}` });
    await stream.until(({ data }) => data.visitors === 3);
    const numbers = stream.events.filter(({ event }) => event === 'state').map(({ data }) => data.seq);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('carries several sites', async () => {
    const app = await buildTestApp({ environment: { SITES: 'a.example,b.example' } });
    const stream = await watch(app, '/api/live?sites=a.example,b.example');
    await app.hit(aView({ s: 'b.example' }));
    await stream.until(({ data }) => data.site === 'b.example' && data.visitors === 1);
    expect(stream.events.some(({ data }) => data.site === 'a.example' && data.visitors === 1)).toBe(false);
  });

  it('tells of a part of a site beside the whole, counted by filters', async () => {
    const app = await buildTestApp();
    const filtered = encodeURIComponent(JSON.stringify([['example.com', [['is', 'page', ['/a', '/b']]]]]));
    const stream = await watch(app, `/api/live?sites=example.com&filtered=${filtered}`);
    for (const page of ['/a', '/b', '/c']) {
      const view = aView({ u: `https://example.com${page}?utm_source=letter`, t: `Page ${page}` });
      await app.hit(view, { 'user-agent': `${FIREFOX} reader of ${page}` });
    }
    const { data: whole } = await stream.until(({ data }) => data.visitors === 3);
    expect(whole.filters).toBeUndefined();
    const { data: part } = await stream.until(({ data }) => data.filters !== undefined && data.visitors === 2);
    expect(LiveState.parse(part)).toMatchObject({
      site: 'example.com',
      filters: [['is', 'page', ['/a', '/b']]],
      pages: [
        ['/a', 1],
        ['/b', 1],
      ],
      titles: ['Page /a', 'Page /b'],
    });
    expect(part.minutes).toHaveLength(1); // nobody looked that way before
  });

  it('can be asked for by POST, with the filters for all its sites', async () => {
    const app = await buildTestApp();
    await app.hit(aView({ u: 'https://example.com/a' }));
    const ask = async (filters: unknown) => {
      const body = { sites: ['example.com'], filters };
      return app.api('POST', '/api/live', { cookie: await app.signIn(), body });
    };
    const reply = await ask([['is', 'page', ['/elsewhere']]]);
    expect(reply.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
    onTestFinished(() => reader.cancel());
    let text = '';
    while (!text.includes('event: state')) text += new TextDecoder().decode((await reader.read()).value);
    expect(text).toMatch(/"visitors":0/);
    expect((await ask([['contains', 'page', ['/a']]])).status).toBe(400);
    expect((await ask([['is', 'ip', ['192.0.2.1']]])).status).toBe(400);
    expect((await ask([['is', 'page', []]])).status).toBe(400);
  });

  it('shows hosts that send hits without being a site, until they are added', async () => {
    const app = await buildTestApp();
    const stream = await watch(app);
    await app.hit(aView({ s: 'www.new.example' }));
    await app.hit(aView({ s: 'not a host' }));
    const { data } = await stream.until(({ event, data }) => event === 'unregistered' && data.hosts.length > 0);
    expect(UnregisteredHosts.parse(data).hosts).toMatchObject([{ host: 'new.example', hits: 1 }]);
    await app.api('POST', '/api/sites', { cookie: await app.signIn(), body: { host: 'new.example' } });
    await stream.until(
      ({ event, data }) => event === 'unregistered' && data.hosts.length === 0 && stream.events.length > 3,
    );
  });

  it('says bye when the server ends', async () => {
    const app = await buildTestApp();
    const stream = await watch(app);
    await stream.until(({ event }) => event === 'state');
    await app.app.close();
    const { data } = await stream.until(({ event }) => event === 'bye');
    expect(data).toMatchObject({ reason: 'restart' });
    expect(data.retryMs).toBeGreaterThanOrEqual(300);
    await stream.ended;
  });

  it.each([
    ['nobody is signed in', '/api/live?sites=example.com', '', 401],
    ['the site is unknown', '/api/live?sites=elsewhere.example', 'me', 404],
    ['no site is named', '/api/live?sites=', 'me', 400],
    ['a filter is no JSON', '/api/live?sites=example.com&filtered=%7B', 'me', 400],
    [
      'a filter names what nobody knows',
      `/api/live?sites=example.com&filtered=${encodeURIComponent('[["example.com",[["is","address",["x"]]]]]')}`,
      'me',
      400,
    ],
    ['too many are named', `/api/live?sites=${'example.com,'.repeat(101)}example.com`, 'me', 400],
  ])('is refused as JSON when %s', async (_what, path, who, status) => {
    const app = await buildTestApp();
    const cookie = who === 'me' ? await app.signIn() : '';
    const reply = await app.api('GET', path, { cookie, headers: { accept: 'text/event-stream' } });
    expect(reply.status).toBe(status);
    expect(await reply.json()).toHaveProperty('error.code');
  });
});

describe('the live state', () => {
  it('is the same as JSON', async () => {
    const app = await buildTestApp();
    await app.hit(aView());
    const reply = await app.api('GET', '/api/sites/www.example.com/live', { cookie: await app.signIn() });
    expect(LiveState.parse(await reply.json())).toMatchObject({ site: 'example.com', visitors: 1, tabs: 1 });
  });

  it('after a restart is made anew by beats, and says that it is not warm yet', async () => {
    const clock = createFakeClock();
    const before = await buildTestApp({ clock });
    await before.hit(aView());
    expect(before.app.live.state(1)).toMatchObject({ visitors: 1, warm: true }); // a new site has nobody to wait for
    await before.app.close();

    const app = await buildTestApp({ clock, environment: { DATA_DIR: before.config.dataDir } });
    const p = newPage();
    expect((await app.hit(aBeat({ p, u: 'https://example.com/long-read', a: 0 }))).status).toBe(204);
    expect(app.app.live.state(1)).toMatchObject({
      visitors: 1,
      idle: 1,
      reading: 0,
      warm: false,
      pages: [['/long-read', 1]],
    });
    clock.advance(WARM_AFTER_MS);
    expect(app.app.live.state(1)).toMatchObject({ visitors: 1, warm: true });
    await app.hit(aBeat({ p, a: 1 }));
    expect(app.app.live.state(1)).toMatchObject({ visitors: 1, idle: 0, reading: 1 });
    await app.hit(aLeave({ p }));
    clock.advance(5000);
    expect(app.app.live.state(1)).toMatchObject({ visitors: 0, tabs: 0, pages: [] });
  });

  it('is not moved by a wall clock that jumps', async () => {
    const clock = createFakeClock();
    const app = await buildTestApp({ clock });
    await app.hit(aView());
    for (const jump of [-3_600_000, 86_400_000, -365 * 86_400_000, 40 * 365 * 86_400_000]) {
      clock.jumpWall(jump);
      clock.advance(1000);
      expect(app.app.live.state(1)).toMatchObject({ visitors: 1 });
    }
  });

  it('shows a visitor whose view was being stored while the clock jumped', async () => {
    const clock = createFakeClock();
    const app = await buildTestApp({ clock });
    const underWay = app.hit(aView());
    const jumping = setInterval(() => clock.jumpWall(3_600_000), 0);
    expect((await underWay).status).toBe(202);
    clearInterval(jumping);
    expect(app.app.live.state(1)).toMatchObject({ visitors: 1 });
  });

  it('counts someone who reads across midnight once, although the visitor id changes', async () => {
    const clock = createFakeClock(Date.parse('2026-11-21T23:59:50Z'));
    const app = await buildTestApp({ clock });
    await app.hit(aView({ u: 'https://example.com/before' }));
    clock.advance(20_000);
    await app.hit(aView({ u: 'https://example.com/after' }));
    expect(app.app.live.state(1)).toMatchObject({ visitors: 1, tabs: 2 });
  });
});
