import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addEngagement, addHit } from '../testing/day-rows.ts';
import { type DayPart, VISIT_DIMENSIONS } from './columns.ts';
import { createDayRows, type DayRows } from './day-rows.ts';
import { createDictionary, type GrowingDictionary } from './dictionary.ts';
import { GROUPS } from './facts.ts';
import { inOneGo } from './in-one-go.ts';
import { VISIT_GAP_MS } from './visits.ts';

const MINUTE = 60_000;
const DAY = { siteId: 1, start: Date.UTC(2026, 10, 21), end: Date.UTC(2026, 10, 22) };

const idOf = (name: string) => Buffer.from(name.padEnd(8)).toString('hex');

interface Hit {
  /** Minutes since the day began. */
  minute: number;
  /** '': anonymous. */
  who: string;
  path?: string;
  /** Of the page instance; else one of its own. */
  page?: string;
  event?: string;
  props?: string;
  source?: string;
}

type Step = Hit | { page: string; engagedMs: number; scrollDepth?: number };

function add(rows: DayRows, steps: readonly Step[]): void {
  for (const [i, step] of steps.entries()) {
    if ('engagedMs' in step) {
      addEngagement(rows, { page: idOf(step.page), engagedMs: step.engagedMs, scrollDepth: step.scrollDepth ?? 0 });
      continue;
    }
    const { minute, who, path = '/', page = `p${i}`, event, props = null, source = '' } = step;
    addHit(rows, {
      at: DAY.start + minute * MINUTE,
      page: idOf(page),
      visitor: who === '' ? '' : idOf(who),
      path,
      act: event === undefined ? null : JSON.stringify([event, props]),
      came: JSON.stringify([null, source, source === '' ? 'direct' : 'search', null, null, null, null, null]),
      place: JSON.stringify(['example.com', 'DE', '', 'Berlin', 'de']),
      machine: JSON.stringify(['Firefox', '140', 'Linux', '', 'desktop', 'lg']),
    });
  }
}

interface Visit {
  who: number;
  minutes: number[];
  ms: number;
  views: number;
  events: number;
  entry: string;
  exit: string;
  source: string;
}

/** A part, told visit by visit from its columns. */
function visitsOf(part: DayPart, dictionary: GrowingDictionary): Visit[] {
  const first = part.visit('first_hit');
  const text = (column: 'entry_page' | 'exit_page' | 'source', visit: number) =>
    dictionary.valueOf(column === 'source' ? 'source' : 'page', part.visit(column)[visit] ?? -1);
  return Array.from({ length: part.visits }, (_, visit) => ({
    who: part.visit('visitor')[visit] ?? -1,
    minutes: [...part.hit('time').subarray(first[visit], first[visit + 1])].map((ms) => ms / MINUTE),
    ms: part.visit('duration')[visit] ?? -1,
    views: part.visit('pageviews')[visit] ?? -1,
    events: part.visit('events')[visit] ?? -1,
    entry: text('entry_page', visit),
    exit: text('exit_page', visit),
    source: text('source', visit),
  }));
}

function tell(steps: readonly Step[]): { part: DayPart; visits: Visit[] } {
  const dictionary = createDictionary();
  const rows = createDayRows(DAY, dictionary);
  add(rows, steps);
  const part = rows.part();
  return { part, visits: visitsOf(part, dictionary) };
}

