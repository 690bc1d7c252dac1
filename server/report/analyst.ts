// Turns a report's request into questions for the analyst thread and its answers into the reply.
import { dayOf, hoursOf } from '../calendar.ts';
import type { ReportReply, TrailReply } from '../contract/browser.ts';
import type { ReportRequest } from '../contract/requests.ts';
import { threadFile } from '../files.ts';
import { startThread } from '../store/thread.ts';
import type { DayAnswer, DayQuestion } from './analyst-thread.ts';
import type { TrailQuestion } from './trail.ts';

export interface Analyst {
  /** Answers every query of the request for the site's own day that contains `now`. */
  report(site: { id: number; timezone: string }, request: ReportRequest, now: number): Promise<ReportReply>;
  /** The hits of the visit that this visitor is on or was on last; undefined: none within 24 hours. */
  trail(question: TrailQuestion): Promise<TrailReply | undefined>;
  /** Ends the thread and starts another, which is asked what the old one has not answered. Resolves when it has ended. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export function openAnalyst(path: string, onDeath: (error: Error) => void): Analyst {
  const start = () => startThread<DayQuestion | TrailQuestion>(threadFile('report/analyst-thread'), { path }, onDeath);
  let thread = start();

  async function ask<Answer>(question: DayQuestion | TrailQuestion): Promise<Answer> {
    const asked = thread;
    try {
      return await asked.ask<Answer>(question);
    } catch (error) {
      if (asked === thread) throw error;
      return thread.ask<Answer>(question); // it was restarted meanwhile
    }
  }

  return {
    async report(site, { queries }, now) {
      const day = dayOf(site.timezone, now);
      const hours = hoursOf(site.timezone, day);
      const question = { siteId: site.id, start: day.start, end: day.end, hourStarts: hours.map((hour) => hour.start) };
      const counted = await ask<DayAnswer>(question);

      return {
        range: [day.start, day.end],
        answers: queries.map(({ metrics, dimensions }) => ({
          rows:
            dimensions.length === 0
              ? [{ dimensions: [], metrics: metrics.map((metric) => counted.total[metric]) }]
              : hours.flatMap(({ label }, index) => {
                  const counts = counted.hours[index];
                  if (!counts || (counts.pageviews === 0 && counts.visits === 0)) return [];
                  return [{ dimensions: [label], metrics: metrics.map((metric) => counts[metric]) }];
                }),
          totals: metrics.map((metric) => counted.total[metric]),
          more: false,
        })),
      };
    },
    trail: (question) => ask<TrailReply | undefined>(question),
    async restart() {
      const old = thread;
      thread = start();
      await old.end();
    },
    close: () => thread.close(),
  };
}
