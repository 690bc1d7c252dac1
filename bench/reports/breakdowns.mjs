// Visitors by one dimension, asked of the server's reports, of DuckDB and of SQLite in the same run, in turns. The answers are compared
// before anything is timed, to the last row: a benchmark whose answers differ fails.
import { performance } from 'node:perf_hooks';
import { median, ms, ratio, table, whole } from '../report/numbers.mjs';
import { startAnalyst, timed } from './ask.mjs';
import { openDuckDb } from './duckdb.mjs';
import { keptData, openStored } from './kept-data.mjs';
import { breakdownOf, COUNTRY, DIMENSIONS, RANGES } from './questions.mjs';
import { openRows } from './row-tables.mjs';
import { sqlOf } from './tables.mjs';

const TARGET_EACH = 1;
const TARGET_MEDIAN = 0.5;
const TOP = 10;
/** What the server tells of at once, at most. */
const MOST_ROWS = 10_000;

/** @typedef {{dimension: string, range: 30 | 90, isFiltered: boolean}} Asked */

/** @type {Asked[]} */
const ASKED = [30, 90].flatMap((range) =>
  [false, true].flatMap((isFiltered) =>
    DIMENSIONS.map((dimension) => ({ dimension, range: /** @type {30 | 90} */ (range), isFiltered })),
  ),
);

const nameOf = (/** @type {Asked} */ { dimension, range, isFiltered }) =>
  `${dimension}, ${range} days${isFiltered ? `, ${COUNTRY}` : ''}`;

/**
 * Throws unless both say the same of every value, and the first ones are as many.
 * @param {string} name @param {[number, number][]} ours @param {[number, number][]} theirs
 */
export function assertEqual(name, ours, theirs) {
  const counts = new Map(theirs);
  if (ours.length !== theirs.length) throw new Error(`${name}: ${ours.length} rows, where SQL has ${theirs.length}`);
  for (const [place, [id, n]] of ours.entries()) {
    if (counts.get(id) !== n)
      throw new Error(`${name}: value ${id} has ${n} visitors, where SQL has ${counts.get(id)}`);
    if (theirs[place]?.[1] !== n)
      throw new Error(`${name}: row ${place} has ${n}, where SQL has ${theirs[place]?.[1]}`);
  }
}

/**
 * How a breakdown is asked of the server, for all of its rows, and of databases that know SQL.
 * @param {import('./kept-data.mjs').Stored} stored @param {Pick<Awaited<ReturnType<typeof startAnalyst>>, 'ask'>} analyst
 */
export function askers({ days, site }, analyst) {
  const dictionary = days.dictionary(site.id);
  const spaceOf = (/** @type {string} */ name) => (name === 'entry_page' || name === 'exit_page' ? 'page' : name);
  const idOf = (/** @type {string} */ dimension, /** @type {string} */ value) =>
    dictionary.idOf(/** @type {any} */ (spaceOf(dimension)), value) ?? -1;
  return {
    /** Pairs of numbers: value and visitors. @param {Asked} asked */
    async allOf(asked) {
      /** @type {[number, number][]} */
      const all = [];
      for (let more = true; more; ) {
        const { answers } = await analyst.ask(breakdownOf({ ...asked, limit: MOST_ROWS, offset: all.length }));
        for (const { dimensions, metrics } of answers[0].rows)
          all.push([idOf(asked.dimension, dimensions[0]), metrics[0]]);
        more = answers[0].more;
      }
      return all;
    },
    /** In two ways. @param {Asked} asked @param {number | undefined} limit */
    sql({ dimension, range, isFiltered }, limit) {
      const [first, last] = RANGES[range].days;
      const country = isFiltered ? idOf('country', COUNTRY) : undefined;
      return sqlOf({ dimension, days: [first, last], country, limit });
    },
  };
}

