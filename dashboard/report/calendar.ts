// Dates, and the minutes, hours, days, weeks and months of a site's own clock, as the server cuts a range into them. A day on which the
// clock is set has 23 or 25 hours, and an hour that comes twice is two. Pure.
import type { TimeUnit } from '../../server/contract/report.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** No zone changes its offset but on a full quarter of an hour. */
const QUARTER_MS = 15 * MINUTE_MS;

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  let clock: Intl.DateTimeFormat;
  try {
    clock = new Intl.DateTimeFormat('en-US', { ...parts, era: 'short', hourCycle: 'h23', timeZone });
  } catch {
    clock = clockOf('UTC'); // a zone that this browser does not know
  }
  clocks.set(timeZone, clock);
  return clock;
}

/** What the zone's clock is ahead of UTC at an instant, in ms. */
export function offsetAt(timeZone: string, instantMs: number): number {
  const shown: { [part: string]: number } = {};
  for (const { type, value } of clockOf(timeZone).formatToParts(instantMs)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(instantMs / MINUTE_MS) * MINUTE_MS;
}

const isoDate = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The date on the zone's calendar, e.g. `2026-11-21`. */
export const dateAt = (timeZone: string, instantMs: number) => isoDate(instantMs + offsetAt(timeZone, instantMs));

/** How many minutes of its day the zone's clock shows. */
export const minuteAt = (timeZone: string, instantMs: number) =>
  Math.floor((instantMs + offsetAt(timeZone, instantMs)) / MINUTE_MS) % (DAY_MS / MINUTE_MS);

export const addDays = (date: string, days: number) => isoDate(Date.parse(date) + days * DAY_MS);

/** The same day of another month, or its last day where that is shorter. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const length = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return isoDate(Date.UTC(year, month - 1 + months, Math.min(day, length)));
}

/** When a date begins in a zone: at midnight, or, where that is left out, right after it. */
export function startOfDate(timeZone: string, date: string): number {
  const midnight = Date.parse(date);
  const [before, after] = [midnight - DAY_MS, midnight + DAY_MS].map((at) => offsetAt(timeZone, at)) as [
    number,
    number,
  ];
  const starts = [...new Set([midnight - before, midnight - after])].sort((a, b) => a - b);
  const found = starts.find((at) => dateAt(timeZone, at) === date && dateAt(timeZone, at - 1) < date);
  if (found !== undefined) return found;
  let at = Math.min(...starts) - QUARTER_MS;
  while (dateAt(timeZone, at) < date) at += QUARTER_MS;
  return at;
}

/** The zone's next midnight. */
export const midnightAfter = (timeZone: string, instantMs: number) =>
  startOfDate(timeZone, addDays(dateAt(timeZone, instantMs), 1));

/** The Monday of its week, the first of its month, or the date itself. */
export function firstDateOf(unit: TimeUnit, date: string): string {
  if (unit === 'month') return `${date.slice(0, 7)}-01`;
  return unit === 'week' ? addDays(date, -((new Date(date).getUTCDay() + 6) % 7)) : date;
}

const nextDateOf = (unit: TimeUnit, date: string) =>
  unit === 'month' ? addMonths(date, 1) : addDays(date, unit === 'week' ? 7 : 1);

export interface Bucket {
  startMs: number;
  endMs: number;
}

/** In order, all that hold a part of `[from, to)`; the first may begin before it. */
export function bucketsOf(unit: TimeUnit, [from, to]: readonly [number, number], timeZone: string): Bucket[] {
  if (to <= from) return [];
  const starts =
    unit === 'minute' || unit === 'hour'
      ? startsByClock(unit === 'minute' ? MINUTE_MS : HOUR_MS, from, to, timeZone)
      : startsByCalendar(unit, from, to, timeZone);
  const end = starts.pop() ?? to;
  return starts.map((startMs, i) => ({ startMs, endMs: starts[i + 1] ?? end }));
}

/** With the end of the last. */
function startsByCalendar(unit: TimeUnit, from: number, to: number, timeZone: string): number[] {
  let date = firstDateOf(unit, dateAt(timeZone, from));
  const starts = [startOfDate(timeZone, date)];
  while (starts.at(-1)! < to) {
    date = nextDateOf(unit, date);
    const start = startOfDate(timeZone, date);
    if (start > starts.at(-1)!) starts.push(start); // a zone that skipped a date has it not
  }
  return starts;
}

interface Stretch {
  from: number;
  to: number;
  offset: number;
}

/** Between two settings of the zone's clock it runs like any other, so that only those are looked for; no two lie within half a day. */
function* stretchesOf(timeZone: string, from: number, to: number): Iterable<Stretch> {
  let start = from;
  let offset = offsetAt(timeZone, from);
  for (let at = from; at < to; ) {
    const next = Math.min(to, at + DAY_MS / 2);
    const then = offsetAt(timeZone, next);
    if (then !== offset) {
      let [low, high] = [Math.floor(at / QUARTER_MS), Math.ceil(next / QUARTER_MS)];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (offsetAt(timeZone, middle * QUARTER_MS) === offset) low = middle;
        else high = middle;
      }
      yield { from: start, to: high * QUARTER_MS, offset };
      [start, offset] = [high * QUARTER_MS, then];
    }
    at = next;
  }
  if (start < to) yield { from: start, to, offset };
}

/** With the end of the last. An hour in which the clock is set is two. */
function startsByClock(length: number, from: number, to: number, timeZone: string): number[] {
  const starts: number[] = [];
  let end = to;
  for (const stretch of stretchesOf(timeZone, from, to)) {
    const { offset } = stretch;
    const floor = (at: number) => Math.floor((at + offset) / length) * length - offset;
    let at = starts.length === 0 ? floor(stretch.from) : stretch.from;
    for (; at < Math.min(stretch.to, to); at = floor(at) + length) starts.push(at);
    end = at;
  }
  return [...starts, Math.max(end, to)];
}

/** When the bucket begins that a report's row names: an instant, a date, a week's Monday or a month. */
export function startOfLabel(unit: TimeUnit, label: string, timeZone: string): number {
  if (unit === 'minute' || unit === 'hour') return Date.parse(label);
  return startOfDate(timeZone, unit === 'month' ? `${label}-01` : label);
}
