import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRow, newPage } from '../testing/factories.ts';
import { openWrittenFile } from '../testing/written-file.ts';
import type { DayPart, DayParts, VisitDimension } from './columns.ts';
import { VISIT_DIMENSIONS } from './columns.ts';
import { inOneGo } from './in-one-go.ts';
import { createRowDays, NEXT_HIT, type RowDays } from './row-days.ts';
import { READINGS } from './row-reader.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ANN = 'aaaaaaaaaaaaaaaa';
const BOB = 'bbbbbbbbbbbbbbbb';
const PLENTY = 1e9;
const EVER = [0, 4e12] as const;
const berlin = { id: 1, timezone: 'Europe/Berlin' };

const at = (instant: string) => Date.parse(instant);
const iso = (part: DayPart) => [part.start, part.end].map((instant) => new Date(instant).toISOString().slice(0, 16));

describe('the parts of a site’s days', () => {
  it('are its own days, with 23 and 25 hours where clocks change, and midnight ends a visit', () => {
    const { reader, store } = openWrittenFile();
    const days = createRowDays(reader, PLENTY);
    for (const instant of [
      ...['2026-03-28T22:59:59Z', '2026-03-28T23:00:00Z', '2026-03-29T21:59:00Z', '2026-03-29T22:00:00Z'],
      ...['2026-10-24T22:00:00Z', '2026-10-25T22:59:00Z', '2026-10-25T23:00:00Z'],
    ]) {
      store(aRow({ at: at(instant), visitor: ANN }));
    }
    const parts = [...days.parts(berlin, ...EVER)];
    expect(parts.map((part) => [...iso(part), part.hits, part.visits])).toEqual([
      ['2026-03-27T23:00', '2026-03-28T23:00', 1, 1],
      ['2026-03-28T23:00', '2026-03-29T22:00', 2, 2],
      ['2026-03-29T22:00', '2026-03-30T22:00', 1, 1],
      ['2026-10-24T22:00', '2026-10-25T23:00', 2, 2],
      ['2026-10-25T23:00', '2026-10-26T23:00', 1, 1],
    ]);
    expect([...(parts[1]?.hit('time') ?? [])]).toEqual([0, 23 * HOUR - MINUTE]);
  });

  it('are whole days, those that a range touches', () => {
    const { reader, store } = openWrittenFile();
    const days = createRowDays(reader, PLENTY);
    for (const day of ['19', '20', '21', '22']) store(aRow({ at: at(`2026-11-${day}T12:00:00Z`) }));
    const touched = (from: string, to: string) =>
      [...days.parts({ id: 1, timezone: 'UTC' }, at(`2026-11-${from}Z`), at(`2026-11-${to}Z`))].map((part) =>
        new Date(part.start).getUTCDate(),
      );
    expect(touched('20T00:00', '21T00:00')).toEqual([20]);
    expect(touched('20T23:59', '21T23:00')).toEqual([20, 21]);
    expect(touched('21T10:00', '21T11:00')).toEqual([]); // before its first hit
    expect(touched('21T13:00', '21T14:00')).toEqual([21]);
    expect(touched('23T00:00', '29T00:00')).toEqual([]);
    expect(touched('21T00:00', '21T00:00')).toEqual([]);
  });

  it('hold every fact of a hit in its own column', () => {
    const { reader, store } = openWrittenFile();
    const facts: { [Name in VisitDimension]: string } = Object.fromEntries(
      VISIT_DIMENSIONS.map((name) => [name, `the ${name}`]),
    ) as never;
    const campaign = {
      utm_source: facts.utm_source,
      utm_medium: facts.utm_medium,
      utm_campaign: facts.utm_campaign,
      utm_content: facts.utm_content,
      utm_term: facts.utm_term,
    };
    const base = aRow({
      ...facts,
      ...{ visitor: ANN, host: facts.hostname, path: facts.entry_page, campaign },
      ...{ browserVersion: facts.browser_version, osVersion: facts.os_version },
    });
    store(base, { ...base, seq: 1, path: facts.exit_page, kind: 'event', eventName: 'buy', eventProps: { n: 1 } });
    store({ ...base, pageInstance: newPage(), path: facts.exit_page, referrer: undefined, source: '' });
    const days = createRowDays(reader, PLENTY);
    const [part] = [...days.parts({ id: 1, timezone: 'UTC' }, ...EVER)];
    const dictionary = days.dictionary(1);
    const told = VISIT_DIMENSIONS.map((name) => [
      name,
      dictionary.valueOf(name.endsWith('_page') ? 'page' : (name as 'browser'), part?.visit(name)[0] ?? -1),
    ]);
    expect(Object.fromEntries(told)).toEqual(facts);
    expect(dictionary.valueOf('event', part?.hit('event')[1] ?? 0)).toBe('buy');
    expect(dictionary.valueOf('props', part?.hit('props')[1] ?? 0)).toBe('{"n":1}');
  });

  it('are of one site only', () => {
    const { reader, store } = openWrittenFile();
    const days = createRowDays(reader, PLENTY);
    store(aRow({ siteId: 1 }), aRow({ siteId: 2 }), aRow({ siteId: 2, path: '/else' }));
    expect([...days.parts({ id: 2, timezone: 'UTC' }, ...EVER)].map(({ hits }) => hits)).toEqual([2]);
    expect(days.dictionary(1).idOf('page', '/else')).toBeUndefined();
  });
});

