// Which way a clock can go wrong: by a second or a year, to and fro, and to the moments at which calendars and counters turn.
// Pure; a seed repeats them.

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STEPS = [SECOND, 10 * SECOND, 60 * SECOND, HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY];

/** Each a moment before something turns. */
const MOMENTS = [
  ...[Date.UTC(2026, 9, 25, 1), Date.UTC(2027, 2, 28, 1)], // Europe's clocks change
  ...[Date.UTC(2026, 10, 1, 6), Date.UTC(2027, 2, 14, 7)], // America's
  ...[Date.UTC(2026, 9, 3, 15, 30), Date.UTC(2027, 3, 3, 15)], // Lord Howe's, by half an hour
  Date.UTC(2038, 0, 19, 3, 14, 8), // seconds no longer fit into 31 bits
  ...[Date.UTC(2028, 1, 29), Date.UTC(2028, 2, 1), Date.UTC(2027, 0, 1), Date.UTC(2030, 11, 31)],
  ...[Date.UTC(2001, 8, 9, 1, 46, 40), Date.UTC(2000, 0, 1)], // a machine without a battery
];

/** The ISO date in a zone. @param {string} zone @param {number} instant */
export const dateIn = (zone, instant) => formatter(zone).format(instant);

/** @type {Map<string, Intl.DateTimeFormat>} */
const formatters = new Map();
function formatter(timeZone) {
  const known =
    formatters.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formatters.set(timeZone, known);
  return known;
}

/** The first moment of the zone's next date, to the millisecond. */
function nextMidnight(zone, from) {
  const today = dateIn(zone, from);
  let before = from;
  let after = from + 2 * DAY;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dateIn(zone, middle) === today) before = middle;
    else after = middle;
  }
  return after;
}

/**
 * `next(wall)` says what the clock is to show now, and why. Half of the jumps undo the one before them, as a time server does
 * that corrects an operator's slip.
 *
 * @param {import('./harness.mjs').Context['random']} random
 * @param {string[]} zones
 */
export function createJumps(random, zones) {
  let back = /** @type {number | undefined} */ (undefined);
  return function next(wall) {
    if (back !== undefined) {
      const delta = back;
      back = undefined;
      return { to: wall + delta, why: 'back' };
    }
    const sort = random.between(0, 9);
    // A little before the turn, so that it is passed while the server runs.
    const before = random.between(50, 1_500);
    const zone = random.pick(zones);
    const moment =
      sort < 3
        ? { to: nextMidnight(zone, wall) - before, why: `midnight in ${zone}` }
        : sort < 5
          ? { to: random.pick(MOMENTS) - before, why: 'a turn' }
          : { to: wall + random.pick(STEPS) * random.pick([1, -1]), why: 'a step' };
    if (random.chance(0.7) || Math.abs(moment.to - Date.now()) > 14 * 365 * DAY) back = wall - moment.to;
    return moment;
  };
}
