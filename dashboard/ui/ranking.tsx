// A list as «762 /posts/…», each row underlined as far as its share of the first. A row's words choose it: what that means is
// up to whoever shows the list; the arrow behind them leads to the place itself.
import { useState } from 'react';
import { drawable } from '../format.ts';
import styles from './ranking.module.css';
import { SafeLink } from './safe-link.tsx';

interface Props {
  labelledBy: string;
  rows: readonly (readonly [value: string, count: number])[];
  /** Somebody's words about each row, in the same order; '' for none. */
  details?: readonly string[] | undefined;
  format: (value: string) => string;
  href: (value: string) => string | null;
  onPick: (value: string) => void;
  /** The row that is chosen, if any. */
  picked: string | undefined;
  empty: string;
  isFaded: boolean;
}

export function Ranking({ labelledBy, rows, details = [], format, href, onPick, picked, empty, isFaded }: Props) {
  const [most, setMost] = useState(1);
  if (rows.length > most) setMost(rows.length);
  const greatest = Math.max(1, ...rows.map(([, count]) => count));
  return (
    <div
      className={`${styles.rows} ${isFaded ? styles.faded : ''}`}
      style={{ '--most': most, '--digits': Math.max(3, String(greatest).length) }}
    >
      {rows.length === 0 ? (
        <p className={styles.empty}>{empty}</p>
      ) : (
        <ol aria-labelledby={labelledBy}>
          {rows.map(([value, count], index) => (
            <li key={value} className={styles.row} style={{ '--share': count / greatest }} data-value={value}>
              <span className={styles.count}>{count}</span>
              <button
                type="button"
                className={styles.value}
                aria-pressed={value === picked}
                onClick={() => onPick(value)}
                title={[format(value), drawable(details[index] ?? '')].filter(Boolean).join('\n')}
              >
                <bdi dir="ltr">{format(value)}</bdi>{' '}
                {details[index] && <bdi className={styles.detail}>{drawable(details[index])}</bdi>}
              </button>
              {href(value) !== null && (
                <SafeLink href={href(value)} className={styles.open} label={`Open ${format(value)}`}>
                  ↗
                </SafeLink>
              )}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
