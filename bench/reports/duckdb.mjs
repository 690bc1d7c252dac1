// DuckDB, in this process, with all cores: the columns in a file of its own, and questions to it.
import { DuckDBDataChunk, DuckDBInstance, UINTEGER, USMALLINT, UTINYINT } from '@duckdb/node-api';
import { greatestOf, HIT_COLUMNS, tablesOf, VISIT_COLUMNS } from './tables.mjs';

/** Rows that it takes at once. */
const CHUNK = 2048;

const typeFor = (/** @type {number} */ most) => (most <= 0xff ? UTINYINT : most <= 0xffff ? USMALLINT : UINTEGER);

/** @param {import('./kept-data.mjs').Stored} stored @param {string} file */
export async function copyToDuckDb(stored, file) {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const greatest = greatestOf(stored);
  const names = { visits: VISIT_COLUMNS, hits: HIT_COLUMNS };
  const kinds = /** @type {const} */ (['visits', 'hits']);
  const types = { visits: greatest.visits.map(typeFor), hits: greatest.hits.map(typeFor) };
  for (const table of kinds) {
    const columns = names[table].map((name, i) => `${name} ${types[table][i]}`);
    await connection.run(`CREATE TABLE ${table} (${columns.join(', ')})`);
  }
  for (const table of kinds) {
    const appender = await connection.createAppender(table);
    for (const part of tablesOf(stored)) {
      const columns = part[table];
      const rows = columns[0]?.length ?? 0;
      for (let from = 0; from < rows; from += CHUNK) {
        const to = Math.min(rows, from + CHUNK);
        const chunk = DuckDBDataChunk.create(types[table], to - from);
        for (const [i, column] of columns.entries())
          chunk.setColumnValues(i, Array.prototype.slice.call(column, from, to));
        appender.appendDataChunk(chunk);
      }
      appender.flushSync();
    }
    appender.closeSync();
  }
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
}

/** @param {string} file @returns what answers SQL with pairs of numbers */
export async function openDuckDb(file) {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll("SELECT version() AS v, current_setting('threads') AS t");
  const [[version, threads] = []] = reader.getRowsJS();
  return {
    version: String(version),
    threads: Number(threads),
    /** @param {string} sql @returns {Promise<[number, number][]>} */
    async ask(sql) {
      const rows = (await connection.runAndReadAll(sql)).getRowsJS();
      return rows.map(([id, n]) => [Number(id), Number(n)]);
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
