// The last 30 minutes, a bar for each: the greatest number of visitors that were here at once.
import { formatCount, fullScale } from '../format.ts';
import styles from './minute-bars.module.css';

export function MinuteBars({ minutes, isFaded }: { minutes: readonly number[]; isFaded: boolean }) {
  const most = Math.max(0, ...minutes);
  return (
    <figure className={isFaded ? styles.faded : ''}>
      <h2>Last 30 minutes</h2>
      <div
        className={styles.bars}
        role="img"
        aria-label={`Most visitors at once in each of the last ${minutes.length} minutes: ${minutes.join(', ')}`}
        data-live="minutes"
      >
        {minutes.map((count, index) => {
          const ago = minutes.length - 1 - index;
          return (
            <div
              key={ago}
              className={styles.bar}
              style={{ '--share': count / fullScale(most) }}
              title={`${count}, ${ago} min ago`}
            />
          );
        })}
      </div>
      <p className={styles.scale} aria-hidden="true">
        <span>30 min ago</span>
        <span>{most === 0 ? 'nobody' : `at most ${formatCount(most)} at once`}</span>
        <span>now</span>
      </p>
    </figure>
  );
}
