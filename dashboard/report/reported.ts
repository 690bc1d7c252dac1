// A report's question and its answer, as the page's parts share them. Pure.
import type { ReportReply } from '../../server/contract/browser.ts';
import type { ReportQuestion } from '../../server/contract/report.ts';
import type { Asked } from './asked.ts';

export type Query = ReportQuestion['queries'][number];
export type Answer = ReportReply['answers'][number];

export interface Reported {
  /** What this is the answer to: while another question is under way, not what was asked last. */
  asked: Asked;
  panels: readonly Query[];
  range: ReportReply['range'];
  compared: ReportReply['compared'];
  /** Of all of it; the figures in the order in which they were asked for. */
  totals: Answer;
  /** The same by the unit of time that was asked for. */
  curve: Answer;
  /** In the order of `panels`. */
  answers: readonly Answer[];
  tookMs: number;
}

/** What the range and its neighbours in the question have in common with every other request about the same hits. */
export function questionOf({ range, compare, filters }: Asked): Pick<ReportQuestion, 'range' | 'compare' | 'filters'> {
  return { range, filters: [...filters], ...(compare && { compare }) };
}
