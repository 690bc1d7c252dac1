// A list as «762 /posts/…», each row underlined as far as its share of the first. A row's words choose it: what that means is
// up to whoever shows the list; the arrow behind them leads to the place itself. While somebody points at it rows keep their places.
import { useState } from 'react';
import { drawable, formatCount } from '../format.ts';
import { words } from '../words/words.ts';
import styles from './ranking.module.css';
import { SafeLink } from './safe-link.tsx';
import { useHeldRows } from './use-held-rows.ts';

const t = words('ui');

interface Props {
  labelledBy: string;
  rows: readonly (readonly [value: string, count: number])[];
  /** Somebody's words about each row, in the same order; '' for none. */
  details?: readonly string[] | undefined;
  format: (value: string) => string;
  href: (value: string) => string | null;
  onPick: (value: string) => void;
  /** Whether a row is chosen. */
  isPicked: (value: string) => boolean;
  empty: string;
  isFaded: boolean;
  /** There may be a thousand rows: they scroll in a place that is as high as twenty. */
  isWhole?: boolean;
}

export function Ranking(props: Props) {
  const { labelledBy, rows, details = [], format, href, onPick, isPicked, empty, isFaded, isWhole = false } = props;
  const [most, setMost] = useState(1);
  if (rows.length > most) setMost(rows.length);
  const greatest = Math.max(1, ...rows.map(([, count]) => count));
  const { shown, signs } = useHeldRows(
    rows.map(([value, count], index) => ({ value, count, detail: details[index] ?? '' })),
  );
  return (
    <div
      className={`${styles.rows} ${isFaded ? styles.faded : ''} ${isWhole ? styles.whole : ''}`}
      style={{ '--most': most, '--digits': Math.max(3, formatCount(greatest).length) }}
    >
      {rows.length === 0 ? (
        <p className={styles.empty}>{empty}</p>
      ) : (
        <ol aria-labelledby={labelledBy} {...signs}>
          {shown.map(({ value, count, detail }) => (
            <li key={value} className={styles.row} style={{ '--share': count / greatest }} data-value={value}>
              <span className={styles.count}>{formatCount(count)}</span>
              <button
                type="button"
                className={styles.value}
                aria-pressed={isPicked(value)}
                onClick={() => onPick(value)}
                title={[format(value), drawable(detail)].filter(Boolean).join('\n')}
              >
                <bdi dir="ltr" className={styles.name}>
                  {format(value)}
                </bdi>{' '}
                {detail && <bdi className={styles.detail}>{drawable(detail)}</bdi>}
              </button>
              {href(value) !== null && (
                <SafeLink href={href(value)} className={styles.open} label={t('open', { what: format(value) })}>
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
