// What a disk alone makes a record wait, whoever writes: the least that an acknowledgement after a sync can take.
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** As SQLite's WAL goes round, so that its size does not change with every write. */
const RING_BYTES = 8 * 1024 * 1024;
const PAGE_BYTES = 4_096;
const SYNC_EVERY_MS = 2;

/**
 * `rate` records a second come by the clock, are written as they would be into a log, and synced (fdatasync) every 2 ms, while nothing
 * else happens. Into `spread` goes what each waited, ms, from when it was due to the end of its sync: a disk that stands still for a
 * moment is charged for all that came meanwhile, which a list of single syncs would not show.
 * @param {string} folder
 * @param {{ rate: number, recordBytes: number, seconds: number, spread: import('../load/histogram.mjs').Histogram }} load
 */
export function measureBareLog(folder, { rate, recordBytes, seconds, spread }) {
  const file = join(folder, 'sync-probe');
  const log = openSync(file, 'w');
  const page = Buffer.alloc(RING_BYTES, 1);
  writeSync(log, page);
  fdatasyncSync(log);
  let [written, place, syncedAt] = [0, 0, Number.NEGATIVE_INFINITY];
  const began = performance.now();
  while (written < rate * seconds) {
    const now = performance.now() - began;
    const due = Math.min(rate * seconds, Math.floor((now * rate) / 1_000));
    if (due === written || now - syncedAt < SYNC_EVERY_MS) continue;
    syncedAt = now;
    const bytes = Math.min(RING_BYTES, Math.ceil(((due - written) * recordBytes) / PAGE_BYTES) * PAGE_BYTES);
    if (place + bytes > RING_BYTES) place = 0;
    writeSync(log, page, 0, bytes, place);
    place += bytes;
    fdatasyncSync(log);
    const ended = performance.now() - began;
    for (; written < due; written += 1) spread.add(ended - (written * 1_000) / rate);
  }
  closeSync(log);
  rmSync(file);
}
