// What a site's live state says of its past: the bars of the last thirty minutes where they are older than this process,
// today's peak, and the same half hour of yesterday; today and yesterday by the site's own zone. Minutes are read once when
// somebody begins to watch a site and kept from then on as they end, so that a frame asks nobody. Pure: what is stored is
// read through a callback.
import { type Day, dayOf, sameTimeDayBefore } from '../calendar.ts';
import { MINUTE_MS } from './minutes.ts';
import type { SiteMinute } from './presence.ts';

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
}

const DAY_MINUTES = 24 * 60;
/** The curves' length, and some for a night in which clocks are changed. */
const MARGIN_MINUTES = 120;
const KEPT_MINUTES = 10;

/** A site's minutes from the beginning of yesterday, and a little before, to the end of today. */
interface Shelf {
  readonly timezone: string;
  readonly today: Day;
  /** The minute of peaks[0]. */
  readonly from: number;
  readonly peaks: Uint32Array;
  /** Neither today nor yesterday a clock is changed: the same time yesterday is 24 hours ago. */
  readonly isPlain: boolean;
  /** Of today; nobody: 0. */
  best: number;
  bestMinute: number;
  yesterday: { minute: number; numbers: number[] } | undefined;
  askedAt: number;
}

const minuteOf = (instant: number) => Math.floor(instant / MINUTE_MS);

function emptyShelf(timezone: string, minute: number): Shelf {
  const today = dayOf(timezone, minute * MINUTE_MS);
  const from = minuteOf(dayOf(timezone, today.start - 1).start) - MARGIN_MINUTES;
  const isPlain = [today.start - MARGIN_MINUTES * MINUTE_MS, today.end - MINUTE_MS].every(
    (instant) => instant - sameTimeDayBefore(timezone, instant) === DAY_MINUTES * MINUTE_MS,
  );
  const peaks = new Uint32Array(minuteOf(today.end) - from);
  return { timezone, today, from, peaks, isPlain, best: 0, bestMinute: 0, yesterday: undefined, askedAt: minute };
}

const peakAt = ({ peaks, from }: Shelf, minute: number) => peaks[minute - from] ?? 0;

function put(shelf: Shelf, minute: number, peak: number): void {
  if (peak <= peakAt(shelf, minute)) return;
  shelf.peaks[minute - shelf.from] = peak; // outside the shelf this does nothing
  const isToday = minute >= minuteOf(shelf.today.start) && minute < minuteOf(shelf.today.end);
  if (!isToday || peak < shelf.best || (peak === shelf.best && minute > shelf.bestMinute)) return;
  shelf.best = peak;
  shelf.bestMinute = minute;
}

function yesterdayOf(shelf: Shelf, minute: number, count: number): number[] {
  const { timezone, isPlain, yesterday } = shelf;
  if (yesterday?.minute === minute) return yesterday.numbers;
  const before = (each: number) =>
    isPlain ? each - DAY_MINUTES : minuteOf(sameTimeDayBefore(timezone, each * MINUTE_MS));
  const numbers = Array.from({ length: count }, (_, i) => peakAt(shelf, before(minute - count + 1 + i)));
  shelf.yesterday = { minute, numbers };
  return numbers;
}

export function createHistory(read: ReadMinutes): History {
  const shelves = new Map<number, Shelf>();

  function shelfOf(siteId: number, timezone: string, minute: number, minutes: readonly number[]): Shelf {
    const known = shelves.get(siteId);
    const isSameZone = known?.timezone === timezone;
    const at = minute * MINUTE_MS;
    if (known && isSameZone && at >= known.today.start && at < known.today.end) return known;

    const shelf = emptyShelf(timezone, minute);
    shelves.set(siteId, shelf);
    if (known && isSameZone && known.today.end === shelf.today.start) {
      // Midnight: what was today is yesterday, and nothing needs to be read.
      for (const [i, peak] of known.peaks.entries()) put(shelf, known.from + i, peak);
      return shelf;
    }
    for (const [each, peak] of read(siteId, shelf.from, shelf.from + shelf.peaks.length)) put(shelf, each, peak);
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
  };
}
