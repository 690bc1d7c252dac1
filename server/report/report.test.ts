import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, hoursOf } from '../calendar.ts';
import { HitsReply, type ReportReply, ReportReply as ReportReplySchema } from '../contract/browser.ts';
import { buildTestApp, FIREFOX } from '../testing/build-test-app.ts';
import { aEvent, aView } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';

const HOUR = 3_600_000;

describe('a day', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T10:00:00Z', 23],
    ['Europe/Berlin', '2026-10-25T10:00:00Z', 25],
    ['Europe/Berlin', '2026-11-21T10:00:00Z', 24],
    ['Asia/Kolkata', '2026-11-21T10:00:00Z', 24],
    ['Australia/Lord_Howe', '2026-10-04T00:00:00Z', 24], // half an hour is skipped: 23.5 hours, the short one counts too
    ['Africa/Cairo', '2026-04-24T10:00:00Z', 23], // its day begins at 01:00
  ])('of %s on %s has %i hours', (timezone, instant, expected) => {
    const day = dayOf(timezone, Date.parse(instant));
    const hours = hoursOf(timezone, day);
    expect(hours).toHaveLength(expected);
    expect(hours[0]?.start).toBe(day.start);
    for (const { start, label } of hours) expect(Date.parse(label)).toBe(start);
    expect(new Set(hours.map(({ label }) => label)).size).toBe(hours.length);
  });

  it('contains its own instant, in every zone', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2020), max: Date.UTC(2035) }),
        (zone, instant) => {
          const day = dayOf(zone, instant);
          expect(day.start).toBeLessThanOrEqual(instant);
          expect(day.end).toBeGreaterThan(instant);
          expect(dayOf(zone, day.end).start).toBe(day.end);
          const date = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(instant);
          expect(day.date).toBe(date);
        },
      ),
      { numRuns: 300 },
    );
  });
});

const QUERIES = {
  range: 'today',
  queries: [
    { metrics: ['visitors', 'visits', 'pageviews'] },
    { metrics: ['pageviews', 'visitors'], dimensions: ['time:hour'] },
  ],
};

