// A visitor's trail, from real hits; and its query, on the index that bounds it.
import { describe, expect, it } from 'vitest';
import { type FeedHit, TrailReply } from '../contract/browser.ts';
import { databaseFile, openReader } from '../store/open.ts';
import { buildTestApp, FIREFOX, type TestApp, type TestAppOptions } from '../testing/build-test-app.ts';
import { aLeave, aView, newPage } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { hitsOf } from '../testing/stored.ts';
import { ENGAGEMENTS, HITS, LAST_HIT, MOST_HITS } from './trail.ts';

const MINUTE = 60_000;

async function setUp(options: TestAppOptions = {}) {
  const clock = createFakeClock();
  const app = await buildTestApp({ clock, ...options });
  const cookie = await app.signIn();
  const ask = (visitor: string, site = 'example.com') =>
    app.api('GET', `/api/sites/${site}/visitors/${visitor}`, { cookie });
  return {
    clock,
    app,
    ask,
    trail: async (visitor: string) => TrailReply.parse(await (await ask(visitor)).json()),
  };
}

const at = (path: string) => ({ u: `https://example.com${path}` });
const visitors = (app: TestApp) => hitsOf(app).map(({ visitor }) => String(visitor));
const paths = ({ hits }: TrailReply) => hits.map(({ path }) => path);

