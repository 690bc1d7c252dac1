// The first few of a live list, in letters for a room. Always as tall as it can be, so that nothing below it moves.
import { drawable, formatCount } from '../format.ts';
import styles from './screen-page.module.css';

const ROWS = 6;

interface Props {
  title: string;
  rows: readonly (readonly [value: string, count: number])[];
  /** Somebody's words for each row, in the same order; where there are none, its value is shown. */
  titles?: readonly string[] | undefined;
  format: (value: string) => string;
  empty: string;
}

/** As wide as the widest number, so that the words behind them stand in line. */
const digitsOf = (rows: Props['rows']) => Math.max(4, ...rows.map(([, count]) => formatCount(count).length));

export const ScreenList = ({ title, rows, titles = [], format, empty }: Props) => (
  <section>
    <h2>{title}</h2>
    {rows.length === 0 ? (
      <p className={styles.empty}>{empty}</p>
    ) : (
      <ol aria-label={title} style={{ '--digits': digitsOf(rows) }}>
        {rows.slice(0, ROWS).map(([value, count], index) => (
          <li key={value} className={styles.row}>
            <span>{formatCount(count)}</span>
            {titles[index] ? <bdi>{drawable(titles[index])}</bdi> : <bdi dir="ltr">{format(value)}</bdi>}
          </li>
        ))}
      </ol>
    )}
  </section>
);
