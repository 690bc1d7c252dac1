// The last 30 minutes, a bar for each: the greatest number of visitors that were here at once. Behind them the same half hour
// of yesterday, beside them today's peak; both by the site's own clock.
import type { LiveState } from '../../server/contract/browser.ts';
import { formatCount, hourAt } from '../format.ts';
import layout from '../ui/layout.module.css';
import styles from './minute-bars.module.css';
import { steadyScale, stepsPath } from './minute-scale.ts';

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
  const today = told
    ? `Most visitors at once in each of the last ${told.length} minutes: ${told.join(', ')}.`
    : 'Not known yet.';
  const before = yesterday ? ` In the same minutes yesterday: ${yesterday.join(', ')}.` : '';
  return (
    <figure className={isFaded ? styles.faded : ''}>
      <div className={styles.head}>
        <h2>Last 30 minutes</h2>
        <span className={`${layout.soft} ${styles.peak}`} data-live="peak">
          {peakInWords(peak, timeZone)}
        </span>
      </div>
      <div className={styles.bars} role="img" aria-label={today + before} data-live="minutes">
        {yesterday && <Yesterday counts={yesterday} scale={scale} />}
        {UNKNOWN_PLACES.slice(0, unknown).map((place) => (
          <div
            key={place}
            className={`${styles.bar} ${styles.unknown}`}
            title="not known: nobody looked at these visitors then"
          />
        ))}
        {minutes.map((count, index) => {
          const ago = minutes.length - 1 - index;
          const then = yesterday ? `, yesterday ${formatCount(yesterday[index] ?? 0)}` : '';
          return (
            <div
              key={ago}
              className={styles.bar}
              style={{ '--share': count / scale }}
              title={`${ago === 0 ? 'this minute' : `${ago} min ago`}: ${formatCount(count)}${then}`}
              data-count={count}
              data-running={ago === 0 || undefined}
            />
          );
        })}
      </div>
      <p className={styles.scale} aria-hidden="true">
        <span>30 min ago</span>
        <span>{!told ? '' : most === 0 ? 'nobody' : `at most ${formatCount(most)} at once`}</span>
        <span>now</span>
      </p>
      <p className={styles.legend} data-live="yesterday">
        {unknown > 0 && 'known since somebody looks'}
        {yesterday && (
          <>
            <span className={styles.swatch} aria-hidden="true" /> same time yesterday:{' '}
            {greatest(yesterday) === 0 ? 'nobody' : `at most ${formatCount(greatest(yesterday))}`}
          </>
        )}
      </p>
    </figure>
  );
}

function peakInWords(peak: LiveState['peak'], timeZone: string): string {
  if (peak === undefined) return '';
  if (peak === null) return 'nobody yet today';
  return `today’s peak ${formatCount(peak.visitors)} at ${hourAt(peak.at, timeZone)}, ${timeZone}`;
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
