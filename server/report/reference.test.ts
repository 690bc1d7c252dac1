// Every answer is exact: random hits and random questions, answered by the scan (over rows, rows that came later, and segments) and
// by the definitions. REPORT_RUNS says how many.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type Dimension,
  type Filter,
  METRICS,
  type Metric,
  OPERATORS,
  ReportRequest,
  VISIT_DIMENSION_NAMES,
} from '../contract/report.ts';
import type { DayPart } from '../store/columns.ts';
import { createDayRows, type DayRows } from '../store/day-rows.ts';
import { createDaysOfZone } from '../store/days-of-zone.ts';
import { createDictionary } from '../store/dictionary.ts';
import { slicesOf } from '../store/part-slices.ts';
import { encodePartColumn, openSegment, STORED_COLUMNS } from '../store/segment.ts';
import { addEngagement, addHit } from '../testing/day-rows.ts';
import {
  answerNaively,
  type RawEngagement,
  type RawGoal,
  type RawHit,
  type RawSite,
} from '../testing/report-reference.ts';
import { wholeReply } from '../testing/whole-reply.ts';
import { createReport } from './answer.ts';
import { planOf } from './question.ts';
import { createRemembered, type Remembered } from './remembered.ts';

const RUNS = Number(process.env.REPORT_RUNS ?? 200);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where something happens to the clocks, in the middle of what is looked at. */
const PLACES = [
  { timezone: 'Europe/Berlin', around: Date.parse('2026-10-25T01:00Z') }, // an hour twice
  { timezone: 'Europe/Berlin', around: Date.parse('2026-03-29T01:00Z') }, // an hour not at all
  { timezone: 'Australia/Lord_Howe', around: Date.parse('2026-04-04T15:00Z') }, // half an hour twice
  { timezone: 'Africa/Cairo', around: Date.parse('2026-04-23T22:00Z') }, // no midnight
  { timezone: 'Asia/Kathmandu', around: Date.parse('2026-11-30T18:15Z') }, // the month ends
  { timezone: 'UTC', around: Date.parse('2026-12-31T23:00Z') }, // and the year
];
const ZONES = ['Europe/Berlin', 'UTC', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/New_York', 'Pacific/Chatham'];

const FACTS = VISIT_DIMENSION_NAMES.filter((name) => name !== 'entry_page' && name !== 'exit_page');
const PATHS = ['/', '/a', '/a/b', '/b', '/Ä', '/%C3%84/a'];
const FILTERED: Dimension[] = ['page', 'event', 'prop:plan', 'prop:n', 'prop:constructor', ...VISIT_DIMENSION_NAMES];
const TIMES: Dimension[] = ['time:hour', 'time:day', 'time:week', 'time:month'];

const value = fc.constantFrom('', 'x', 'y', 'xy', 'Y');
const offset = fc.oneof(
  fc.integer({ min: -60, max: 60 }).map((halfHours) => halfHours * 30 * MINUTE), // gaps of exactly half an hour
  fc.integer({ min: -30 * HOUR, max: 30 * HOUR }),
  fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
);
const instance = fc.integer({ min: 0, max: 9 }).map((n) => `${n}`.repeat(16));

const hit = fc.record({
  offset,
  instance,
  visitor: fc.constantFrom('', '', 'a', 'b', 'c', 'd').map((letter) => letter.repeat(16)),
  path: fc.constantFrom(...PATHS),
  event: fc.constantFrom('', '', '', 'Signup', 'buy'),
  props: fc.constantFrom<RawHit['props']>({}, { plan: 'x' }, { plan: 'y', n: 1 }, { n: 2, plan: true }, { n: '' }),
  // A few differ from hit to hit, the others are all the same: more would only be slower.
  some: fc.dictionary(fc.oneof(fc.constantFrom('country', 'source'), fc.constantFrom(...FACTS)), value, { maxKeys: 4 }),
});
const engagement = fc.record({
  offset,
  instance,
  engagedMs: fc.constantFrom(0, 500, 9_999, 10_000, 60_000),
  scrollDepth: fc.integer({ min: 0, max: 100 }),
});

/** Most hits reach one, many several. */
const GOALS: RawGoal[] = [
  ...['/a', '/a*', '*b', '/Ä*', '/%c3%84', '*', '/nowhere'].map((page) => ({
    name: `at ${page}`,
    page,
    event: null,
    property: null,
  })),
  ...['Signup', 'buy', 'never'].map((event) => ({ name: event, page: null, event, property: null })),
  ...[
    { key: 'plan', value: 'x' },
    { key: 'n', value: '1' },
    { key: 'plan', value: 'true' },
    { key: 'constructor', value: 'x' },
  ].map((property) => ({ name: `buy ${property.key} ${property.value}`, page: null, event: 'buy', property })),
  { name: 'x', page: null, event: 'Signup', property: { key: 'plan', value: 'x' } },
];
const names = fc.constantFrom('', ...GOALS.map(({ name }) => name));
const goalCondition = fc.oneof(
  fc.tuple(fc.constantFrom(...OPERATORS), fc.constant('goal'), fc.array(names, { minLength: 1, maxLength: 3 })),
  fc.tuple(
    fc.constantFrom('contains', 'contains_not', 'starts', 'ends'),
    fc.constant('goal'),
    fc.tuple(fc.constantFrom('', 'b', 'x', 'at /')),
  ),
);

const dimension = fc.oneof(
  { arbitrary: fc.constantFrom(...FILTERED), weight: 4 },
  { arbitrary: fc.constant<Dimension>('goal'), weight: 2 },
);

const condition = fc.tuple(
  fc.constantFrom(...OPERATORS),
  fc.oneof(fc.constantFrom<Dimension>('page', 'event', 'prop:plan', 'country', 'source'), fc.constantFrom(...FILTERED)),
  fc.array(fc.oneof(value, fc.constantFrom(...PATHS, 'Signup', 'buy', 'true', '1', 'nowhere')), {
    minLength: 1,
    maxLength: 3,
  }),
);
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: condition as fc.Arbitrary<Filter>, weight: 3 },
    { arbitrary: goalCondition as fc.Arbitrary<Filter>, weight: 1 },
    fc.tuple(fc.constant('not' as const), tie('filter')),
    fc.tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('filter'), { minLength: 1, maxLength: 3 })),
  ),
}));

