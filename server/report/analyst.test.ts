import { expect, it, onTestFinished } from 'vitest';
import { migrationsFolder } from '../files.ts';
import { migrate } from '../store/migrate.ts';
import { databaseFile, openWriter } from '../store/open.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { openAnalyst } from './analyst.ts';

it('answers what it was asked although its thread is ended meanwhile, and that is not a death', async () => {
  const file = databaseFile(temporaryFolder());
  const db = openWriter(file);
  onTestFinished(() => void db.close());
  migrate(db, migrationsFolder, 0);
  const deaths: Error[] = [];
  const analyst = openAnalyst(file, (error) => deaths.push(error));
  onTestFinished(() => analyst.close());
  const ask = () =>
    analyst.report(
      { id: 1, timezone: 'UTC' },
      { range: 'today', queries: [{ metrics: ['pageviews'], dimensions: [] }] },
      Date.UTC(2026, 10, 21, 12),
    );
  const asked = [ask(), ask(), ask()];
  await analyst.restart();
  for (const reply of await Promise.all([...asked, ask()]))
    expect(reply.answers[0]?.rows).toEqual([{ dimensions: [], metrics: [0] }]);
  expect(deaths).toEqual([]);
});
