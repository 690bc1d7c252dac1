// The last 30 minutes, a bar for each, with the greatest number in words.
import { formatCount, fullScale } from '../format.ts';
import styles from './screen-page.module.css';

const NOTHING: readonly number[] = [];

/** Undefined: nothing is known yet. */
export function ScreenBars({ minutes: told }: { minutes: readonly number[] | undefined }) {
  const minutes = told ?? NOTHING;
  const most = Math.max(0, ...minutes);
  return (
    <figure className={styles.minutes}>
      <div
        className={styles.bars}
        role="img"
        aria-label={
          told
            ? `Most visitors at once in each of the last ${told.length} minutes: ${told.join(', ')}`
            : 'Not known yet'
        }
      >
        {minutes.map((count, index) => {
          const ago = minutes.length - 1 - index;
          return <div key={ago} style={{ '--share': count / fullScale(most) }} />;
        })}
      </div>
      <figcaption>30 min{!told ? '' : most === 0 ? ', nobody' : `, at most ${formatCount(most)}`}</figcaption>
    </figure>
  );
}