it('what was committed since is seen, and only then a part is made anew', () => {
  const { reader, store, engage } = openWrittenFile();
  const days = createRowDays(reader, PLENTY);
  const site = { id: 1, timezone: 'UTC' };
  const now = at('2026-11-21T12:00:00Z');
  const page = newPage();
  const part = () => [...days.parts(site, now, now + 1)][0];

  expect(part()).toBeUndefined();
  store(aRow({ at: now, visitor: ANN, pageInstance: page }), aRow({ at: now + MINUTE, visitor: BOB }));
  const first = part();
  expect(first).toMatchObject({ hits: 2, visitors: 2 });
  expect(part()).toBe(first);
  store(aRow({ siteId: 2, at: now }));
  expect(part()).toBe(first); // nothing of this site
  store(aRow({ at: now - 10 * MINUTE, visitor: ANN })); // earlier, stored later
  expect([...(part()?.hit('time') ?? [])]).toEqual([-10, 0, 1].map((minute) => 12 * HOUR + minute * MINUTE));
  engage(1, now, page, 5_000, 40);
  expect([...(part()?.visit('duration') ?? [])]).toEqual([5_000, 0]);
  engage(1, now, page, 4_000, 70);
  expect([...(part()?.hit('engaged') ?? [])]).toEqual([0, 5_000, 0]);
  expect([...(part()?.hit('scroll') ?? [])]).toEqual([0, 70, 0]);
});

describe('a day that takes many steps to read', () => {
  const NOON = at('2026-11-21T12:00:00Z');
  const day = { siteId: 1, start: at('2026-11-21T00:00:00Z'), end: at('2026-11-22T00:00:00Z') };
  function setUp(rows = 40) {
    const file = openWrittenFile();
    const days = createRowDays(file.reader, PLENTY, undefined, 5);
    const add = (count: number, time = NOON) => {
      for (let i = 0; i < count; i += 1) file.store(aRow({ at: time + i, visitor: i % 2 ? ANN : BOB }));
    };
    add(rows);
    return { ...file, days, add };
  }
  /** Steps until it ends or `most` are taken. */
  function take(reading: ReturnType<RowDays['reading']>, most = Infinity) {
    for (let steps = 1; ; steps += 1) {
      const { done, value } = reading.next();
      if (done) return { part: value, steps };
      if (steps === most) return { part: undefined, steps };
    }
  }

  it('is what it was at one instant, whatever comes meanwhile, and is read once for all who wait', () => {
    const { days, add, engage } = setUp();
    const first = days.reading(day);
    expect(take(first, 3).part).toBeUndefined();
    expect(days.underWay(1)).toEqual({ day, hits: 40 });
    add(7, NOON - HOUR); // before what was read
    add(8, NOON + HOUR);
    engage(1, NOON, newPage(), 1_000);
    const second = days.reading(day);
    expect(take(second, 2).part).toBeUndefined(); // two of its steps
    const { part, steps } = take(first);
    expect(part?.hits).toBe(40);
    expect(3 + 2 + steps).toBeLessThan(15); // 40 rows, the end of them, and visits
    expect(take(second).part?.hits).toBe(55);
    expect(days.underWay(1)).toBeUndefined();
    expect([...(part?.hit('time') ?? [])].length).toBe(40);
  });

  it('is read on when nobody waits for it any more, and then asked for at once', () => {
    const { days } = setUp();
    take(days.reading(day), 2);
    expect(inOneGo(days.readOn())).toBeUndefined();
    expect(days.underWay(1)).toBeUndefined();
    expect(take(days.reading(day))).toMatchObject({ steps: 1, part: { hits: 40 } });
  });

  it('is begun anew when it was forgotten meanwhile', () => {
    const { days } = setUp();
    const reading = days.reading(day);
    take(reading, 3);
    days.forget(1);
    expect(days.underWay(1)).toBeUndefined();
    expect(take(reading).part?.hits).toBe(40);
  });

  it('is packed when nobody has asked for it three times over, not while somebody does, and answers as before', () => {
    const { days, add } = setUp();
    const told = () => {
      const { part } = take(days.reading(day));
      return [part?.hits, part?.visitors, ...(part?.hit('time') ?? []), ...(part?.visit('visitor') ?? [])];
    };
    const rest = () => inOneGo(days.rest());
    const before = told();
    const part = take(days.reading(day)).part;
    rest();
    rest();
    expect(take(days.reading(day)).part).toBe(part); // kept
    rest();
    rest();
    rest();
    expect(take(days.reading(day)).part).not.toBe(part); // it was packed
    expect(told()).toEqual(before);
    for (let i = 0; i < 3; i += 1) {
      const packing = days.rest();
      packing.next();
      add(1, NOON + 2 * HOUR + i);
      expect(told()[0]).toBe(41 + i); // asked for while it is packed
      inOneGo(packing);
    }
    rest();
    rest();
    rest();
    add(1, NOON + 3 * HOUR);
    expect(told()[0]).toBe(44);
  });
});

