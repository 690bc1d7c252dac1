// Answers as a table for spreadsheets: RFC 4180, in UTF-8. What visitors wrote is never a formula: a cell that a spreadsheet would
// compute begins with an apostrophe, as owasp.org/www-community/attacks/CSV_Injection advises. A line at a time. Pure.
import type { ReportQuery } from '../contract/report.ts';
import { VISIT_DIMENSIONS } from '../store/columns.ts';
import type { LazyAnswer } from './answer.ts';
import type { ToldHits } from './hits.ts';

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

/** The rows of a query's answer, a line for each, under the names of its dimensions and metrics. */
export function* csvOfAnswer(query: ReportQuery, answer: LazyAnswer): Generator<string> {
  const { metrics, dimensions } = query;
  const isCompared = answer.previousTotals !== undefined;
  yield line([...dimensions, ...metrics, ...(isCompared ? metrics.map((metric) => `previous ${metric}`) : [])]);
  for (const row of answer.rows) yield line([...row.dimensions, ...row.metrics, ...(row.previous ?? [])]);
}

/** Hits, a line for each; times in UTC. Undefined: others may have a turn. */
export function* csvOfHits(hits: ToldHits): Generator<string | undefined> {
  yield line([
    'time',
    'kind',
    'linked',
    'page',
    'event',
    'props',
    'engaged_ms',
    'scroll_depth',
    'visitor',
    ...VISIT_DIMENSIONS,
  ]);
  for (const told of hits) {
    if (told === undefined) {
      yield;
      continue;
    }
    const { t, kind, linked, page, event, props, engagedMs, scrollDepth, visitor, visit } = told;
    const json = Object.keys(props).length === 0 ? '' : JSON.stringify(props);
    const facts = VISIT_DIMENSIONS.map((name) => visit[name] ?? '');
    yield line([new Date(t).toISOString(), kind, linked, page, event, json, engagedMs, scrollDepth, visitor, ...facts]);
  }
}