const metrics = fc
  .uniqueArray(fc.constantFrom(...METRICS.filter((metric) => metric !== 'peak_live')), { minLength: 1, maxLength: 11 })
  .map((some) => some as Metric[]);
const query = fc
  .record({
    metrics,
    dimensions: fc.oneof(
      fc.uniqueArray(dimension, { maxLength: 3 }),
      fc.tuple(fc.constantFrom(...TIMES)),
      fc.tuple(fc.constantFrom(...TIMES), dimension),
      fc.tuple(dimension, fc.constantFrom(...TIMES)),
    ),
    by: fc.array(fc.tuple(fc.nat(20), fc.constantFrom('asc' as const, 'desc' as const)), { maxLength: 2 }),
    isOrdered: fc.boolean(),
    limit: fc.oneof(fc.constant(10_000), fc.integer({ min: 1, max: 5 })),
    offset: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 })),
  })
  .map(({ by, isOrdered, ...rest }) => {
    const names = [...rest.metrics, ...rest.dimensions];
    const order = by.map(([n, way]) => [names[n % names.length] ?? '', way]);
    return { ...rest, ...(isOrdered && { order }) };
  });

const data = fc.record({
  place: fc.constantFrom(...PLACES),
  hits: fc.array(hit, { minLength: 1, maxLength: 60, size: 'max' }),
  engagements: fc.array(engagement, { maxLength: 12 }),
  lookedAfter: fc.nat(60),
  segments: fc.array(fc.constantFrom(0, 0, 0, 8, 1_000), { minLength: 1, maxLength: 3 }),
});
const question = fc.record({
  timezone: fc.oneof(fc.constant(undefined), fc.constantFrom(...ZONES)),
  from: offset,
  length: fc.integer({ min: 1, max: 4 * DAY }),
  /** From one hit to just before another. */
  between: fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.tuple(fc.nat(59), fc.nat(59)) },
  ),
  isWide: fc.boolean(),
  compare: fc.constantFrom(undefined, undefined, 'previous', 'year', 'other'),
  filters: fc.oneof(fc.constant([]), fc.array(filter, { maxLength: 2 })),
  queries: fc.array(query, { minLength: 1, maxLength: 4 }),
  goals: fc.subarray(GOALS),
});

/** The part as it comes back from segments of so many hits. */
function sealed(part: DayPart, maxHits: number, firstId: number): DayPart[] {
  return [...slicesOf(part, maxHits)].map((slice, place) => {
    const { siteId, start, end, visits, hits, linked, visitors } = slice;
    const blobs = new Map(STORED_COLUMNS.map((column) => [column, encodePartColumn(slice, column)]));
    const head = { siteId, start, end, visits, hits, linked, visitors, id: firstId + place };
    return openSegment(head, (column) => blobs.get(column), { get: (_segment, _column, make) => make() });
  });
}

/**
 * The parts of the site's days, as the store makes them: rows that came after a first look, `segments` of so many hits for each day
 * in turn (0: still rows).
 */
