// Days and hours of a time zone. Pure. A day is 23, 24 or 25 hours long and begins when its zone says so, which is not
// always midnight (some zones skip it in spring); Temporal knows all of that.
import { Temporal } from 'temporal-polyfill';

/** One calendar day of a zone: `[start, end)` in ms since 1970. */
export interface Day {
  /** ISO date, e.g. 2026-11-21. */
  date: string;
  start: number;
  end: number;
}

/** The day of `timezone` that contains the instant. */
export function dayOf(timezone: string, instant: number): Day {
  const start = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone).startOfDay();
  const end = start.add({ days: 1 }).startOfDay();
  return { date: start.toPlainDate().toString(), start: start.epochMilliseconds, end: end.epochMilliseconds };
}

/** The ISO date before an ISO date. */
export function dateBefore(date: string): string {
  return Temporal.PlainDate.from(date).subtract({ days: 1 }).toString();
}

/**
 * The instant at which the zone's clock showed the same time a calendar day earlier. A time that was skipped then is an hour
 * later, one that came twice is the first.
 */
export function sameTimeDayBefore(timezone: string, instant: number): number {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone).subtract({ days: 1 })
    .epochMilliseconds;
}

/** When the date has ended in every zone of the world (UTC-12 is the last to leave it), ms since 1970. */
export function endedEverywhere(date: string): number {
  return Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime('-12:00').epochMilliseconds;
}

/** An hour as the clock on the wall shows it. */
export interface Hour {
  start: number;
  /** ISO instant with offset, e.g. 2026-11-21T14:00:00+01:00. */
  label: string;
}

/** The hours of a day in order; 23 to 25 of them, and the first or last may be shortened by a change of offset. */
export function hoursOf(timezone: string, day: Day): Hour[] {
  const hours: Hour[] = [];
  let hour = Temporal.Instant.fromEpochMilliseconds(day.start).toZonedDateTimeISO(timezone);
  while (hour.epochMilliseconds < day.end) {
    hours.push({
      start: hour.epochMilliseconds,
      label: hour.toString({ timeZoneName: 'never', smallestUnit: 'second' }),
    });
    // The next full hour; adding to the instant, not to the wall clock, passes through both hours of an autumn night.
    const past = (hour.minute * 60 + hour.second) * 1000 + hour.millisecond;
    hour = hour.add({ milliseconds: 3_600_000 - past });
  }
  return hours;
}