describe('visits of a day', () => {
  const stories: [string, Step[], Partial<Visit>[]][] = [
    ['a day without hits has none', [], []],
    [
      'thirty minutes of silence belong to a visit, a moment more ends it',
      [
        { minute: 10, who: 'ann' },
        { minute: 40, who: 'ann' },
        { minute: 70.001, who: 'ann' },
      ],
      [{ minutes: [10, 40] }, { minutes: [70.001] }],
    ],
    [
      'two visitors at the same time have two',
      [
        { minute: 1, who: 'ann' },
        { minute: 2, who: 'bob' },
        { minute: 3, who: 'ann' },
      ],
      [
        { who: 1, minutes: [1, 3] },
        { who: 2, minutes: [2] },
      ],
    ],
    [
      'hits that were stored late stand at their own time, and may join two visits',
      [
        { minute: 10, who: 'ann', path: '/second' },
        { minute: 60, who: 'ann', path: '/last' },
        { minute: 35, who: 'ann', path: '/third' },
        { minute: 5, who: 'ann', path: '/first' },
      ],
      [{ minutes: [5, 10, 35, 60], entry: '/first', exit: '/last' }],
    ],
    [
      'what brought a visit is what brought its first hit',
      [
        { minute: 1, who: 'ann', source: 'Google' },
        { minute: 2, who: 'ann', source: 'Mastodon' },
      ],
      [{ source: 'Google' }],
    ],
    [
      'an event counts as such; the exit page is that of the last pageview',
      [
        { minute: 1, who: 'ann', path: '/a' },
        { minute: 2, who: 'ann', path: '/b' },
        { minute: 3, who: 'ann', path: '/a', event: 'signup' },
      ],
      [{ views: 2, events: 1, entry: '/a', exit: '/b' }],
    ],
    [
      'an event may come before its view',
      [
        { minute: 1, who: 'ann', page: 'x', path: '/a', event: 'early' },
        { minute: 1, who: 'ann', page: 'x', path: '/a' },
      ],
      [{ views: 1, events: 1, entry: '/a', exit: '/a' }],
    ],
    [
      'a visit of events alone leaves from the page of its last',
      [
        { minute: 1, who: 'ann', path: '/a', event: 'play' },
        { minute: 2, who: 'ann', path: '/b', event: 'play' },
      ],
      [{ views: 0, events: 2, entry: '/a', exit: '/b' }],
    ],
    [
      'who is anonymous makes a visit of each page instance, however long it is open, after all others',
      [
        { minute: 1, who: '', page: 'x' },
        { minute: 2, who: '', page: 'y' },
        { minute: 90, who: '', page: 'x', event: 'end' },
        { minute: 91, who: 'ann' },
      ],
      [
        { who: 1, minutes: [91] },
        { who: 0, minutes: [1, 90] },
        { who: 0, minutes: [2] },
      ],
    ],
    [
      'duration is how long its pages were read, not when it was last clicked',
      [
        { minute: 1, who: 'ann', page: 'x' },
        { minute: 21, who: 'ann', page: 'y' },
        { page: 'x', engagedMs: 30_000 },
        { page: 'y', engagedMs: 5_000 },
        { page: 'x', engagedMs: 20_000 }, // so far, and late: the greatest counts
      ],
      [{ ms: 35_000 }],
    ],
    [
      'where nothing was told, duration is from the first hit to the last',
      [
        { minute: 1, who: 'ann' },
        { minute: 4, who: 'ann' },
      ],
      [{ ms: 3 * MINUTE }],
    ],
    [
      'told that nothing was read is told',
      [
        { minute: 1, who: 'ann', page: 'x' },
        { minute: 4, who: 'ann' },
        { page: 'x', engagedMs: 0 },
      ],
      [{ ms: 0 }],
    ],
    [
      'reading belongs to the view, in whichever visit the page’s other hits are',
      [
        { page: 'x', engagedMs: 7_000 }, // may be stored before its hit
        { minute: 100, who: 'ann', page: 'x', event: 'late' },
        { minute: 1, who: 'ann', page: 'x' },
        { minute: 101, who: 'ann', page: 'x', event: 'later' },
      ],
      [{ ms: 7_000 }, { ms: MINUTE }],
    ],
    [
      'and without a view to the first hit',
      [
        { minute: 100, who: 'ann', page: 'x', event: 'late' },
        { minute: 1, who: 'ann', page: 'x', event: 'early' },
        { page: 'x', engagedMs: 7_000 },
      ],
      [{ ms: 7_000 }, { ms: 0 }],
    ],
    ['reading of a page without a hit on this day is passed over', [{ page: 'x', engagedMs: 7_000 }], []],
  ];

  it.each(stories)('%s', (_story, steps, expected) => {
    const { visits } = tell(steps);
    expect(visits).toHaveLength(expected.length);
    expect(visits).toMatchObject(expected);
  });

  it('says how many there are: visitors, their visits, and what is not linked', () => {
    const { part } = tell([
      { minute: 1, who: 'ann' },
      { minute: 1, who: '' },
      { minute: 90, who: 'ann' },
      { minute: 1, who: 'bob' },
    ]);
    expect(part).toMatchObject({ ...DAY, visits: 4, linked: 3, visitors: 2, hits: 4 });
    expect([...part.visit('visitor')]).toEqual([1, 1, 2, 0]);
  });

  it('gives a hit how long and how far its page was read, once', () => {
    const { part } = tell([
      { minute: 1, who: 'ann', page: 'x' },
      { minute: 2, who: 'ann', page: 'x', event: 'a' },
      { minute: 3, who: 'ann', page: 'y' },
      { page: 'x', engagedMs: 300, scrollDepth: 20 },
      { page: 'x', engagedMs: 200, scrollDepth: 80 },
    ]);
    expect([...part.hit('engaged')]).toEqual([300, 0, 0]);
    expect([...part.hit('scroll')]).toEqual([80, 0, 0]);
    expect([...part.hit('visit')]).toEqual([0, 0, 0]);
  });

  it('takes properties in whatever order for the same, and keeps values of every kind apart', () => {
    const dictionary = createDictionary();
    const rows = createDayRows(DAY, dictionary);
    add(rows, [
      { minute: 1, who: 'ann', event: 'buy', props: '{"b":1,"a":"x"}' },
      { minute: 2, who: 'ann', event: 'buy', props: '{"a":"x","b":1}' },
      { minute: 3, who: 'ann', event: 'DE' },
      { minute: 4, who: 'ann' },
    ]);
    const part = rows.part();
    expect([...part.hit('props')].map((id) => dictionary.valueOf('props', id))).toEqual([
      ...['{"a":"x","b":1}', '{"a":"x","b":1}', '', ''],
    ]);
    expect([...part.hit('event')].map((id) => dictionary.valueOf('event', id))).toEqual(['buy', 'buy', 'DE', '']);
    expect(dictionary.valueOf('country', part.visit('country')[0] ?? 0)).toBe('DE');
    expect(dictionary.valueOf('browser_version', part.visit('browser_version')[0] ?? 0)).toBe('140');
    expect(dictionary.idOf('country', 'FR')).toBeUndefined();
    expect(dictionary.idOf('country', '')).toBe(0);
  });
});