function storeOf({ timezone, hits, engagements }: RawSite, lookedAfter: number, segments: readonly number[]) {
  const dictionary = createDictionary();
  const dayAt = createDaysOfZone();
  const days = new Map<number, DayRows>();
  const dayOf = (at: number) => {
    const { start, end } = dayAt(timezone, at);
    const day = days.get(start) ?? createDayRows({ siteId: 1, start, end }, dictionary);
    days.set(start, day);
    return day;
  };
  for (const [i, { at, kind, instance, visitor, path, event, props, facts }] of hits.entries()) {
    if (i === lookedAfter) for (const day of days.values()) day.part().visit('source');
    const json = (...names: string[]) => JSON.stringify(names.map((name) => facts[name] ?? ''));
    addHit(dayOf(at), {
      ...{ at, page: instance, visitor, path },
      act: kind === 'view' ? null : JSON.stringify([event, JSON.stringify(props)]),
      came: json(
        ...['referrer', 'source', 'channel', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'],
      ),
      place: json('hostname', 'country', 'region', 'city', 'language'),
      machine: json('browser', 'browser_version', 'os', 'os_version', 'device', 'screen'),
    });
  }
  for (const { at, instance, engagedMs, scrollDepth } of engagements) {
    addEngagement(dayOf(at), { page: instance, engagedMs, scrollDepth });
  }
  const parts = [...days]
    .sort(([a], [b]) => a - b)
    .map(([, day]) => day)
    .filter((day) => day.hits() > 0)
    .flatMap((day, i) => {
      const maxHits = segments[i % segments.length] ?? 0;
      return maxHits === 0 ? [day.part()] : sealed(day.part(), maxHits, 1_000 * i);
    });
  return { parts, dictionary };
}

function siteOf({ place, hits, engagements }: typeof data extends fc.Arbitrary<infer T> ? T : never): RawSite {
  return {
    timezone: place.timezone,
    hits: hits.map(({ offset, event, props, some, ...rest }): RawHit => {
      const kind = event === '' ? 'view' : 'event';
      const at = place.around + offset;
      return { ...rest, at, kind, event, props: kind === 'view' ? {} : props, facts: some };
    }),
    engagements: engagements.map(({ offset, ...rest }): RawEngagement => ({ ...rest, at: place.around + offset })),
  };
}

it(`${RUNS} random questions about random hits are answered as the definitions say`, () => {
  let rows = 0;
  let reached = 0;
  fc.assert(
    fc.property(data, question, (data, { from, length, between, isWide, compare, goals, ...asked }) => {
      const site = siteOf(data);
      const [one = 0, other = 0] = (between ?? []).map((n) => site.hits[n % site.hits.length]?.at ?? 0);
      const isBetween = one !== other;
      const start = isBetween ? Math.min(one, other) : data.place.around + (isWide ? -2 * DAY : from);
      const end = isBetween ? Math.max(one, other) : start + (isWide ? 4 * DAY : length);
      const { timezone, ...rest } = asked;
      const request = ReportRequest.parse({
        ...rest,
        ...(timezone && { timezone }),
        range: [start, end],
        ...(compare && { compare: compare === 'other' ? [start - 10 * HOUR, start + 15 * HOUR] : compare }),
      });
      // What names no goal of the site is refused; here it is to find nothing.
      const plan = { ...planOf(request, site.timezone, end + DAY, undefined, GOALS), goals };
      const { parts, dictionary } = storeOf(site, data.lookedAfter, data.segments);
      const answer = (memory?: Remembered, asked = plan) => {
        const report = createReport(asked, dictionary, () => [], memory);
        for (const { add, rest } of report.spans) {
          for (const part of parts) add(part);
          for (const _ of rest());
        }
        return wholeReply(report.answer());
      };
      const reply = answer();
      expect(reply.range).toEqual([start, end]);
      const { filters, queries } = request;
      const naive = { ...{ timezone: timezone ?? site.timezone, filters, queries, goals }, range: reply.range };
      expect(reply.answers).toEqual(answerNaively(site, { ...naive, compared: reply.compared }));
      for (const [i, answer] of reply.answers.entries()) {
        rows += answer.rows.length;
        if (queries[i]?.dimensions.includes('goal')) reached += answer.rows.length;
      }
      // With a memory: the first time, when all of it is remembered, and when days are that were asked for in another range.
      const memory = createRemembered(1e9);
      expect(answer(memory)).toEqual(reply);
      expect(answer(memory)).toEqual(reply);
      const elsewhere = createRemembered(1e9);
      const wider = { from: data.place.around - 2 * DAY, to: data.place.around + 2 * DAY };
      answer(elsewhere, { ...plan, interval: wider });
      expect(answer(elsewhere)).toEqual(reply);
      // Other goals under the same names: each is what it means.
      const changed = goals.map(({ name }, i) => ({ ...goals[(i + 1) % goals.length]!, name }));
      const askedOther = { ...plan, goals: length % 2 === 0 ? changed : changed.toReversed() };
      if (goals.length > 1) expect(answer(memory, askedOther)).toEqual(answer(undefined, askedOther));
    }),
    { numRuns: RUNS },
  );
  // The control: there was something to be right about.
  expect(rows).toBeGreaterThan(2 * RUNS);
  expect(reached).toBeGreaterThan(RUNS / 4);
}, 600_000);
