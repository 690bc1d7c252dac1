// Makes the segments of every finished day again from rows, while the server is stopped: for when they are not to be believed, or
// their format has changed. Whatever it is interrupted at, each day has its old segments or its new ones.
import { dirname } from 'node:path';
import { StartError } from '../errors.ts';
import { migrationsFolder } from '../files.ts';
import { openDayParts } from './day-parts.ts';
import type { Db } from './driver.ts';
import { lockFolder } from './lock.ts';
import { planMigrations } from './migrate.ts';
import { openReader, openWriter } from './open.ts';
import { type SealOrder, sealDay } from './seal-day.ts';
import { REST_MS } from './sealer.ts';
import { BEGIN, sweepSeals } from './sealing.ts';

export interface Rebuilt {
  days: number;
  hits: number;
}

/** Nothing else asks for days here. */
const ROOM = { rowBytes: 0, columnBytes: 1 };

function rebuildAll(writer: Db, reader: Db, now: number, say: (line: string) => void): Rebuilt {
  const days = openDayParts(reader, ROOM);
  const statements = new Map<string, ReturnType<Db['prepare']>>();
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? writer.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  function seal(day: Omit<SealOrder, 'seal'>): void {
    const { lastInsertRowid } = prepared(BEGIN).run({ siteId: day.siteId, start: day.start, end: day.end, now });
    const order = { ...day, seal: Number(lastInsertRowid) };
    for (const writes of sealDay(days, order)) {
      writer.transaction(() => {
        for (const { sql, values } of writes) prepared(sql).run(values);
      })();
    }
    writer.pragma('wal_checkpoint(PASSIVE)');
  }

  const rebuilt = { days: 0, hits: 0 };
  const sites = writer.prepare('SELECT id, host, timezone FROM sites WHERE removed_at IS NULL ORDER BY host').all();
  for (const { id, host, timezone } of sites as { id: number; host: string; timezone: string }[]) {
    let count = 0;
    for (const { seal: _, ...day } of [...days.days({ id, timezone }, 0, now)]) {
      if (day.end + REST_MS > now) continue;
      seal(day);
      count += 1;
    }
    say(`${host}: ${count} days`);
    rebuilt.days += count;
  }
  const hits = "SELECT coalesce(sum(hits), 0) FROM segments JOIN seals ON seals.id = seal_id WHERE state = 'published'";
  rebuilt.hits = writer.prepare(hits).pluck().get() as number;
  return rebuilt;
}

/** `path` is the database. Throws a StartError while a server runs on it, or when it is of another version. */
export async function rebuildSegments(path: string, now: number, say: (line: string) => void): Promise<Rebuilt> {
  const lock = lockFolder(dirname(path), 0);
  let writer: Db | undefined;
  let reader: Db | undefined;
  try {
    reader = openReader(path); // does not make one
    const opened = openWriter(path);
    writer = opened;
    if (planMigrations(opened, migrationsFolder).pending.length > 0)
      throw new StartError('The database is of an older version. Start the server once, which brings it up to date.');
    const sweep = () => sweepSeals(async (sql) => ({ changes: opened.prepare(sql).run().changes }));
    await sweep();
    const rebuilt = rebuildAll(opened, reader, now, say);
    await sweep();
    return rebuilt;
  } finally {
    reader?.close();
    writer?.close();
    lock.close();
  }
}
