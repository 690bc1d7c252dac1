// The check after an unclean stop, and how fast it is out of the way.
import { expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { migrationsFolder } from '../files.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { checkDatabase } from './check.ts';
import { migrate } from './migrate.ts';
import { databaseFile, openWriter } from './open.ts';

it('one that is under way keeps the WAL, and is ended at once, in the middle of what SQLite does', async () => {
  const path = databaseFile(temporaryFolder());
  const db = openWriter(path);
  onTestFinished(() => void db.close());
  migrate(db, migrationsFolder, 0);
  db.exec("INSERT INTO sites (id, host, timezone, created_at) VALUES (1, 'example.com', 'UTC', 0)");
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)
    INSERT INTO hits (site_id, at, kind, page_instance, seq, host, path)
    SELECT 1, i, 'view', randomblob(8), 0, 'example.com', '/post/' || hex(randomblob(50)) FROM n`);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.pragma('busy_timeout = 0');
  const write = db.prepare('UPDATE sites SET created_at = created_at + 1');
  function isHeld(): boolean {
    write.run();
    return (db.pragma('wal_checkpoint(RESTART)') as { busy: number }[])[0]?.busy === 1;
  }

  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const check = checkDatabase(path, systemClock, { info: say, warn: say, error: say }, (error) => say(error.message));
  await vi.waitFor(() => expect(isHeld()).toBe(true), { timeout: 20_000, interval: 1 });
  await check.end();
  expect(isHeld()).toBe(false);
  await expect(check.done).rejects.toMatchObject({ code: 'THREAD_ENDED' });
  await check.end(); // twice is harmless
  expect(lines).toEqual([
    'checking the database in the background …',
    'the check of the database was ended before it was done',
  ]);
});
