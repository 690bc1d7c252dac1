// A site is removed: at once for whoever watches, sends or asks; and in the end from the disk.
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { addKey } from '../accounts/keys.ts';
import { systemClock } from '../clock.ts';
import { RemovalsReply, RemovedReply, Site, StoredReply } from '../contract/browser.ts';
import { databaseFile, openReader, openWriter } from '../store/open.ts';
import { openRecorder } from '../store/recorder.ts';
import {
  buildTestApp,
  FIREFOX,
  type TestApp,
  type TestAppOptions,
  temporaryFolder,
} from '../testing/build-test-app.ts';
import { aBeat, aLeave, aView, newPage } from '../testing/factories.ts';
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts';
import { watchLateness } from '../testing/lateness.ts';
import { readSse, type SseReader } from '../testing/read-sse.ts';
import { freePort, startServerProcess } from '../testing/server-process.ts';
import { hitsOf } from '../testing/stored.ts';
import { createSites } from './sites.ts';

const CANARY = 'kanarienvogel';
const SITES = 'example.com,other.example';

async function start({ environment, ...options }: TestAppOptions = {}) {
  const app = await buildTestApp({ environment: { SITES, ...environment }, ...options });
  const cookie = await app.signIn();
  const json = async (path: string) => (await app.api('GET', path, { cookie })).json();
  return {
    ...app,
    cookie,
    json,
    remove: (host = 'example.com') => app.api('DELETE', `/api/sites/${host}`, { cookie }),
    async watch(path: string, as = cookie): Promise<SseReader> {
      const stream = await readSse(app.address + path, as);
      onTestFinished(() => stream.close());
      return stream;
    },
    /** All of it is gone. `clock`: if it stands still by itself. */
    isGone: (clock?: FakeClock) =>
      vi.waitFor(
        async () => {
          clock?.advance(50); // a fold that somebody's reading kept from its end is tried again after five seconds
          expect(RemovalsReply.parse(await json('/api/removals')).removals).toEqual([]);
        },
        { timeout: 20_000, interval: 20 },
      ),
  };
}

const rowsOfSite = ({ config }: Pick<TestApp, 'config'>, id: number) => {
  const reader = openReader(databaseFile(config.dataDir));
  try {
    return ['hits', 'engagements', 'live_minutes', 'keys'].map((table) =>
      reader.prepare(`SELECT count(*) FROM "${table}" WHERE site_id = ?`).pluck().get(id),
    );
  } finally {
    reader.close();
  }
};

describe('who watches a site that is removed', () => {
  it('is told at once; streams about other sites as well go on without it, all others end', async () => {
    const clock = createFakeClock();
    const app = await start({ clock });
    const filters = encodeURIComponent(JSON.stringify([['is', 'page', ['/post']]]));
    const part = encodeURIComponent(JSON.stringify([['example.com', [['is', 'page', ['/post']]]]]));
    await app.api('PATCH', '/api/sites/example.com', { cookie: app.cookie, body: { publicLive: true } });
    const own = await Promise.all([
      app.watch('/api/sites/example.com/live'),
      app.watch(`/api/sites/example.com/live?filters=${filters}`),
      app.watch('/api/live?sites=example.com&feed=example.com'),
    ]);
    const both = await app.watch(`/api/live?sites=${SITES}&feed=${SITES}&filtered=${part}`);
    const another = await app.watch('/api/live?sites=other.example');
    const reader = await app.watch('/api/sites/example.com/here', '');
    await Promise.all([...own, both, another].map((stream) => stream.until(({ event }) => event === 'state')));
    await reader.until(({ event }) => event === 'here');

    expect((await app.remove()).status).toBe(202);
    for (const stream of own) {
      await stream.until(({ event, data }) => event === 'gone' && data.site === 'example.com');
      await stream.until(({ event, data }) => event === 'bye' && data.reason === 'site_removed');
      await stream.ended;
    }
    await both.until(({ event, data }) => event === 'gone' && data.site === 'example.com');
    clock.advance(1_000); // the readers' streams look once a second
    await reader.until(({ event, data }) => event === 'bye' && data.reason === 'not_public');
    await reader.ended;

    const before = both.events.length;
    await app.hit(aView({ s: 'other.example', u: 'https://other.example/' }));
    clock.advance(1_000);
    await both.until(({ event, data }) => event === 'state' && data.site === 'other.example' && data.visitors === 1);
    await both.until(({ event, data }) => event === 'hits' && data.hits.length === 1);
    expect(both.events.slice(before).filter(({ data }) => data.site === 'example.com')).toEqual([]);
    expect([...both.events, ...another.events].filter(({ event }) => event === 'bye')).toEqual([]);
    expect(another.events.filter(({ event }) => event === 'gone')).toEqual([]);
  });

  it('is told within a second of real time', async () => {
    const app = await start();
    const stream = await app.watch('/api/live?sites=example.com');
    await stream.until(({ event }) => event === 'state');
    const lateness = watchLateness();
    onTestFinished(lateness.stop);
    const began = performance.now();
    await app.remove();
    await stream.ended;
    expect(performance.now() - began).toBeLessThan(1_000 + lateness.allowanceMs());
  });

  it('is told when it asks for it later, as long as another site is asked for as well', async () => {
    const app = await start();
    await app.remove();
    const stream = await app.watch(`/api/live?sites=${SITES}&feed=example.com`);
    await stream.until(({ event, data }) => event === 'gone' && data.site === 'example.com');
    await stream.until(({ event, data }) => event === 'state' && data.site === 'other.example');
    const alone = await app.api('GET', '/api/live?sites=example.com', { cookie: app.cookie });
    expect(alone.status).toBe(404);
  });
});

