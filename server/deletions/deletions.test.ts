// The owner deletes a part of a site's history: counted beforehand, gone from sight at once, and in the end from the disk.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  DeletionCountReply,
  DeletionReply,
  DeletionsReply,
  type ReportReply,
  StorageReply,
} from '../contract/browser.ts';
import { databaseFile, openReader, openWriter } from '../store/open.ts';
import { buildTestApp, FIREFOX, temporaryFolder } from '../testing/build-test-app.ts';
import { aEvent, aView } from '../testing/factories.ts';
import { readSse } from '../testing/read-sse.ts';
import { freePort, startServerProcess } from '../testing/server-process.ts';
import { hitsOf } from '../testing/stored.ts';
import { openWrittenFile } from '../testing/written-file.ts';

const CANARY = 'kanarienvogel';
const SECRET = `https://example.com/private/${CANARY}`;
const HOUR = 3_600_000;

async function start() {
  const app = await buildTestApp({ environment: { SITES: 'example.com,other.example' } });
  const cookie = await app.signIn();
  const json = async (path: string) => (await app.api('GET', `/api/sites/example.com/${path}`, { cookie })).json();
  return {
    ...{ ...app, cookie, json },
    ask: (body: unknown, as = cookie) => app.api('POST', '/api/sites/example.com/deletions', { cookie: as, body }),
    view: (u: string, reader = 1, s = 'example.com') =>
      app.hit(aView({ s, u }), { 'user-agent': `${FIREFOX} ${reader}` }),
    isDone: () =>
      vi.waitFor(async () => expect(DeletionsReply.parse(await json('deletions')).deletions).toEqual([]), {
        timeout: 20_000,
        interval: 20,
      }),
    async pages(): Promise<unknown> {
      const body = { range: 'today', queries: [{ metrics: ['pageviews', 'visits'], dimensions: ['page'] }] };
      const reply = await app.api('POST', '/api/sites/example.com/report', { cookie, body });
      const rows = ((await reply.json()) as ReportReply).answers[0]?.rows ?? [];
      return rows.map(({ dimensions, metrics }) => [...dimensions, ...metrics]).sort();
    },
  };
}

describe('the history of a path', () => {
  it('is counted, and goes only when that is confirmed: from today’s report, the file, and its log', async () => {
    const app = await start();
    for (const page of [SECRET, 'https://example.com/post', `${SECRET}/more`]) await app.view(page);
    await app.view(`https://other.example/private/blaumeise`, 1, 'other.example');
    const path = `/private/${CANARY}*`;
    const count = await app.ask({ path });
    expect([count.status, DeletionCountReply.parse(await count.json())]).toEqual([200, { hits: 2, pages: 2 }]);
    const before = ['/post', `/private/${CANARY}`, `/private/${CANARY}/more`];
    expect(await app.pages()).toEqual(before.map((page) => [page, 1, 1]));
    expect(hitsOf(app)).toHaveLength(4); // nothing has happened
    const reply = await app.ask({ path, confirm: true });
    expect([reply.status, DeletionReply.parse(await reply.json())]).toEqual([202, { id: 1 }]);
    await app.isDone();
    expect(await app.pages()).toEqual([['/post', 1, 1]]);
    expect(hitsOf(app).map((hit) => hit.path)).toEqual(['/post', '/private/blaumeise']);
    const file = databaseFile(app.config.dataDir);
    const bytes = (text: string) =>
      ['', '-wal'].reduce((sum, end) => sum + readFileSync(file + end, 'latin1').split(text).length - 1, 0);
    expect([bytes(CANARY), bytes('blaumeise') > 0]).toEqual([0, true]);
    expect(app.log.filter(({ msg }) => msg.includes(CANARY))).toEqual([]);
    await app.view(SECRET);
    expect(await app.pages()).toContainEqual([`/private/${CANARY}`, 1, 1]); // it is counted on
  });

  it('is gone from live lists, titles and rejected hits at once, and open dashboards take it out of their feed', async () => {
    const app = await start();
    await app.hit(aView({ u: 'https://example.com/post', t: 'Post' }), { 'user-agent': `${FIREFOX} 1` });
    await app.hit(aView({ u: SECRET, t: 'Secret' }), { 'user-agent': `${FIREFOX} 2` });
    await app.hit(aEvent({ u: SECRET }), { 'user-agent': `${FIREFOX} 2` });
    await app.hit(aView({ u: SECRET }), { 'user-agent': 'curl/8' });
    const stream = await readSse(`${app.address}/api/live?sites=example.com&feed=example.com`, app.cookie);
    onTestFinished(() => stream.close());
    const feed = await stream.until(({ event }) => event === 'hits');
    expect(feed.data.hits).toHaveLength(3);
    expect(app.app.live.state(1).pages).toEqual([
      ['/post', 1],
      [`/private/${CANARY}`, 1],
    ]);
    await app.ask({ path: '/private/*', confirm: true });
    expect(app.app.live.state(1)).toMatchObject({ pages: [['/post', 1]], visitors: 1, rejected: 1 });
    expect(app.app.live.titles.of(1, `/private/${CANARY}`)).toBe('');
    expect(app.app.live.titles.of(1, '/post')).toBe('Post');
    expect(app.app.live.rejected.of(1).last).toMatchObject([{ path: '' }]);
    const isNew = (than: { data: { through: number } }) => (one: { event: string; data: { through: number } }) =>
      one.event === 'hits' && one.data.through > than.data.through;
    const struck = await stream.until(isNew(feed));
    const { data } = struck;
    const paths = (data.hits as { path: string }[]).map(({ path }) => path);
    expect([paths, data.after > feed.data.through]).toEqual([['/post'], true]);
    await app.view('https://example.com/later');
    const later = await stream.until(isNew(struck));
    expect((later.data.hits as { path: string }[]).map(({ path }) => path)).toEqual(['/later']);
    expect(later.data.after).toBeLessThanOrEqual(data.through);
    await app.isDone();
  });
});

