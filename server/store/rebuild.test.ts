import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { aRow } from '../testing/factories.ts';
import { tellDays } from '../testing/tell-days.ts';
import { openWrittenFile, type WrittenFile } from '../testing/written-file.ts';
import { openDayParts } from './day-parts.ts';
import { lockFolder } from './lock.ts';
import { rebuildSegments } from './rebuild.ts';
import { createRowDays } from './row-days.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 18);
const NOW = START + 3 * 24 * HOUR;
const site = { id: 1, timezone: 'UTC' };

function hours(file: WrittenFile): void {
  for (let i = 0; i < 3 * 24; i += 1) file.store(aRow({ at: START + i * HOUR, path: `/${i % 5}` }));
}

const open = ({ reader }: WrittenFile) => openDayParts(reader, { rowBytes: 1e9, columnBytes: 1e9 });
const fromStore = (file: WrittenFile) => tellDays(open(file), site, 0, 4e12);
const fromRows = ({ reader }: WrittenFile) => tellDays(createRowDays(reader, 1e9), site, 0, 4e12);
const ids = (file: WrittenFile) => [...open(file).parts(site, 0, 4e12)].map(({ id }) => id);

it('makes the segments of all finished days, again when they are there, and answers stay equal', async () => {
  const file = openWrittenFile();
  hours(file);
  const said: string[] = [];
  expect(await rebuildSegments(file.path, NOW, (line) => said.push(line))).toEqual({ days: 2, hits: 48 });
  expect(said).toEqual(['example.com: 2 days', 'example.org: 0 days']);
  const first = ids(file);
  expect(first.map((id) => typeof id)).toEqual(['number', 'number', 'undefined']); // the third is not over for long enough
  expect(fromStore(file)).toEqual(fromRows(file));

  file.writer.prepare("UPDATE segment_columns SET data = zeroblob(40) WHERE name = 'hit page'").run();
  expect(() => fromStore(file)).toThrow(/hit page is damaged/);
  expect(await rebuildSegments(file.path, NOW, () => undefined)).toEqual({ days: 2, hits: 48 });
  expect(fromStore(file)).toEqual(fromRows(file));
  expect(ids(file)).not.toEqual(first);
  expect(file.reader.prepare('SELECT count(*) FROM seals').pluck().get()).toBe(2); // nothing is left of the old
});

it('does nothing while a server runs', async () => {
  const file = openWrittenFile();
  hours(file);
  const lock = lockFolder(dirname(file.path));
  await expect(rebuildSegments(file.path, NOW, () => undefined)).rejects.toThrow(/Another Headcount is running/);
  lock.close();
  expect(ids(file).every((id) => id === undefined)).toBe(true);
});

it('does nothing to a database of another version', async () => {
  const file = openWrittenFile();
  file.writer.prepare('DELETE FROM migrations WHERE number = (SELECT max(number) FROM migrations)').run();
  const ran = file.writer.prepare('SELECT max(number) FROM migrations').pluck().get();
  file.writer.pragma(`user_version = ${ran}`);
  await expect(rebuildSegments(file.path, NOW, () => undefined)).rejects.toThrow(/older version/);
});