describe('a site that is removed', () => {
  it('is known to nobody: not to the collector, keys, widgets, the sample page, nor any question', async () => {
    const app = await start();
    const db = openWriter(databaseFile(app.config.dataDir));
    const key = addKey(db, 1, 'server', Date.now());
    db.close();
    const withKey = () => app.hit(aView(), { authorization: `Bearer ${key}`, 'content-type': 'application/json' });
    expect((await withKey()).status).toBe(202); // that it was one
    await app.api('PATCH', '/api/sites/example.com', { cookie: app.cookie, body: { publicLive: true } });
    const questions = ['live', 'rejected', 'here', 'stored'];
    const statuses = () =>
      Promise.all(
        [
          ...questions.map((name) => `/api/sites/example.com/${name}`),
          '/badge/example.com.svg',
          '/try?site=example.com',
        ].map(async (path) => (await app.api('GET', path, { cookie: app.cookie })).status),
      );
    expect(await statuses()).toEqual([200, 200, 200, 200, 200, 200]);

    await app.remove();
    expect(await statuses()).toEqual([404, 404, 404, 404, 404, 404]);
    for (const message of [aView(), aBeat(), aLeave()]) {
      const reply = await app.hit(message);
      expect([reply.status, await reply.json()]).toMatchObject([404, { error: { code: 'unknown_site', field: 's' } }]);
    }
    const keyed = await withKey();
    expect([keyed.status, await keyed.json()]).toMatchObject([401, { error: { code: 'wrong_key' } }]);
    expect(await app.json('/api/sites')).toMatchObject({ sites: [{ host: 'other.example' }] });
    const report = { range: 'today', queries: [{ metrics: ['visitors'] }] };
    const asked = await app.api('POST', '/api/sites/example.com/report', { cookie: app.cookie, body: report });
    expect(asked.status).toBe(404);
  });

  it('can be registered anew at once: another id, nothing of the old one, and both lives apart', async () => {
    const clock = createFakeClock();
    const app = await start({ clock });
    await app.api('PATCH', '/api/sites/example.com', { cookie: app.cookie, body: { publicLive: true } });
    for (let i = 0; i < 5; i += 1) await app.hit(aView({ t: CANARY }), { 'user-agent': `${FIREFOX} ${i}` });
    await app.hit(aView(), { 'user-agent': 'curl/8' });
    expect(await app.json('/api/sites/example.com/here')).toMatchObject({ readers: 5 });
    const old = Site.parse(((await app.json('/api/sites')) as { sites: unknown[] }).sites[0]);
    await app.remove();
    const added = await app.api('POST', '/api/sites', { cookie: app.cookie, body: { host: 'example.com' } });
    const site = Site.parse(await added.json());
    expect(site.id).toBeGreaterThan(old.id);
    expect(site).toMatchObject({ host: 'example.com', waiting: true, publicLive: false });
    await app.api('PATCH', '/api/sites/example.com', { cookie: app.cookie, body: { publicLive: true } });
    expect(await app.json('/api/sites/example.com/here')).toMatchObject({ readers: null }); // within the same second
    expect(await app.json('/api/sites/example.com/rejected')).toMatchObject({ total: 0 });
    expect(StoredReply.parse(await app.json('/api/sites/example.com/stored'))).toEqual({ hits: 0, since: null });
    const stream = await app.watch('/api/live?sites=example.com&feed=example.com');
    const { data } = await stream.until(({ event }) => event === 'state');
    expect(data).toMatchObject({ visitors: 0, waiting: true, pages: [], peak: null, rejected: 0 });
    expect((await stream.until(({ event }) => event === 'hits')).data.hits).toEqual([]);

    await app.hit(aView());
    await app.isGone(clock);
    expect(hitsOf(app).map(({ site_id }) => site_id)).toEqual([site.id]);
    expect(app.app.live.state(site.id)).toMatchObject({ visitors: 1, titles: [''] });
  });

  it('says beforehand what will be gone, and afterwards for how long some of it is still there', async () => {
    const app = await start();
    for (let i = 0; i < 3; i += 1) await app.hit(aView());
    const { hits, since } = StoredReply.parse(await app.json('/api/sites/example.com/stored'));
    expect([hits, Math.abs((since ?? 0) - Date.now()) < 60_000]).toEqual([3, true]);
    const { id } = RemovedReply.parse(await (await app.remove()).json());
    expect(id).toBe(1);
    await app.isGone();
    expect(rowsOfSite(app, 1)).toEqual([0, 0, 0, 0]);
  });

  it('leaves no visitor behind, however many pages they had open, and nobody else’s is touched', async () => {
    const clock = createFakeClock();
    const app = await start({ clock });
    for (const s of SITES.split(',')) {
      const page = { s, u: `https://${s}/a` };
      await Promise.all([aView(page), aView(page), aBeat({ ...page, e: 5_000, y: 50 })].map((hit) => app.hit(hit)));
      await app.hit(aLeave({ s, p: newPage(), e: 700 })); // of a page that was never seen
    }
    const { presence } = app.app.live;
    expect([presence.countOf(1), presence.countOf(2)]).toEqual([1, 1]);
    await app.remove();
    expect([presence.countOf(1), presence.countOf(2)]).toEqual([0, 1]);
    clock.advance(300_000); // every lease has ended, and what is known of how long pages were read is on its way to disk
    expect(app.app.live.state(2)).toMatchObject({ visitors: 0, tabs: 0 });
    await app.isGone(clock);
    clock.advance(60_000);
    await app.app.close();
    expect(rowsOfSite(app, 1)).toEqual([0, 0, 0, 0]);
    expect(rowsOfSite(app, 2).slice(0, 3)).not.toContain(0);
  });

  it('is removed once: the second time it is not there', async () => {
    const app = await start();
    const replies = await Promise.all([app.remove(), app.remove(), app.remove('WWW.example.com')]);
    expect(replies.map(({ status }) => status).sort()).toEqual([202, 404, 404]);
    expect((await app.remove()).status).toBe(404);
  });

  it('does not come back by a change that was under way', async () => {
    const file = databaseFile(temporaryFolder());
    const { recorder } = await openRecorder(file, systemClock, (error) => {
      throw error;
    });
    onTestFinished(() => recorder.close());
    const reader = openReader(file);
    onTestFinished(() => void reader.close());
    const sites = createSites(reader, recorder, systemClock);
    const site = await sites.add('example.com', 'UTC');
    const removing = sites.remove(site);
    const { rules } = site;
    const change = sites.change(site, {
      host: 'late.example',
      timezone: 'UTC',
      rules,
      publicLive: true,
      retentionDays: null,
    });
    await expect(change).rejects.toMatchObject({ code: 'not_found' });
    await removing;
    expect([sites.list(), createSites(reader, recorder, systemClock).list()]).toEqual([[], []]);
  });

  it('takes no hit that is under way when it goes, and no other site’s hit fails with it', async () => {
    const app = await start();
    const view = (s: string) => app.hit(aView({ s, u: `https://${s}/` }));
    const mine: Promise<Response>[] = [];
    const others: Promise<Response>[] = [];
    for (let i = 0; i < 300; i += 1) {
      mine.push(view('example.com'));
      others.push(view('other.example'));
      if (i === 100) mine.push(app.remove());
    }
    const statuses = new Set((await Promise.all(mine)).map(({ status }) => status));
    expect([...statuses].sort()).toEqual([202, 404]);
    expect(new Set((await Promise.all(others)).map(({ status }) => status))).toEqual(new Set([202]));
    await app.isGone();
    expect(rowsOfSite(app, 1)).toEqual([0, 0, 0, 0]);
    expect(rowsOfSite(app, 2)[0]).toBe(300);
  });

  it.each([
    ['nobody is signed in', '', {}, undefined, 401],
    ['another site asks for it', 'me', { 'sec-fetch-site': 'cross-site' }, undefined, 403],
    ['something more is asked', 'me', {}, { later: true }, 400],
  ])('stays when %s', async (_what, who, headers, body, status) => {
    const app = await start();
    const cookie = who === 'me' ? app.cookie : '';
    const reply = await app.api('DELETE', '/api/sites/example.com', { cookie, headers, body });
    expect(reply.status).toBe(status);
    expect((await app.api('DELETE', '/api/sites/example.com?force=1', { cookie: app.cookie })).status).toBe(400);
    expect((await app.hit(aView())).status).toBe(202);
  });
});

