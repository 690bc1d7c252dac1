// Counts a site's day from its rows, one row after the other. Pure. What has been counted stays counted: the next question
// only brings the rows that came since.
//
// A visit is one visitor's hits with gaps of at most thirty minutes. Whoever asked not to be told apart (no visitor id)
// makes pageviews, but neither visitors nor visits.

import { createVisitorTable } from './visitor-table.ts';

export const VISIT_GAP_MS = 30 * 60_000;

export interface CountedHit {
  id: number;
  at: number;
  kind: 'view' | 'event';
  /** 16 hexadecimal digits; null: not to be told apart. */
  visitor: string | null;
}

export interface Counts {
  visitors: number;
  visits: number;
  pageviews: number;
}

export interface DayCount {
  /** Rows in the order of their ids. */
  add(hit: CountedHit): void;
  /** The last row that was counted. */
  lastId(): number;
  total(): Counts;
  /** In the order of the hours; a visit or visitor counts in every hour with one of its hits. */
  hours(): Counts[];
}

const nothing = (): Counts => ({ visitors: 0, visits: 0, pageviews: 0 });

/** `hourStarts`: when each hour of the day begins, ascending; the first is the day's start. */
export function createDayCount(hourStarts: readonly number[]): DayCount {
  const total = nothing();
  const hours = hourStarts.map(nothing);
  /** Per visitor: the last hit, and the last hour in which the visitor and the running visit were counted. */
  const visitors = createVisitorTable();
  const dayStart = hourStarts[0] ?? 0;
  let lastId = 0;

  function hourOf(at: number): number {
    let hour = hourStarts.length - 1;
    while (hour > 0 && at < (hourStarts[hour] ?? 0)) hour -= 1;
    return hour;
  }

  return {
    add({ id, at, kind, visitor }) {
      lastId = id;
      const hour = hourOf(at);
      const inHour = hours[hour] ?? nothing();
      if (kind === 'view') {
        total.pageviews += 1;
        inHour.pageviews += 1;
      }
      if (visitor === null) return;

      const place = visitors.place(visitor);
      const isNew = !visitors.isKnown(place);
      const isNewVisit = isNew || at - dayStart - visitors.at(place) > VISIT_GAP_MS;
      const isNewInHour = visitors.hour(place) !== hour;
      if (isNew) total.visitors += 1;
      if (isNewVisit) total.visits += 1;
      if (isNewInHour) inHour.visitors += 1;
      if (isNewVisit || isNewInHour) inHour.visits += 1;
      visitors.note(place, at - dayStart, hour);
    },
    lastId: () => lastId,
    total: () => total,
    hours: () => hours,
  };
}
