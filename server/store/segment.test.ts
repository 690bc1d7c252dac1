import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addEngagement, addHit } from '../testing/day-rows.ts';
import { type DayPart, type HitColumn, type Numbers, VISIT_DIMENSIONS, type VisitColumn } from './columns.ts';
import { createDayRows } from './day-rows.ts';
import { createDictionary } from './dictionary.ts';
import { type Decoded, encodePartColumn, openSegment, STORED_COLUMNS, type StoredColumn } from './segment.ts';

const DAY = { siteId: 1, start: Date.UTC(2026, 10, 21), end: Date.UTC(2026, 10, 22) };
const VISIT_COLUMNS: VisitColumn[] = [
  ...(['visitor', 'start', 'duration', 'pageviews', 'events', 'first_hit'] as const),
  ...VISIT_DIMENSIONS,
];
const HIT_COLUMNS: HitColumn[] = ['time', 'visit', 'event', 'page', 'engaged', 'scroll', 'props'];

/** Keeps what it is given, or nothing at all. */
function decodedColumns(keeps: boolean): Decoded {
  const kept = new Map<string, Numbers>();
  return {
    get(_segment, column, make) {
      const numbers = kept.get(column) ?? make();
      if (keeps) kept.set(column, numbers);
      return numbers;
    },
  };
}

const encode = (part: DayPart) => new Map(STORED_COLUMNS.map((name) => [name, encodePartColumn(part, name)]));

const open = (part: DayPart, blobs: Map<StoredColumn, Uint8Array>, keeps = true) =>
  openSegment({ ...part, id: 7 }, (name) => blobs.get(name), decodedColumns(keeps));

const digits = fc.nat(9).map((digit) => String(digit).repeat(16));
const text = fc.constantFrom('', 'a', 'b', 'c', 'd');
const texts = (length: number) =>
  fc.array(text, { minLength: length, maxLength: length }).map((all) => JSON.stringify(all));
const hit = fc.record({
  at: fc.nat(24 * 3_600_000 - 1).map((ms) => DAY.start + ms),
  page: digits,
  visitor: fc.oneof(digits, fc.constant('')),
  path: text,
  act: fc.oneof(
    fc.constant(null),
    fc.constant(JSON.stringify(['e', null])),
    fc.constant(JSON.stringify(['f', '{"a":1}'])),
  ),
  came: texts(8),
  place: texts(5),
  machine: texts(6),
});
const engagement = fc.record({
  page: digits,
  engagedMs: fc.oneof(fc.constant(0), fc.nat(0xffff_ffff)),
  scrollDepth: fc.nat(100),
});
const part = fc
  .tuple(fc.array(hit, { maxLength: 60 }), fc.array(engagement, { maxLength: 8 }))
  .map(([hits, engagements]) => {
    const rows = createDayRows(DAY, createDictionary());
    for (const each of hits) addHit(rows, each);
    for (const each of engagements) addEngagement(rows, each);
    return rows.part();
  });

it('a segment is the part that it was made of, column by column, in whatever order they are asked for', () => {
  fc.assert(
    fc.property(part, fc.boolean(), fc.boolean(), (part, keeps, hitsFirst) => {
      const opened = open(part, encode(part), keeps);
      const { siteId, start, end, visits, hits, linked, visitors } = part;
      expect(opened).toMatchObject({ siteId, start, end, visits, hits, linked, visitors, id: 7 });
      const ofVisits = () => {
        for (const name of VISIT_COLUMNS) expect([name, ...opened.visit(name)]).toEqual([name, ...part.visit(name)]);
      };
      if (!hitsFirst) ofVisits();
      for (const name of HIT_COLUMNS) expect([name, ...opened.hit(name)]).toEqual([name, ...part.hit(name)]);
      if (hitsFirst) ofVisits();
    }),
    { numRuns: 400 },
  );
});

it('a damaged or missing column is named, also by those that follow from it, and no other suffers', () => {
  const rows = createDayRows(DAY, createDictionary());
  const some = { at: DAY.start, page: '1'.repeat(16), visitor: '2'.repeat(16), path: '/', act: null };
  addHit(rows, { ...some, came: '["r"]', place: '["h","DE","Berlin","Berlin"]', machine: '["Firefox"]' });
  const part = rows.part();
  const blobs = encode(part);
  const damaged = Buffer.from(blobs.get('visit city') ?? []);
  damaged[damaged.length - 1] = 0xff;
  blobs.set('visit city', damaged);
  blobs.delete('hit page');
  const opened = open(part, blobs);
  for (const name of ['city', 'region', 'country'] as const)
    expect(() => opened.visit(name)).toThrow(expect.objectContaining({ column: 'visit city' }));
  for (const name of ['entry_page', 'exit_page'] as const)
    expect(() => opened.visit(name)).toThrow(/hit page is damaged: it is missing/);
  for (const name of VISIT_COLUMNS.filter((name) => !/city|region|country|page$/.test(name)))
    expect([...opened.visit(name)]).toEqual([...part.visit(name)]);
});
