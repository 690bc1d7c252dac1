// The chart in figures: all of them, bucket by bucket.
import { useState } from 'react';
import { Disclosure } from '../ui/disclosure.tsx';
import { words } from '../words/words.ts';
import { pointsOf } from './chart-shape.ts';
import styles from './chart-table.module.css';
import { FIGURE_NAMES, formatFigure } from './figures.ts';
import type { Now } from './range-steps.ts';
import type { Reported } from './reported.ts';
import { bucketName, UNIT_NAMES } from './times.ts';

const t = words('report');

/** A day has 1,440 minutes, of which nobody reads the empty ones. */
const MOST_ROWS = 400;

export function ChartTable({ reported, now }: { reported: Reported | undefined; now: Now }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Disclosure summary={t('chartTable')} isWide onToggle={setIsOpen}>
      {isOpen && reported && <Rows reported={reported} now={now} />}
    </Disclosure>
  );
}

function Rows({ reported, now }: { reported: Reported; now: Now }) {
  const { asked, range } = reported;
  const { figures } = asked;
  const columns = figures.map((figure) => pointsOf(reported, figure, now.timeZone, now.nowMs));
  const [points = []] = columns;
  const isOfOneDay = range[1] - range[0] < 1.5 * 86_400_000;
  const begun = points.map((point, place) => ({ point, place })).filter(({ point }) => point.state !== 'coming');
  const hasSomething = ({ place }: { place: number }) => columns.some((column) => column[place]?.value);
  const rows = begun.length > MOST_ROWS ? begun.filter(hasSomething) : begun;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={t('chartTable')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{UNIT_NAMES[asked.unit].one}</th>
            {figures.map((figure) => (
              <th key={figure} scope="col">
                {FIGURE_NAMES[figure]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ point, place }) => {
            const name = bucketName(asked.unit, point, now.timeZone, isOfOneDay);
            return (
              <tr key={point.startMs} data-bucket={name}>
                <th scope="row">{name}</th>
                {figures.map((figure, i) => (
                  <td key={figure}>{formatFigure(figure, columns[i]?.[place]?.value ?? null)}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