it('every dimension of a visit is in one group of facts, but for its pages', () => {
  const inGroups = Object.values(GROUPS).flat();
  expect([...inGroups].sort()).toEqual(
    [...VISIT_DIMENSIONS.filter((name) => !name.endsWith('_page')), 'event', 'props'].sort(),
  );
});

it('a part stays as it is while the day goes on, and is the same until it does', () => {
  const dictionary = createDictionary();
  const rows = createDayRows(DAY, dictionary);
  const steps: Step[] = Array.from({ length: 200 }, (_, i) => ({
    minute: i,
    who: 'ann',
    page: `p${i}`,
    path: `/${i % 7}`,
  }));
  add(rows, steps);
  add(rows, [{ page: 'p3', engagedMs: 500 }]);
  const before = rows.part();
  expect(rows.part()).toBe(before);

  add(rows, [{ page: 'p3', engagedMs: 900 }, { minute: 0.5, who: 'bob', page: 'p3', event: 'x' }, ...steps]);
  expect(rows.part().hits).toBe(401);
  expect(before.hits).toBe(200);
  expect([...before.hit('time')]).toEqual(steps.map((_, i) => i * MINUTE));
  expect(before.hit('engaged')[3]).toBe(500);
  expect(visitsOf(before, dictionary)).toHaveLength(1);
});

it('asks for the facts of those hits only that may begin a visit, also after it was packed', () => {
  const rows = createDayRows(DAY, createDictionary());
  const wanted = (...hits: [minute: number, who: string][]) => {
    const ids = hits.map(([, who], i) => idOf(`p${i}`) + (who === '' ? '0'.repeat(18) : `01${idOf(who)}`));
    const told: number[] = [];
    rows.addHits(
      {
        at: hits.map(([minute]) => DAY.start + minute * MINUTE),
        pagesAndVisitors: Buffer.from(ids.join(''), 'hex'),
        ...{ path: hits.map(() => '/'), act: hits.map(() => '') },
      },
      (places) => {
        told.push(...places);
        const none = places.map(() => '[]');
        return { came: none, place: none, machine: none };
      },
    );
    return told;
  };
  expect(wanted([10, 'ann'], [11, 'bob'], [40, 'ann'], [42, 'bob'], [42, ''], [43, ''])).toEqual([0, 1, 3, 4, 5]);
  expect(wanted([70, 'ann'], [5, 'ann'], [99, 'ann'])).toEqual([1]); // the second was stored late
  inOneGo(rows.pack());
  inOneGo(rows.unpack());
  expect(wanted([100, 'ann'], [101, 'ann'])).toEqual([0]);
});

