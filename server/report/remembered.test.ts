// What is remembered of finished days: it answers as counting does, is not counted again, and follows what comes late.
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../clock.ts';
import { ReportRequest } from '../contract/report.ts';
import type { DayPart, Numbers } from '../store/columns.ts';
import { createDayRows } from '../store/day-rows.ts';
import { createDictionary } from '../store/dictionary.ts';
import { rebuildSegments } from '../store/rebuild.ts';
import { addHit } from '../testing/day-rows.ts';
import { aRow } from '../testing/factories.ts';
import { wholeReply } from '../testing/whole-reply.ts';
import { openWrittenFile } from '../testing/written-file.ts';
import { openAnalyst } from './analyst.ts';
import { createReport } from './answer.ts';
import { planOf } from './question.ts';
import { addCounted, createRemembered, type Remembered, takeCounted } from './remembered.ts';
import { textOf } from './told.ts';

const DAY = 86_400_000;
const FIRST = Date.UTC(2026, 9, 1);
const NOW = FIRST + 30 * DAY;
const SITE = { id: 1, timezone: 'UTC' };

it('takes what tables have, of a few groups or of all, and adds it to others', () => {
  const tables = () => [Uint32Array.of(0, 5, 0, 7), Float64Array.of(0, 2 ** 40, 1, 0)];
  for (const among of [undefined, [3, 1, 1, 2, 0, 3]]) {
    const taken = tables();
    const counted = takeCounted(taken, 4, among);
    expect([...counted.groups].sort()).toEqual([1, 2, 3]);
    expect(taken.map((table) => [...table])).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
    const into = tables();
    addCounted(into, counted);
    expect(into.map((table) => [...table])).toEqual([
      [0, 10, 0, 14],
      [0, 2 ** 41, 2, 0],
    ]);
  }
});

it('keeps to its memory, and forgets what was asked for longest ago', () => {
  const memory = createRemembered(10_000);
  const large = () => ({ groups: new Uint32Array(500), counts: [new Uint32Array(500)] });
  for (const key of ['a', 'b']) memory.set(key, large());
  expect(memory.get('a')).toBeDefined();
  memory.set('c', large());
  expect(['a', 'b', 'c'].map((key) => memory.get(key) !== undefined)).toEqual([true, false, true]);
});

/** A finished day with so many visitors, and how often one of its columns was looked at. */
function aDay(start: number, visitors: number, dictionary = createDictionary()) {
  const rows = createDayRows({ siteId: 1, start, end: start + DAY }, dictionary);
  for (let i = 0; i < visitors; i += 1) {
    const id = (i + 1).toString(16).padStart(16, '0');
    const facts = { came: '[]', place: '["example.com","DE"]', machine: '[]' };
    addHit(rows, { at: start + i * 1_000, page: id, visitor: id, path: `/${i % 3}`, act: null, ...facts });
  }
  const part = rows.part();
  const looks = { count: 0 };
  const looked =
    <Column>(ask: (column: Column) => Numbers) =>
    (column: Column) => {
      looks.count += 1;
      return ask(column);
    };
  const lasting: DayPart = { ...part, id: start / DAY, visit: looked(part.visit), hit: looked(part.hit) };
  return { part: lasting, looks };
}

const PAGE = {
  queries: [
    { metrics: ['visitors', 'pageviews', 'bounce_rate'] },
    { metrics: ['visitors', 'pageviews'], dimensions: ['time:day'] },
    { metrics: ['visitors', 'pageviews'], dimensions: ['page'] },
    { metrics: ['visitors', 'conversion_rate'], dimensions: ['country'] },
  ],
  filters: [['starts', 'page', ['/']]],
};