describe('POST /api/sites/:site/report', () => {
  it('answers for the site’s own day, and sees what was committed since the last question', async () => {
    const clock = createFakeClock(Date.parse('2026-11-21T22:30:00Z')); // 23:30 in Berlin
    const { api, hit, signIn } = await buildTestApp({ clock, environment: { SITE_TIMEZONE: 'Europe/Berlin' } });
    const cookie = await signIn();
    const ask = async (): Promise<ReportReply> =>
      ReportReplySchema.parse(
        await (await api('POST', '/api/sites/example.com/report', { cookie, body: QUERIES })).json(),
      );

    expect((await ask()).answers).toEqual([
      { rows: [{ dimensions: [], metrics: [0, 0, 0] }], totals: [0, 0, 0], more: false },
      { rows: [], totals: [0, 0], more: false },
    ]);
    await hit(aView());
    await hit(aView(), { 'sec-gpc': '1' });
    expect((await ask()).answers[0]?.totals).toEqual([1, 1, 2]);
    await hit(aView(), { 'user-agent': FIREFOX.replaceAll('140', '141') });
    const friday = await ask();
    expect(friday.range.map((instant) => new Date(instant).toISOString())).toEqual([
      '2026-11-20T23:00:00.000Z',
      '2026-11-21T23:00:00.000Z',
    ]);
    expect(friday.answers[1]).toEqual({
      rows: [{ dimensions: ['2026-11-21T23:00:00+01:00'], metrics: [3, 2] }],
      totals: [3, 2],
      more: false,
    });

    clock.jumpWall(HOUR); // past midnight in Berlin
    await hit(aView());
    expect((await ask()).answers[0]?.totals).toEqual([1, 1, 1]);
  });

  it.each([
    ['an unknown metric', { range: 'today', queries: [{ metrics: ['likes'] }] }, 'queries.0.metrics.0'],
    ['an unknown range', { range: 'tomorrow', queries: [{ metrics: ['visits'] }] }, 'range'],
    ['a pattern', { ...QUERIES, filters: [['matches', 'page', ['.*']]] }, 'filters.0.0'],
    [
      'too many buckets',
      { range: '12mo', queries: [{ metrics: ['visits'], dimensions: ['page', 'time:minute'] }] },
      'queries.0.dimensions.1',
    ],
  ])('refuses %s and names the field', async (_what, body, field) => {
    const { api, signIn } = await buildTestApp();
    const reply = await api('POST', '/api/sites/example.com/report', { cookie: await signIn(), body });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { field } });
  });

  it('filters, breaks down, and compares with yesterday until now', async () => {
    const clock = createFakeClock(Date.parse('2026-11-21T10:15:00Z'));
    const { api, hit, signIn } = await buildTestApp({ clock });
    const cookie = await signIn();
    const at = (path: string) => ({ u: `https://example.com${path}` });
    await hit(aView(at('/a')));
    await hit(aView(at('/b')), { 'user-agent': FIREFOX.replaceAll('140', '141') });
    clock.advance(24 * HOUR);
    await hit(aView(at('/a')));
    await hit(aView(at('/a')), { 'user-agent': FIREFOX.replaceAll('140', '141') });
    await hit(aEvent({ ...at('/b'), n: 'Signup', d: { plan: 'pro' } }));
    clock.advance(70_000);
    const body = {
      range: 'today',
      compare: 'previous',
      queries: [
        { metrics: ['visitors', 'pageviews'], dimensions: ['page'] },
        { metrics: ['conversion_rate', 'events'], dimensions: ['event'] },
        { metrics: ['events'], dimensions: ['prop:plan', 'browser_version'], limit: 5 },
      ],
    };
    const reply = await api('POST', '/api/sites/example.com/report', { cookie, body });
    expect(reply.status).toBe(200);
    const { compared, answers } = ReportReplySchema.parse(await reply.json());
    expect(compared?.map((instant) => new Date(instant).toISOString())).toEqual([
      '2026-11-21T00:00:00.000Z',
      '2026-11-21T10:16:10.000Z',
    ]);
    expect(answers.map(({ rows }) => rows)).toEqual([
      [
        { dimensions: ['/a'], metrics: [2, 2], previous: [1, 1] },
        { dimensions: ['/b'], metrics: [1, 0], previous: [1, 1] },
      ],
      [{ dimensions: ['Signup'], metrics: [0.5, 1], previous: [0, 0] }],
      [{ dimensions: ['pro', '140'], metrics: [1], previous: [0] }],
    ]);
    expect(answers[0]).toMatchObject({ totals: [2, 2], previousTotals: [2, 2], more: false });
    // By time, nothing now is something where something was then: a curve has no gap that was none.
    const curve = { ...body, queries: [{ metrics: ['pageviews'], dimensions: ['time:hour'] }] };
    const byHour = async (body: object) =>
      ReportReplySchema.parse(await (await api('POST', '/api/sites/example.com/report', { cookie, body })).json())
        .answers[0]?.rows;
    clock.advance(HOUR);
    await hit(aView(at('/a')));
    expect(await byHour(curve)).toEqual([
      { dimensions: ['2026-11-22T10:00:00+00:00'], metrics: [2], previous: [2] },
      { dimensions: ['2026-11-22T11:00:00+00:00'], metrics: [1], previous: [0] },
    ]);
    expect(
      await byHour({ ...curve, range: ['2026-11-23', '2026-11-23'], compare: ['2026-11-22', '2026-11-22'] }),
    ).toEqual([
      { dimensions: ['2026-11-23T10:00:00+00:00'], metrics: [0], previous: [2] },
      { dimensions: ['2026-11-23T11:00:00+00:00'], metrics: [0], previous: [1] },
    ]);
    const { queries, ...rest } = body;
    const some = { ...rest, queries: queries.slice(0, 1), filters: [['is', 'prop:plan', ['pro']]] };
    const filtered = ReportReplySchema.parse(
      await (await api('POST', '/api/sites/example.com/report', { cookie, body: some })).json(),
    );
    expect(filtered.answers[0]?.rows).toEqual([{ dimensions: ['/b'], metrics: [1, 0], previous: [0, 0] }]);
  });

  it('knows how many were here at once, once a minute is over', async () => {
    const clock = createFakeClock(Date.parse('2026-11-21T10:15:00Z'));
    const { api, hit, signIn } = await buildTestApp({ clock });
    const cookie = await signIn();
    await hit(aView());
    await hit(aView(), { 'user-agent': FIREFOX.replaceAll('140', '141') });
    clock.advance(70_000);
    const query = (...dimensions: string[]) => ({ metrics: ['peak_live'], dimensions });
    const body = { range: 'today', queries: [query(), query('time:hour')] };
    const ask = async () => {
      const reply = await api('POST', '/api/sites/example.com/report', { cookie, body });
      return ReportReplySchema.parse(await reply.json()).answers;
    };
    await expect.poll(ask).toEqual([
      { rows: [{ dimensions: [], metrics: [2] }], totals: [2], more: false },
      { rows: [{ dimensions: ['2026-11-21T10:00:00+00:00'], metrics: [2] }], totals: [2], more: false },
    ]);
  });

  it('knows only registered sites', async () => {
    const { api, signIn } = await buildTestApp();
    const reply = await api('POST', '/api/sites/elsewhere.example/report', { cookie: await signIn(), body: QUERIES });
    expect(reply.status).toBe(404);
  });
});

