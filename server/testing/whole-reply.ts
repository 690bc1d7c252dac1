// The reply to a report with all its rows, as whoever asked over HTTP reads it.
import type { ReportReply } from '../contract/browser.ts';
import type { LazyReply } from '../report/answer.ts';

export function wholeReply({ answers, ...head }: LazyReply): ReportReply {
  return { ...head, answers: Array.from(answers, ({ rows, ...rest }) => ({ rows: [...rows], ...rest })) };
}
