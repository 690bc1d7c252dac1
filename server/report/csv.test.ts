import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReportRequest } from '../contract/report.ts';
import { buildTestApp } from '../testing/build-test-app.ts';
import { aEvent, aView } from '../testing/factories.ts';
import { csvCell, csvOfAnswer } from './csv.ts';

describe('a cell', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    [null, ''],
    [0.25, '0.25'],
    [-1, '-1'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['=HYPERLINK("http://evil.example","x")', '"\'=HYPERLINK(""http://evil.example"",""x"")"'],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['＝1', "'＝1"],
    ['/a=b', '/a=b'],
  ])('of %j is %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
});

/** A reader of RFC 4180 that knows nothing else. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  const cells = text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy);
  for (const [, cell = '', end] of cells) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === '\r\n') rows.push([]);
  }
  expect(rows.pop()).toEqual([]);
  return rows;
}

it('whatever was tracked comes out as it was, or with an apostrophe before it', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('=', '"', ',', '\r', '\n', 'x', '-', "'") }));
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text, fc.option(fc.double()))), (values) => {
      const [query] = ReportRequest.parse({
        range: 'today',
        queries: [{ metrics: ['bounce_rate'], dimensions: ['page', 'source'] }],
      }).queries;
      const rows = values.map(([a, b, number]) => ({ dimensions: [a, b], metrics: [number] }));
      const csv = [...csvOfAnswer(query!, { rows, totals: [0], more: false })].join('');
      const [head, ...lines] = parse(csv);
      expect(head).toEqual(['page', 'source', 'bounce_rate']);
      expect(lines).toHaveLength(values.length);
      for (const [i, line] of lines.entries()) {
        const [a, b, number] = values[i]!;
        for (const [j, was] of [a, b].entries()) {
          expect([was, `'${was}`]).toContain(line[j]);
          expect(line[j]).not.toMatch(/^[=+\-@]/);
        }
        expect(line[2]).toBe(number === null ? '' : String(number));
      }
    }),
  );
});

describe('over HTTP', () => {
  it('an answer and hits are told as a table to who asks for text/csv', async () => {
    const { api, hit, signIn } = await buildTestApp();
    const cookie = await signIn();
    await hit(aView({ u: 'https://example.com/a,b' }));
    await hit(aEvent({ u: 'https://example.com/c', n: '=cmd|calc', d: { plan: 'pro' } }), { 'sec-gpc': '1' });
    const headers = { accept: 'text/csv' };
    const ask = (path: string, body: object) =>
      api('POST', `/api/sites/example.com/${path}`, { cookie, headers, body: { range: 'today', ...body } });
    const query = { metrics: ['pageviews', 'bounce_rate'], dimensions: ['page'] };
    const report = await ask('report', { queries: [query], compare: 'previous' });
    expect(report.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(report.headers.get('content-disposition')).toBe('attachment; filename="example.com.csv"');
    expect(await report.text()).toBe(
      'page,pageviews,bounce_rate,previous pageviews,previous bounce_rate\r\n"/a,b",1,1,0,\r\n',
    );
    const hits = parse(await (await ask('hits', {})).text());
    expect(hits.map((cells) => cells.slice(1, 6))).toEqual([
      ['kind', 'linked', 'page', 'event', 'props'],
      ['event', 'false', '/c', "'=cmd|calc", '{"plan":"pro"}'],
      ['view', 'true', '/a,b', '', ''],
    ]);
    const two = await ask('report', { queries: [query, query] });
    expect(two.status).toBe(400);
    expect(await two.json()).toMatchObject({ error: { field: 'queries' } });
  });
});
