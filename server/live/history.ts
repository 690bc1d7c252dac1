// What a site's live state says of its past: the bars of the last thirty minutes where they are older than this process,
// today's peak, and the same half hour of yesterday; today and yesterday by the site's own zone. Minutes are read once when
// somebody begins to watch a site and kept from then on as they end, so that a frame asks nobody. Pure: what is stored is
// read through a callback.
import { MINUTE_MS } from './minutes.ts';
import type { SiteMinute } from './presence.ts';
import { createZoneDays, type ZoneDay } from './zone-days.ts';

/** `[minute, peak]` of the stored minutes of a site from `from` up to but not including `to`, in minutes since 1970. */
export type ReadMinutes = (siteId: number, from: number, to: number) => readonly (readonly [number, number])[];

export interface Past {
  /** As many as were given, the running one last. */
  minutes: number[];
  /** `at`: when its minute began, ms since 1970. Null when nobody was here today. */
  peak: { visitors: number; at: number } | null;
  /** The same minutes of the site's clock yesterday. */
  yesterday: number[];
}

export interface History {
  /** Of the minute that runs; `minutes` are the greatest numbers up to it that this process has seen. */
  of(site: { id: number; timezone: string }, minute: number, minutes: readonly number[]): Past;
  /** Minutes that have ended, as they do. Sites that nobody has asked for in the last ten minutes are forgotten. */
  add(ended: readonly SiteMinute[], minute: number): void;
  /** The site was removed. */
  drop(siteId: number): void;
}

const KEPT_MINUTES = 10;

/** A site's minutes from the beginning of yesterday, and a little before, to the end of today. */
interface Shelf {
  readonly day: ZoneDay;
  /** By minute since day.from. */
  readonly peaks: Uint32Array;
  /** Of today; nobody: 0. */
  best: number;
  bestMinute: number;
  yesterday: { minute: number; numbers: number[] } | undefined;
  askedAt: number;
}

const peakAt = ({ peaks, day }: Shelf, minute: number) => peaks[minute - day.from] ?? 0;

function put(shelf: Shelf, minute: number, peak: number): void {
  const { day, peaks, best, bestMinute } = shelf;
  if (peak <= peakAt(shelf, minute)) return;
  peaks[minute - day.from] = peak; // outside the shelf this does nothing
  if (minute < day.start || minute >= day.end || peak < best || (peak === best && minute > bestMinute)) return;
  shelf.best = peak;
  shelf.bestMinute = minute;
}

function yesterdayOf(shelf: Shelf, minute: number, count: number): number[] {
  if (shelf.yesterday?.minute === minute) return shelf.yesterday.numbers;
  const first = minute - count + 1;
  const before = shelf.day.dayBefore(first, minute);
  const numbers = Array.from({ length: count }, (_, i) => peakAt(shelf, before(first + i)));
  shelf.yesterday = { minute, numbers };
  return numbers;
}

export function createHistory(read: ReadMinutes): History {
  const shelves = new Map<number, Shelf>();
  const dayOf = createZoneDays();

  function shelfOf(siteId: number, timezone: string, minute: number, minutes: readonly number[]): Shelf {
    const known = shelves.get(siteId);
    const day = dayOf(timezone, minute);
    if (known?.day === day) return known;

    const peaks = new Uint32Array(day.end - day.from);
    const shelf: Shelf = { day, peaks, best: 0, bestMinute: 0, yesterday: undefined, askedAt: minute };
    shelves.set(siteId, shelf);
    if (known?.day.timezone === timezone && known.day.end === day.start) {
      // Midnight: what was today is yesterday, and nothing needs to be read.
      peaks.set(known.peaks.subarray(day.from - known.day.from));
      return shelf;
    }
    for (const [each, peak] of read(siteId, day.from, day.end)) put(shelf, each, peak);
    // What has not reached the disk yet.
    for (const [i, peak] of minutes.entries()) put(shelf, minute - minutes.length + 1 + i, peak);
    return shelf;
  }

  return {
    of({ id, timezone }, minute, minutes) {
      const shelf = shelfOf(id, timezone, minute, minutes);
      shelf.askedAt = minute;
      put(shelf, minute, minutes.at(-1) ?? 0);
      const first = minute - minutes.length + 1;
      const { best, bestMinute } = shelf;
      return {
        minutes: minutes.map((peak, i) => Math.max(peak, peakAt(shelf, first + i))),
        peak: best === 0 ? null : { visitors: best, at: bestMinute * MINUTE_MS },
        yesterday: yesterdayOf(shelf, minute, minutes.length),
      };
    },
    add(ended, minute) {
      for (const { siteId, minute: each, peak } of ended) {
        const shelf = shelves.get(siteId);
        if (shelf) put(shelf, each, peak);
      }
      for (const [siteId, { askedAt }] of shelves) {
        if (Math.abs(minute - askedAt) > KEPT_MINUTES) shelves.delete(siteId);
      }
    },
    drop: (siteId) => void shelves.delete(siteId),
  };
}
