// Hits that do not come from a page's script: from a server with a key, and from the pixel.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addKey } from '../accounts/keys.ts';
import { databaseFile, openReader, openWriter } from '../store/open.ts';
import { buildTestApp, type TestApp, temporaryFolder } from '../testing/build-test-app.ts';
import { aView } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { startServerProcess } from '../testing/server-process.ts';
import { hitsOf } from '../testing/stored.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

/** As the command line does it, beside the running server. */
function makeKey({ config }: TestApp, siteId = 1): string {
  const db = openWriter(databaseFile(config.dataDir));
  const key = addKey(db, siteId, 'test', Date.now());
  db.close();
  return key;
}

const post = (app: TestApp, key: string, body: unknown) =>
  app.hit(body, { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'user-agent': 'node' });

describe('a server with a key', () => {
  it('sends an array: each with its own visitor, country and time; the answer counts them', async () => {
    const clock = createFakeClock(); // at noon: an hour ago was the same day
    const app = await buildTestApp({ clock });
    const at = clock.wall() - 3_600_000;
    const reply = await post(app, makeKey(app), [
      { ...aView(), ip: '8.8.8.8', ua: CHROME },
      { ...aView(), ip: '8.8.8.8', ua: CHROME, at },
      { ...aView(), ip: '1.1.1.1', ua: CHROME },
      { ...aView(), ip: '8.8.8.8', ua: 'curl/8.5.0' },
      aView(),
    ]);
    expect(reply.status).toBe(202);
    expect(await reply.json()).toEqual({ stored: 4, dropped: [{ index: 3, reason: 'bot' }] });
    const [first, earlier, other, unlinked] = hitsOf(app);
    expect(first).toMatchObject({ browser: 'Chrome', country: 'US' });
    expect(earlier).toMatchObject({ visitor: first?.visitor, at });
    expect(other?.visitor).not.toBe(first?.visitor);
    expect(unlinked).toMatchObject({ visitor: '', browser: '', country: '' });
    // Who is seen by a server sends no beats: believed to read for a while, unless it is long past.
    expect(app.app.live.state(1)).toMatchObject({ visitors: 3, inferred: 3 });
  });

  it('sends a single one, and the same one again without storing it twice', async () => {
    const app = await buildTestApp();
    const key = makeKey(app);
    const view = aView();
    expect(await (await post(app, key, view)).json()).toEqual({ stored: 1, dropped: [] });
    expect(await (await post(app, key, [{ ...view, v: 2, future: true }])).json()).toEqual({ stored: 1, dropped: [] });
    expect(hitsOf(app)).toHaveLength(1);
  });

  it('is recognised when it retries after a restart, whatever times its hits are of', async () => {
    const app = await buildTestApp();
    const key = makeKey(app);
    const at = Date.now() - 20 * 3_600_000;
    const hits = [aView(), { ...aView(), at }, aView()];
    await post(app, key, hits);
    await post(app, key, [{ ...aView(), at }]);
    await app.app.close();
    const again = await buildTestApp({ environment: { DATA_DIR: app.config.dataDir } });
    expect((await post(again, key, hits)).status).toBe(202);
    expect(hitsOf(again)).toHaveLength(4);
  });

  it.each([
    ['a bad element', [aView(), aView(), { ...aView(), u: 'post' }], 400, 'bad_request', '2.u'],
    ['an unknown key in an element', [aView(), { ...aView(), x: 1 }], 400, 'unknown_field', '1.x'],
    ['another site', [aView(), aView({ s: 'other.example' })], 401, 'wrong_key', '1.s'],
    ['a beat', [{ ...aView(), k: 'beat' }], 400, 'bad_request', '0.k'],
    ['an address that is none', [{ ...aView(), ip: 'me' }], 400, 'bad_request', '0.ip'],
    ['yesterday’s yesterday', [{ ...aView(), at: Date.now() - 2 * 86_400_000 }], 400, 'bad_request', '0.at'],
    ['tomorrow', [{ ...aView(), at: Date.now() + 86_400_000 }], 400, 'bad_request', '0.at'],
    ['an empty array', [], 400, 'bad_request', undefined],
    ['101 hits', Array.from({ length: 101 }, () => aView()), 400, 'bad_request', undefined],
    ['more than 256 kB', `${' '.repeat(256 * 1024)}[]`, 413, 'too_large', undefined],
  ])('is refused %s, and nothing of it is stored', async (_what, body, status, code, field) => {
    const app = await buildTestApp({ environment: { SITES: 'example.com,other.example' } });
    const reply = await post(app, makeKey(app), body);
    const { error } = (await reply.json()) as { error: { code: string; field?: string; message: string } };
    expect([reply.status, error.code, error.field]).toEqual([status, code, field]);
    expect(error.message).toMatch(/^\S+ .{6,}\.$/);
    expect(hitsOf(app)).toEqual([]);
  });

  it('is refused without a key, with a wrong one, and with one that was removed', async () => {
    const app = await buildTestApp();
    const without = await app.hit([aView()]);
    expect([without.status, await without.text()]).toEqual([
      400,
      expect.stringContaining('Several hits at once need a key'),
    ]);
    expect((await app.hit({ ...aView(), ip: '8.8.8.8' })).status).toBe(400);
    expect((await post(app, 'hc_wrong', [aView()])).status).toBe(401);
    const key = makeKey(app);
    expect((await post(app, key, [aView()])).status).toBe(202);
    const db = openWriter(databaseFile(app.config.dataDir));
    db.exec('DELETE FROM keys');
    db.close();
    expect((await post(app, key, [aView()])).status).toBe(401);
  });

  it('leaves no key behind: the database knows its hash only', async () => {
    const app = await buildTestApp();
    const key = makeKey(app);
    const reader = openReader(databaseFile(app.config.dataDir));
    const stored = JSON.stringify(reader.prepare('SELECT *, hex(hash) AS hash FROM keys').all());
    reader.close();
    expect(stored).not.toContain(key.slice(3));
  });
});