describe('a range', () => {
  it('goes with its hits, and nothing outside of it', async () => {
    const app = await start();
    const writer = openWriter(databaseFile(app.config.dataDir));
    const today = Math.floor(Date.now() / 86_400_000) * 86_400_000;
    const insert = writer.prepare(`INSERT INTO hits (site_id, at, kind, page_instance, seq, host, path)
      VALUES (1, ?, 'view', randomblob(8), 0, 'example.com', ?)`);
    for (let day = 1; day <= 4; day += 1) insert.run(today - day * 86_400_000 + HOUR, `/${day}`);
    writer.close();
    const date = (day: number) => new Date(today - day * 86_400_000).toISOString().slice(0, 10);
    const range = [date(3), date(2)];
    expect(await (await app.ask({ range })).json()).toEqual({ hits: 2, pages: null });
    expect(await (await app.ask({ range, path: '/2' })).json()).toEqual({ hits: 1, pages: 1 });
    await app.ask({ range, confirm: true });
    await app.isDone();
    expect(hitsOf(app).map(({ path }) => path)).toEqual(['/1', '/4']);
  });
});

describe('a deletion', () => {
  it.each<[string, unknown, number, string | undefined]>([
    ['of nothing', {}, 400, undefined],
    ['of a path that is none', { path: 'post' }, 400, 'path'],
    ['of a range without an end', { range: ['2026-01-01'] }, 400, 'range.1'],
    ['of a range that has a name', { range: 'all' }, 400, 'range'],
    ['that ends before it begins', { range: ['2026-01-02', '2026-01-01'] }, 400, 'range.1'],
    ['that is confirmed by anything but true', { path: '/', confirm: 'yes' }, 400, 'confirm'],
    ['with what is not known', { path: '/', force: true }, 400, 'force'],
  ])('%s is refused', async (_what, body, status, field) => {
    const app = await start();
    const reply = await app.ask(body);
    expect([reply.status, ((await reply.json()) as { error: { field?: string } }).error.field]).toEqual([
      status,
      field,
    ]);
  });

  it('is the owner’s only', async () => {
    const app = await start();
    await app.view('https://example.com/post');
    const body = { path: '/post', confirm: true };
    expect((await app.ask(body, '')).status).toBe(401);
    const headers = { 'sec-fetch-site': 'cross-site' };
    const path = '/api/sites/example.com/deletions';
    expect((await app.api('POST', path, { cookie: app.cookie, headers, body })).status).toBe(403);
    for (const name of ['deletions', 'storage'])
      expect((await app.api('GET', `/api/sites/example.com/${name}`)).status).toBe(401);
    expect(hitsOf(app)).toHaveLength(1);
  });
});

