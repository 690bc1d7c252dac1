// The whole of a live list over HTTP: what a state shows the beginning of, by pages, and for a part of the visitors.
import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { LiveRows, LiveState } from '../contract/browser.ts';
import { buildTestApp, FIREFOX } from '../testing/build-test-app.ts';
import { aView } from '../testing/factories.ts';

const READERS = 14;
/** As they sort. */
const PATHS = Array.from({ length: READERS }, (_, i) => `/${String(i).padStart(2, '0')}`);

/** Each of the readers on a page of their own, two on the last; three of them sent by a letter. */
async function readersEverywhere() {
  const app = await buildTestApp();
  const cookie = await app.signIn();
  for (const [i, path] of [...PATHS, PATHS.at(-1)].entries()) {
    const u = `https://example.com${path}${i < 3 ? '?utm_campaign=letter' : ''}`;
    await app.hit(aView({ u, t: `Title of ${path}` }), { 'user-agent': `${FIREFOX} reader ${i}` });
  }
  const get = (path: string) => fetch(`${app.address}/api/sites/example.com/live${path}`, { headers: { cookie } });
  const rows = async (query: string) => LiveRows.parse(await (await get(`/rows?${query}`)).json());
  return { app, get, rows };
}

describe('a whole list', () => {
  it('goes on where the state ends, ties by name, with titles', async () => {
    const { get, rows } = await readersEverywhere();
    const state = LiveState.parse(await (await get('')).json());
    const { rows: all, total, titles } = await rows('dimension=page');
    expect(all).toEqual([[PATHS.at(-1), 2], ...PATHS.slice(0, -1).map((path) => [path, 1])]);
    expect(all.slice(0, 10)).toEqual(state.pages);
    expect([total, state.totals]).toEqual([READERS, { pages: READERS }]);
    expect(titles).toEqual(all.map(([path]) => `Title of ${path}`));
  });

  it('comes in parts, each with what there is in all', async () => {
    const { rows } = await readersEverywhere();
    const all = (await rows('dimension=page')).rows;
    const part = await rows('dimension=page&limit=5&offset=11');
    expect([part.rows, part.total, part.titles?.length]).toEqual([all.slice(11), READERS, 3]);
    expect(await rows('dimension=page&offset=14')).toMatchObject({ rows: [], total: READERS });
  });

  it('ends after its thousandth row, and says how many there would be', async () => {
    const app = await buildTestApp();
    const headers = { cookie: await app.signIn() };
    const reader = {
      referrer: '',
      source: '',
      country: '',
      device: 'desktop',
      campaign: '',
      by: 'view',
      at: 0,
    } as const;
    for (let i = 0; i < 1_200; i += 1) {
      const [page, path] = [String(i).padStart(16, '0'), `/${String(i).padStart(4, '0')}`];
      const lease = { siteId: 1, page, visitor: page, path, inferred: false, reading: true };
      app.app.live.presence.arrive({ ...reader, ...lease }, systemClock.monotonic());
    }
    const ask = async (query: string) => {
      const path = `/api/sites/example.com/live/rows?dimension=page&${query}`;
      return LiveRows.parse(await (await fetch(app.address + path, { headers })).json());
    };
    const end = await ask('offset=990&limit=1000');
    expect([end.rows.length, end.rows[9], end.total]).toEqual([10, ['/0999', 1], 1_200]);
    expect((await ask('limit=1000')).rows).toHaveLength(1_000);
  });

  it('is about those for whom filters hold, and only of pages there are titles', async () => {
    const { rows } = await readersEverywhere();
    const filters = encodeURIComponent(JSON.stringify([['is', 'utm_campaign', ['letter']]]));
    const pages = await rows(`dimension=page&filters=${filters}`);
    expect([pages.rows, pages.total]).toEqual([PATHS.slice(0, 3).map((path) => [path, 1]), 3]);
    const devices = await rows(`dimension=device&filters=${filters}`);
    expect(devices).toEqual({ t: expect.any(Number), rows: [['desktop', 3]], total: 1 });
    expect((await rows('dimension=utm_campaign')).rows).toEqual([['letter', 3]]);
  });

  it('knows one page under every spelling', async () => {
    const { app, rows } = await readersEverywhere();
    for (const [i, path] of ['%c3%bcber', '%C3%BCber', 'über'].entries())
      await app.hit(aView({ u: `https://example.com/${path}` }), { 'user-agent': `${FIREFOX} other ${i}` });
    expect((await rows('dimension=page&limit=1')).rows).toEqual([['/%C3%BCber', 3]]);
    for (const path of ['/%c3%bcber', '/über']) {
      const filters = encodeURIComponent(JSON.stringify([['is', 'page', [path]]]));
      expect((await rows(`dimension=page&filters=${filters}`)).rows).toEqual([['/%C3%BCber', 3]]);
    }
  });

  it('of a site where nobody is, is empty', async () => {
    const app = await buildTestApp();
    const headers = { cookie: await app.signIn() };
    const answer = await fetch(`${app.address}/api/sites/example.com/live/rows?dimension=source`, { headers });
    expect(LiveRows.parse(await answer.json())).toMatchObject({ rows: [], total: 0 });
  });

  it.each([
    ['', 'dimension'],
    ['dimension=visitor', 'dimension'],
    ['dimension=page&limit=0', 'limit'],
    ['dimension=page&limit=1001', 'limit'],
    ['dimension=page&limit=ten', 'limit'],
    ['dimension=page&offset=-1', 'offset'],
    ['dimension=page&offset=1000', 'offset'],
    ['dimension=page&filters=nonsense', 'filters'],
  ])('asked for by %j is refused for its %s', async (query, field) => {
    const app = await buildTestApp();
    const headers = { cookie: await app.signIn() };
    const answer = await fetch(`${app.address}/api/sites/example.com/live/rows?${query}`, { headers });
    expect([answer.status, ((await answer.json()) as { error: { field: string } }).error.field]).toEqual([400, field]);
  });

  it('is only for who is signed in, and of sites that exist', async () => {
    const { app, get } = await readersEverywhere();
    const address = `${app.address}/api/sites/example.com/live/rows?dimension=page`;
    expect((await fetch(address)).status).toBe(401);
    expect((await get('/rows?dimension=page')).status).toBe(200);
    const headers = { cookie: await app.signIn() };
    expect((await fetch(address.replace('example.com', 'other.example'), { headers })).status).toBe(404);
  });
});
