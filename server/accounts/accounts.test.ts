import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { databaseFile, openReader } from '../store/open.ts';
import { ADMIN, buildTestApp } from '../testing/build-test-app.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { readSse } from '../testing/read-sse.ts';

const NO_ACCOUNT = { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' };
const codeOf = async (reply: Response) => ((await reply.json()) as { error: { code: string } }).error.code;

describe('set-up', () => {
  it('makes the first account with the token of the link, signs in, and then is closed for good', async () => {
    const { app, api } = await buildTestApp({ environment: NO_ACCOUNT });
    const before = await api('GET', '/api/session');
    expect([before.status, await codeOf(before)]).toEqual([401, 'set_up_first']);

    const token = app.setupToken();
    const body = { token, email: 'me@example.com', password: 'a long password' };
    const reply = await api('POST', '/api/setup', { body });
    expect(reply.status).toBe(201);
    const cookie = reply.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await api('GET', '/api/session', { cookie })).status).toBe(200);

    expect(app.setupToken()).toBeUndefined();
    const again = await api('POST', '/api/setup', { body });
    expect([again.status, await codeOf(again)]).toEqual([409, 'already_set_up']);
  });

  it('refuses a wrong token, and slows down whoever guesses', async () => {
    const { api } = await buildTestApp({ environment: NO_ACCOUNT });
    const guess = () =>
      api('POST', '/api/setup', { body: { token: 'guess', email: 'me@example.com', password: 'a long password' } });
    for (let i = 0; i < 5; i += 1) expect(await codeOf(await guess())).toBe('setup_token_wrong');
    expect((await guess()).status).toBe(429);
  });

  it.each([
    ['a short password', { password: 'short' }, 'password'],
    ['no e-mail address', { email: 'me' }, 'email'],
  ])('refuses %s and says which field', async (_what, over, field) => {
    const { app, api } = await buildTestApp({ environment: NO_ACCOUNT });
    const reply = await api('POST', '/api/setup', {
      body: { token: app.setupToken(), email: 'me@example.com', password: 'a long password', ...over },
    });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { code: 'bad_request', field } });
  });

  it('two at the same time make one account', async () => {
    const { app, api } = await buildTestApp({ environment: NO_ACCOUNT });
    const token = app.setupToken();
    const replies = await Promise.all(
      ['a@example.com', 'b@example.com'].map((email) =>
        api('POST', '/api/setup', { body: { token, email, password: 'a long password' } }),
      ),
    );
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409]);
  });
});