interface Naive {
  at: number;
  page: string;
  who: string;
  isView: boolean;
}

/** The definitions, written down without any thought of speed. */
function naively(hits: Naive[], engagements: { page: string; engagedMs: number }[]): string[] {
  const sorted = hits.map((hit, row) => ({ ...hit, row })).sort((a, b) => a.at - b.at || a.row - b.row);
  const groups = new Map<string, (typeof sorted)[]>();
  for (const hit of sorted) {
    const visits = groups.get(hit.who || `page ${hit.page}`) ?? [];
    groups.set(hit.who || `page ${hit.page}`, visits);
    const last = visits.at(-1)?.at(-1);
    if (last && (hit.who === '' || hit.at - last.at <= VISIT_GAP_MS)) visits.at(-1)?.push(hit);
    else visits.push([hit]);
  }
  const holderOf = (page: string) => {
    const ofPage = sorted.filter((hit) => hit.page === page);
    return (ofPage.find(({ isView }) => isView) ?? ofPage[0])?.row;
  };
  return [...groups.values()].flat().map((visit) => {
    const told = engagements.filter(({ page }) => visit.some((hit) => hit.page === page && hit.row === holderOf(page)));
    const engaged = [...new Set(told.map(({ page }) => page))].map((page) =>
      Math.max(...told.filter((each) => each.page === page).map(({ engagedMs }) => engagedMs)),
    );
    const [first, last] = [visit[0]?.at ?? 0, visit.at(-1)?.at ?? 0];
    const duration = told.length > 0 ? engaged.reduce((sum, ms) => sum + ms, 0) : last - first;
    const views = visit.filter(({ isView }) => isView);
    const exit = (views.at(-1) ?? visit.at(-1))?.row;
    return [visit.map(({ row }) => row), duration, views.length, exit, `brought by ${visit[0]?.row}`].join(' ');
  });
}

it('visits are as the definitions say, whoever does what in whatever order it is stored (against a naive reference)', () => {
  const hit = fc.record({
    at: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 200 })).map((step) => step * 10 * MINUTE),
    page: fc.constantFrom('p', 'q', 'r', 's', 't', 'u'),
    who: fc.constantFrom('', 'ann', 'bob', 'cy', 'ann', 'ann'),
    isView: fc.boolean(),
  });
  const engagement = fc.record({ page: fc.constantFrom('p', 'q', 'r', 'z'), engagedMs: fc.nat(90_000) });
  fc.assert(
    fc.property(
      fc.array(hit, { maxLength: 80 }),
      fc.array(engagement, { maxLength: 6 }),
      fc.boolean(),
      (hits, engagements, early) => {
        const dictionary = createDictionary();
        const rows = createDayRows(DAY, dictionary);
        const tellAll = () => add(rows, engagements);
        if (early) tellAll();
        add(
          rows,
          // The path says which row it is, as does the source.
          hits.map(({ at, page, who, isView }, row) => ({
            ...{ minute: at / MINUTE, page, who, path: String(row), source: `brought by ${row}` },
            ...(isView ? {} : { event: 'e' }),
          })),
        );
        if (!early) tellAll();
        const part = rows.part();
        const first = part.visit('first_hit');
        const pages = [...part.hit('page')].map((id) => dictionary.valueOf('page', id));
        const visits = visitsOf(part, dictionary).map(({ ms, views, exit, source }, visit) =>
          [pages.slice(first[visit], first[visit + 1]), ms, views, exit, source].join(' '),
        );
        expect([...visits].sort()).toEqual(naively(hits, engagements).sort());
        expect(part.visitors).toBe(new Set(hits.map(({ who }) => who).filter((who) => who !== '')).size);

        const [who, starts] = [part.visit('visitor'), part.visit('start')];
        for (let visit = 1; visit < part.linked; visit += 1) {
          const [before, now] = [who[visit - 1] ?? 0, who[visit] ?? 0];
          expect(before < now || (before === now && (starts[visit - 1] ?? 0) < (starts[visit] ?? 0))).toBe(true);
        }
        expect(who.slice(part.linked).every((number) => number === 0)).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});