it('looks at no column of a day that it has counted before, in this range or another', () => {
  const dictionary = createDictionary();
  const days = [0, 1, 2, 3].map((n) => aDay(FIRST + n * DAY, 10 + n, dictionary));
  const ask = (from: number, to: number, memory?: Remembered) => {
    const request = ReportRequest.parse({ ...PAGE, range: [FIRST + from * DAY, FIRST + to * DAY] });
    const report = createReport(planOf(request, 'UTC', NOW), dictionary, () => [], memory);
    for (const { add, rest } of report.spans) {
      for (const { part } of days) add(part);
      for (const _ of rest());
    }
    return wholeReply(report.answer());
  };
  const looks = () => days.map(({ looks }) => looks.count);
  const memory = createRemembered(1e7);
  for (const [from, to] of [
    [0, 2],
    [1, 3],
    [0, 4],
    [0, 4],
    [2, 3],
  ] as const) {
    expect(ask(from, to, memory), `${from} to ${to}`).toEqual(ask(from, to));
  }
  const before = looks();
  for (const [from, to] of [
    [0, 4],
    [1, 4],
    [0, 1],
  ] as const)
    ask(from, to, memory);
  expect(looks()).toEqual(before);
  ask(0, 4); // the control
  expect(looks()).not.toEqual(before);
  // Half a day is another question.
  expect(ask(0.5, 1.5, memory)).toEqual(ask(0.5, 1.5));
});

it('remembers of a goal what it means: called otherwise it is not counted again, changed it is', () => {
  const dictionary = createDictionary();
  const { part, looks } = aDay(FIRST, 10, dictionary);
  const memory = createRemembered(1e7);
  const goalOf = (name: string, page: string) => ({ name, page, event: null, property: null });
  const ask = (goals: ReturnType<typeof goalOf>[], name: string, memory?: Remembered) => {
    const request = ReportRequest.parse({
      range: [FIRST, FIRST + DAY],
      filters: [['is', 'goal', [name]]],
      queries: [{ metrics: ['visitors', 'conversion_rate'], dimensions: ['goal'] }, { metrics: ['pageviews'] }],
    });
    const report = createReport(planOf(request, 'UTC', NOW, undefined, goals), dictionary, () => [], memory);
    for (const { add, rest } of report.spans) {
      add(part);
      for (const _ of rest());
    }
    return wholeReply(report.answer()).answers.map(({ rows, totals }) => [
      rows.map((row) => row.dimensions[0]),
      ...totals,
    ]);
  };
  const goals = [goalOf('Home', '/0'), goalOf('Bought', '/1')];
  expect(ask(goals, 'Bought', memory)).toEqual([
    [['Bought'], 3, 0.3],
    [[undefined], 3],
  ]);
  const before = looks.count;
  expect(ask([goalOf('Start', '/0'), goalOf('Sale', '/1')], 'Sale', memory)).toEqual([
    [['Sale'], 3, 0.3],
    [[undefined], 3],
  ]);
  expect(looks.count).toBe(before);
  for (const changed of [[goalOf('Home', '/1'), goalOf('Bought', '/0')], goals.toReversed(), goals.slice(1)]) {
    expect(ask(changed, 'Bought', memory)).toEqual(ask(changed, 'Bought'));
  }
  expect(ask([goalOf('Bought', '/0')], 'Bought', memory)[0]).toEqual([['Bought'], 4, 0.4]);
});

it('answers with what came late, before and after its day is made anew', async () => {
  const file = openWrittenFile();
  const visitor = (n: number) => n.toString(16).padStart(16, '0');
  const row = (day: number, n: number) =>
    aRow({
      at: FIRST + day * DAY + n * 1_000,
      visitor: visitor(n + 1),
      pageInstance: visitor(day * 100 + n),
      path: '/a',
    });
  for (let day = 0; day < 5; day += 1) file.store(...[1, 2, 3].map((n) => row(day, n)));
  const seal = () => rebuildSegments(file.path, NOW, () => {});
  await seal();
  const settings = { clock: systemClock, queryBudgetMs: 5_000, onDeath: () => {} };
  const [remembering, counting] = [
    openAnalyst(file.path, settings),
    openAnalyst(file.path, { ...settings, remembers: false }),
  ];
  onTestFinished(() => Promise.all([remembering.close(), counting.close()]).then(() => undefined));
  const request = ReportRequest.parse({ ...PAGE, range: [FIRST, FIRST + 5 * DAY] });
  const visitors = async () => {
    const answers = [remembering, remembering, counting].map((analyst) => textOf(analyst.report(SITE, request, NOW)));
    const [first, again, counted] = await Promise.all(answers);
    expect([first, again]).toEqual([counted, counted]);
    return JSON.parse(first ?? '').answers[0].totals[0];
  };
  expect(await visitors()).toBe(15);
  file.store(row(2, 7));
  expect(await visitors()).toBe(16);
  await seal();
  expect(await visitors()).toBe(16);
});
