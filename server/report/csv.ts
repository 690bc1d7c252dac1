// Answers as a table for spreadsheets: RFC 4180, in UTF-8. What visitors wrote is never a formula: a cell that a spreadsheet would
// compute begins with an apostrophe, as owasp.org/www-community/attacks/CSV_Injection advises. Pure.
import type { HitsReply, ReportReply } from '../contract/browser.ts';
import type { ReportQuery } from '../contract/report.ts';
import { VISIT_DIMENSIONS } from '../store/columns.ts';

type Cell = string | number | boolean | null;

/** Also the full-width signs, which some spreadsheets take for the same. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A text, defused and quoted where need be; a number as it is; null as an empty cell. */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (cells: readonly Cell[]) => `${cells.map(csvCell).join(',')}\r\n`;

function textOf(lines: Iterable<readonly Cell[]>): string {
  let text = '';
  for (const cells of lines) text += line(cells);
  return text;
}

/** The rows of a query's answer, under the names of its dimensions and metrics. */
export function csvOfAnswer(query: ReportQuery, answer: ReportReply['answers'][number]): string {
  const { metrics, dimensions } = query;
  const isCompared = answer.previousTotals !== undefined;
  function* lines(): Iterable<readonly Cell[]> {
    yield [...dimensions, ...metrics, ...(isCompared ? metrics.map((metric) => `previous ${metric}`) : [])];
    for (const row of answer.rows) yield [...row.dimensions, ...row.metrics, ...(row.previous ?? [])];
  }
  return textOf(lines());
}

/** Hits, a line for each; times in UTC. */
export function csvOfHits({ hits }: HitsReply): string {
  function* lines(): Iterable<readonly Cell[]> {
    yield ['time', 'kind', 'linked', 'page', 'event', 'props', 'engaged_ms', 'scroll_depth', ...VISIT_DIMENSIONS];
    for (const { t, kind, linked, page, event, props, engagedMs, scrollDepth, visit } of hits) {
      const json = Object.keys(props).length === 0 ? '' : JSON.stringify(props);
      const facts = VISIT_DIMENSIONS.map((name) => visit[name] ?? '');
      yield [new Date(t).toISOString(), kind, linked, page, event, json, engagedMs, scrollDepth, ...facts];
    }
  }
  return textOf(lines());
}
