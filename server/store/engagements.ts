// How long pages were read, on its way to disk. Nothing is promised of it: rows gather for a second, and what the disk
// refuses is forgotten, since the next row of the same page instance says more anyway.
import type { Cancel, Clock } from '../clock.ts';
import type { Recorder } from './recorder.ts';

export interface EngagementRow {
  siteId: number;
  /** 16 hexadecimal digits. */
  page: string;
  /** Of the view where that is known, else of the beat that opened the lease, else of its end; ms since 1970. */
  at: number;
  engagedMs: number;
  /** Percent of the page. */
  scrollDepth: number;
}

export interface Engagements {
  add(row: EngagementRow): void;
  /** Writes what has gathered, and waits for it. Twice is harmless. */
  close(): Promise<void>;
}

const FLUSH_MS = 1_000;
/** A thousand readers leave in the same second when a server further up restarts; more than this are forgotten. */
const MAX_ROWS = 50_000;
const ROWS_PER_WRITE = 500;

const INSERT = `INSERT INTO engagements (site_id, at, page_instance, engaged_ms, scroll_depth)
  SELECT value ->> 0, value ->> 1, unhex(value ->> 2), value ->> 3, value ->> 4 FROM json_each(:rows)
  WHERE value ->> 0 IN (SELECT id FROM sites WHERE removed_at IS NULL)`;

export function createEngagements(recorder: Recorder, clock: Clock): Engagements {
  let rows: EngagementRow[] = [];
  let writing = Promise.resolve();
  let isWriting = false;

  async function write(batch: EngagementRow[]): Promise<void> {
    for (let i = 0; i < batch.length; i += ROWS_PER_WRITE) {
      const part = batch.slice(i, i + ROWS_PER_WRITE);
      const json = JSON.stringify(part.map((row) => [row.siteId, row.at, row.page, row.engagedMs, row.scrollDepth]));
      await recorder.write(INSERT, { rows: json }).catch(() => undefined);
    }
  }

  function flush(): Promise<void> {
    const batch = rows;
    rows = [];
    if (batch.length > 0) {
      isWriting = true;
      writing = writing
        .then(() => write(batch))
        .finally(() => {
          isWriting = false;
        });
    }
    return writing;
  }

  const stop: Cancel = clock.every(FLUSH_MS, () => {
    if (!isWriting) void flush(); // what comes meanwhile gathers, and is bounded
  });
  return {
    add(row) {
      if (rows.length < MAX_ROWS) rows.push(row);
    },
    close() {
      stop();
      return flush();
    },
  };
}
