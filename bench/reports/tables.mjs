// The stored visits and hits as two tables, for databases that know SQL: the same numbers of the same dictionary, in the same order,
// each column as wide as it must be. For their sake a visitor's number is of all days, and hits bring day, visitor and visit along.
import { VISIT_DIMENSIONS } from '../../dist/server/store/columns.js';

const COUNTS = /** @type {const} */ (['start', 'duration', 'pageviews', 'events']);
const OF_HITS = /** @type {const} */ (['time', 'page', 'event', 'engaged', 'scroll', 'props']);

/** Names of columns in order. `id` of a visit, from 1 on; `day` from 0 on; `visitor` 0: not to be told apart. */
export const VISIT_COLUMNS = ['id', 'day', 'visitor', ...COUNTS, ...VISIT_DIMENSIONS];
export const HIT_COLUMNS = ['visit', 'day', 'visitor', ...OF_HITS];

/**
 * Part after part, its visits and its hits as columns in that order.
 * @param {import('./kept-data.mjs').Stored} stored
 * @returns {Generator<{visits: ArrayLike<number>[], hits: ArrayLike<number>[]}>}
 */
export function* tablesOf({ days, site, from, to }) {
  let [day, start, visit, visitorBase, mostVisitor] = [-1, -1, 1, 0, 0];
  for (const part of days.parts(site, from, to)) {
    if (part.start !== start) {
      [day, start, visitorBase] = [day + 1, part.start, mostVisitor];
    }
    const numbers = part.visit('visitor');
    const visitor = new Uint32Array(part.visits);
    for (let i = 0; i < part.linked; i += 1) visitor[i] = visitorBase + (numbers[i] ?? 0);
    if (part.linked > 0) mostVisitor = Math.max(mostVisitor, visitor[part.linked - 1] ?? 0);
    const ofVisit = part.hit('visit');
    const [before, today] = [visit, day];
    const same = (/** @type {number} */ length) => new Uint32Array(length).fill(today);
    yield {
      visits: [
        Uint32Array.from({ length: part.visits }, (_, i) => before + i),
        same(part.visits),
        visitor,
        ...COUNTS.map((name) => part.visit(name)),
        ...VISIT_DIMENSIONS.map((name) => part.visit(name)),
      ],
      hits: [
        Uint32Array.from(ofVisit, (row) => before + row),
        same(part.hits),
        Uint32Array.from(ofVisit, (row) => visitor[row] ?? 0),
        ...OF_HITS.map((name) => part.hit(name)),
      ],
    };
    visit += part.visits;
  }
}

/** The greatest number of each column. @param {import('./kept-data.mjs').Stored} stored */
export function greatestOf(stored) {
  const greatest = { visits: VISIT_COLUMNS.map(() => 0), hits: HIT_COLUMNS.map(() => 0) };
  for (const tables of tablesOf(stored)) {
    for (const table of /** @type {const} */ (['visits', 'hits'])) {
      for (const [place, column] of tables[table].entries()) {
        let most = greatest[table][place] ?? 0;
        for (let i = 0; i < column.length; i += 1) if ((column[i] ?? 0) > most) most = column[i] ?? 0;
        greatest[table][place] = most;
      }
    }
  }
  return greatest;
}

/**
 * @typedef {{dimension: string, days: [number, number], country: number | undefined, limit: number | undefined}} Breakdown
 */

/**
 * Visitors by a dimension, the most first, in two ways of saying it: some databases are faster at one, some at the other. A dimension
 * is the name of a column, `limit` undefined is all.
 * @param {Breakdown} breakdown @returns {[string, string]}
 */
export function sqlOf({ dimension, days: [first, last], country, limit }) {
  const table = dimension === 'page' ? 'hits' : 'visits';
  const from =
    table === 'hits' && country !== undefined
      ? 'hits JOIN visits ON visits.id = hits.visit AND visits.day = hits.day'
      : table;
  const chosen = [
    `${table}.day BETWEEN ${first} AND ${last}`,
    `${table}.visitor <> 0`,
    ...(country === undefined ? [] : [`visits.country = ${country}`]),
  ].join(' AND ');
  const end = `GROUP BY 1 ORDER BY n DESC${limit === undefined ? '' : ` LIMIT ${limit}`}`;
  const columns = `${table}.${dimension} AS id, ${table}.visitor AS visitor`;
  return [
    `SELECT ${table}.${dimension} AS id, count(DISTINCT ${table}.visitor) AS n FROM ${from} WHERE ${chosen} ${end}`,
    `SELECT id, count(*) AS n FROM (SELECT DISTINCT ${columns} FROM ${from} WHERE ${chosen}) ${end}`,
  ];
}
