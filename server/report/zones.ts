// Ranges and buckets of time on the clocks of any zone, as instants. Pure. The one insight: between two changes of a zone's offset
// its clock runs like any other, so that only those changes are asked of Temporal and the rest is division.
import { Temporal } from 'temporal-polyfill';
import { dayOf } from '../calendar.ts';
import type { RangeName, Span, TimeUnit } from '../contract/report.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `[from, to)` in ms since 1970. */
export interface Interval {
  from: number;
  to: number;
}

const zoned = (timezone: string, instant: number) =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone);
const dateOf = (timezone: string, instant: number) => zoned(timezone, instant).toPlainDate();
const startOf = (timezone: string, date: Temporal.PlainDate) => date.toZonedDateTime(timezone).epochMilliseconds;
const days = (timezone: string, first: Temporal.PlainDate, end: Temporal.PlainDate): Interval => ({
  from: startOf(timezone, first),
  to: startOf(timezone, end),
});

/** Ranges of whole days that end with today: how far back the first lies. */
const DAYS_BACK: { [Name in RangeName]?: number } = { today: 0, '7d': 6, '28d': 27, '30d': 29, '91d': 90 };
const MONTHS: { [Name in RangeName]?: { back: number; count: number } } = {
  month: { back: 0, count: 1 },
  last_month: { back: 1, count: 1 },
  '6mo': { back: 5, count: 6 },
  '12mo': { back: 11, count: 12 },
};

/**
 * What a range means at `now`. The days, months and years that are running are in it, to their end; `24h` is the running hour of the
 * zone's clock and the 23 hours before it; `all` begins with the day of `first`, the site's first hit.
 */
export function intervalOf(range: RangeName | Span, timezone: string, now: number, first = now): Interval {
  if (typeof range !== 'string') return spanOf(range, timezone);
  const today = dateOf(timezone, now);
  const tomorrow = today.add({ days: 1 });
  const daysBack = DAYS_BACK[range];
  if (daysBack !== undefined) return days(timezone, today.subtract({ days: daysBack }), tomorrow);
  const months = MONTHS[range];
  if (months) {
    const start = today.with({ day: 1 }).subtract({ months: months.back });
    return days(timezone, start, start.add({ months: months.count }));
  }
  switch (range) {
    case 'yesterday':
      return days(timezone, today.subtract({ days: 1 }), today);
    case 'year': {
      const start = today.with({ month: 1, day: 1 });
      return days(timezone, start, start.add({ years: 1 }));
    }
    case '24h': {
      const to = (bucketsOf(timezone, 'hour', { from: now, to: now + 1 }).starts[0] ?? now) + HOUR;
      return { from: to - 24 * HOUR, to };
    }
    default:
      return { from: dayOf(timezone, Math.min(first, now)).start, to: startOf(timezone, tomorrow) };
  }
}

function spanOf([from, to]: Span, timezone: string): Interval {
  if (typeof from === 'number' || typeof to === 'number') return { from: Number(from), to: Number(to) };
  if (from.includes('T')) return { from: Date.parse(from), to: Date.parse(to) };
  return days(timezone, Temporal.PlainDate.from(from), Temporal.PlainDate.from(to).add({ days: 1 }));
}

/**
 * What a range is compared with: as many days, months or years (of anything else, as much time) right before it; or the same a
 * year earlier; or another range. Of what has not ended, only as much is compared as has passed: today until ten o'clock with
 * yesterday until ten o'clock.
 */
export function comparedWith(
  compare: 'previous' | 'year' | Span,
  range: RangeName | Span,
  timezone: string,
  interval: Interval,
  now: number,
): Interval {
  if (typeof compare !== 'string') return spanOf(compare, timezone);
  const back = compare === 'year' ? { years: 1 } : lengthOf(range, timezone, interval);
  const earlier = (instant: number) => zoned(timezone, instant).subtract(back).epochMilliseconds;
  const isDays = range !== '24h' && !(typeof range !== 'string' && isInstants(range));
  const isRunning = now > interval.from && now < interval.to;
  if (!isDays) {
    // As long as the range: a clock that was set in between would make it shorter, or less than nothing.
    const from = earlier(interval.from);
    return { from, to: from + (isRunning ? now : interval.to) - interval.from };
  }
  // A day begins when its zone says so, which is not always at midnight.
  const from = startOf(timezone, dateOf(timezone, interval.from).subtract(back));
  const whole = startOf(timezone, dateOf(timezone, interval.to).subtract(back));
  return { from, to: Math.max(from, isRunning ? Math.min(whole, earlier(now)) : whole) };
}

