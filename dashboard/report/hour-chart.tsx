// A day as a row of black bars, the count inside each; the hours to come are left free, so that a bar keeps its place.
import { formatCount, formatShort, fullScale } from '../format.ts';
import styles from './hour-chart.module.css';

interface Props {
  /** What is counted, e.g. `visitors`. */
  counted: string;
  hours: readonly { startMs: number; label: string; count: number }[];
  /** The hours of the day that have not begun; on a day of 23 or 25 hours one fewer or more. */
  toCome: readonly { startMs: number; label: string }[];
}

export function HourChart({ counted, hours, toCome }: Props) {
  const most = Math.max(0, ...hours.map(({ count }) => count));
  const busiest = hours.find(({ count }) => count === most);
  const summary = busiest && most > 0 ? `, most at ${busiest.label}: ${formatCount(most)}` : ', none so far';
  return (
    <div className={styles.chart} role="img" aria-label={`Today's ${counted} by hour${summary}`} data-chart="hours">
      <div className={styles.bars}>
        {hours.length > 0 && most === 0 && <span className={styles.none}>nobody yet</span>}
        {hours.map(({ startMs, label, count }) => {
          const share = count / fullScale(most);
          return (
            <div key={startMs} className={styles.slot} title={`${label}: ${formatCount(count)} ${counted}`}>
              <div className={styles.bar} style={{ '--share': share }} data-height={heightOf(share)} data-count={count}>
                {count > 0 && <span className={styles.count}>{formatShort(count)}</span>}
              </div>
            </div>
          );
        })}
        {toCome.map(({ startMs }) => (
          <div key={startMs} className={styles.slot} />
        ))}
      </div>
      <div className={styles.hours}>
        {hours.map(({ startMs, label }) => (
          <span key={startMs} className={styles.hour}>
            {label.slice(0, 2)}
          </span>
        ))}
        {toCome.map(({ startMs, label }) => (
          <span key={startMs} className={styles.hour} data-future>
            {label.slice(0, 2)}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Whether a number fits into its bar: lying down it needs a tenth of the chart's height or a little more, standing a third. */
function heightOf(share: number): 'low' | 'middle' | 'high' {
  if (share < 0.14) return 'low';
  return share < 0.36 ? 'middle' : 'high';
}
