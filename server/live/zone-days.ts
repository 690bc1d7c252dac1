// Today and yesterday of a time zone in minutes since 1970, and which minute of yesterday is which of today. Asking the calendar
// costs half a millisecond, so that it is asked once for a zone and day, however many sites live in it. Pure.
import { dayOf, sameTimeDayBefore } from '../calendar.ts';
import { MINUTE_MS } from './minutes.ts';

export interface ZoneDay {
  readonly timezone: string;
  /** Today is `[start, end)`. */
  readonly start: number;
  readonly end: number;
  /** Some time before yesterday begins: no curve that ends today reaches further back. */
  readonly from: number;
  /** From the minutes of a curve, from `first` to `last`, to those at which the zone's clock showed the same a day earlier. */
  dayBefore(first: number, last: number): (minute: number) => number;
}

const DAY_MINUTES = 24 * 60;
/** A curve's length, and some for a night in which clocks are changed. */
const MARGIN_MINUTES = 120;

const minuteOf = (instant: number) => Math.floor(instant / MINUTE_MS);

function openDay(timezone: string, minute: number): ZoneDay {
  const today = dayOf(timezone, minute * MINUTE_MS);
  const [start, end] = [minuteOf(today.start), minuteOf(today.end)];
  const exact = (each: number) => minuteOf(sameTimeDayBefore(timezone, each * MINUTE_MS));
  const isDayAgo = (each: number) => each - exact(each) === DAY_MINUTES;
  /** Neither today nor yesterday a clock is changed. */
  const isPlain = isDayAgo(start - MARGIN_MINUTES) && isDayAgo(end - 1);
  let known: { first: number; last: number; before: (minute: number) => number } | undefined;

  function find(first: number, last: number): (minute: number) => number {
    const distance = isPlain ? DAY_MINUTES : last - exact(last);
    const isEven = isPlain || first - exact(first) === distance;
    if (isEven) return (each) => each - distance;
    const minutes = Array.from({ length: last - first + 1 }, (_, i) => exact(first + i));
    return (each) => minutes[each - first] ?? exact(each);
  }

  return {
    ...{ timezone, start, end },
    from: minuteOf(dayOf(timezone, today.start - 1).start) - MARGIN_MINUTES,
    dayBefore(first, last) {
      if (known?.first !== first || known.last !== last) known = { first, last, before: find(first, last) };
      return known.before;
    },
  };
}

/** Answers with the day of a zone that a minute is in; the same object as long as it lasts. */
export function createZoneDays(): (timezone: string, minute: number) => ZoneDay {
  const days = new Map<string, ZoneDay>();
  return (timezone, minute) => {
    const known = days.get(timezone);
    if (known && minute >= known.start && minute < known.end) return known;
    const day = openDay(timezone, minute);
    days.set(timezone, day);
    return day;
  };
}