it('says what is stored of a site, and how much of it is estimated', async () => {
  const app = await start();
  await app.view('https://example.com/post');
  const one = StorageReply.parse(await app.json('storage'));
  expect(one).toMatchObject({ hits: 1, rows: { estimated: true }, segments: { bytes: 0 } });
  expect(Math.abs((one.since ?? 0) - Date.now())).toBeLessThan(60_000);
  expect(one.rows.bytes).toBeGreaterThan(100);
  expect(one.file.bytes).toBeGreaterThan(one.rows.bytes);
  expect(one.disk.free).toBeGreaterThan(0);
  await app.view('https://example.com/post');
  expect(StorageReply.parse(await app.json('storage'))).toEqual({
    ...one,
    file: expect.anything(),
    disk: expect.anything(),
  });
  await app.ask({ path: '/post', confirm: true });
  await app.isDone();
  expect(StorageReply.parse(await app.json('storage'))).toMatchObject({ hits: 0, since: null, rows: { bytes: 0 } });
});

describe('a server that is killed while it deletes', () => {
  it('when all was deleted, and only the log of writes was left, ends it with the next start', async () => {
    const file = openWrittenFile();
    file.writer
      .prepare(`INSERT INTO deletions (site_id, reason, from_at, until_at, last_hit, last_engagement, state, begun_at)
        VALUES (1, 'owner', 0, 1, 0, 0, 'folding', 0)`)
      .run();
    const app = await buildTestApp({ environment: { DATA_DIR: dirname(file.path) } });
    const left = file.reader.prepare('SELECT count(*) FROM deletions').pluck();
    await vi.waitFor(() => expect(left.get()).toBe(0), { timeout: 20_000, interval: 20 });
    expect(app.log.map(({ msg }) => msg)).toContain('deletion 1 of site 1 is done: 0 hits are gone');
  });

  it('goes on when it starts again, and leaves nothing of what was meant', async () => {
    const DATA_DIR = temporaryFolder();
    const PORT = String(await freePort());
    const account = { ADMIN_EMAIL: 'owner@example.com', ADMIN_PASSWORD: 'correct horse battery' };
    const environment = { DATA_DIR, PORT, ...account };
    const address = `http://127.0.0.1:${PORT}`;
    const file = databaseFile(DATA_DIR);
    const first = startServerProcess({ ...environment, SITES: 'example.com' });
    await first.prints(/running on/);
    const db = openWriter(file);
    db.prepare(`INSERT INTO hits (site_id, at, kind, page_instance, seq, host, path, title)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
      SELECT 1, 1e12 + i * 1000, 'view', randomblob(8), 0, 'example.com',
        iif(i % 2, '/private/${CANARY}', '/blaumeise') , iif(i % 2, '${CANARY}', '') FROM n`).run();
    db.close();
    const post = (path: string, body: unknown, cookie = '') =>
      fetch(address + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify(body),
      });
    const signIn = await post('/api/session', { email: account.ADMIN_EMAIL, password: account.ADMIN_PASSWORD });
    const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const order = { path: '/private/*', confirm: true };
    expect((await post('/api/sites/example.com/deletions', order, cookie)).status).toBe(202);
    const left = () => {
      const reader = openReader(file);
      const hits = reader.prepare("SELECT count(*) FROM hits WHERE path LIKE '/private/%'").pluck().get() as number;
      reader.close();
      return hits;
    };
    await vi.waitFor(() => expect(left()).toBeLessThan(30_000), { timeout: 20_000, interval: 1 });
    first.child.kill('SIGKILL');
    await first.ended;
    expect(left()).toBeGreaterThan(0); // that something was left to do

    const second = startServerProcess(environment);
    await second.prints(/running on/);
    await second.prints(/deletion 1 of site 1 is done/);
    const bytes = (end: string, text: string) => readFileSync(file + end, 'latin1').split(text).length - 1;
    expect([bytes('', CANARY), bytes('-wal', CANARY)]).toEqual([0, 0]);
    expect(bytes('', 'blaumeise')).toBeGreaterThanOrEqual(30_000);
    second.child.kill('SIGTERM');
    expect(await second.ended).toEqual({ code: 0, signal: null });
  }, 120_000);
});
