import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, hoursOf } from '../calendar.ts';
import { type ReportReply, ReportReply as ReportReplySchema } from '../contract/browser.ts';
import { buildTestApp, FIREFOX } from '../testing/build-test-app.ts';
import { aView } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { type CountedHit, createDayCount, VISIT_GAP_MS } from './day-count.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The definitions, written down without any thought of speed: everything is counted anew from all hits. */
function countNaively(hits: CountedHit[], hourStarts: number[]) {
  const visitsOf = (visitor: string) => {
    const visits: CountedHit[][] = [];
    for (const hit of hits.filter((hit) => hit.visitor === visitor)) {
      const last = visits.at(-1)?.at(-1);
      if (last && hit.at - last.at <= VISIT_GAP_MS) visits.at(-1)?.push(hit);
      else visits.push([hit]);
    }
    return visits;
  };
  const visitors = [...new Set(hits.map((hit) => hit.visitor))].filter((visitor) => visitor !== null);
  const visits = visitors.flatMap(visitsOf);
  const within = (from: number, to: number) => {
    const inside = (hit: CountedHit) => hit.at >= from && hit.at < to;
    return {
      visitors: new Set(hits.filter((hit) => inside(hit) && hit.visitor !== null).map((hit) => hit.visitor)).size,
      visits: visits.filter((visit) => visit.some(inside)).length,
      pageviews: hits.filter((hit) => inside(hit) && hit.kind === 'view').length,
    };
  };
  return {
    total: within(-Infinity, Infinity),
    hours: hourStarts.map((start, i) => within(start, hourStarts[i + 1] ?? Infinity)),
  };
}

it('a day is counted as the definitions say, whoever comes when (against a naive count)', () => {
  const hit = fc.record({
    after: fc.oneof(fc.integer({ min: 0, max: 5 * MINUTE }), fc.constantFrom(0, VISIT_GAP_MS, VISIT_GAP_MS + 1, HOUR)),
    kind: fc.constantFrom<CountedHit['kind']>('view', 'view', 'event'),
    visitor: fc.constantFrom(null, ...['a', 'b', 'c', 'd'].map((digit) => digit.repeat(16))),
  });
  fc.assert(
    fc.property(fc.array(hit, { maxLength: 60 }), fc.integer({ min: 0, max: 23 }), (steps, hour) => {
      const hourStarts = Array.from({ length: 24 }, (_, i) => i * HOUR);
      let at = hour * HOUR;
      const hits = steps
        .map(({ after, kind, visitor }, id) => {
          at += after;
          return { id: id + 1, at, kind, visitor };
        })
        .filter((step) => step.at < 24 * HOUR);
      const count = createDayCount(hourStarts);
      for (const each of hits) count.add(each);
      expect({ total: count.total(), hours: count.hours() }).toEqual(countNaively(hits, hourStarts));
    }),
    { numRuns: 2000 },
  );
});

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
    [
      'an unknown dimension',
      { range: 'today', queries: [{ metrics: ['visits'], dimensions: ['mood'] }] },
      'queries.0.dimensions.0',
    ],
    ['an unknown range', { range: 'tomorrow', queries: [{ metrics: ['visits'] }] }, 'range'],
    ['no query', { range: 'today', queries: [] }, 'queries'],
    ['an unknown key', { ...QUERIES, sort: 'up' }, 'sort'],
  ])('refuses %s and names the field', async (_what, body, field) => {
    const { api, signIn } = await buildTestApp();
    const reply = await api('POST', '/api/sites/example.com/report', { cookie: await signIn(), body });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { field } });
  });

  it('knows only registered sites', async () => {
    const { api, signIn } = await buildTestApp();
    const reply = await api('POST', '/api/sites/elsewhere.example/report', { cookie: await signIn(), body: QUERIES });
    expect(reply.status).toBe(404);
  });
});
