import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Goal, GoalsReply, ReportReply } from '../contract/browser.ts';
import { packageRoot } from '../files.ts';
import { buildTestApp, FIREFOX, type TestApp } from '../testing/build-test-app.ts';
import { aEvent, aView } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';

const PATH = '/api/sites/example.com/goals';

async function setUp(options: Parameters<typeof buildTestApp>[0] = {}) {
  const test = await buildTestApp(options);
  const cookie = await test.signIn();
  const ask = async (method: string, path: string, body?: unknown) => {
    const reply = await test.api(method, path, { cookie, body });
    return { status: reply.status, body: reply.status === 204 ? null : ((await reply.json()) as unknown) };
  };
  return {
    ...test,
    cookie,
    ask,
    make: async (body: object) => (await ask('POST', PATH, body)).body as Goal,
    names: async () => GoalsReply.parse((await ask('GET', PATH)).body).goals.map(({ name }) => name),
    async report(question: object) {
      const { status, body } = await ask('POST', '/api/sites/example.com/report', { range: 'today', ...question });
      expect(status).toBe(200);
      return ReportReply.parse(body).answers.map(({ rows }) =>
        rows.map(({ dimensions, metrics }) => [...dimensions, ...metrics]),
      );
    },
  };
}

describe('a goal', () => {
  it('is a page or an event, under a name of its own, and stays across a restart', async () => {
    const { ask, make, names, app, config } = await setUp();
    expect(await ask('GET', PATH)).toEqual({ status: 200, body: { goals: [] } });
    const bought = await make({ name: '  Bought ', page: 'https://example.com/buy/*' });
    expect(bought).toEqual({ id: expect.any(Number), name: 'Bought', page: '/buy/*', event: null, property: null });
    const pro = { name: 'A pro', event: 'Signup', property: { key: 'plan', value: 'pro' } };
    expect(await ask('POST', PATH, pro)).toMatchObject({ status: 201, body: { page: null, event: 'Signup' } });
    expect(await names()).toEqual(['A pro', 'Bought']);
    await app.close();
    const again = await setUp({ config: { dataDir: config.dataDir } });
    expect(await again.names()).toEqual(['A pro', 'Bought']);
    expect((await again.ask('GET', PATH)).body).toMatchObject({ goals: [pro, bought] });
  });

  it('is renamed, becomes another, and goes', async () => {
    const { ask, make, names } = await setUp();
    const { id } = await make({ name: 'Bought', page: '/thanks' });
    await make({ name: 'Other', event: 'Other' });
    const change = (body: object) => ask('PATCH', `${PATH}/${id}`, body);
    expect(await change({ name: 'Sold' })).toMatchObject({ status: 200, body: { id, name: 'Sold', page: '/thanks' } });
    expect(await change({ event: 'Order', property: { key: 'paid', value: 'true' } })).toMatchObject({
      body: { name: 'Sold', page: null, event: 'Order', property: { key: 'paid', value: 'true' } },
    });
    expect(await change({ page: '/ok' })).toMatchObject({
      body: { name: 'Sold', page: '/ok', event: null, property: null },
    });
    expect(await change({ name: 'Other' })).toMatchObject({
      status: 409,
      body: { error: { code: 'goal_exists', field: 'name', message: expect.stringContaining('Other already') } },
    });
    expect((await change({ name: 'Sold' })).status).toBe(200); // its own name
    expect(await names()).toEqual(['Other', 'Sold']);
    expect(await ask('DELETE', `${PATH}/${id}`)).toEqual({ status: 204, body: null });
    expect(await names()).toEqual(['Other']);
    for (const reply of [await ask('DELETE', `${PATH}/${id}`), await change({ name: 'Back' })]) {
      expect(reply).toMatchObject({
        status: 404,
        body: { error: { message: expect.stringContaining('no such goal') } },
      });
    }
  });

  it('that can be none is refused, and the field is named', async () => {
    const { ask } = await setUp();
    const refused: [string, object, string, string][] = [
      ['without a name', { page: '/' }, 'name', 'missing'],
      ['with an empty name', { name: ' ', page: '/' }, 'name', 'empty'],
      ['with a long name', { name: 'x'.repeat(81), page: '/' }, 'name', '80'],
      ['with a control character', { name: 'a\u0007', page: '/' }, 'name', 'control'],
      ['that is nothing', { name: 'x' }, 'page', 'a page'],
      ['that is both', { name: 'x', page: '/', event: 'y' }, 'event', 'page or an event'],
      ['that is no path', { name: 'x', page: 'thanks' }, 'page', 'must begin with /'],
      ['with a query', { name: 'x', page: '/a?b=c' }, 'page', 'can never match'],
      [
        'of a page with a property',
        { name: 'x', page: '/', property: { key: 'a', value: 'b' } },
        'property',
        'only events',
      ],
      ['of half a property', { name: 'x', event: 'e', property: { key: 'a' } }, 'property.value', 'missing'],
      [
        'of a property that is a number',
        { name: 'x', event: 'e', property: { key: 'a', value: 1 } },
        'property.value',
        'text',
      ],
      ['of an event with too long a name', { name: 'x', event: 'e'.repeat(121) }, 'event', '120'],
      ['with an unknown key', { name: 'x', page: '/', regex: '.*' }, 'regex', 'not a known field'],
    ];
    for (const [what, body, field, message] of refused) {
      const { status, body: reply } = await ask('POST', PATH, body);
      expect([status, reply], what).toMatchObject([
        400,
        { error: { field, message: expect.stringContaining(message) } },
      ]);
    }
  });

  it('is one of at most fifty, however many are made at once', async () => {
    const { ask, names } = await setUp();
    const made = await Promise.all(
      Array.from({ length: 53 }, (_, i) => ask('POST', PATH, { name: `${i}`, page: `/${i}` })),
    );
    expect(made.map(({ status }) => status).sort()).toEqual([...Array(50).fill(201), ...Array(3).fill(400)]);
    expect(made.find(({ status }) => status === 400)?.body).toMatchObject({
      error: { message: 'A site has at most 50 goals. Remove one that nobody looks at.' },
    });
    expect(await names()).toHaveLength(50);
  });

  it('loses nothing to another change of it', async () => {
    const { ask, make } = await setUp();
    const { id } = await make({ name: 'Bought', page: '/thanks' });
    await Promise.all([
      ask('PATCH', `${PATH}/${id}`, { name: 'Sold' }),
      ask('PATCH', `${PATH}/${id}`, { page: '/ok' }),
    ]);
    expect((await ask('GET', PATH)).body).toMatchObject({ goals: [{ name: 'Sold', page: '/ok' }] });
  });

  it('is a site’s own, and goes with it', async () => {
    const { ask, make } = await setUp({ environment: { SITES: 'example.com,other.example' } });
    const { id } = await make({ name: 'Bought', page: '/thanks' });
    const others = '/api/sites/other.example/goals';
    expect((await ask('POST', others, { name: 'Bought', page: '/thanks' })).status).toBe(201);
    expect((await ask('DELETE', `${others}/${id}`)).status).toBe(404);
    expect((await ask('DELETE', `${PATH}/none`)).status).toBe(400);
    expect((await ask('DELETE', '/api/sites/example.com')).status).toBe(202);
    expect((await ask('GET', PATH)).status).toBe(404);
    await expect.poll(async () => (await ask('GET', '/api/removals')).body).toEqual({ removals: [] });
    await ask('POST', '/api/sites', { host: 'example.com' });
    expect((await ask('GET', PATH)).body).toEqual({ goals: [] });
    expect((await ask('GET', others)).body).toMatchObject({ goals: [{ name: 'Bought' }] });
  });

  it('is for people: nobody else lists, makes, changes or removes one', async () => {
    const { api } = await setUp();
    for (const [method, path] of [
      ['GET', PATH],
      ['POST', PATH],
      ['PATCH', `${PATH}/1`],
      ['DELETE', `${PATH}/1`],
    ] as const) {
      expect((await api(method, path, { body: method === 'GET' ? undefined : {} })).status).toBe(401);
    }
  });
});