describe('the pixel', () => {
  const load = (app: TestApp, query: string, headers: { [name: string]: string } = {}) =>
    fetch(`${app.address}/hit.gif${query}`, { headers: { 'user-agent': CHROME, ...headers } });

  it('is a picture, counts a view, and its reader is believed to be there for a while', async () => {
    const app = await buildTestApp();
    const reply = await load(
      app,
      `?s=example.com&u=${encodeURIComponent('https://example.com/old?utm_source=x&id=7')}`,
    );
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'image/gif']);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect((await reply.arrayBuffer()).byteLength).toBe(43);
    expect(hitsOf(app)).toMatchObject([{ path: '/old', utm_source: 'x', browser: 'Chrome' }]);
    expect(app.app.live.state(1)).toMatchObject({ visitors: 1, inferred: 1 });
  });

  it('takes the page from the Referer when nobody says it', async () => {
    const app = await buildTestApp();
    expect((await load(app, '?s=example.com', { referer: 'https://example.com/page' })).status).toBe(200);
    expect(hitsOf(app)).toMatchObject([{ path: '/page' }]);
  });

  it('counts every load', async () => {
    const app = await buildTestApp();
    for (let i = 0; i < 2; i += 1) await load(app, '?s=example.com&u=https://example.com/');
    expect(hitsOf(app)).toHaveLength(2);
  });

  it.each([
    ['nothing', '', 400],
    ['a page of no site here', '?u=https://nowhere.example/', 404],
    ['no page', '?s=example.com', 400],
    ['an unknown site', '?s=nowhere.example&u=https://nowhere.example/', 404],
  ])('with %s says so', async (_what, query, status) => {
    const app = await buildTestApp();
    expect((await load(app, query)).status).toBe(status);
  });

  it('of a bot is served and not counted', async () => {
    const app = await buildTestApp();
    const reply = await load(app, '?s=example.com&u=https://example.com/', { 'user-agent': 'Googlebot/2.1' });
    expect([reply.status, reply.headers.get('x-headcount-dropped')]).toEqual([200, 'bot']);
    expect(hitsOf(app)).toEqual([]);
  });

  it('is not posted to', async () => {
    const app = await buildTestApp();
    const reply = await fetch(`${app.address}/hit.gif`, { method: 'POST', body: '{}' });
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET']);
  });
});

describe('the command line', () => {
  async function run(dataDir: string, ...args: string[]): Promise<[number | null, string]> {
    const verb = startServerProcess({ DATA_DIR: dataDir }, args);
    const { code } = await verb.ended;
    return [code, verb.output()];
  }

  it('makes, lists and removes keys beside a running server', async () => {
    const app = await buildTestApp();
    const { dataDir } = app.config;
    const [code, said] = await run(dataDir, 'key', 'add', 'www.example.com', '--name', 'shop');
    const key = /^hc_\S+$/m.exec(said)?.[0] ?? '';
    expect(code).toBe(0);
    expect((await post(app, key, [aView()])).status).toBe(202);
    expect((await run(dataDir, 'key', 'list'))[1]).toMatch(/^1 {2}example\.com {2}made \d{4}-\d\d-\d\d {2}shop$/m);
    expect(await run(dataDir, 'key', 'remove', '1')).toEqual([0, 'Key 1 is removed. It is refused from now on.\n']);
    expect((await post(app, key, [aView()])).status).toBe(401);
  });

  it.each([
    ['no such site', ['key', 'add', 'other.example'], 'No site other.example is registered. There are: example.com.\n'],
    ['no such key', ['key', 'remove', '7'], 'There is no key 7. See: npm run headcount -- key list\n'],
  ])('says what is wrong: %s', async (_what, args, said) => {
    const app = await buildTestApp();
    expect(await run(app.config.dataDir, ...args)).toEqual([1, said]);
  });

  it('makes no database where there is none', async () => {
    const folder = temporaryFolder();
    expect((await run(folder, 'key', 'list'))[0]).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});
