import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMinutes, lookAgain, MINUTE_MS, type MinuteCount, runningMinute } from './minutes.ts';

const START = 5_000_000;
/** 20 s past a full minute. */
const WALL = Date.UTC(2026, 10, 21, 12, 0, 20);
const FIRST = WALL / MINUTE_MS - 1 / 3;

/** The minutes of one site, and the two clocks that they are told of. */
function setUp() {
  let now = START;
  let wall = WALL;
  let running = runningMinute(now, wall);
  const minutes = createMinutes(now, running);
  return {
    minutes,
    pass(ms: number) {
      now += ms;
      wall += ms;
    },
    jump(ms: number) {
      wall += ms;
    },
    note: (visitors: number) => minutes.note(visitors, now),
    look(cut = false) {
      const seen = lookAgain(running, now, wall);
      running = seen.running;
      return minutes.take(now, running, seen.jumped || cut);
    },
  };
}

describe('a minute', () => {
  it('begins with the wall clock’s, and says the most that were there and how long they were', () => {
    const { note, pass, look, minutes } = setUp();
    note(2);
    pass(30_000);
    note(1);
    pass(10_000);
    expect(look()).toEqual([{ minute: FIRST, peak: 2, visitorMs: 2 * 30_000 + 10_000 }]);
    pass(60_000);
    expect(look()).toEqual([{ minute: FIRST + 1, peak: 1, visitorMs: 60_000 }]);
    expect(minutes.peaks().slice(-4)).toEqual([0, 2, 1, 1]);
  });

  it('in which nobody was there is not told', () => {
    const { note, pass, look } = setUp();
    pass(60_000);
    expect(look()).toEqual([]);
    note(1);
    note(0);
    pass(60_000);
    expect(look()).toEqual([{ minute: FIRST + 1, peak: 1, visitorMs: 0 }]);
    pass(60_000);
    expect(look()).toEqual([]);
  });

  it('is told in parts when it is cut, and the parts add up', () => {
    const { note, pass, look } = setUp();
    note(3);
    pass(10_000);
    expect(look(true)).toEqual([{ minute: FIRST, peak: 3, visitorMs: 30_000 }]);
    pass(30_000);
    expect(look()).toEqual([{ minute: FIRST, peak: 3, visitorMs: 90_000 }]);
  });

  it.each([
    ['a little ahead', 900],
    ['a little behind', -900],
  ])('is neither skipped nor begun twice when the wall clock is set %s', (_, ms) => {
    const { note, pass, jump, look } = setUp();
    note(1);
    pass(40_000);
    jump(ms);
    const told = look();
    for (let i = 0; i < 5; i += 1) {
      pass(60_000);
      told.push(...look());
    }
    expect(told.map(({ minute }) => minute)).toEqual([0, 1, 2, 3, 4, 5].map((i) => FIRST + i).slice(0, told.length));
    expect(told.length).toBeGreaterThanOrEqual(5);
    for (const { visitorMs } of told) expect(visitorMs).toBeLessThanOrEqual(60_000);
  });

  it.each([3_600_000, -3_600_000, 86_400_000, -86_400_000])(
    'is called by another name after the wall clock jumped by %i ms, and the bars stand where they stood',
    (ms) => {
      const { note, pass, jump, look, minutes } = setUp();
      note(4);
      pass(60_000);
      look();
      note(2);
      jump(ms);
      const part = look();
      expect(part).toEqual([{ minute: FIRST + 1, peak: 4, visitorMs: 80_000 }]);
      expect(minutes.peaks().slice(-3)).toEqual([0, 4, 4]);
      pass(40_000);
      expect(look()).toEqual([{ minute: FIRST + 1 + ms / MINUTE_MS, peak: 2, visitorMs: 80_000 }]);
      expect(minutes.peaks().slice(-4)).toEqual([0, 4, 4, 2]);
    },
  );

  it('is believed for two minutes and no longer when nobody looked, as on a laptop that slept', () => {
    const { note, pass, look } = setUp();
    note(1);
    pass(8 * 3_600_000);
    const told = look();
    expect(told.map(({ minute }) => minute - FIRST)).toEqual([0, 1, 2]);
    expect(told.reduce((sum, { visitorMs }) => sum + visitorMs, 0)).toBe(120_000);
  });
});

// The oracle: every tenth of a second by itself, put into the minute that the wall clock was last seen to show.
const TICK_MS = 100;

function createOracle() {
  const found = new Map<number, { peak: number; visitorMs: number }>();
  let now = START;
  let wall = WALL;
  let offset = WALL - START;
  let current = 0;
  const here = () => {
    const minute = Math.floor((now + offset) / MINUTE_MS);
    const known = found.get(minute) ?? { peak: 0, visitorMs: 0 };
    found.set(minute, known);
    known.peak = Math.max(known.peak, current);
    return known;
  };
  return {
    pass(ms: number) {
      for (let passed = 0; passed < ms; passed += TICK_MS) {
        here().visitorMs += current * TICK_MS;
        now += TICK_MS;
        wall += TICK_MS;
        here();
      }
    },
    jump(ms: number) {
      wall += ms;
    },
    note(visitors: number) {
      current = visitors;
      here();
    },
    look() {
      offset = wall - now;
      here();
    },
    found: () => [...found].filter(([, { peak }]) => peak > 0).sort(([a], [b]) => a - b),
  };
}

const step = fc.record({
  ms: fc.integer({ min: 0, max: 550 }).map((ticks) => ticks * TICK_MS),
  what: fc.oneof(
    fc.record({ note: fc.integer({ min: 0, max: 5 }) }),
    fc.constant('look' as const),
    fc.record({ jump: fc.constantFrom(-86_400_000, -3_600_000, -7_000, 7_000, 90_000, 3_600_000) }),
  ),
});

it('agrees with the naive integral on every minute, whatever happens and however the wall clock jumps', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const real = setUp();
      const oracle = createOracle();
      const told: MinuteCount[] = [];
      for (const { ms, what } of steps) {
        real.pass(ms);
        oracle.pass(ms);
        if (what === 'look') {
          told.push(...real.look());
          oracle.look();
        } else if ('note' in what) {
          real.note(what.note);
          oracle.note(what.note);
        } else {
          real.jump(what.jump);
          oracle.jump(what.jump);
          told.push(...real.look());
          oracle.look();
        }
      }
      told.push(...real.look(true));
      oracle.look();
      const sums = new Map<number, { peak: number; visitorMs: number }>();
      for (const { minute, peak, visitorMs } of told) {
        expect(peak).toBeGreaterThan(0);
        expect(visitorMs).toBeGreaterThanOrEqual(0);
        expect(visitorMs).toBeLessThanOrEqual(peak * MINUTE_MS);
        const known = sums.get(minute) ?? { peak: 0, visitorMs: 0 };
        sums.set(minute, { peak: Math.max(known.peak, peak), visitorMs: known.visitorMs + visitorMs });
      }
      expect([...sums].sort(([a], [b]) => a - b)).toEqual(oracle.found());
    }),
    { numRuns: 300 },
  );
});
