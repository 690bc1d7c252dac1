import { describe, expect, it } from 'vitest';
import { createKeyedHash } from '../keyed-hash.ts';
import { createCardinality, type Dimension, MOST_VALUES } from './cardinality.ts';
import { createLedger } from './ledger.ts';

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

describe('after a restart', () => {
  const hash = createKeyedHash(Buffer.from('a key 42'));
  const stored = Array.from({ length: 50_000 }, (_, i) => `/stored/page/${i}`);
  /** A guard that is told what the one before it, which had admitted so many, has left in the ledger. */
  function restarted(admitted: number) {
    const ledger = createLedger();
    const before = createCardinality(MOST_VALUES, hash, ledger);
    for (const value of stored.slice(0, admitted)) before.admit(1, TODAY, 'page', value);
    return { ledger, cardinality: createCardinality(MOST_VALUES, hash, ledger) };
  }

  it('unknown values take the room that was not reserved, and nothing more', () => {
    for (const [admitted, left] of [
      [0, 50_000],
      [1, 49_000],
      [1_000, 49_000],
      [1_001, 48_000],
      [45_500, 4_000],
      [49_001, 0],
      [50_000, 0],
    ] as const)
      expect([admitted, admitMany(restarted(admitted).cardinality, TODAY, 60_000)]).toEqual([admitted, left]);
  });

  it('ten thousand pages of an ordinary day are told apart before anybody recollects them', () => {
    const { cardinality } = restarted(10_000);
    expect(stored.slice(0, 10_000).every((value) => cardinality.admit(1, TODAY, 'page', value))).toBe(true);
    expect(cardinality.overflowing()).toEqual([]);
  });

  it('a full day that is recollected knows its values again, and no other', () => {
    const { cardinality } = restarted(50_000);
    expect(cardinality.admit(1, TODAY, 'page', stored[0] as string)).toBe(false); // for the moment
    const recollection = cardinality.recollect(1, TODAY);
    recollection.tell('page', Float64Array.from(stored, hash));
    recollection.endOf('page');
    recollection.end();
    expect(stored.every((value) => cardinality.admit(1, TODAY, 'page', value))).toBe(true);
    expect(admitMany(cardinality, TODAY, 10_000)).toBe(0);
  });

  it('a dimension that was recollected has the room that its values leave, at once; no other has', () => {
    const { cardinality, ledger } = restarted(30_000);
    ledger.reserve(1, TODAY, 'referrer', 30_000);
    const recollection = cardinality.recollect(1, TODAY);
    recollection.tell('page', Float64Array.from(stored.slice(0, 100), hash));
    recollection.endOf('page');
    expect(admitMany(cardinality, TODAY, 60_000)).toBe(49_900);
    expect(admitMany(cardinality, TODAY, 60_000, 'referrer')).toBe(20_000);
  });

  it('what values do not need is given back when all is recollected, so that a hundred restarts cost no room', () => {
    const ledger = createLedger();
    for (let restart = 0; restart < 100; restart++) {
      const cardinality = createCardinality(MOST_VALUES, hash, ledger);
      for (const value of stored.slice(0, 500)) expect(cardinality.admit(1, TODAY, 'page', value)).toBe(true);
      const recollection = cardinality.recollect(1, TODAY);
      recollection.tell('page', Float64Array.from(stored.slice(0, 500), hash));
      recollection.endOf('page');
      cardinality.admit(1, TODAY, 'page', stored[0] as string);
      recollection.end();
      expect(ledger.reserved(1, TODAY, 'page')).toBe(1_000);
    }
  });

  it('what is reserved between the telling of a set and its end is not given back', () => {
    const { cardinality, ledger } = restarted(30_000);
    const recollection = cardinality.recollect(1, TODAY);
    recollection.endOf('page');
    expect(admitMany(cardinality, TODAY, 1_500)).toBe(1_500);
    recollection.end();
    expect(ledger.reserved(1, TODAY, 'page')).toBe(2_000);
  });

  it('a day with nothing stored has all the room again', () => {
    const { cardinality, ledger } = restarted(50_000);
    cardinality.admit(1, TODAY, 'page', '/new');
    cardinality.recollect(1, TODAY).end();
    expect(ledger.reserved(1, TODAY, 'page')).toBe(0);
    expect(admitMany(cardinality, TODAY, 60_000)).toBe(50_000);
  });

  it('says that it is full as soon as it lets no more through, and when what is stored turns out to be so', () => {
    const overflow = [{ siteId: 1, date: TODAY, dimension: 'page' }];
    const { cardinality: busy } = restarted(46_000);
    expect(admitMany(busy, TODAY, 4_000)).toBe(4_000);
    expect(busy.overflowing()).toEqual([]);
    admitMany(busy, TODAY, 4_001);
    expect(busy.overflowing()).toEqual(overflow);

    const { cardinality: full } = restarted(50_000);
    const recollection = full.recollect(1, TODAY);
    recollection.tell('page', Float64Array.from(stored.slice(1), hash));
    expect(full.overflowing()).toEqual([]);
    recollection.tell('page', Float64Array.from(stored.slice(0, 1), hash));
    expect(full.overflowing()).toEqual(overflow);
  });

  it('more values than were reserved, as of before there was a ledger, are reserved when they are known', () => {
    const ledger = createLedger();
    const recollection = createCardinality(MOST_VALUES, hash, ledger).recollect(1, TODAY);
    recollection.tell('page', Float64Array.from(stored.slice(0, 7_500), hash));
    recollection.endOf('page');
    expect(ledger.reserved(1, TODAY, 'page')).toBe(8_000);
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

  it('before them have room of their own, once, however often they come back', () => {
    const { admit } = createCardinality(1);
    admit(1, TODAY, 'page', '/b');
    admit(1, YESTERDAY, 'page', '/a');
    for (let i = 0; i < 3; i++) {
      expect(admit(1, '2026-11-01', 'page', `/c/${i}`)).toBe(i === 0);
      expect(admit(1, '2026-11-02', 'page', `/d/${i}`)).toBe(i === 0);
      expect(admit(1, TODAY, 'page', '/b')).toBe(true);
      expect(admit(1, YESTERDAY, 'page', '/c')).toBe(false);
    }
  });

  it('that are over are forgotten, but for how many values they have', () => {
    const { admit } = createCardinality(1);
    admit(1, YESTERDAY, 'page', '/a');
    admit(1, TODAY, 'page', '/b');
    admit(1, TOMORROW, 'page', '/c');
    expect(admit(1, YESTERDAY, 'page', '/a')).toBe(false);
    expect(admit(1, TODAY, 'page', '/b')).toBe(true);
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
