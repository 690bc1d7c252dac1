// What the benchmark of reports rests on: hits that are the same for the same seed and skewed, and questions that say the same to the
// server's reports, to DuckDB and to SQLite.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { databaseFile } from '../../server/store/open.ts';
import { rebuildSegments } from '../../server/store/rebuild.ts';
import { temporaryFolder } from '../../server/testing/build-test-app.ts';
import { startAnalyst } from './ask.mjs';
import { askers, assertEqual } from './breakdowns.mjs';
import { copyToDuckDb, openDuckDb } from './duckdb.mjs';
import { fillDataFolder, NOW, openStored } from './kept-data.mjs';
import { createMadeHits, DAYS, hitsOfDays } from './made-hits.mjs';
import { DIMENSIONS } from './questions.mjs';
import { copyToRows, openRows } from './row-tables.mjs';

const quiet = () => {};

it('makes the same hits for the same seed, as many as are asked for, skewed', () => {
  const day = { start: 0, end: 86_400_000 };
  const [made, again] = [createMadeHits(7)(1, day, 5_000), createMadeHits(7)(1, day, 5_000)];
  expect(again).toEqual(made);
  expect(createMadeHits(8)(1, day, 5_000)).not.toEqual(made);
  expect(made.hits).toHaveLength(5_000);
  const paths = new Map<unknown, number>();
  for (const [, , , , , , , path] of made.hits) paths.set(path, (paths.get(path) ?? 0) + 1);
  expect(Math.max(...paths.values())).toBeGreaterThan(250); // a page has a twentieth
  expect(paths.size).toBeGreaterThan(500); // and there are many
  const perDay = hitsOfDays(1_000_000);
  expect(perDay).toHaveLength(DAYS.count);
  expect(perDay.reduce((sum, count) => sum + count, 0)).toBe(1_000_000);
});

it('asks the server, DuckDB and SQLite the same, and a difference of one is found', async () => {
  const folder = temporaryFolder();
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  await fillDataFolder(dataDir, [1_500, 1_500, 1_000], quiet);
  await rebuildSegments(databaseFile(dataDir), NOW, quiet);
  const stored = await openStored(dataDir);
  const [columns, rows] = [join(folder, 'columns.duckdb'), join(folder, 'rows.sqlite')];
  await copyToDuckDb(stored, columns);
  await copyToRows(stored, rows);
  const analyst = await startAnalyst(dataDir, stored.site, { remembers: true });
  const [duckDb, sqlite] = [await openDuckDb(columns), await openRows(rows)];
  const { allOf, sql } = askers(stored, analyst);
  for (const dimension of DIMENSIONS) {
    for (const isFiltered of [false, true]) {
      const asked = { dimension, range: 90, isFiltered } as const;
      const ours = await allOf(asked);
      const [one, other] = sql(asked, undefined);
      expect(ours.length).toBeGreaterThan(0);
      assertEqual(dimension, ours, await duckDb.ask(one));
      assertEqual(dimension, ours, await duckDb.ask(other));
      assertEqual(dimension, ours, sqlite.ask(one));
      const [[id = 0, n = 0] = [], ...rest] = ours;
      expect(() => assertEqual(dimension, [[id, n + 1], ...rest], sqlite.ask(one))).toThrow(/visitors/);
    }
  }
  await analyst.close();
  duckDb.close();
  sqlite.close();
  stored.close();
});
