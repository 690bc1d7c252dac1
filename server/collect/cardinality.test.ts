import { describe, expect, it } from 'vitest';
import { createCardinality, type Dimension, MOST_MEANWHILE, MOST_VALUES } from './cardinality.ts';
import { createKeyedHash } from './keyed-hash.ts';

const TODAY = '2026-11-21';
const YESTERDAY = '2026-11-20';
const TOMORROW = '2026-11-22';
const DAY_AFTER = '2026-11-23';

/** Which of `/0` … are admitted, as a count. */
function admitMany(
  { admit }: Pick<ReturnType<typeof createCardinality>, 'admit'>,
  date: string,
  count: number,
  dimension: Dimension = 'page',
): number {
  let admitted = 0;
  for (let i = 0; i < count; i++) if (admit(1, date, dimension, `/a-longer-path/${i}`)) admitted++;
  return admitted;
}

describe('of a site’s day', () => {
  it('50,000 different values are told apart, and not one more', () => {
    expect(admitMany(createCardinality(), TODAY, 60_000)).toBe(50_000);
  });

  it('what is told apart stays so, however many others come', () => {
    const { admit } = createCardinality(3);
    for (const value of ['/a', '/b', '/quite/a/long/path']) expect(admit(1, TODAY, 'page', value)).toBe(true);
    for (let round = 0; round < 2; round++) {
      expect(admit(1, TODAY, 'page', '/new')).toBe(false);
      for (const value of ['/a', '/b', '/quite/a/long/path']) expect(admit(1, TODAY, 'page', value)).toBe(true);
    }
  });

  it('every value is found again while the table grows', () => {
    const cardinality = createCardinality();
    expect(admitMany(cardinality, TODAY, 50_000)).toBe(50_000);
    expect(admitMany(cardinality, TODAY, 50_000)).toBe(50_000);
    expect(cardinality.admit(1, TODAY, 'page', '/another')).toBe(false);
  });

  it('no dimension, site or date takes another’s room', () => {
    const { admit } = createCardinality(1);
    expect(admit(1, TODAY, 'page', '/a')).toBe(true);
    expect(admit(1, TODAY, 'page', '/b')).toBe(false);
    expect(admit(1, TODAY, 'referrer', '/b')).toBe(true);
    expect(admit(2, TODAY, 'page', '/b')).toBe(true);
    expect(admit(1, TOMORROW, 'page', '/b')).toBe(true);
  });
});

describe('a day that is being recollected', () => {
  const hash = createKeyedHash(Buffer.from('a key 42'));
  const stored = Array.from({ length: 50_000 }, (_, i) => `/stored/page/${i}`);

  it('lets few unknown values through, and then none more than the day has room for', () => {
    const cardinality = createCardinality(MOST_VALUES, hash);
    const recollection = cardinality.recollect(1, TODAY);
    expect(admitMany(cardinality, TODAY, 10_000)).toBe(MOST_MEANWHILE);
    recollection.tell('page', Float64Array.from(stored, hash));
    recollection.end();
    expect(stored.every((value) => cardinality.admit(1, TODAY, 'page', value))).toBe(true);
    expect(admitMany(cardinality, TODAY, 10_000)).toBe(MOST_MEANWHILE); // those that were let through, and no other
  });

  it('says so as soon as it lets no more through, and when what is stored turns out to be full', () => {
    const overflow = [{ siteId: 1, date: TODAY, dimension: 'page' }];
    const busy = createCardinality(MOST_VALUES, hash);
    busy.recollect(1, TODAY);
    expect(admitMany(busy, TODAY, MOST_MEANWHILE)).toBe(MOST_MEANWHILE);
    expect(busy.overflowing()).toEqual([]);
    admitMany(busy, TODAY, MOST_MEANWHILE + 1);
    expect(busy.overflowing()).toEqual(overflow);

    const full = createCardinality(MOST_VALUES, hash);
    const recollection = full.recollect(1, TODAY);
    recollection.tell('page', Float64Array.from(stored.slice(1), hash));
    expect(full.overflowing()).toEqual([]);
    recollection.tell('page', Float64Array.from(stored.slice(0, 1), hash));
    expect(full.overflowing()).toEqual(overflow);
  });

  it('gives a dimension that was told all its room at once, and no other', () => {
    const cardinality = createCardinality(MOST_VALUES, hash);
    cardinality.recollect(1, TODAY).endOf('page');
    expect(admitMany(cardinality, TODAY, 10_000)).toBe(10_000);
    expect(admitMany(cardinality, TODAY, 10_000, 'referrer')).toBe(MOST_MEANWHILE);
  });

  it('has all the room again once it has ended, also when there was nothing to tell', () => {
    const cardinality = createCardinality(MOST_VALUES, hash);
    cardinality.recollect(1, TODAY).end();
    expect(admitMany(cardinality, TODAY, 10_000)).toBe(10_000);
  });
});

