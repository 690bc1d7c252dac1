// What a site shows its own readers, asked as any page of any origin would.
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Site } from '../contract/browser.ts';
import { HereReply } from '../contract/here.ts';
import { migrationsFolder } from '../files.ts';
import { migrate } from '../store/migrate.ts';
import { databaseFile, openWriter } from '../store/open.ts';
import {
  buildTestApp,
  FIREFOX,
  type TestApp,
  type TestAppOptions,
  temporaryFolder,
} from '../testing/build-test-app.ts';
import { aView } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { readSse } from '../testing/read-sse.ts';

const HERE = '/api/sites/example.com/here';
const BADGE = '/badge/example.com.svg';

async function start(options: TestAppOptions = {}) {
  const clock = createFakeClock();
  const app = await buildTestApp({ clock, ...options });
  const cookie = await app.signIn();
  let readers = 0;
  return {
    ...app,
    clock,
    async allow(publicLive = true, site = 'example.com') {
      const reply = await app.api('PATCH', `/api/sites/${site}`, { cookie, body: { publicLive } });
      expect(reply.status).toBe(200);
      return Site.parse(await reply.json());
    },
    /** More people open a page; and a second goes by. */
    async arrive(many: number, path = '/post', site = 'example.com', waitMs = 1000) {
      for (let i = 0; i < many; i += 1) {
        readers += 1;
        const view = aView({ s: site, u: `https://${site}${path}` });
        expect((await app.hit(view, { 'user-agent': `${FIREFOX} reader ${readers}` })).status).toBe(202);
      }
      clock.advance(waitMs);
    },
  };
}

const ask = async (app: Pick<TestApp, 'address'>, path: string, init: RequestInit = {}) =>
  fetch(app.address + path, init);
const told = async (app: Pick<TestApp, 'address'>, path = HERE) => HereReply.parse(await (await ask(app, path)).json());