it('nothing is sorted on the way, and a day’s rows are found by its time', () => {
  const { reader } = openWrittenFile();
  const values = { siteId: 1, start: 0, end: 1, from: 0, last: 0, newest: 1, after: 0, upTo: 1, most: 1 };
  const plans = [...READINGS, NEXT_HIT].map((sql) =>
    (reader.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(values) as { detail: string }[])
      .map(({ detail }) => detail)
      .join('; '),
  );
  for (const plan of plans)
    expect(plan).toMatch(
      /^(CO-ROUTINE [^;]*; )?SEARCH (hits|engagements) USING (COVERING )?(INDEX|INTEGER PRIMARY KEY)[^;]*(; SCAN \(subquery[^;]*)?$/,
    );
});

it('answers are the same whatever is kept or packed, or found no room, and whenever it was read', () => {
  const instant = fc.integer({ min: 0, max: 4 * 24 }).map((hour) => at('2026-11-19T00:00:00Z') + hour * HOUR);
  const page = fc.constantFrom('1', '2', '3', '4').map((digit) => digit.repeat(16));
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        at: instant,
        page,
        siteId: fc.constantFrom(1, 1, 2),
        who: fc.constantFrom(ANN, BOB, undefined),
        isView: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.record({ at: instant, page, engagedMs: fc.nat(9_000) }) },
    { weight: 3, arbitrary: fc.record({ from: instant, hours: fc.nat(60) }) },
    { weight: 1, arbitrary: fc.constant('rest' as const) },
  );
  const zone = fc.constantFrom('UTC', 'Asia/Kolkata', 'America/Los_Angeles');
  const tell = (days: DayParts, timezone: string, from: number, to: number) =>
    Array.from(days.parts({ id: 1, timezone }, from, to), (part) => {
      const firsts = part.visit('first_hit');
      const hits = [...part.hit('time')].map((time, i) => [time, part.hit('engaged')[i], part.hit('event')[i] === 0]);
      // Visits of nobody stand in the order in which their page instances were met.
      const visits = Array.from({ length: part.visits }, (_, i) =>
        JSON.stringify(hits.slice(firsts[i], firsts[i + 1])),
      );
      return [part.start, part.linked, part.visitors, visits.sort()];
    });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), zone, fc.constantFrom(1, 3_000, PLENTY), (steps, timezone, room) => {
      const file = openWrittenFile();
      const days = createRowDays(file.reader, room);
      for (const step of steps) {
        if (step === 'rest') for (let i = 0; i < 3; i += 1) inOneGo(days.rest());
        else if ('who' in step) {
          const event = step.isView ? {} : ({ kind: 'event', eventName: 'e' } as const);
          file.store(aRow({ at: step.at, siteId: step.siteId, visitor: step.who, pageInstance: step.page, ...event }));
        } else if ('engagedMs' in step) file.engage(1, step.at, step.page, step.engagedMs);
        else {
          const range = [step.from, step.from + step.hours * HOUR] as const;
          expect(tell(days, timezone, ...range)).toEqual(tell(createRowDays(file.reader, PLENTY), timezone, ...range));
        }
      }
    }),
    { numRuns: 60 },
  );
});