describe('dates', () => {
  it('of yesterday are still counted, as a server may report late, and do not forget today’s', () => {
    const { admit } = createCardinality(1);
    expect(admit(1, YESTERDAY, 'page', '/a')).toBe(true);
    expect(admit(1, TODAY, 'page', '/b')).toBe(true);
    for (let i = 0; i < 3; i++) {
      expect(admit(1, YESTERDAY, 'page', '/c')).toBe(false);
      expect(admit(1, TODAY, 'page', '/c')).toBe(false);
    }
    expect(admit(1, YESTERDAY, 'page', '/a')).toBe(true);
  });

  it('before them count with yesterday, so that going back in time opens no room', () => {
    const { admit } = createCardinality(1);
    admit(1, TODAY, 'page', '/b');
    admit(1, YESTERDAY, 'page', '/a');
    expect(admit(1, '2026-11-01', 'page', '/c')).toBe(false);
    expect(admit(1, '2026-11-01', 'page', '/a')).toBe(true);
    expect(admit(1, TODAY, 'page', '/b')).toBe(true);
  });

  it('that are over are forgotten', () => {
    const { admit } = createCardinality(1);
    admit(1, YESTERDAY, 'page', '/a');
    admit(1, TODAY, 'page', '/b');
    admit(1, TOMORROW, 'page', '/c');
    // Yesterday is gone; its hits now count with today, which has its one.
    expect(admit(1, YESTERDAY, 'page', '/a')).toBe(false);
  });

  it('far ahead, by a clock that jumped, do not stand in the way when it comes back', () => {
    const { admit } = createCardinality(1);
    admit(1, YESTERDAY, 'page', '/a');
    admit(1, '2099-01-01', 'page', '/a');
    expect(admit(1, TODAY, 'page', '/b')).toBe(true);
    expect(admit(1, TODAY, 'page', '/c')).toBe(false);
    expect(admit(1, TOMORROW, 'page', '/c')).toBe(true);
  });
});

describe('an overflow', () => {
  it('is listed once per site, dimension and date', () => {
    const { admit, overflowing } = createCardinality(1);
    for (const date of [TODAY, TOMORROW]) {
      for (const value of ['a', 'b', 'c', 'd']) {
        admit(1, date, 'utm_term', value);
        admit(2, date, 'city', value);
      }
    }
    expect(overflowing()).toEqual([
      { siteId: 1, dimension: 'utm_term', date: TOMORROW },
      { siteId: 1, dimension: 'utm_term', date: TODAY },
      { siteId: 2, dimension: 'city', date: TOMORROW },
      { siteId: 2, dimension: 'city', date: TODAY },
    ]);
  });

  it('is listed while its date is kept; at exactly the limit there is none', () => {
    const { admit, overflowing } = createCardinality(1);
    admit(1, TODAY, 'page', '/a');
    expect(overflowing()).toEqual([]);
    admit(1, TODAY, 'page', '/b');
    expect(overflowing()).toEqual([{ siteId: 1, dimension: 'page', date: TODAY }]);
    admit(1, YESTERDAY, 'page', '/b');
    expect(overflowing()).toEqual([{ siteId: 1, dimension: 'page', date: TODAY }]);
    admit(1, TOMORROW, 'page', '/a');
    expect(overflowing()).toEqual([{ siteId: 1, dimension: 'page', date: TODAY }]); // tomorrow may be a clock that was wrong
    admit(1, DAY_AFTER, 'page', '/a');
    expect(overflowing()).toEqual([]);
  });
});

it('two values are told apart even when they fall on the same place of the table', () => {
  // A hash of which the table sees the same lower bits for all.
  const { admit } = createCardinality(10, (text) => 2 ** 32 * text.length + 7);
  expect(admit(1, TODAY, 'page', 'x'.repeat(20))).toBe(true);
  expect(admit(1, TODAY, 'page', 'x'.repeat(21))).toBe(true);
  for (let length = 22; length < 30; length++) expect(admit(1, TODAY, 'page', 'x'.repeat(length))).toBe(true);
  expect(admit(1, TODAY, 'page', 'x'.repeat(30))).toBe(false);
  expect(admit(1, TODAY, 'page', 'x'.repeat(20))).toBe(true);
});
