// How ranges and the buckets of a chart are called, on the site's own calendar and clock, in the reader's language. Pure.
import type { TimeUnit } from '../../server/contract/report.ts';
import { formatLocale } from '../words/locale.ts';
import { words } from '../words/words.ts';
import { type Bucket, dateAt, minuteAt, startOfDate } from './calendar.ts';

const t = words('report');

/** One bucket, and what a chart is by. */
export const UNIT_NAMES: { readonly [unit in TimeUnit]: { one: string; many: string } } = {
  minute: { one: t('chartOneMinute'), many: t('chartUnitMinute') },
  hour: { one: t('chartOneHour'), many: t('chartUnitHour') },
  day: { one: t('chartOneDay'), many: t('chartUnitDay') },
  week: { one: t('chartOneWeek'), many: t('chartUnitWeek') },
  month: { one: t('chartOneMonth'), many: t('chartUnitMonth') },
};

/** Of what is longer nobody asks when its day ends. */
const LONG_MS = 48 * 3_600_000;

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** `tag`: the language, as Intl knows it. The examples are English. */
export function createTimes(tag: string) {
  const known = new Map<string, Intl.DateTimeFormat>();
  function inZone(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = JSON.stringify([timeZone, options]);
    const found = known.get(key);
    if (found) return found;
    let format: Intl.DateTimeFormat;
    try {
      format = new Intl.DateTimeFormat(tag, { ...options, timeZone });
    } catch {
      format = new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' }); // a zone that this browser does not know
    }
    known.set(key, format);
    return format;
  }

  /** `Saturday 21 November 2026`, `1 – 30 November 2026`, `21 November 2026, 14:00–16:00`. */
  function spanName([from, to]: readonly [number, number], timeZone: string): string {
    const days = inZone(timeZone, { day: 'numeric', month: 'long', year: 'numeric' });
    const isOfDays = [from, to].every((at) => startOfDate(timeZone, dateAt(timeZone, at)) === at);
    if (isOfDays && dateAt(timeZone, from) === dateAt(timeZone, to - 1)) {
      return inZone(timeZone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(from);
    }
    if (isOfDays || to - from > LONG_MS) return days.formatRange(from, to - 1);
    if (days.format(from) === days.format(to - 1)) {
      return `${days.format(from)}, ${hours(from, timeZone)}–${hours(to, timeZone)}`;
    }
    return inZone(timeZone, { ...CLOCK, day: 'numeric', month: 'short', year: 'numeric' }).formatRange(from, to);
  }

  const hours = (at: number, timeZone: string) => inZone(timeZone, CLOCK).format(at);

  /** In full, where it stands alone: `14:00–15:00`, `Sat 21 Nov, 14:05`, `Saturday 21 November`, `16 – 22 November`, `November 2026`. */
  function bucketName(unit: TimeUnit, { startMs, endMs }: Bucket, timeZone: string, isOfOneDay: boolean): string {
    switch (unit) {
      case 'minute':
      case 'hour': {
        const clock = hours(startMs, timeZone) + (unit === 'hour' ? `–${hours(endMs, timeZone)}` : '');
        if (isOfOneDay) return clock;
        return `${inZone(timeZone, { weekday: 'short', day: 'numeric', month: 'short' }).format(startMs)}, ${clock}`;
      }
      case 'day':
        return inZone(timeZone, { weekday: 'long', day: 'numeric', month: 'long' }).format(startMs);
      case 'week':
        return inZone(timeZone, { day: 'numeric', month: 'long' }).formatRange(startMs, endMs - 1);
      default:
        return inZone(timeZone, { month: 'long', year: 'numeric' }).format(startMs);
    }
  }

  /** Below its place in the chart: `14`, `14:05`, `21 Nov`, `Sat 21`, `Nov`; January is its year. */
  function bucketLabel(
    unit: TimeUnit,
    { startMs }: Bucket,
    timeZone: string,
    isOfOneDay: boolean,
    isRoomy: boolean,
  ): string {
    const clock = hours(startMs, timeZone);
    const date = () => inZone(timeZone, { day: 'numeric', month: 'short' }).format(startMs);
    switch (unit) {
      case 'minute':
        return clock;
      case 'hour':
        return !isOfOneDay && minuteAt(timeZone, startMs) === 0 ? date() : (clock.split(':')[0] ?? clock);
      case 'month': {
        const isJanuary = dateAt(timeZone, startMs).slice(5, 7) === '01';
        return inZone(timeZone, isJanuary ? { year: 'numeric' } : { month: 'short' }).format(startMs);
      }
      default:
        return unit === 'day' && isRoomy
          ? inZone(timeZone, { weekday: 'short', day: 'numeric', month: 'short' }).format(startMs)
          : date();
    }
  }

  return { spanName, bucketName, bucketLabel };
}

export const { spanName, bucketName, bucketLabel } = createTimes(formatLocale);