describe('a trail', () => {
  it('is what one visitor did, oldest first, and what brought them', async () => {
    const { app, clock, trail } = await setUp();
    const p = newPage();
    await app.hit(
      aView({ p, ...at('/first?utm_campaign=autumn'), t: '<b>One</b>', r: 'https://www.google.com/search?q=x' }),
    );
    await app.hit(aView(at('/somebody-else')), { 'user-agent': `${FIREFOX} another` });
    clock.advance(20_000);
    await app.hit({
      k: 'event',
      s: 'example.com',
      p,
      q: 1,
      ...at('/first'),
      n: 'sign-up',
      d: { plan: 'pro', seats: 3 },
    });
    await app.hit(aLeave({ p, e: 41_000, y: 80 }));
    await app.hit(aView({ ...at('/second'), t: 'Two', r: 'https://example.com/first' }));
    clock.advance(10_000); // the grace, and the second after which engagement is written
    const [visitor = ''] = visitors(app);
    await expect.poll(async () => (await trail(visitor)).hits[0]?.engagedMs, { timeout: 10_000 }).toBe(41_000);

    const told = await trail(visitor);
    expect(told).toMatchObject({
      ...{ visitor, linked: true, more: false, source: 'Google', referrer: 'https://www.google.com/search' },
      ...{ campaign: 'autumn', device: 'desktop', browser: 'Firefox', os: 'Linux' },
    });
    expect(told.hits.map(({ t, host, ...rest }) => rest)).toEqual([
      { kind: 'view', path: '/first', title: '<b>One</b>', event: '', props: {}, engagedMs: 41_000, scrollDepth: 80 },
      {
        ...{ kind: 'event', path: '/first', title: '', event: 'sign-up', props: { plan: 'pro', seats: 3 } },
        ...{ engagedMs: null, scrollDepth: null },
      },
      { kind: 'view', path: '/second', title: 'Two', event: '', props: {}, engagedMs: null, scrollDepth: null },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/127\.0\.0\.1|Mozilla|somebody-else|\?q=/);
  });

  it('ends where half an hour went by without a hit, and a gap of just that does not end it', async () => {
    const { app, clock, trail } = await setUp();
    await app.hit(aView(at('/last-visit')));
    clock.advance(30 * MINUTE + 1);
    await app.hit(aView(at('/1')));
    clock.advance(30 * MINUTE);
    await app.hit(aView(at('/2')));
    clock.advance(5 * MINUTE);
    await app.hit(aView(at('/3')));
    clock.advance(3 * 60 * MINUTE);
    expect(paths(await trail(visitors(app)[0] ?? ''))).toEqual(['/1', '/2', '/3']);
  });

  it('is one page of somebody who is not to be told apart', async () => {
    const { app, trail } = await setUp();
    const p = newPage();
    await app.hit(aView({ p, ...at('/one') }), { 'sec-gpc': '1' });
    await app.hit(aView(at('/two')), { 'sec-gpc': '1' });
    await app.hit({ k: 'event', s: 'example.com', p, q: 1, ...at('/one'), n: 'play' }, { 'sec-gpc': '1' });
    const told = await trail(p);
    expect(told).toMatchObject({ visitor: p, linked: false, hits: [{ path: '/one' }, { event: 'play' }] });
    expect(told.hits).toHaveLength(2);
  });

  it('of somebody who is told apart is not found by the page they are on', async () => {
    const { app, ask } = await setUp();
    const p = newPage();
    await app.hit(aView({ p }));
    expect((await ask(p)).status).toBe(404);
  });

  it('tells the latest 500 of a very long visit, and that there were more', async () => {
    const { app, clock, trail } = await setUp();
    const extra = 30;
    for (let i = 1; i <= MOST_HITS + extra; i += 1) {
      await app.hit(aView(at(`/${i}`)));
      if (i % 50 === 0) clock.advance(20 * MINUTE);
    }
    const told = await trail(visitors(app)[0] ?? '');
    expect(told.more).toBe(true);
    expect(paths(told)).toEqual(Array.from({ length: MOST_HITS }, (_, i) => `/${i + 1 + extra}`));
  });

  it('leaves out what was rejected', async () => {
    const { app, trail, ask } = await setUp();
    await app.hit(aView(at('/kept')));
    const [visitor = ''] = visitors(app);
    await app.hit(aView({ ...at('/prefetched') }), { 'sec-purpose': 'prefetch' });
    const p = newPage();
    await app.hit(aView({ p, ...at('/bot') }), { 'user-agent': 'Googlebot/2.1', 'sec-gpc': '1' });
    expect(paths(await trail(visitor))).toEqual(['/kept']);
    expect((await ask(p)).status).toBe(404);
  });

  it('is that of the feed: its visitor leads to it', async () => {
    const { app, trail } = await setUp();
    let followed: FeedHit | undefined;
    const follow = app.app.live.follow;
    app.app.live.follow = (siteId, hit) => {
      followed = hit;
      follow(siteId, hit);
    };
    await app.hit(aView(at('/a')));
    expect(paths(await trail(followed?.visitor ?? ''))).toEqual(['/a']);
  });
});

describe('nobody', () => {
  it('is answered in words', async () => {
    const { ask } = await setUp();
    const reply = await ask('0123456789abcdef');
    expect(reply.status).toBe(404);
    expect((await reply.json()) as unknown).toMatchObject({
      error: { code: 'not_found', message: expect.stringContaining('24 hours') },
    });
  });

  it('is who visited another site, and who was here yesterday', async () => {
    const { app, clock, ask } = await setUp({ environment: { SITES: 'example.com,other.example' } });
    await app.hit(aView({ s: 'other.example', u: 'https://other.example/' }));
    const [visitor = ''] = visitors(app);
    expect((await ask(visitor, 'other.example')).status).toBe(200); // the control
    expect((await ask(visitor)).status).toBe(404);
    clock.jumpWall(25 * 60 * MINUTE);
    expect((await ask(visitor, 'other.example')).status).toBe(404);
  });

  it.each([
    ['not signed in', '0123456789abcdef', false, 401],
    ['an id in capitals', '0123456789ABCDEF', true, 400],
    ['too short an id', '0123', true, 400],
    ['SQL', "0'%20OR%201=1--", true, 400],
  ])('may ask with %s', async (_what, visitor, isSignedIn, status) => {
    const { app, ask } = await setUp();
    const path = `/api/sites/example.com/visitors/${visitor}`;
    const reply = isSignedIn ? await ask(visitor) : await app.api('GET', path);
    expect(reply.status).toBe(status);
    expect(await reply.json()).toHaveProperty('error.message');
  });
});

it('its queries read no more than a span of the site’s time', async () => {
  const { app } = await setUp();
  const db = openReader(databaseFile(app.config.dataDir));
  try {
    const plan = (sql: string) =>
      (db.prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll(/:\w+/g, 'NULL')}`).all() as { detail: string }[])
        .map(({ detail }) => detail)
        .join('; ');
    for (const sql of [LAST_HIT, HITS]) {
      expect(plan(sql)).toContain('USING INDEX hits_of_site_by_time (site_id=? AND at>? AND at<?)');
    }
    // No sorting of what is found: the index has it in order, but for hits of the same millisecond.
    expect(plan(LAST_HIT)).not.toContain('TEMP B-TREE');
    expect(plan(HITS)).not.toMatch(/TEMP B-TREE FOR ORDER BY/);
    expect(plan(ENGAGEMENTS)).toContain('USING INDEX engagements_of_site_by_time (site_id=? AND at>? AND at<?)');
  } finally {
    db.close();
  }
});