/** @param {import('../report.mjs').Bench} bench */
export async function breakdowns({ say, lengths }) {
  const kept = await keptData(lengths.hits, say);
  const stored = await openStored(kept.dataDir);
  const analyst = await startAnalyst(kept.dataDir, stored.site, { remembers: false });
  const { allOf, sql } = askers(stored, analyst);
  const [duckDb, rows] = [await openDuckDb(kept.duckdb), await openRows(kept.rows)];

  const measured = [];
  for (const asked of ASKED) {
    const ours = await allOf(asked);
    const said = sql(asked, undefined);
    for (const text of said) assertEqual(nameOf(asked), ours, await duckDb.ask(text));
    const top = sql(asked, TOP);
    const [one = 0, other = 0] = [await timed(() => duckDb.ask(top[0])), await timed(() => duckDb.ask(top[1]))];
    measured.push({
      ...{ asked, rows: ours.length, sql: top[one <= other ? 0 : 1], ours, theirs: /** @type {number[]} */ ([]) },
      ...{ took: /** @type {number[]} */ ([]), sqliteMs: Number.NaN },
    });
  }
  say(
    `${measured.length} questions are answered the same, to the last of ${whole(measured.reduce((sum, { rows }) => sum + rows, 0))} rows`,
  );

  for (let round = 1; round <= lengths.rounds; round += 1) {
    for (const [place, each] of measured.entries()) {
      const ask = {
        ours: async () => each.took.push(await analyst.time(breakdownOf({ ...each.asked, limit: TOP }))),
        theirs: async () => each.theirs.push(await timed(() => duckDb.ask(each.sql))),
      };
      const turns = (round + place) % 2 === 0 ? [ask.ours, ask.theirs] : [ask.theirs, ask.ours];
      for (const turn of turns) await turn();
    }
    say(`round ${round} of ${lengths.rounds}`);
  }
  for (const each of measured) {
    const [text] = sql(each.asked, undefined);
    const began = performance.now();
    const answer = rows.ask(text);
    each.sqliteMs = performance.now() - began;
    assertEqual(nameOf(each.asked), each.ours, answer);
  }
  say('the rows of SQLite agree');
  await analyst.close();
  duckDb.close();
  rows.close();
  stored.close();

  const figures = measured.map(({ asked, took, theirs, sqliteMs, rows, sql }) => {
    const [ourMs, duckDbMs] = [median(took), median(theirs)];
    return { name: nameOf(asked), ourMs, duckDbMs, sqliteMs, ratio: ourMs / duckDbMs, took, theirs, rows, sql };
  });
  const ratios = figures.map(({ ratio }) => ratio);
  const worst = figures.reduce((most, each) => (each.ratio > most.ratio ? each : most));
  return {
    rows: [
      {
        figure: `${DIMENSIONS.length} breakdowns by visitors ÷ DuckDB, the worst of ${figures.length}: ${worst.name}`,
        target: `≤ ${ratio(TARGET_EACH)}`,
        reached: ratio(worst.ratio),
        isMet: worst.ratio <= TARGET_EACH,
      },
      {
        figure: '… their median',
        target: `≤ ${ratio(TARGET_MEDIAN)}`,
        reached: ratio(median(ratios)),
        isMet: median(ratios) <= TARGET_MEDIAN,
      },
    ],
    tables: [
      {
        title: `Visitors by …, top ${TOP}, of ${whole(lengths.hits)} hits; medians of ${lengths.rounds}, SQLite once`,
        lines: table([
          ['', 'this', 'DuckDB', 'SQLite', '÷ DuckDB'],
          ...figures.map(({ name, ourMs, duckDbMs, sqliteMs, ratio: r }) => [
            name,
            ms(ourMs),
            ms(duckDbMs),
            `${whole(sqliteMs)} ms`,
            ratio(r),
          ]),
        ]),
      },
    ],
    notes: [
      `DuckDB ${duckDb.version}, in process, ${duckDb.threads} threads, warm; each question in the faster of two ways to say it. This server: one thread, nothing remembered.`,
    ],
    raw: { figures },
  };
}
