// Minutes of live visitors, on their way to disk and back. Many sites share a transaction; what the disk refuses is tried
// again with the next minute, and forgotten when there is too much of it: a minute is worth no hit.
import type { Db } from './driver.ts';
import type { Recorder } from './recorder.ts';

export interface LiveMinuteRow {
  siteId: number;
  /** Minutes since 1970. */
  minute: number;
  peak: number;
  /** The average of the minute's visitors, times 60,000. */
  visitorMs: number;
}

export interface LiveMinutes {
  /** Takes parts of minutes too: they add up. Returns at once. */
  add(rows: readonly LiveMinuteRow[]): void;
  /** `[minute, peak]` of the minutes from `from` up to but not including `to` in which somebody was there; none if unreadable. */
  read(siteId: number, from: number, to: number): [number, number][];
  /** Tries once more to write what is left, and waits for it. Twice is harmless. */
  close(): Promise<void>;
}

/** Some 20 ms for the recorder: hits are let in between. */
const ROWS_PER_WRITE = 500;
/** An hour of a thousand sites. */
const MAX_ROWS = 60_000;

// The average never exceeds the peak, even of a minute that a clock set back has come to twice.
const UPSERT = `INSERT INTO live_minutes (site_id, minute, peak, visitor_ms)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(:rows)
  WHERE value ->> 0 IN (SELECT id FROM sites WHERE removed_at IS NULL)
  ON CONFLICT (site_id, minute) DO UPDATE SET
    peak = max(peak, excluded.peak),
    visitor_ms = min(visitor_ms + excluded.visitor_ms, 60000 * max(peak, excluded.peak))`;

// Two texts for a day or two cost a third of what 3,000 rows do (0.35 ms).
const SELECT = `SELECT json_group_array(minute), json_group_array(peak) FROM live_minutes
  WHERE site_id = :site AND minute >= :from AND minute < :to`;

/** `warn` is told once when writing begins to fail, and when reading does. */
export function createLiveMinutes(recorder: Recorder, reader: Db, warn: (message: string) => void): LiveMinutes {
  const select = reader.prepare(SELECT).raw();
  let waiting: LiveMinuteRow[] = [];
  let writing: Promise<void> | undefined;
  let isFailing = false;

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const part = waiting.slice(0, ROWS_PER_WRITE);
      const rows = JSON.stringify(part.map((row) => [row.siteId, row.minute, row.peak, row.visitorMs]));
      try {
        await recorder.write(UPSERT, { rows });
      } catch (error) {
        if (!isFailing) warn(`the minutes of live visitors cannot be written: ${(error as Error).message}`);
        isFailing = true;
        return;
      }
      isFailing = false;
      waiting = waiting.slice(part.length);
    }
  }

  function flush(): Promise<void> {
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  return {
    add(rows) {
      waiting = [...waiting, ...rows].slice(0, MAX_ROWS);
      void flush();
    },
    read(siteId, from, to) {
      try {
        const [minutes, peaks] = select.get({ site: siteId, from, to }) as [string, string];
        const all = JSON.parse(peaks) as number[];
        return (JSON.parse(minutes) as number[]).map((minute, i) => [minute, all[i] as number]);
      } catch (error) {
        warn(`the minutes of live visitors cannot be read: ${(error as Error).message}`);
        return [];
      }
    },
    async close() {
      await writing;
      await flush();
    },
  };
}
