// A number as large as the page allows for so many digits, on a line whose height never changes.
import { formatCount } from '../format.ts';
import styles from './large-number.module.css';

export function LargeNumber({ of: count, isFaded }: { of: number | null; isFaded: boolean }) {
  const written = count === null ? '–' : formatCount(count);
  return (
    <span className={styles.line}>
      <span
        className={`${styles.number} ${isFaded ? styles.faded : ''}`}
        style={{ '--characters': Math.max(3, written.length) }}
      >
        {written}
      </span>
    </span>
  );
}