describe('a session', () => {
  it('needs the right password, and does not tell an unknown account from a wrong password', async () => {
    const { api } = await buildTestApp();
    const wrong = await api('POST', '/api/session', { body: { ...ADMIN, password: 'not the password' } });
    const unknown = await api('POST', '/api/session', { body: { ...ADMIN, email: 'nobody@example.com' } });
    expect([wrong.status, await wrong.text()]).toEqual([unknown.status, await unknown.text()]);
    expect(wrong.status).toBe(401);
  });

  it('is an HttpOnly cookie of this site only; the file knows neither it nor the password', async () => {
    const { api, config } = await buildTestApp();
    const reply = await api('POST', '/api/session', { body: ADMIN });
    const cookie = reply.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^headcount-session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
    const token = /=([\w-]+)/.exec(cookie)?.[1] ?? '';
    const reader = openReader(databaseFile(config.dataDir));
    const text = JSON.stringify(reader.prepare('SELECT *, hex(token_hash) FROM sessions JOIN accounts').all());
    reader.close();
    expect(text).not.toContain(token);
    expect(text).not.toContain(ADMIN.password);
    expect(text).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it('behind https gets the __Host- prefix and Secure', async () => {
    const { api } = await buildTestApp({ environment: { TRUST_PROXY: 'loopback' } });
    const reply = await api('POST', '/api/session', { body: ADMIN, headers: { 'x-forwarded-proto': 'https' } });
    expect(reply.headers.get('set-cookie')).toMatch(/^__Host-headcount=.*Secure/);
  });

  it('ends with sign-out, and with it its streams', async () => {
    const { api, signIn, address } = await buildTestApp();
    const cookie = await signIn();
    const other = await signIn();
    const stream = await readSse(`${address}/api/live?sites=example.com`, cookie);
    const otherStream = await readSse(`${address}/api/live?sites=example.com`, other);
    expect((await api('DELETE', '/api/session', { cookie })).status).toBe(204);
    await stream.until(({ event, data }) => event === 'bye' && data.reason === 'signed_out');
    await stream.ended;
    expect((await api('GET', '/api/session', { cookie })).status).toBe(401);
    expect((await api('GET', '/api/session', { cookie: other })).status).toBe(200);
    expect(otherStream.events.some(({ event }) => event === 'bye')).toBe(false);
    otherStream.close();
  });

  it('ends after a week without use, and after thirty days in any case', async () => {
    const day = 24 * 3_600_000;
    const clock = createFakeClock();
    const { api, signIn } = await buildTestApp({ clock });
    const status = async (cookie: string) => (await api('GET', '/api/session', { cookie })).status;
    const idle = await signIn();
    const used = await signIn();
    for (let days = 0; days < 28; days += 4) {
      clock.jumpWall(4 * day);
      expect(await status(used)).toBe(200);
      await signIn(); // writes after the note of use, so that is on disk by now
    }
    expect(await status(idle)).toBe(401);
    clock.jumpWall(3 * day);
    expect(await status(used)).toBe(401);
  });

  it('five failures, then wait a quarter of an hour; the right password from elsewhere still works', async () => {
    const clock = createFakeClock();
    const { api } = await buildTestApp({ clock, environment: { TRUST_PROXY: 'loopback' } });
    const attempt = (password: string, from: string) =>
      api('POST', '/api/session', { body: { ...ADMIN, password }, headers: { 'x-forwarded-for': from } });
    for (let i = 0; i < 5; i += 1) expect((await attempt('wrong', '192.0.2.1')).status).toBe(401);
    const blocked = await attempt(ADMIN.password, '192.0.2.1');
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await attempt(ADMIN.password, '192.0.2.2')).status).toBe(200);
    clock.advance(15 * 60_000);
    expect((await attempt(ADMIN.password, '192.0.2.1')).status).toBe(200);
  });
});

it('a forgotten password is replaced from the environment at the next start, and ends the sessions made with the old one', async () => {
  const before = await buildTestApp();
  const cookie = await before.signIn();
  await before.app.close();
  const DATA_DIR = before.config.dataDir;

  const same = await buildTestApp({ environment: { DATA_DIR } });
  expect((await same.api('GET', '/api/session', { cookie })).status).toBe(200);
  await same.app.close();

  const after = await buildTestApp({ environment: { DATA_DIR, ADMIN_PASSWORD: 'another long password' } });
  expect((await after.api('GET', '/api/session', { cookie })).status).toBe(401);
  expect((await after.api('POST', '/api/session', { body: ADMIN })).status).toBe(401);
  const body = { ...ADMIN, password: 'another long password' };
  expect((await after.api('POST', '/api/session', { body })).status).toBe(200);
  await after.app.close();

  const other = await buildTestApp({ environment: { DATA_DIR, ADMIN_EMAIL: 'stranger@example.com' } });
  expect((await other.api('POST', '/api/session', { body: { ...ADMIN, email: 'stranger@example.com' } })).status).toBe(
    401,
  );
});

