// The last 30 minutes, a bar for each, with the greatest number in words.
import { formatCount, fullScale } from '../format.ts';
import styles from './screen-page.module.css';

export function ScreenBars({ minutes }: { minutes: readonly number[] }) {
  const most = Math.max(0, ...minutes);
  return (
    <figure className={styles.minutes}>
      <div
        className={styles.bars}
        role="img"
        aria-label={`Most visitors at once in each of the last ${minutes.length} minutes: ${minutes.join(', ')}`}
      >
        {minutes.map((count, index) => {
          const ago = minutes.length - 1 - index;
          return <div key={ago} style={{ '--share': count / fullScale(most) }} />;
        })}
      </div>
      <figcaption>30 minutes, {most === 0 ? 'nobody' : `at most ${formatCount(most)}`}</figcaption>
    </figure>
  );
}
