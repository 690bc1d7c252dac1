// A database of its own that a test writes rows into, without a recorder: for what reads them.
import { onTestFinished } from 'vitest';
import { migrationsFolder } from '../files.ts';
import type { Db } from '../store/driver.ts';
import { type HitRow, hitFromJson, hitToJson, INSERT_HIT } from '../store/hit-row.ts';
import { migrate } from '../store/migrate.ts';
import { databaseFile, openReader, openWriter } from '../store/open.ts';
import { temporaryFolder } from './build-test-app.ts';

export interface WrittenFile {
  path: string;
  writer: Db;
  reader: Db;
  /** Commits hits, in order. */
  store(...rows: HitRow[]): void;
  /** Commits how long a page instance was read. */
  engage(siteId: number, at: number, page: string, engagedMs: number, scrollDepth?: number): void;
}

const SITE = "INSERT INTO sites (host, timezone, created_at) VALUES (?, 'UTC', 0)";
const ENGAGEMENT =
  'INSERT INTO engagements (site_id, at, page_instance, engaged_ms, scroll_depth) VALUES (?, ?, unhex(?), ?, ?)';

/** With two sites, 1 and 2. */
export function openWrittenFile(path = databaseFile(temporaryFolder())): WrittenFile {
  const writer = openWriter(path);
  migrate(writer, migrationsFolder, 0);
  writer.pragma('synchronous = OFF'); // nobody waits for it
  const reader = openReader(path);
  onTestFinished(() => {
    reader.close();
    writer.close();
  });
  for (const host of ['example.com', 'example.org']) writer.prepare(SITE).run(host);
  const [hit, engagement] = [writer.prepare(INSERT_HIT), writer.prepare(ENGAGEMENT)];
  return {
    ...{ path, writer, reader },
    store(...rows) {
      writer.transaction(() => {
        for (const row of rows) hit.run(hitFromJson(hitToJson(row)));
      })();
    },
    engage(...[siteId, at, page, engagedMs, scrollDepth = 0]) {
      engagement.run(siteId, at, page, engagedMs, scrollDepth);
    },
  };
}
