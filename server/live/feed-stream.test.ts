// The feed over a real socket: from a hit to whoever watches, also to those who come back or do not keep up.
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addKey } from '../accounts/keys.ts';
import { type FeedHit, Hits } from '../contract/browser.ts';
import { databaseFile, openWriter } from '../store/open.ts';
import { buildTestApp, FIREFOX, type TestApp } from '../testing/build-test-app.ts';
import { aBeat, aLeave, aView, newPage } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { readSse, type SseEvent, type SseReader } from '../testing/read-sse.ts';
import { AT_FIRST } from './feed.ts';
import { WINDOW_MS } from './hub.ts';

const PATH = '/api/live?sites=example.com&feed=example.com';

async function watch(app: TestApp, { path = PATH, cookie = '', lastId = '' } = {}): Promise<SseReader> {
  const more: { [name: string]: string } = lastId === '' ? {} : { 'last-event-id': lastId };
  const stream = await readSse(app.address + path, cookie || (await app.signIn()), more);
  onTestFinished(() => stream.close());
  return stream;
}

const framesOf = (stream: SseReader) => stream.events.filter(({ event }) => event === 'hits');
const hitsOf = (stream: SseReader): FeedHit[] => framesOf(stream).flatMap(({ data }) => Hits.parse(data).hits);
const pathsOf = (stream: SseReader) => hitsOf(stream).map(({ path }) => path);
const has = (path: string) => (seen: SseEvent) =>
  seen.event === 'hits' && seen.data.hits.some((hit: FeedHit) => hit.path === path);
const at = (path: string) => ({ u: `https://example.com${path}` });
/** The last frame of a stream that carries the feed comes after all others. */
const begun = ({ event }: SseEvent) => event === 'hits';