describe('a site’s readers', () => {
  it('are nobody’s business until its owner allows it, and no more once that is taken back', async () => {
    const app = await start();
    await app.arrive(5);
    for (const path of [HERE, BADGE]) expect((await ask(app, path)).status).toBe(404);
    expect(await app.allow()).toMatchObject({ publicLive: true });
    for (const path of [HERE, BADGE]) expect((await ask(app, path)).status).toBe(200);
    await app.allow(false);
    for (const path of [HERE, BADGE]) expect((await ask(app, path)).status).toBe(404);
  });

  it('of a site that does not allow it are not told from those of a site that does not exist', async () => {
    const app = await start();
    await app.arrive(5);
    for (const [own, none] of [
      [HERE, '/api/sites/nowhere.example/here'],
      [BADGE, '/badge/nowhere.example.svg'],
      [BADGE, '/badge/example.com'],
      [BADGE, '/badge/.svg'],
      [`${HERE}?path=/post`, '/api/sites/__proto__/here?path=/post'],
    ] as const) {
      const [first, second] = [await ask(app, own), await ask(app, none)];
      const shown = async (reply: Response) => [
        reply.status,
        await reply.text(),
        [...reply.headers].filter(([name]) => name !== 'date'),
      ];
      const said = await shown(first);
      expect(await shown(second)).toEqual(said);
      expect(said[1]).toContain('can allow that in the settings of the site');
    }
  });

  it('are counted, on the site and on each page, under every spelling of both', async () => {
    const app = await start();
    await app.allow();
    await app.arrive(3, '/gr%C3%B6%C3%9Fe');
    await app.arrive(1, '/gr%c3%b6%c3%9fe');
    await app.arrive(3, '/post');
    expect(await told(app)).toEqual({ site: 'example.com', readers: 7, text: '7 reading now' });
    expect(await told(app, '/api/sites/WWW.Example.com/here?path=/post%3Fx=1&v=2')).toEqual({
      ...{ site: 'example.com', path: '/post', readers: 3, text: '3 reading now' },
    });
    for (const path of [
      '/größe',
      encodeURIComponent('/größe'),
      encodeURIComponent('/gr%C3%B6%C3%9Fe'),
      encodeURIComponent('/gr%c3%b6%c3%9fe'),
    ])
      expect((await told(app, `${HERE}?path=${path}`)).readers).toBe(4);
    expect(await (await ask(app, `${BADGE}?path=/post`)).text()).toContain('>3 reading now</text>');
  });

  it('of another site, and of another site’s page of the same name, do not count', async () => {
    const app = await start({ environment: { SITES: 'example.com,other.example' } });
    await app.allow();
    await app.arrive(5, '/post', 'other.example');
    expect(await told(app)).toMatchObject({ readers: null });
    expect(await told(app, `${HERE}?path=/post`)).toMatchObject({ readers: null });
    expect((await ask(app, '/api/sites/other.example/here')).status).toBe(404);
  });

  it('are never told below three: nobody, one and two are the same answers to the last byte', async () => {
    const app = await start();
    await app.allow();
    const answers: string[] = [];
    const paths = [HERE, `${HERE}?path=/post`, `${HERE}?path=/unknown`, BADGE, `${BADGE}?path=/post`];
    for (const arriving of [0, 1, 1, 1]) {
      await app.arrive(arriving);
      const replies = await Promise.all(paths.map((path) => ask(app, path)));
      const bodies = await Promise.all(replies.map((reply) => reply.text()));
      const headers = replies.map((reply) => [...reply.headers].filter(([name]) => name !== 'date'));
      answers.push(JSON.stringify([bodies, headers]));
    }
    expect(answers[1]).toBe(answers[0]);
    expect(answers[2]).toBe(answers[0]);
    expect(answers[3]).not.toBe(answers[0]);
    expect(answers[0]).toContain('a few reading now');
  });

  it('are still shown after a restart', async () => {
    const first = await start();
    await first.allow();
    await first.app.close();
    const again = await buildTestApp({ environment: { DATA_DIR: first.config.dataDir } });
    expect(await told(again)).toMatchObject({ readers: null, text: 'a few reading now' });
  });

  it('are not shown by a database from before anybody could allow it', async () => {
    const older = temporaryFolder();
    for (const name of readdirSync(migrationsFolder).filter((name) => name < '0004'))
      copyFileSync(join(migrationsFolder, name), join(older, name));
    const DATA_DIR = temporaryFolder();
    const db = openWriter(databaseFile(DATA_DIR));
    migrate(db, older, 0);
    db.exec("INSERT INTO sites (host, timezone, created_at) VALUES ('example.com', 'UTC', 0)");
    expect(() => db.prepare('SELECT public_live FROM sites')).toThrow(/no such column/);
    db.close();

    const app = await start({ environment: { DATA_DIR } });
    expect((await ask(app, HERE)).status).toBe(404);
    await app.allow();
    expect((await ask(app, HERE)).status).toBe(200);
  });
});

