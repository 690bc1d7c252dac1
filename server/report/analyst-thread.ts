// Answers questions about what is stored, on a read-only connection of its own, so that a long look never delays a hit or
// a frame. It remembers the days it was asked about and reads only what was committed since: the file is the bus.
import { parentPort, workerData } from 'node:worker_threads';
import { openReader } from '../store/open.ts';
import { serveThread } from '../store/thread.ts';
import { type CountedHit, type Counts, createDayCount, type DayCount } from './day-count.ts';
import { createTrail, type TrailQuestion } from './trail.ts';

export interface DayQuestion {
  siteId: number;
  start: number;
  end: number;
  hourStarts: number[];
}

export interface DayAnswer {
  total: Counts;
  hours: Counts[];
}

/** Days remembered; the one asked for longest ago goes first. */
const MAX_DAYS = 200;

const NEW_HITS = `SELECT id, at, kind, iif(visitor IS NULL, NULL, hex(visitor)) AS visitor FROM hits
  WHERE site_id = :siteId AND at >= :start AND at < :end AND id > :lastId ORDER BY id`;

function serve(port: NonNullable<typeof parentPort>): void {
  const db = openReader((workerData as { path: string }).path);
  const newHits = db.prepare(NEW_HITS);
  const days = new Map<string, DayCount>();

  function answer({ siteId, start, end, hourStarts }: DayQuestion): DayAnswer {
    const key = `${siteId}:${start}:${end}:${hourStarts.length}`;
    const day = days.get(key) ?? createDayCount(hourStarts);
    days.delete(key);
    days.set(key, day);
    if (days.size > MAX_DAYS) days.delete(days.keys().next().value ?? '');

    const hits = newHits.iterate({ siteId, start, end, lastId: day.lastId() }) as Iterable<CountedHit>;
    for (const hit of hits) day.add(hit);
    return { total: day.total(), hours: day.hours() };
  }

  const trail = createTrail(db);
  serveThread<DayQuestion | TrailQuestion>(
    port,
    (question) => ('trailOf' in question ? trail(question) : answer(question)),
    () => db.close(),
  );
}

if (parentPort) serve(parentPort);