describe('POST /api/sites/:site/hits', () => {
  it('tells single hits, newest first, a page at a time, and no more than is asked for', async () => {
    const clock = createFakeClock(Date.parse('2026-11-20T23:30:00Z'));
    const { api, hit, signIn } = await buildTestApp({ clock });
    const cookie = await signIn();
    for (const path of ['/1', '/2', '/3', '/4', '/5']) {
      await hit(aView({ u: `https://example.com${path}`, r: 'https://www.google.com/' }));
      clock.advance(10 * 60_000); // across midnight
    }
    await hit(aEvent({ u: 'https://example.com/5', n: 'Signup', d: { plan: 'pro' } }), { 'sec-gpc': '1' });
    const ask = async (body: object) => {
      const reply = await api('POST', '/api/sites/example.com/hits', { cookie, body: { range: '7d', ...body } });
      expect(reply.status).toBe(200);
      return HitsReply.parse(await reply.json());
    };
    const pages = ({ hits }: HitsReply) => hits.map(({ page, event }) => event || page);
    const all = await ask({});
    expect(pages(all)).toEqual(['Signup', '/5', '/4', '/3', '/2', '/1']);
    expect(all.hits[0]).toMatchObject({ kind: 'event', linked: false, props: { plan: 'pro' }, engagedMs: null });
    expect(all.hits[1]).toMatchObject({
      ...{ t: Date.parse('2026-11-21T00:10:00Z'), kind: 'view', linked: true, props: {} },
      visit: { source: 'Google', browser: 'Firefox', entry_page: '/4' },
    });
    expect(JSON.stringify(all)).not.toMatch(/127\.0\.0\.1|Mozilla/);
    const [first, second] = [await ask({ limit: 4 }), await ask({ limit: 4, offset: 4 })];
    expect([pages(first), first.more, pages(second), second.more]).toEqual([
      ['Signup', '/5', '/4', '/3'],
      true,
      ['/2', '/1'],
      false,
    ]);
    expect(pages(await ask({ filters: [['is', 'entry_page', ['/4']]] }))).toEqual(['/5', '/4']);
    expect(pages(await ask({ range: 'yesterday' }))).toEqual(['/3', '/2', '/1']);
    expect(pages(await ask({ range: ['2026-11-20T23:40:00Z', '2026-11-21T00:00:00Z'] }))).toEqual(['/3', '/2']);
  });
});

it('GET /api/sites/:site/pageviews tells those of a page, of all time', async () => {
  const clock = createFakeClock();
  const { api, hit, signIn } = await buildTestApp({ clock });
  let cookie = await signIn();
  const ask = async (query: string) =>
    (await api('GET', `/api/sites/example.com/pageviews${query}`, { cookie })).json();
  expect(await ask('?path=/post')).toEqual({ pageviews: 0 });
  await hit(aView());
  clock.jumpWall(400 * 24 * HOUR);
  cookie = await signIn();
  await hit(aView());
  await hit(aView({ u: 'https://example.com/else' }));
  expect(await ask('?path=/post')).toEqual({ pageviews: 2 });
  expect(await ask('')).toMatchObject({ error: { field: 'path' } });
  const stranger = await api('GET', '/api/sites/example.com/pageviews?path=/post');
  expect(stranger.status).toBe(404);
});
