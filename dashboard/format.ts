// How numbers, times and names are written, in the reader's language. Pure.
import { drawable } from './tracked.ts';
import { formatLocale } from './words/locale.ts';
import { type Words, words } from './words/words.ts';

export { drawable, formatPath, formatReferrer } from './tracked.ts';

const BYTES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Of 24 hours, in every language. */
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** The server's kinds of devices, and the words for them. */
const DEVICES = {
  console: 'console',
  desktop: 'desktop',
  mobile: 'phone',
  other: 'other',
  tablet: 'tablet',
  tv: 'tv',
  wearable: 'wearable',
} as const;

/** `tag`: the language, as Intl knows it; `t`: its words. The examples are English. */
export function createFormats(tag: string, t: Words<'format'>) {
  const grouped = new Intl.NumberFormat(tag);
  const short = new Intl.NumberFormat(tag, { useGrouping: false, maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
  const delta = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  const list = new Intl.ListFormat(tag);
  const countryNames = new Intl.DisplayNames(tag, { type: 'region', fallback: 'code' });
  const languageNames = new Intl.DisplayNames(tag, { type: 'language', fallback: 'code' });

  /** 1234567 → 1,234,567 */
  const formatCount = (count: number) => grouped.format(count);

  /** 0.0312 → 3.1%; what is not nothing is not written as 0. */
  const formatShare = (part: number) => (part > 0 && part < 0.001 ? `<${percent.format(0.001)}` : percent.format(part));

  /** 0.124 → +12%, for what has changed. */
  const formatDelta = (part: number) => delta.format(part);

  /** For a chart's bar, never more than five characters: 9999, 12k, 1.2M, 123M. */
  function formatShort(count: number): string {
    if (count < 10_000) return short.format(count);
    if (count < 999_500) return t('thousands', { n: short.format(Math.round(count / 1000)) });
    const millions = count / 1_000_000;
    return t('millions', { n: short.format(millions < 9.95 ? millions : Math.round(millions)) });
  }

  /** 1234567 → 1.2 MB, by thousands of 1,024. */
  function formatBytes(bytes: number): string {
    const power = bytes < 1024 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log2(bytes) / 10));
    const value = bytes / 1024 ** power;
    const digits = power > 0 && value < 9.95 ? 1 : 0;
    return new Intl.NumberFormat(tag, {
      style: 'unit',
      unit: BYTES[power],
      unitDisplay: power === 0 ? 'long' : 'short',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  }

  /** How old something is, or how long it took: 12 s, 3 min, 2 h, 4 d. */
  function formatAge(ms: number): string {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    if (seconds < 60) return t('seconds', { n: seconds });
    if (seconds < 3600) return t('minutes', { n: Math.floor(seconds / 60) });
    if (seconds < 86_400) return t('hours', { n: Math.floor(seconds / 3600) });
    return t('days', { n: Math.floor(seconds / 86_400) });
  }

  /** Several things in a sentence: a, b and c. */
  const formatList = (things: readonly string[]) => list.format(things);

  /** Who brought a visitor; '' is nobody. */
  const formatSource = (source: string) => (source === '' ? t('direct') : drawable(source));

  /** `DE` → Germany. */
  function formatCountry(code: string): string {
    try {
      return code === '' ? t('unknown') : (countryNames.of(code) ?? code);
    } catch {
      return code; // no code of a country
    }
  }

  /** `de-AT` → Austrian German; as it is called here. */
  function formatLanguage(code: string): string {
    try {
      return languageNames.of(code) ?? code;
    } catch {
      return drawable(code); // no code of a language
    }
  }

  /** `mobile` → phone; a kind that a newer server knows, by its name there. */
  const formatDevice = (kind: string) =>
    Object.hasOwn(DEVICES, kind) ? t(DEVICES[kind as keyof typeof DEVICES]) : drawable(kind);

  function inZone(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    try {
      return new Intl.DateTimeFormat(tag, { ...options, timeZone });
    } catch {
      return new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' }); // a zone that this browser does not know
    }
  }

  /** A day on the site's own calendar, with its year: 21 November 2026. */
  const formatDate = (instantMs: number, timeZone: string) =>
    inZone(timeZone, { day: 'numeric', month: 'long', year: 'numeric' }).format(instantMs);

  /** The day that an instant falls into on the site's own calendar: Saturday 21 November. */
  const formatDay = (instantMs: number, timeZone: string) =>
    inZone(timeZone, { weekday: 'long', day: 'numeric', month: 'long' }).format(instantMs);

  /** The hour that an instant falls into on the site's own clock: 14:00. */
  const hourAt = (instantMs: number, timeZone: string) => inZone(timeZone, CLOCK).format(instantMs);

  /** When something was, on the site's own clock: 14:03:22 today, 20 Nov 14:03 before. */
  function formatMoment(instantMs: number, nowMs: number, timeZone: string): string {
    const date = inZone(timeZone, { year: 'numeric', month: 'numeric', day: 'numeric' });
    return date.format(instantMs) === date.format(nowMs)
      ? inZone(timeZone, { ...CLOCK, second: '2-digit' }).format(instantMs)
      : `${inZone(timeZone, { day: 'numeric', month: 'short' }).format(instantMs)} ${hourAt(instantMs, timeZone)}`;
  }

  /** What the browser's tab says: 3 · example.com; 3? · example.com when the number may be old. */
  const formatTitle = (visitors: number | null, host: string, isStale: boolean) =>
    visitors === null ? host : `${formatCount(visitors)}${isStale ? '?' : ''} · ${host}`;

  return {
    ...{ formatCount, formatShare, formatDelta, formatShort, formatBytes, formatAge },
    ...{ formatList, formatSource, formatCountry, formatDevice, formatLanguage },
    ...{ formatDate, formatDay, hourAt, formatMoment, formatTitle },
  };
}

/** In the reader's language. */
export const {
  formatCount,
  formatShare,
  formatDelta,
  formatShort,
  formatBytes,
  formatAge,
  formatList,
  formatSource,
  formatCountry,
  formatDevice,
  formatLanguage,
  formatDate,
  formatDay,
  hourAt,
  formatMoment,
  formatTitle,
} = createFormats(formatLocale, words('format'));

/** `2026-11-21T14:00:00+01:00` → `14:00`: the clock on the site's own wall, whatever this browser's zone is. */
export const formatHour = (instant: string) => instant.slice(11, 16);

/** The count that fills a chart's height: a single visitor makes a small bar, not a tower. */
export const fullScale = (greatest: number) => Math.max(4, greatest);
