// The days of time zones, remembered: asking the calendar costs half a millisecond, and a report of a year would ask 365 times.
import { dayOf } from '../calendar.ts';

export interface DayBounds {
  /** `[start, end)` in ms since 1970. */
  readonly start: number;
  readonly end: number;
}

const BUCKET_MS = 86_400_000;
/** Years of days in many zones; then all are forgotten. */
const MAX_BUCKETS = 50_000;

/** Answers with the day of a zone that an instant is in. */
export function createDaysOfZone(): (timezone: string, instant: number) => DayBounds {
  /** By zone and number of the day in UTC, which parts of two or three days of a zone are in. */
  let buckets = new Map<string, DayBounds[]>();
  return (timezone, instant) => {
    const key = `${timezone} ${Math.floor(instant / BUCKET_MS)}`;
    const bucket = buckets.get(key) ?? [];
    const known = bucket.find(({ start, end }) => instant >= start && instant < end);
    if (known) return known;
    const { start, end } = dayOf(timezone, instant);
    if (buckets.size >= MAX_BUCKETS) buckets = new Map();
    buckets.set(key, [...bucket, { start, end }]);
    return { start, end };
  };
}