describe('a feed', () => {
  it('says of all that somebody does what brought them, also when their visit began before the server did', async () => {
    const app = await buildTestApp();
    const stream = await watch(app);
    await stream.until(begun);
    const google = { referrer: 'https://www.google.com/', source: 'Google', campaign: '' };
    const next = (path: string) => aView({ ...at(path), r: 'https://example.com/before' });
    await app.hit(aView({ ...at('/first'), r: google.referrer }));
    await app.hit(next('/second'));
    const chrome = { 'user-agent': FIREFOX.replace('140', '139') };
    await app.hit(aBeat({ ...at('/before'), r: google.referrer }), chrome);
    await app.hit(next('/third'), chrome);
    await app.hit(aView({ ...at('/fourth'), r: '' }), { 'user-agent': FIREFOX.replace('140', '138') });
    await stream.until(has('/fourth'));
    expect(hitsOf(stream).map(({ path, source, visit }) => [path, source, visit])).toEqual([
      ['/first', 'Google', undefined],
      ['/second', '', google],
      ['/third', '', google],
      ['/fourth', '', undefined],
    ]);
  });

  it('says who came from where, and what they did next', async () => {
    const app = await buildTestApp();
    const stream = await watch(app);
    await stream.until(begun);
    const p = newPage();
    await app.hit(
      aView({ p, ...at('/first?utm_campaign=autumn'), t: 'The first', r: 'https://www.google.com/search?q=x' }),
    );
    await app.hit(aBeat({ p }));
    await app.hit({ k: 'event', s: 'example.com', p, q: 1, ...at('/first'), n: 'sign-up', d: { plan: 'secret' } });
    await app.hit(aLeave({ p }));
    await app.hit(aView({ ...at('/second'), r: 'https://example.com/first' }));
    await stream.until(has('/second'));
    const hits = hitsOf(stream);
    expect(hits.map(({ kind, path, title, event, isNew }) => ({ kind, path, title, event, isNew }))).toEqual([
      { kind: 'view', path: '/first', title: 'The first', event: '', isNew: true },
      { kind: 'event', path: '/first', title: '', event: 'sign-up', isNew: false },
      { kind: 'view', path: '/second', title: '', event: '', isNew: false },
    ]);
    expect(hits[0]).toMatchObject({ source: 'Google', referrer: 'https://www.google.com/search', campaign: 'autumn' });
    expect(hits[0]).toMatchObject({
      host: 'example.com',
      device: 'desktop',
      browser: 'Firefox',
      os: 'Linux',
      linked: true,
    });
    expect(hits[2]).toMatchObject({ source: '', referrer: '' });
    expect(new Set(hits.map(({ visitor }) => visitor)).size).toBe(1);
    const text = JSON.stringify(framesOf(stream));
    expect(text).not.toMatch(/127\.0\.0\.1|Mozilla|secret|\?q=/);
  });

  it('tells an arrival from what follows, also when somebody comes back', async () => {
    const clock = createFakeClock();
    const app = await buildTestApp({ clock });
    const cookie = await app.signIn();
    const p = newPage();
    await app.hit(aView(at('/arrival')));
    await app.hit(aView({ p, ...at('/second-tab') }));
    await app.hit(aView(at('/another')), { 'user-agent': `${FIREFOX} another` });
    clock.advance(60_000);
    await app.hit(aView(at('/back-again')));
    const stream = await watch(app, { cookie });
    await stream.until(begun);
    expect(hitsOf(stream).map(({ path, isNew }) => [path, isNew])).toEqual([
      ['/arrival', true],
      ['/second-tab', false],
      ['/another', true],
      ['/back-again', true],
    ]);
  });

  it('leaves out what does not count, what is a retry, and what happened long ago', async () => {
    const app = await buildTestApp();
    const cookie = await app.signIn();
    const stream = await watch(app, { cookie });
    await stream.until(begun);
    await app.hit(aView(at('/bot')), { 'user-agent': 'Googlebot/2.1' });
    const twice = aView(at('/twice'));
    await app.hit(twice);
    await app.hit(twice);
    await app.hit(aView({ s: 'elsewhere.example', u: 'https://elsewhere.example/' }));
    const db = openWriter(databaseFile(app.config.dataDir));
    const authorization = `Bearer ${addKey(db, 1, 'test', Date.now())}`;
    db.close();
    const long = { ...aView(at('/long-ago')), at: Date.now() - 3_600_000 };
    const keyed = await app.hit([long], { authorization, 'content-type': 'application/json' });
    expect(await keyed.json()).toMatchObject({ stored: 1 });
    await app.hit(aView(at('/last')));
    await stream.until(has('/last'));
    expect(pathsOf(stream)).toEqual(['/twice', '/last']);
  });

  it('shows who is not to be told apart as pages that belong to nobody', async () => {
    const app = await buildTestApp();
    const stream = await watch(app);
    const p = newPage();
    await app.hit(aView({ p, ...at('/one') }), { 'sec-gpc': '1' });
    await app.hit(aView(at('/two')), { 'sec-gpc': '1' });
    await stream.until(has('/two'));
    const [one, two] = hitsOf(stream);
    expect(one).toMatchObject({ visitor: p, linked: false });
    expect(two?.visitor).not.toBe(p);
  });

  it('is told to those only who ask for it, of the site that they ask for', async () => {
    const app = await buildTestApp({ environment: { SITES: 'example.com,other.example' } });
    const cookie = await app.signIn();
    const without = await watch(app, { cookie, path: '/api/live?sites=example.com' });
    const ofOther = await watch(app, { cookie, path: '/api/live?sites=example.com&feed=other.example' });
    await app.hit(aView(at('/here')));
    await app.hit(aView({ s: 'other.example', u: 'https://other.example/there' }));
    await ofOther.until(has('/there'));
    await without.until(({ data }) => data.visitors === 1);
    expect(pathsOf(ofOther)).toEqual(['/there']);
    expect(framesOf(without)).toEqual([]);
    const ofBoth = await watch(app, { cookie, path: '/api/live?sites=example.com&feed=example.com,other.example' });
    await ofBoth.until(has('/there'));
    expect(framesOf(ofBoth).map(({ data }) => [data.site, data.hits.length])).toEqual([
      ['example.com', 1],
      ['other.example', 1],
    ]);
  });

  it.each([
    ['a site that there is not', 'nowhere.example', 404],
    ['no site', '', 400],
    ['too many sites', `${'example.com,'.repeat(20)}example.com`, 400],
  ])('of %s is refused', async (_what, feed, status) => {
    const app = await buildTestApp();
    const path = `/api/live?sites=example.com&feed=${feed}`;
    const reply = await app.api('GET', path, { cookie: await app.signIn(), headers: { accept: 'text/event-stream' } });
    expect(reply.status).toBe(status);
    expect(await reply.json()).toHaveProperty('error.message');
  });

  it('bears the only ids there are, of one process', async () => {
    const app = await buildTestApp();
    const stream = await watch(app);
    await app.hit(aView(at('/a')));
    await stream.until(has('/a'));
    expect(stream.events.filter(({ id }) => id !== undefined).every(({ event }) => event === 'hits')).toBe(true);
    for (const { id, data } of framesOf(stream)) expect(id).toBe(`${data.boot}.${data.through}`);
  });

  it('has no news each minute only because time passes', async () => {
    const clock = createFakeClock();
    const app = await buildTestApp({ clock });
    const stream = await watch(app);
    await app.hit(aView(at('/a')));
    await stream.until(has('/a'));
    const before = framesOf(stream).length;
    clock.advance(3 * 60_000);
    await stream.until(({ event, data }) => event === 'state' && data.minutes.at(-4) === 1);
    expect(framesOf(stream)).toHaveLength(before);
  });
});