it('a hundred guesses at the same time are a hundred guesses', async () => {
  const { api } = await buildTestApp();
  const guesses = Array.from({ length: 100 }, () =>
    api('POST', '/api/session', { body: { ...ADMIN, password: 'guessed' } }),
  );
  const statuses = (await Promise.all(guesses)).map((reply) => reply.status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(95);
});

it('sign-ins beyond what can be checked in a moment are refused, not queued without end', async () => {
  const { api } = await buildTestApp();
  const people = Array.from({ length: 150 }, (_, i) =>
    api('POST', '/api/session', { body: { email: `p${i}@example.com`, password: 'x' } }),
  );
  const statuses = (await Promise.all(people)).map((reply) => reply.status);
  expect(new Set(statuses)).toEqual(new Set([401, 503]));
});

it('someone who failed to sign in before there was an account is signed in by the set-up all the same', async () => {
  const { app, api } = await buildTestApp({ environment: NO_ACCOUNT });
  const body = { email: 'me@example.com', password: 'a long password' };
  for (let i = 0; i < 6; i += 1) await api('POST', '/api/session', { body });
  const reply = await api('POST', '/api/setup', { body: { ...body, token: app.setupToken() } });
  expect(reply.status).toBe(201);
  expect(reply.headers.get('set-cookie')).toBeTruthy();
});

it('where BASE_URL is https its own host gets the safe cookie, and a tunnel to the server still works', async () => {
  const { address, api } = await buildTestApp({ environment: { BASE_URL: 'https://stats.example.net' } });
  const signIn = (host: string) =>
    new Promise<string>((resolve) => {
      const request = httpRequest(
        `${address}/api/session`,
        { method: 'POST', headers: { host, 'content-type': 'application/json' } },
        (reply) => {
          resolve(String(reply.headers['set-cookie']));
          reply.resume();
        },
      );
      request.end(JSON.stringify(ADMIN));
    });
  expect(await signIn('stats.example.net')).toMatch(/^__Host-headcount=.*; Secure/);
  expect(await signIn('127.0.0.1:8080')).toMatch(/^headcount-session=(?!.*Secure)/);
  expect((await api('GET', '/healthz')).status).toBe(200);
});

describe('nobody gets in by default:', () => {
  it('every route says who it is for, and what is for people answers 401 to everyone else', async () => {
    const { api, app } = await buildTestApp();
    const prefixes: string[] = [];
    const routes = app.http
      .printRoutes({ commonPrefix: false, includeMeta: false })
      .split('\n')
      .flatMap((line) => {
        const [, indent = '', part = '', methods = ''] = /^(.*)── (\S*)(?: \(([^)]*)\))?/.exec(line) ?? [];
        const depth = Math.floor(indent.length / 4);
        prefixes[depth] = (depth > 0 ? (prefixes[depth - 1] ?? '') : '') + part;
        return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${prefixes[depth]}`);
      });
    expect(routes.length).toBeGreaterThan(20);
    const open: string[] = [];
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ');
      if (method === 'HEAD' || method === 'OPTIONS') continue;
      const body = method === 'GET' ? {} : { body: {} };
      const reply = await api(method, path.replaceAll(/:\w+/g, 'example.com').replace('*', 'x'), body);
      if (reply.status !== 401) open.push(route);
      await reply.body?.cancel();
    }
    expect(open.sort()).toEqual(
      [
        ...['GET /', 'GET /setup', 'GET /sites', 'GET /sites/:site', 'GET /live/:site/screen', 'GET /removals/:id'],
        ...['GET /sites/:site/settings', 'GET /sites/:site/settings/:part', 'GET /account', 'GET /server'],
        'GET /*',
        ...['GET /headcount.js', 'GET /client.js', 'GET /healthz', 'GET /readyz'],
        // The API reference: what every Headcount tells.
        ...['GET /docs', 'GET /docs/openapi.json', 'GET /docs/reference.css', 'GET /docs/reference.js'],
        // For a blog's own readers; whether a site shows them anything is up to the site (server/here).
        ...['GET /here.js', 'GET /api/sites/:site/here', 'GET /badge/:file', 'GET /api/sites/:site/pageviews'],
        ...['GET /try', 'GET /try/:page', 'GET /try.css', 'POST /api/setup', 'POST /api/session'],
      ].sort(),
    );
  });

  it('a request that changes something must come from our own pages', async () => {
    const { api, signIn, address } = await buildTestApp();
    const cookie = await signIn();
    const add = async (headers: { [name: string]: string }, host: string) =>
      (await api('POST', '/api/sites', { cookie, headers, body: { host } })).status;
    expect(await add({ 'sec-fetch-site': 'cross-site' }, 'a.example')).toBe(403);
    expect(await add({ 'sec-fetch-site': 'same-site' }, 'a.example')).toBe(403);
    expect(await add({ origin: 'https://evil.example' }, 'a.example')).toBe(403);
    expect(await add({ origin: 'null' }, 'a.example')).toBe(403);
    expect(await add({ 'sec-fetch-site': 'same-origin' }, 'b.example')).toBe(201);
    expect(await add({ origin: address }, 'c.example')).toBe(201);
  });

  it('a form cannot speak to the API: only JSON is taken', async () => {
    const { address, signIn } = await buildTestApp();
    const cookie = await signIn();
    const reply = await fetch(`${address}/api/sites`, {
      method: 'POST',
      headers: { cookie },
      body: '{"host":"a.example"}',
    });
    expect(reply.status).toBe(415);
  });
});

describe('another password', () => {
  const NEXT = 'a quiet place to read';
  const change = (api: Awaited<ReturnType<typeof buildTestApp>>['api'], cookie: string, body: object) =>
    api('PUT', '/api/password', { cookie, body });

  it('takes the old one, lets this session live on and ends all others with their streams', async () => {
    const { api, signIn, address } = await buildTestApp();
    const [mine, other] = [await signIn(), await signIn()];
    const stream = await readSse(`${address}/api/live?sites=example.com`, other);
    expect((await change(api, mine, { current: ADMIN.password, password: NEXT })).status).toBe(204);
    await stream.until(({ event, data }) => event === 'bye' && data.reason === 'signed_out');
    await stream.ended;
    expect((await api('GET', '/api/session', { cookie: mine })).status).toBe(200);
    expect((await api('GET', '/api/session', { cookie: other })).status).toBe(401);
    expect((await api('POST', '/api/session', { body: ADMIN })).status).toBe(401);
    expect((await api('POST', '/api/session', { body: { ...ADMIN, password: NEXT } })).status).toBe(200);
  });

  it('is refused without the old one, too short, or to somebody who is not signed in; nothing has changed then', async () => {
    const { api, signIn } = await buildTestApp();
    const [mine, other] = [await signIn(), await signIn()];
    const wrong = await change(api, mine, { current: 'wrong', password: NEXT });
    expect([wrong.status, await wrong.json()]).toEqual([
      401,
      { error: { code: 'wrong_credentials', message: 'This is not your password.', field: 'current' } },
    ]);
    const short = await change(api, mine, { current: ADMIN.password, password: 'short' });
    expect([short.status, await short.json()]).toMatchObject([400, { error: { field: 'password' } }]);
    expect((await change(api, '', { current: ADMIN.password, password: NEXT })).status).toBe(401);
    expect((await api('GET', '/api/session', { cookie: other })).status).toBe(200);
    expect((await api('POST', '/api/session', { body: ADMIN })).status).toBe(200);
  });

  it('slows down whoever guesses the old one', async () => {
    const { api, signIn } = await buildTestApp();
    const cookie = await signIn();
    for (let i = 0; i < 5; i += 1)
      expect((await change(api, cookie, { current: `guess ${i}`, password: NEXT })).status).toBe(401);
    expect((await change(api, cookie, { current: ADMIN.password, password: NEXT })).status).toBe(429);
  });

  it('of two changes at the same time one counts, and a sign-in with the old one meanwhile opens nothing', async () => {
    const { api, signIn } = await buildTestApp();
    const cookie = await signIn();
    const passwords = [NEXT, 'another quiet place'];
    const [first, second, signedIn] = await Promise.all([
      ...passwords.map((password) => change(api, cookie, { current: ADMIN.password, password })),
      api('POST', '/api/session', { body: ADMIN }),
    ]);
    expect([first?.status, second?.status].sort()).toEqual([204, 401]);
    const late = signedIn?.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await api('GET', '/api/session', { cookie: late })).status).toBe(401);
  });
});

it('sessions are listed, and all but this one are ended by a word', async () => {
  const day = 24 * 3_600_000;
  const clock = createFakeClock();
  const { api, signIn } = await buildTestApp({ clock });
  await signIn(); // over by the end of the week
  clock.jumpWall(8 * day);
  const [other, mine] = [await signIn(), await signIn()];
  const list = async () =>
    ((await (await api('GET', '/api/sessions', { cookie: mine })).json()) as { sessions: { isThis: boolean }[] })
      .sessions;
  expect((await list()).map(({ isThis }) => isThis).sort()).toEqual([false, true]);
  expect((await api('DELETE', '/api/sessions', { cookie: mine })).status).toBe(204);
  expect(await list()).toEqual([{ createdAt: clock.wall(), seenAt: clock.wall(), isThis: true }]);
  expect((await api('GET', '/api/session', { cookie: other })).status).toBe(401);
});
