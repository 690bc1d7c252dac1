// The last 30 minutes, a bar for each: the greatest number of visitors that were here at once. Behind them the same half hour
// of yesterday, beside them today's peak; both by the site's own clock.
import type { LiveState } from '../../server/contract/browser.ts';
import { hourAt } from '../format.ts';
import layout from '../ui/layout.module.css';
import { words } from '../words/words.ts';
import styles from './minute-bars.module.css';
import { steadyScale, stepsPath } from './minute-scale.ts';

const t = words('live');

/** Of the chart. */
const MINUTES = 30;
const UNKNOWN_PLACES = Array.from({ length: MINUTES }, (_, place) => `unknown ${place}`);

interface Props {
  /** The running one last; fewer where the older ones are not known. Undefined: nothing is known yet. */
  minutes: readonly number[] | undefined;
  /** Undefined while there is no state, or none that tells of it. */
  yesterday: readonly number[] | undefined;
  peak: LiveState['peak'];
  /** The site's. */
  timeZone: string;
  isFaded: boolean;
}

const NOTHING: readonly number[] = [];

const greatest = (counts: readonly number[]) => Math.max(0, ...counts);

export function MinuteBars({ minutes: told, yesterday, peak, timeZone, isFaded }: Props) {
  const minutes = told ?? NOTHING;
  const most = greatest(minutes);
  const scale = steadyScale(Math.max(most, greatest(yesterday ?? [])));
  const unknown = told ? MINUTES - told.length : 0;
  const today = told ? t('minutesTold', { minutes: told.length, counts: told.join(', ') }) : t('unknownYet');
  const before = yesterday ? ` ${t('yesterdayTold', { counts: yesterday.join(', ') })}` : '';
  return (
    <figure className={isFaded ? styles.faded : ''}>
      <div className={styles.head}>
        <h2>{t('lastMinutes')}</h2>
        <span className={`${layout.soft} ${styles.peak}`} data-live="peak">
          {peakInWords(peak, timeZone)}
        </span>
      </div>
      <div className={styles.bars} role="img" aria-label={today + before} data-live="minutes">
        {yesterday && <Yesterday counts={yesterday} scale={scale} />}
        {UNKNOWN_PLACES.slice(0, unknown).map((place) => (
          <div key={place} className={`${styles.bar} ${styles.unknown}`} title={t('unknownMinute')} />
        ))}
        {minutes.map((count, index) => {
          const ago = minutes.length - 1 - index;
          return (
            <div
              key={ago}
              className={styles.bar}
              style={{ '--share': count / scale }}
              title={
                yesterday
                  ? t('barAndYesterday', { ago, count, before: yesterday[index] ?? 0 })
                  : t('bar', { ago, count })
              }
              data-count={count}
              data-running={ago === 0 || undefined}
            />
          );
        })}
      </div>
      <p className={styles.scale} aria-hidden="true">
        <span>{t('minutesAgo')}</span>
        <span>{told && t('mostAtOnce', { count: most })}</span>
        <span>{t('now')}</span>
      </p>
      <p className={styles.legend} data-live="yesterday">
        {unknown > 0 && t('knownSince')}
        {yesterday && (
          <>
            <span className={styles.swatch} aria-hidden="true" /> {t('yesterdayMost', { count: greatest(yesterday) })}
          </>
        )}
      </p>
    </figure>
  );
}

function peakInWords(peak: LiveState['peak'], timeZone: string): string {
  if (peak === undefined) return '';
  if (peak === null) return t('peakNobody');
  return t('peak', { count: peak.visitors, time: hourAt(peak.at, timeZone), zone: timeZone });
}

function Yesterday({ counts, scale }: { counts: readonly number[]; scale: number }) {
  const steps = stepsPath(counts, scale);
  return (
    <svg className={styles.yesterday} viewBox={`0 0 ${counts.length} 1`} preserveAspectRatio="none" aria-hidden="true">
      <path className={styles.area} d={`${steps}V1H0Z`} />
      {greatest(counts) > 0 && <path className={styles.line} d={steps} />}
    </svg>
  );
}