describe('a watcher', () => {
  it('who joins gets the last 50; who was there has had each of them once', async () => {
    const app = await buildTestApp();
    const cookie = await app.signIn();
    const early = await watch(app, { cookie });
    await early.until(begun);
    for (let i = 1; i <= AT_FIRST + 5; i += 1) {
      await app.hit(aView(at(`/${i}`)));
      if (i % 20 === 0) await early.until(has(`/${i}`));
    }
    await early.until(has(`/${AT_FIRST + 5}`));
    expect(pathsOf(early)).toEqual(Array.from({ length: AT_FIRST + 5 }, (_, i) => `/${i + 1}`));
    // Many of them share a frame, and each follows on the one before.
    const frames = framesOf(early);
    for (const [i, { data }] of frames.slice(1).entries()) expect(data.after).toBe(frames[i]?.data.through);

    const late = await watch(app, { cookie });
    await late.until(begun);
    expect(pathsOf(late)).toEqual(Array.from({ length: AT_FIRST }, (_, i) => `/${i + 6}`));
  });

  it('who comes back with the id of what it saw last gets what it missed, and nothing twice', async () => {
    const app = await buildTestApp();
    const cookie = await app.signIn();
    const before = await watch(app, { cookie });
    await app.hit(aView(at('/seen')));
    const seen = await before.until(has('/seen'));
    before.close();
    for (const path of ['/missed-1', '/missed-2']) await app.hit(aView(at(path)));
    const again = await watch(app, { cookie, lastId: seen.id ?? '' });
    await app.hit(aView(at('/new')));
    await again.until(has('/new'));
    expect([...new Set(pathsOf(again))]).toEqual(['/missed-1', '/missed-2', '/new']);
    expect(framesOf(again)[0]?.data.after).toBe(seen.data.through);
  });

  it('who comes back to another process begins anew', async () => {
    const first = await buildTestApp();
    const before = await watch(first);
    await first.hit(aView(at('/before')));
    const seen = await before.until(has('/before'));
    await first.app.close();
    const app = await buildTestApp({ environment: { DATA_DIR: first.config.dataDir } });
    await app.hit(aView(at('/a')));
    const again = await watch(app, { lastId: seen.id ?? '' });
    const { data } = await again.until(begun);
    expect(data.boot).not.toBe(seen.data.boot);
    expect(data.hits).toMatchObject([{ path: '/a' }]);
  });

  it('who does not read for a while gets the latest when it does, and knows that it has missed some', async () => {
    const clock = createFakeClock();
    const app = await buildTestApp({ clock });
    const cookie = await app.signIn();
    const healthy = await watch(app, { cookie });
    await healthy.until(begun);

    const socket = connect({ port: Number(new URL(app.address).port), host: '127.0.0.1' });
    onTestFinished(() => void socket.destroy());
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    const server = new Promise<import('node:net').Socket>((resolve) => app.app.http.server.once('connection', resolve));
    socket.write(`GET ${PATH} HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncookie: ${cookie}\r\n\r\n`);
    const serverEnd = await server;
    await eventually(() => text.includes('event: hits'));
    socket.pause();

    let sent = 0;
    const long = 'x'.repeat(1900);
    async function send() {
      // Three of them in each window, so that a frame says more than one.
      sent += 1;
      await app.hit(aView(at(`/${sent}/${long}`)), { 'user-agent': `${FIREFOX} reader ${sent}` });
      if (sent % 3 === 0) clock.advance(WINDOW_MS);
    }
    // Full for good, and not only until the system has taken the bytes.
    let inVain = 0;
    while (inVain <= AT_FIRST + 10 && sent < 5000) {
      await send();
      inVain = serverEnd.writableNeedDrain ? inVain + 1 : 0;
    }
    expect(serverEnd.writableNeedDrain).toBe(true);
    clock.advance(WINDOW_MS);
    expect(serverEnd.writableLength).toBeLessThan(256 * 1024);
    await healthy.until(has(`/${sent}/${long}`));
    expect(new Set(pathsOf(healthy)).size).toBe(sent); // held up by nobody

    socket.resume();
    await eventually(() => text.includes(`/${sent}/`));
    const frames = [...text.matchAll(/^event: hits\nid: (\S+)\ndata: (.*)$/gm)].map(([, , data = '']) =>
      Hits.parse(JSON.parse(data)),
    );
    const last = frames.at(-1);
    expect(last?.hits.at(-1)?.path).toBe(`/${sent}/${long}`);
    const gap = frames.findIndex((frame, i) => i > 0 && frame.after > (frames[i - 1]?.through ?? 0));
    expect(gap).toBeGreaterThan(0);
    expect(frames[gap]?.hits).toHaveLength(AT_FIRST);
  });
});

async function eventually(holds: () => boolean): Promise<void> {
  const until = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > until) throw new Error('it did not come true within 20 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