const isInstants = ([from]: Span): boolean => typeof from === 'number' || from.includes('T');

function lengthOf(range: RangeName | Span, timezone: string, { from, to }: Interval): Temporal.DurationLike {
  if (range === 'year') return { years: 1 };
  if (range === '24h') return { hours: 24 };
  if (typeof range === 'string') {
    const months = MONTHS[range];
    if (months) return { months: months.count };
  } else if (isInstants(range)) return { milliseconds: to - from };
  return { days: dateOf(timezone, from).until(dateOf(timezone, to)).days };
}

export interface Buckets {
  /** When each begins, ascending; the first holds the interval's beginning, and may begin before it. */
  starts: number[];
  /** An ISO instant with its offset; of a day its date, of a week its Monday's date, of a month `2026-11`. */
  labelOf(index: number): string;
}

/** A stretch in which a zone's offset from UTC, in ms, stays the same. */
interface Stretch extends Interval {
  offset: number;
}

function* stretchesOf(timezone: string, { from, to }: Interval): Iterable<Stretch> {
  let at = zoned(timezone, from);
  while (at.epochMilliseconds < to) {
    const next = at.getTimeZoneTransition('next');
    const end = Math.min(to, next?.epochMilliseconds ?? to);
    yield { from: at.epochMilliseconds, to: end, offset: at.offsetNanoseconds / 1e6 };
    if (!next) return;
    at = next;
  }
}

const isoDate = (date: number) => new Date(date * DAY).toISOString().slice(0, 10);

/** The days, weeks and months by what tells one from the next: a number that grows. 1970 began on a Thursday. */
const CALENDAR = {
  day: { keyOf: (date: number) => date, labelOf: isoDate },
  week: { keyOf: (date: number) => Math.floor((date + 3) / 7), labelOf: (week: number) => isoDate(week * 7 - 3) },
  month: {
    keyOf(date: number) {
      const day = new Date(date * DAY);
      return day.getUTCFullYear() * 12 + day.getUTCMonth();
    },
    labelOf: (month: number) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`,
  },
};

/** The longest of each, and one day for a zone that skips one. */
const LONGEST = { minute: 2 * MINUTE, hour: 2 * HOUR, day: 2 * DAY, week: 9 * DAY, month: 33 * DAY };

/**
 * The minutes, hours, days, weeks (from Monday) or months of the zone's clock that hold an instant of the interval. An hour that
 * comes twice is two; one in which the offset changes is two as well. A day is never cut: what comes twice of it belongs to it.
 */
export function bucketsOf(timezone: string, unit: TimeUnit, interval: Interval): Buckets {
  if (interval.to <= interval.from) return { starts: [], labelOf: () => '' };
  const wide = { from: interval.from - LONGEST[unit], to: interval.to };
  if (unit === 'minute' || unit === 'hour') return ofClock(timezone, unit === 'minute' ? MINUTE : HOUR, interval, wide);
  const { keyOf, labelOf } = CALENDAR[unit];
  let starts: number[] = [];
  let keys: number[] = [];
  for (const { from, to, offset } of stretchesOf(timezone, wide)) {
    for (let at = from; at < to; at = (Math.floor((at + offset) / DAY) + 1) * DAY - offset) {
      const key = keyOf(Math.floor((at + offset) / DAY));
      if (keys.length > 0 && key <= (keys.at(-1) ?? 0)) continue;
      if (at <= interval.from) [starts, keys] = [[], []];
      starts.push(at);
      keys.push(key);
    }
  }
  return { starts, labelOf: (index) => labelOf(keys[index] ?? 0) };
}

function ofClock(timezone: string, length: number, interval: Interval, wide: Interval): Buckets {
  let starts: number[] = [];
  let offsets: number[] = [];
  for (const { from, to, offset } of stretchesOf(timezone, wide)) {
    for (let at = from; at < to; at = (Math.floor((at + offset) / length) + 1) * length - offset) {
      if (at <= interval.from) [starts, offsets] = [[], []];
      starts.push(at);
      offsets.push(offset);
    }
  }
  return { starts, labelOf: (index) => isoInstant(starts[index] ?? 0, offsets[index] ?? 0) };
}

function isoInstant(instant: number, offset: number): string {
  const minutes = Math.abs(offset) / MINUTE;
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const sign = offset < 0 ? '-' : '+';
  return `${new Date(instant + offset).toISOString().slice(0, 19)}${sign}${two(minutes / 60)}:${two(minutes % 60)}`;
}
