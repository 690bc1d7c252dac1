// Who reads for too long is ended, once: what is not ours to end is named. A real WAL, and a reader who does not listen.
import { statSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { databaseFile, openReader, openWriter } from './open.ts';
import { watchWal } from './wal-watch.ts';

it('a reader that is not ours costs ours one end and not one with each look, and the log says that somebody else reads', async () => {
  const path = databaseFile(temporaryFolder());
  const writer = openWriter(path);
  onTestFinished(() => void writer.close());
  writer.pragma('busy_timeout = 0');
  writer.exec('CREATE TABLE texts (text BLOB)');
  const write = () => writer.exec('INSERT INTO texts VALUES (zeroblob(200000))');
  const walBytes = () => statSync(`${path}-wal`).size;
  const stranger = openReader(path);
  onTestFinished(() => void stranger.close());

  const clock = createFakeClock();
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  let looks = 0;
  let ends = 0;
  const watch = watchWal({
    path,
    clock,
    log: { info: say, warn: say, error: say },
    limits: { checkpoint: 50_000, alarm: 100_000 },
    recorder: {
      async checkpoint(mode) {
        looks += 1;
        return (writer.pragma(`wal_checkpoint(${mode})`) as { busy: number }[])[0]?.busy === 0;
      },
    },
    async onReadersTooLong() {
      ends += 1;
    },
  });
  onTestFinished(() => watch.close());
  async function look(): Promise<void> {
    const before = looks;
    clock.advance(5_000);
    await vi.waitFor(() => expect(looks).toBe(before + 1));
    await new Promise(setImmediate);
  }

  stranger.exec('BEGIN');
  stranger.prepare('SELECT count(*) FROM texts').get();
  write();
  await look();
  expect(ends).toBe(1);
  expect(lines).toEqual([expect.stringMatching(/WAL has grown to .* kB: ending who has been reading/)]);
  for (let more = 0; more < 4; more += 1) await look();
  expect(ends).toBe(1);
  expect(lines.slice(1)).toEqual([expect.stringMatching(/another program reads .*headcount\.db.*End it\./)]);
  await look();
  await look();
  expect(ends).toBe(2);
  expect(lines).toHaveLength(2);
  expect(walBytes()).toBeGreaterThan(100_000);

  stranger.exec('COMMIT');
  await look();
  expect(walBytes()).toBe(0);

  stranger.exec('BEGIN');
  stranger.prepare('SELECT count(*) FROM texts').get();
  write();
  await look();
  expect(ends).toBe(3);
  expect(lines).toHaveLength(3);
});
