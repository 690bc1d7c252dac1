// How the report's figures are written, and what has changed since what they are compared with. Pure.
import { formatCount, formatShare, formatShort } from '../format.ts';
import { formatLocale } from '../words/locale.ts';
import { words } from '../words/words.ts';
import type { Figure } from './asked.ts';

const t = words('report');

/** Their names, as they are chosen by. */
export const FIGURE_NAMES: { readonly [name in Figure]: string } = {
  visitors: t('figureVisitors'),
  visits: t('figureVisits'),
  pageviews: t('figurePageviews'),
  events: t('figureEvents'),
  views_per_visit: t('figureViewsPerVisit'),
  bounce_rate: t('figureBounceRate'),
  visit_duration: t('figureVisitDuration'),
  peak_live: t('figurePeakLive'),
  conversion_rate: t('figureConversion'),
};

const SHARES: readonly Figure[] = ['bounce_rate', 'conversion_rate'];
const MEANS: readonly Figure[] = ['views_per_visit', 'visit_duration', ...SHARES];

/** Nothing counted is 0; a mean or a share of nothing is not known. */
export const isMean = (figure: Figure) => MEANS.includes(figure);
export const isShare = (figure: Figure) => SHARES.includes(figure);

const tenths = new Intl.NumberFormat(formatLocale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(formatLocale, { style: 'percent', maximumFractionDigits: 0 });

/** 83,000 ms → 1 min 23 s */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return t('figureSeconds', { seconds: String(seconds) });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('figureMinutes', { minutes: String(minutes), seconds: two(seconds % 60) });
  return t('figureHours', { hours: String(Math.floor(minutes / 60)), minutes: two(minutes % 60) });
}
const two = (n: number) => String(n).padStart(2, '0');

export function formatFigure(figure: Figure, value: number | null): string {
  if (value === null) return '–';
  if (figure === 'visit_duration') return formatDuration(value);
  if (figure === 'views_per_visit') return tenths.format(value);
  return isShare(figure) ? formatShare(value) : formatCount(value);
}

/** For a chart's bar: as short as it can be said. */
export function formatBar(figure: Figure, value: number): string {
  if (figure === 'views_per_visit') return tenths.format(value);
  if (isShare(figure)) return percent.format(value);
  if (figure !== 'visit_duration') return formatShort(value);
  const seconds = Math.round(value / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}h${two(minutes % 60)}`;
}

/** `3 visitors`, `bounce rate 41%`: a value with its name. */
export const sayFigure = (figure: Figure, value: number | null) =>
  value === null || isMean(figure)
    ? t('figureSaid', { name: FIGURE_NAMES[figure], value: formatFigure(figure, value) })
    : t(COUNTED[figure as keyof typeof COUNTED], { n: value });

const COUNTED = {
  visitors: 'figureCountVisitors',
  visits: 'figureCountVisits',
  pageviews: 'figureCountPageviews',
  events: 'figureCountEvents',
  peak_live: 'figureCountPeakLive',
} as const;

export interface Change {
  way: 'up' | 'down' | 'same';
  /** `12%`, `3 points`; undefined: there was nothing, which something is no part of. */
  by: string | undefined;
  /** Whether the owner is glad of it. */
  isGood: boolean;
}

/** Null: one of the two is not known. */
export function changeOf(figure: Figure, now: number | null, before: number | null): Change | null {
  if (now === null || before === null) return null;
  const difference = isShare(figure) ? Math.round((now - before) * 1000) / 10 : now - before;
  const part = isShare(figure) ? difference : before === 0 ? difference : Math.round((difference / before) * 100);
  if (part === 0) return { way: 'same', by: undefined, isGood: true };
  const way = part > 0 ? 'up' : 'down';
  const isGood = (way === 'up') !== (figure === 'bounce_rate');
  if (isShare(figure)) return { way, by: t('figurePoints', { n: Math.abs(difference) }), isGood };
  return { way, by: before === 0 ? undefined : percent.format(Math.abs(part) / 100), isGood };
}

/** `12% from 110`; which way it went an arrow says. */
export function writeChange(figure: Figure, { way, by }: Change, before: number | null): string {
  if (way === 'same') return t('figureSame');
  const was = formatFigure(figure, before);
  return by === undefined ? t('figureFromNone', { was }) : t('figureFrom', { by, was });
}

/** `up 12% from 110`, for those who listen. */
export function sayChange(figure: Figure, { way, by }: Change, before: number | null): string {
  if (way === 'same') return t('figureSame');
  const was = formatFigure(figure, before);
  if (by === undefined) return t('figureUpFrom', { was });
  return way === 'up' ? t('figureUp', { by, was }) : t('figureDown', { by, was });
}