describe('every answer', () => {
  it.each([
    ['the number', HERE, 200],
    ['the badge', BADGE, 200],
    ['a refusal', '/api/sites/nowhere.example/here', 404],
    ['a page that is none', `${HERE}?path=post`, 400],
    ['two pages', `${HERE}?path=/a&path=/b`, 400],
    ['a label that is too long', `${BADGE}?label=${'x'.repeat(61)}`, 400],
    ['words that are too long', `${BADGE}?few=${'x'.repeat(61)}`, 400],
    ['a page that is too long', `${BADGE}?path=/${'x'.repeat(2048)}`, 400],
  ])('can be read by any page, and is kept for a second: %s', async (_what, path, status) => {
    const app = await start();
    await app.allow();
    for (const method of ['GET', 'HEAD']) {
      const reply = await ask(app, path, {
        method,
        headers: { origin: 'https://blog.example', cookie: 'headcount-session=x' },
      });
      expect(reply.status).toBe(status);
      const headers = Object.fromEntries(reply.headers);
      expect(headers).toMatchObject({
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'public, max-age=1',
        'x-content-type-options': 'nosniff',
      });
      for (const name of ['set-cookie', 'etag', 'access-control-allow-credentials', 'last-modified'])
        expect(headers[name]).toBeUndefined();
    }
  });

  it('that is a badge says it in the owner’s words, and in German when asked to', async () => {
    const app = await start();
    await app.allow();
    const said = async (query: string) =>
      /<text class="nt"[^>]*>(.*?)</.exec(await (await ask(app, BADGE + query)).text())?.[1];
    const words = `?text=${encodeURIComponent('{n} <b>lisent')}&few=quelques-uns`;
    expect([await said('?lang=de'), await said(words)]).toEqual(['ein paar lesen gerade', 'quelques-uns']);
    await app.arrive(3);
    app.clock.advance(1_000);
    expect([await said('?lang=de-CH'), await said(words)]).toEqual(['3 lesen gerade', '3 &lt;b&gt;lisent']);
  });

  it('that is a badge may do nothing but be looked at', async () => {
    const app = await start();
    await app.allow();
    const reply = await ask(app, BADGE);
    expect(reply.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(reply.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; sandbox$/,
    );
  });
});

it('hostile sites, pages and labels are answered with 200, 400 or 404, as text, and nothing is logged', async () => {
  const app = await start();
  await app.allow();
  const hostile = [
    '<script>',
    '"><a b="',
    '\r\nset-cookie: a=b',
    '\u0000',
    '__proto__',
    '../../x',
    '\u202e',
    '%',
    '%ff',
    '🧑‍🚀',
  ];
  for (const text of [...hostile, ...hostile.map(encodeURIComponent), '%ff', '%E0%A4%A', '%00%0a%0d']) {
    for (const path of [
      `/api/sites/${encodeURIComponent(text)}/here`,
      `/badge/${encodeURIComponent(text)}.svg`,
      `${HERE}?path=/${text}`,
      `${HERE}?${text}=${text}`,
      `${BADGE}?label=${text}&path=/${text}`,
      `${BADGE}?text=${text}&few=${text}&lang=${text}`,
    ]) {
      const reply = await ask(app, path);
      expect([path, [200, 400, 404].includes(reply.status)]).toEqual([path, true]);
      const body = await reply.text();
      if (reply.headers.get('content-type')?.startsWith('image/svg+xml')) {
        expect(body.match(/<[a-z]+/g)?.filter((tag) => !/^<(svg|title|style|g|rect|text)$/.test(tag))).toEqual([]);
      } else expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(reply.headers.get('set-cookie')).toBeNull();
    }
  }
  expect(app.log.filter(({ level }) => level >= 40)).toEqual([]);
});

describe('a stream', () => {
  async function watch(app: Pick<TestApp, 'address'>, path = HERE) {
    const stream = await readSse(app.address + path, '');
    onTestFinished(() => stream.close());
    return stream;
  }
  const texts = ({ events }: Awaited<ReturnType<typeof watch>>) =>
    events.filter(({ event }) => event === 'here').map(({ data }) => HereReply.parse(data).text);

  it('says at once what is so, and then only what is new, once a second; nothing of the first two', async () => {
    const app = await start();
    await app.allow();
    const stream = await watch(app, `${HERE}?path=/post`);
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'access-control-allow-origin': '*',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    await stream.until(({ event }) => event === 'here');
    await app.arrive(1);
    await app.arrive(1);
    await app.arrive(1, '/elsewhere');
    await app.arrive(2);
    await stream.until(({ data }) => data.readers === 4);
    expect(texts(stream)).toEqual(['a few reading now', '4 reading now']);
    app.clock.advance(20_000);
    await stream.until(({ event }) => event === 'ping');
    expect(texts(stream)).toHaveLength(2);
  });

  it('ends when the owner takes the permission back, and when the server ends', async () => {
    const app = await start();
    await app.allow();
    const stream = await watch(app);
    await app.allow(false);
    app.clock.advance(1000);
    expect((await stream.until(({ event }) => event === 'bye')).data.reason).toBe('not_public');
    await stream.ended;
    await app.allow();
    const another = await watch(app);
    await app.app.close();
    expect((await another.until(({ event }) => event === 'bye')).data.reason).toBe('restart');
    await another.ended;
  });

  it('has a life, and is then told to come back', async () => {
    const app = await start();
    await app.allow();
    const stream = await watch(app);
    await stream.until(({ event }) => event === 'here');
    app.clock.advance(13 * 60_000);
    const { data } = await stream.until(({ event }) => event === 'bye');
    expect(data.reason).toBe('lifetime');
    await stream.ended;
  });

  it('over the limit is told so in a sentence, takes no dashboard’s place, and has one again when another has gone', async () => {
    const app = await start({ environment: { MAX_PUBLIC_STREAMS_PER_ADDRESS: '2', MAX_STREAMS: '1' } });
    await app.allow();
    const streams = [await watch(app), await watch(app)];
    const third = await watch(app);
    const { data } = await third.until(({ event }) => event === 'bye');
    expect(data).toMatchObject({ reason: 'too_many_streams', retryMs: 60_000 });
    expect(data.message).toContain('MAX_PUBLIC_STREAMS_PER_ADDRESS');
    const dashboard = await readSse(`${app.address}/api/live?sites=example.com`, await app.signIn());
    onTestFinished(() => dashboard.close());
    await dashboard.until(({ event }) => event === 'state');

    streams[0]?.close();
    for (let tries = 0; ; tries += 1) {
      const next = await watch(app);
      const first = await next.until(({ event }) => event === 'here' || event === 'bye');
      if (first.event === 'here') break;
      expect(tries).toBeLessThan(100); // the server hears of it a little later
    }
  });

  it('can be allowed to nobody', async () => {
    const app = await start({ environment: { MAX_PUBLIC_STREAMS: '0' } });
    await app.allow();
    const { data } = await (await watch(app)).until(({ event }) => event === 'bye');
    expect(data.message).toContain('MAX_PUBLIC_STREAMS');
    expect(await told(app)).toMatchObject({ text: 'a few reading now' });
  });
});

it('whoever asks within a second is given the same answer, whatever happens meanwhile', async () => {
  const app = await start();
  await app.allow();
  await app.arrive(3);
  const before = await Promise.all(Array.from({ length: 50 }, () => told(app)));
  await app.arrive(2, '/post', 'example.com', 0);
  expect(app.app.live.presence.countOf(1)).toBe(5);
  const after = await Promise.all(Array.from({ length: 50 }, () => told(app)));
  expect(new Set([...before, ...after].map(({ readers }) => readers))).toEqual(new Set([3]));
  app.clock.advance(1000);
  expect(await told(app)).toMatchObject({ readers: 5 });
});

it('the lines to copy, and the address of a page’s views, name the public address and the site', async () => {
  const app = await start({ environment: { BASE_URL: 'https://stats.example.net/count' } });
  const { widgets, pageviewsUrl } = await app.allow();
  expect(pageviewsUrl).toBe('https://stats.example.net/count/api/sites/example.com/pageviews?path=%2Fpost');
  expect(widgets).toEqual({
    badgeHtml:
      '<img src="https://stats.example.net/count/badge/example.com.svg" alt="How many are reading example.com now" height="20">',
    badgeMarkdown: '![How many are reading example.com now](https://stats.example.net/count/badge/example.com.svg)',
    script: '<script defer src="https://stats.example.net/count/here.js" data-site="example.com"></script>',
  });
});

it('the widget’s script is served as the tracker is', async () => {
  const app = await start();
  const [tracker, widget] = [await ask(app, '/headcount.js'), await ask(app, '/here.js')];
  expect(widget.status).toBe(200);
  for (const name of ['content-type', 'cache-control', 'access-control-allow-origin', 'cross-origin-resource-policy'])
    expect(widget.headers.get(name)).toBe(tracker.headers.get(name));
  const text = await widget.text();
  expect(text).toContain('data-headcount-here');
  expect(text).not.toContain('%COLLECT%');
  expect((await ask(app, '/here.js', { headers: { 'if-none-match': widget.headers.get('etag') ?? '' } })).status).toBe(
    304,
  );
});
