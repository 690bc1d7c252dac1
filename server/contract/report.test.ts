import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../files.ts';
import { VISIT_DIMENSIONS } from '../store/columns.ts';
import { refuseInvalid } from '../zod-routes.ts';
import { NewGoalRequest } from './goals.ts';
import { HitsRequest, METRICS, RANGES, ReportRequest, VISIT_DIMENSION_NAMES } from './report.ts';

const QUERY = { metrics: ['visitors'] };
const ask = (over: object) => ({ range: 'today', queries: [QUERY], ...over });
const filtered = (...filters: unknown[]) => ask({ filters });
const by = (query: object) => ask({ queries: [QUERY, { ...QUERY, ...query }] });
const deep = (levels: number): unknown => (levels === 0 ? ['is', 'page', ['/']] : ['not', deep(levels - 1)]);

describe('a question', () => {
  it.each<[string, object]>([
    ['with nothing but a range and a query', ask({})],
    ['between dates', ask({ range: ['2026-11-01', '2026-11-01'] })],
    ['between instants', ask({ range: ['2026-11-01T00:00:00+01:00', '2026-11-01T12:30Z'] })],
    ['between ms, as replies say them', ask({ range: [1_700_000_000_000, 1_700_000_000_001] })],
    ['in another zone, compared', ask({ timezone: 'Asia/Kathmandu', compare: 'year' })],
    ['compared with any range', ask({ compare: ['2025-11-01', '2025-11-30'] })],
    [
      'filtered in every way',
      filtered(
        [
          'and',
          [
            ['is', 'country', ['AT', 'DE']],
            ['not', ['or', [['contains', 'page', ['x']]]]],
          ],
        ],
        ['starts', 'prop:plan', ['p']],
        ['is', 'referrer', ['']],
      ),
    ],
    ['deep enough', filtered(deep(8))],
    [
      'in any order',
      by({
        dimensions: ['page', 'time:week'],
        order: [
          ['time:week', 'desc'],
          ['visitors', 'asc'],
        ],
      }),
    ],
    ['of the most at once by the hour', by({ metrics: ['peak_live'], dimensions: ['time:hour'] })],
  ])('%s is taken', (_what, request) => {
    expect(ReportRequest.safeParse(request).error).toBeUndefined();
  });

  it.each<[string, object, string, string]>([
    ['an unknown metric', by({ metrics: ['likes'] }), 'queries.1.metrics.0', 'visitors or visits'],
    ['no metric', by({ metrics: [] }), 'queries.1.metrics', 'empty'],
    ['an unknown dimension', by({ dimensions: ['mood'] }), 'queries.1.dimensions.0', 'entry_page'],
    ['a property without a name', by({ dimensions: ['prop:'] }), 'queries.1.dimensions.0', 'prop:'],
    ['a dimension twice', by({ dimensions: ['page', 'page'] }), 'queries.1.dimensions.1', 'twice'],
    ['an order by what is not asked', by({ order: [['visits', 'desc']] }), 'queries.1.order.0.0', 'of this query'],
    ['an order of no direction', by({ order: [['visitors', 'up']] }), 'queries.1.order.0.1', 'asc or desc'],
    ['too many rows', by({ limit: 1_000_000 }), 'queries.1.limit', '100000'],
    ['no row', by({ limit: 0 }), 'queries.1.limit', '1'],
    ['a number as text', by({ limit: '10' }), 'queries.1.limit', 'number'],
    ['a negative offset', by({ offset: -1 }), 'queries.1.offset', '0'],
    ['no query', ask({ queries: [] }), 'queries', 'empty'],
    ['an unknown key', ask({ sort: 'up' }), 'sort', 'not a known field'],
    ['no range', { queries: [QUERY] }, 'range', 'today'],
    ['an unknown range', ask({ range: 'tomorrow' }), 'range', 'yesterday'],
    ['a range without an end', ask({ range: ['2026-11-01'] }), 'range.1', 'an end'],
    ['a range of three', ask({ range: ['2026-11-01', '2026-11-02', '2026-11-03'] }), 'range', '[from, to]'],
    ['a day that never was', ask({ range: ['2026-02-30', '2026-03-01'] }), 'range.0', 'date'],
    ['an instant without an offset', ask({ range: ['2026-02-01T00:00', '2026-03-01T00:00'] }), 'range.0', 'offset'],
    ['a date and an instant', ask({ range: ['2026-02-01', '2026-03-01T00:00Z'] }), 'range.1', 'same kind'],
    ['a range backwards', ask({ range: ['2026-02-02', '2026-02-01'] }), 'range.1', 'later'],
    ['an empty range', ask({ range: [1_700_000_000_000, 1_700_000_000_000] }), 'range.1', 'later'],
    ['a range of another age', ask({ range: ['0001-01-01', '9999-12-31'] }), 'range.0', '1990'],
    ['an unknown zone', ask({ timezone: 'Mars/Olympus' }), 'timezone', 'IANA'],
    ['SQL as a zone', ask({ timezone: "UTC'; DROP TABLE hits; --" }), 'timezone', 'IANA'],
    ['an unknown comparison', ask({ compare: 'sometimes' }), 'compare', 'previous'],
    ['a comparison without an end', ask({ compare: ['2026-11-01'] }), 'compare.1', 'an end'],
    ['everything compared with before', ask({ range: 'all', compare: 'previous' }), 'compare', 'nothing before'],
    ['an unknown operator', filtered(['like', 'page', ['%']]), 'filters.0.0', 'contains'],
    ['a pattern', filtered(['matches', 'page', ['.*']]), 'filters.0.0', 'later'],
    ['what was done', filtered(['not', ['has_done', ['is', 'event', ['x']]]]), 'filters.0.1.0', 'later'],
    ['an unknown dimension in a filter', filtered(['is', 'mood', ['x']]), 'filters.0.1', 'entry_page'],
    ['a time in a filter', filtered(['is', 'time:hour', ['x']]), 'filters.0.1', 'narrow the range'],
    ['no value', filtered(['is', 'page', []]), 'filters.0.2', '1 to 100'],
    ['a number as value', filtered(['is', 'page', [1]]), 'filters.0.2', 'texts'],
    ['an empty and', filtered(['and', []]), 'filters.0.1', 'empty'],
    [
      'a fault far inside',
      filtered([
        'and',
        [
          ['is', 'page', ['/']],
          ['or', [['is', 'x', ['/']]]],
        ],
      ]),
      'filters.0.1.1.1.0.1',
      '',
    ],
    ['no list', filtered('page == /'), 'filters.0', 'list'],
    ['one too deep', filtered(deep(40)), 'filters.0.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1', 'deep'],
    ['peak_live by page', by({ metrics: ['peak_live'], dimensions: ['page'] }), 'queries.1.dimensions.0', 'time only'],
    [
      'peak_live, filtered',
      ask({ queries: [{ metrics: ['visits', 'peak_live'] }], filters: [['is', 'page', ['/']]] }),
      'queries.0.metrics.1',
      'whole site',
    ],
  ])('%s is refused, and the field is named', (_what, request, field, message) => {
    const { error } = ReportRequest.safeParse(request, { reportInput: true });
    const refusal = error && refuseInvalid(error);
    expect(refusal).toMatchObject({ field });
    expect(refusal?.status).toBe(400);
    expect(refusal?.message).toContain(message);
  });

  it('for hits has a range and a page of them', () => {
    expect(HitsRequest.parse({ range: 'today' })).toEqual({ range: 'today', filters: [], limit: 100, offset: 0 });
    expect(HitsRequest.safeParse({ range: 'today', limit: 1_000_001 }).success).toBe(false);
  });
});

it('the examples of the documentation are taken as they stand there', () => {
  const text = readFileSync(join(packageRoot, 'docs/reports.md'), 'utf8');
  const examples = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json) as object);
  expect(examples).toHaveLength(5);
  for (const example of examples) {
    const schema = 'queries' in example ? ReportRequest : 'name' in example ? NewGoalRequest : HitsRequest;
    expect(schema.safeParse(example).error).toBeUndefined();
  }
  for (const name of [...METRICS, ...VISIT_DIMENSION_NAMES, ...RANGES]) expect(text).toContain(`\`${name}\``);
});

it('what is asked by is what is stored', () => {
  expect(VISIT_DIMENSION_NAMES).toEqual(VISIT_DIMENSIONS);
});
