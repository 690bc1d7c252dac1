// The same day in figures.
import { formatCount } from '../format.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import styles from './hour-table.module.css';
import type { Hour } from './hours.ts';

export const HourTable = ({ hours }: { hours: readonly Hour[] }) => (
  <Disclosure summary="as a table">
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">hour</th>
          <th scope="col">visitors</th>
          <th scope="col">pageviews</th>
        </tr>
      </thead>
      <tbody>
        {hours.map(({ startMs, label, visitors, pageviews }) => (
          <tr key={startMs} data-hour={label}>
            <th scope="row">{label}</th>
            <td>{formatCount(visitors)}</td>
            <td>{formatCount(pageviews)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Disclosure>
);
