// How numbers, ages and tracked strings are written. Pure.

const grouped = new Intl.NumberFormat('en');

/** 1234567 → 1,234,567 */
export const formatCount = (count: number) => grouped.format(count);

const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/** 0.0312 → 3.1%; what is not nothing is not written as 0. */
export const formatShare = (part: number) => (part > 0 && part < 0.001 ? '<0.1%' : share.format(part));

/** For a chart's bar, never more than five characters: 9999, 12k, 1.2M, 123M. */
export function formatShort(count: number): string {
  if (count < 10_000) return String(count);
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  const millions = count / 1_000_000;
  return `${millions < 9.95 ? Math.round(millions * 10) / 10 : Math.round(millions)}M`;
}

/** `1 visitor`, `2 visitors`: the word only. */
export const plural = (count: number, word: string) => (count === 1 ? word : `${word}s`);

const BYTES = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** 1234567 → 1.2 MB, by thousands of 1,024. */
export function formatBytes(bytes: number): string {
  const unit = bytes < 1024 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** unit;
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : formatCount(Math.round(value))} ${BYTES[unit]}`;
}

/** How old something is: 12 s, 3 min, 2 h, 4 d. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

// What must not be drawn as it is: control characters, and the marks by which a path could turn its own text around.
const UNDRAWABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

// In a path of Hebrew or Arabic words the slashes would take their direction too and turn the order of the folders around;
// a left-to-right mark on both sides of each keeps it.
const READS_LEFTWARDS = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Somebody else's words with everything visible that would otherwise work unseen. */
export const drawable = (text: string) => text.replace(UNDRAWABLE, encodeURIComponent);

/**
 * A path as people read it: percent-encoding undone where that is text, kept where it is not, and where what is undone would look
 * encoded itself. So what is read, typed or copied as a rule, means this page.
 */
export function formatPath(path: string): string {
  let text = path;
  try {
    text = decodeURI(path.replace(/%25(?=[\da-f]{2})/gi, '%2525'));
  } catch {
    // Not valid UTF-8: shown as it came.
  }
  text = drawable(text);
  return READS_LEFTWARDS.test(text) ? text.replaceAll('/', '\u200e/\u200e') : text;
}

/** A referrer without its scheme, and without the slash that says nothing. */
export const formatReferrer = (referrer: string) =>
  formatPath(referrer.replace(/^https?:\/\//, '').replace(/^([^/]+)\/$/, '$1'));

/** Who brought a visitor; '' is nobody. */
export const formatSource = (source: string) => (source === '' ? 'direct' : drawable(source));

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** `DE` → Germany. */
export function formatCountry(code: string): string {
  try {
    return code === '' ? 'unknown' : (countryNames.of(code) ?? code);
  } catch {
    return code; // no code of a country
  }
}

const DEVICES = new Map([
  ['mobile', 'phone'],
  ['tv', 'TV'],
]);
export const formatDevice = (kind: string) => DEVICES.get(kind) ?? drawable(kind);

/** `2026-11-21T14:00:00+01:00` → `14:00`: the clock on the site's own wall, whatever this browser's zone is. */
export const formatHour = (instant: string) => instant.slice(11, 16);

/** The same with its year, e.g. `21 November 2026`. */
export function formatDate(instantMs: number, timeZone: string): string {
  return inZone(timeZone, { day: 'numeric', month: 'long', year: 'numeric' }).format(instantMs);
}

/** The day that an instant falls into on the site's own calendar, e.g. `Saturday 21 November`. */
export function formatDay(instantMs: number, timeZone: string): string {
  return inZone(timeZone, { weekday: 'long', day: 'numeric', month: 'long' }).format(instantMs);
}

/** The hour that an instant falls into on the site's own clock, e.g. `14:00`. */
export function hourAt(instantMs: number, timeZone: string): string {
  return inZone(timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instantMs);
}

/** When something was, on the site's own clock: `14:03:22` today, `20 Nov 14:03` before. */
export function formatMoment(instantMs: number, nowMs: number, timeZone: string): string {
  const day = inZone(timeZone, { year: 'numeric', month: 'numeric', day: 'numeric' });
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return day.format(instantMs) === day.format(nowMs)
    ? inZone(timeZone, { ...time, second: '2-digit' }).format(instantMs)
    : inZone(timeZone, { ...time, day: 'numeric', month: 'short' })
        .format(instantMs)
        .replace(',', '');
}

function inZone(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }); // a zone that this browser does not know
  }
}

/** What the browser's tab says: `3 · example.com`; `3? · example.com` when the number may be old. */
export const formatTitle = (visitors: number | null, host: string, isStale: boolean) =>
  visitors === null ? host : `${formatCount(visitors)}${isStale ? '?' : ''} · ${host}`;

/** The count that fills a chart's height: a single visitor makes a small bar, not a tower. */
export const fullScale = (greatest: number) => Math.max(4, greatest);
