// A list as «762 /posts/…», each row underlined as far as its share of the first.
import { useState } from 'react';
import styles from './ranking.module.css';
import { SafeLink } from './safe-link.tsx';

interface Props {
  labelledBy: string;
  rows: readonly (readonly [value: string, count: number])[];
  format: (value: string) => string;
  href: (value: string) => string | null;
  empty: string;
  isFaded: boolean;
}

export function Ranking({ labelledBy, rows, format, href, empty, isFaded }: Props) {
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
          {rows.map(([value, count]) => (
            <li
              key={value}
              className={styles.row}
              style={{ '--share': count / greatest }}
              data-value={value}
              title={format(value)}
            >
              <span className={styles.count}>{count}</span>
              <SafeLink href={href(value)} className={styles.value}>
                <bdi dir="ltr">{format(value)}</bdi>
              </SafeLink>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
