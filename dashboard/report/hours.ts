// The hours of a day for a chart: what the report answered, with the hours in which nothing happened filled in. Pure.
import type { ReportReply } from '../../server/contract/browser.ts';
import { formatHour, hourAt } from '../format.ts';

const HOUR_MS = 3_600_000;

export interface Hour {
  startMs: number;
  /** On the site's own clock, e.g. `14:00`. */
  label: string;
  visitors: number;
  pageviews: number;
}

/**
 * Every hour from the start of `range` up to `nowMs`, in order. The report leaves out hours without a hit; hours are told
 * apart by their instant and not by their label, since a night in autumn has 02:00 twice.
 */
export function hoursSoFar(
  range: ReportReply['range'],
  rows: ReportReply['answers'][number]['rows'],
  nowMs: number,
  timeZone: string,
): Hour[] {
  const counted = rows.map(
    ({ dimensions: [instant = ''], metrics: [visitors, pageviews] }): Hour => ({
      startMs: Date.parse(instant),
      label: formatHour(instant),
      visitors: visitors ?? 0,
      pageviews: pageviews ?? 0,
    }),
  );
  const lastMs = Math.max(Math.min(nowMs, range[1] - 1), counted.at(-1)?.startMs ?? 0);
  const hours: Hour[] = [];
  let next = 0;
  for (let startMs = range[0]; startMs <= lastMs; startMs = hours.at(-1)!.startMs + HOUR_MS) {
    const row = counted[next];
    if (row && row.startMs < startMs + HOUR_MS) {
      hours.push(row);
      next += 1;
    } else {
      hours.push({ startMs, label: hourAt(startMs, timeZone), visitors: 0, pageviews: 0 });
    }
  }
  return hours;
}