describe('in a report', () => {
  /** Four visitors: two from Google of whom one bought, a third who bought, one who only read; and somebody not told apart who did. */
  async function visited({ hit }: Pick<TestApp, 'hit'>) {
    const at = (path: string, over = {}) => aView({ u: `https://example.com${path}`, ...over });
    const google = { r: 'https://www.google.com/' };
    const as = (n: number) => ({ 'user-agent': `${FIREFOX} ${n}` });
    await hit(at('/pricing', google), as(1));
    await hit(at('/buy/%C3%BCber', google), as(1));
    await hit(at('/buy/again'), as(1));
    await hit(at('/pricing', google), as(2));
    await hit(at('/buy/1'), as(3));
    await hit(aEvent({ u: 'https://example.com/buy/1', n: 'Signup', d: { plan: 'pro', seats: 3 } }), as(3));
    await hit(at('/'), as(4));
    await hit(aEvent({ u: 'https://example.com/', n: 'Signup', d: { plan: 'free' } }), as(4));
    await hit(at('/buy/2'), { ...as(5), 'sec-gpc': '1' });
  }
  const GOALS = [
    { name: 'Bought', page: '/buy/*' },
    { name: 'über', page: '/buy/über' },
    { name: 'Signed up', event: 'Signup' },
    { name: 'Signed up to pro', event: 'Signup', property: { key: 'plan', value: 'pro' } },
    { name: 'Three seats', event: 'Signup', property: { key: 'seats', value: '3' } },
    { name: 'Nobody’s', event: 'signup' },
  ];

  it('a goal that was made today answers for the past: visitors, hits, and who of all got there', async () => {
    const clock = createFakeClock(Date.parse('2026-11-20T10:00:00Z'));
    const test = await setUp({ clock });
    await visited(test);
    clock.advance(24 * 3_600_000);
    for (const goal of GOALS) await test.make(goal);
    const [rows] = await test.report({
      range: 'yesterday',
      queries: [{ metrics: ['visitors', 'pageviews', 'events', 'conversion_rate'], dimensions: ['goal'] }],
    });
    expect(rows).toEqual([
      ['Bought', 2, 4, 0, 0.5], // somebody who is not told apart is in the pageviews only
      ['Signed up', 2, 0, 2, 0.5],
      ['Signed up to pro', 1, 0, 1, 0.25],
      ['Three seats', 1, 0, 1, 0.25],
      ['über', 1, 1, 0, 0.25],
    ]);
  });

  it('is a filter: who of those from each source bought, and who of those on a page did it there', async () => {
    const clock = createFakeClock(Date.parse('2026-11-20T10:00:00Z'));
    const test = await setUp({ clock });
    await visited(test);
    for (const goal of GOALS) await test.make(goal);
    const metrics = ['visitors', 'conversion_rate'];
    const [bySource, byPage, byGoal] = await test.report({
      filters: [['is', 'goal', ['Bought']]],
      queries: [
        { metrics, dimensions: ['source'] },
        { metrics, dimensions: ['page'] },
        { metrics, dimensions: ['goal'] },
      ],
    });
    expect(bySource).toEqual([
      ['', 1, 0.5],
      ['Google', 1, 0.5],
    ]);
    expect(byPage).toEqual([
      ['/buy/%C3%BCber', 1, 1],
      ['/buy/1', 1, 1],
      ['/buy/again', 1, 1],
    ]);
    // The same hit may have reached several: /buy/über is both.
    expect(byGoal).toEqual([
      ['Bought', 2, 0.5],
      ['über', 1, 0.25],
    ]);
    const [there] = await test.report({
      filters: [['starts', 'page', ['/buy/']]],
      queries: [{ metrics, dimensions: ['goal'] }],
    });
    expect(there).toContainEqual(['Signed up', 1, 0.5]); // of the two visitors who were on those pages
    const hits = await test.ask('POST', '/api/sites/example.com/hits', {
      ...{ range: 'today', filters: [['is', 'goal', ['Three seats']]] },
    });
    expect(hits.body).toMatchObject({ hits: [{ event: 'Signup', page: '/buy/1' }], more: false });
  });

  it('is asked for as the documentation does', async () => {
    const test = await setUp();
    const text = readFileSync(join(packageRoot, 'docs/reports.md'), 'utf8').split('## Goals')[1] ?? '';
    const [goal, question] = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json));
    await test.make(goal);
    await test.hit(aView({ r: 'https://www.google.com/' }));
    await test.hit(aView(), { 'user-agent': `${FIREFOX} 2` });
    await test.hit(aEvent({ n: 'Purchase', d: { plan: 'pro' } }));
    expect(await test.report(question)).toEqual([[['Bought pro', 1, 1, 0.5]], [['Google', 1, 1]]]);
  });

  it('one that the site has not is refused where it stands, and one that is removed is no goal any more', async () => {
    const { ask, make } = await setUp();
    const { id } = await make({ name: 'Bought', page: '/buy/*' });
    const of = (name: string) => ({
      range: 'today',
      filters: [
        [
          'not',
          [
            'or',
            [
              ['is', 'page', ['/']],
              ['is', 'goal', ['Bought', name]],
            ],
          ],
        ],
      ],
    });
    const report = (name: string) =>
      ask('POST', '/api/sites/example.com/report', { ...of(name), queries: [{ metrics: ['visitors'] }] });
    expect((await report('')).status).toBe(200);
    for (const reply of [await report('Sold'), await ask('POST', '/api/sites/example.com/hits', of('Sold'))]) {
      expect(reply).toMatchObject({
        status: 400,
        body: { error: { field: 'filters.0.1.1.1.2.1', message: expect.stringContaining('no goal Sold') } },
      });
    }
    await ask('DELETE', `${PATH}/${id}`);
    expect(await report('')).toMatchObject({ status: 400, body: { error: { field: 'filters.0.1.1.1.2.0' } } });
  });
});