describe('a server that is killed while it removes a site', () => {
  it('goes on when it starts again, with nothing of it in sight or, at the end, in its files', async () => {
    const DATA_DIR = temporaryFolder();
    const PORT = String(await freePort());
    const account = { ADMIN_EMAIL: 'owner@example.com', ADMIN_PASSWORD: 'correct horse battery' };
    const environment = { DATA_DIR, PORT, ...account };
    const address = `http://127.0.0.1:${PORT}`;
    const file = databaseFile(DATA_DIR);
    const first = startServerProcess({ ...environment, SITES: 'kanarienvogel.example,other.example' });
    await first.prints(/running on/);
    const db = openWriter(file);
    for (const [site, text] of [
      [1, CANARY],
      [2, 'blaumeise'],
    ] as const)
      db.prepare(`INSERT INTO hits (site_id, at, kind, page_instance, seq, host, path)
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
        SELECT :site, i, 'view', randomblob(8), 0, :text, '/' || :text || i FROM n`).run({ site, text });
    db.close();
    const signIn = await fetch(`${address}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: account.ADMIN_EMAIL, password: account.ADMIN_PASSWORD }),
    });
    const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const reply = await fetch(`${address}/api/sites/kanarienvogel.example`, { method: 'DELETE', headers: { cookie } });
    expect(reply.status).toBe(202);
    const left = () => {
      const reader = openReader(file);
      const hits = reader.prepare('SELECT count(*) FROM hits WHERE site_id = 1').pluck().get() as number;
      reader.close();
      return hits;
    };
    await vi.waitFor(() => expect(left()).toBeLessThan(60_000), { timeout: 20_000, interval: 1 });
    first.child.kill('SIGKILL');
    await first.ended;
    expect(left()).toBeGreaterThan(0); // that something was left to do

    const second = startServerProcess(environment);
    await second.prints(/running on/);
    const hit = await fetch(`${address}/hit`, {
      method: 'POST',
      body: JSON.stringify(aView({ s: `${CANARY}.example` })),
    });
    expect(hit.status).toBe(404);
    await second.prints(/nothing is stored of site 1 any more/);
    const bytes = (end: string, text: string) => readFileSync(file + end, 'latin1').split(text).length - 1;
    expect([bytes('', CANARY), bytes('-wal', CANARY)]).toEqual([0, 0]);
    expect(bytes('', 'blaumeise')).toBeGreaterThan(60_000);
    second.child.kill('SIGTERM');
    expect(await second.ended).toEqual({ code: 0, signal: null });
  }, 120_000);
});
