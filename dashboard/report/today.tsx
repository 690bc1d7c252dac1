// Today so far, by the site's own clock: three bare numbers, and the day hour by hour across the whole page.
import { useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { formatCount, formatDay } from '../format.ts';
import { Choice } from '../ui/choice.tsx';
import layout from '../ui/layout.module.css';
import { Column } from '../ui/layout.tsx';
import { HourChart } from './hour-chart.tsx';
import { HourTable } from './hour-table.tsx';
import { hoursSoFar } from './hours.ts';
import styles from './today.module.css';
import { useToday } from './use-today.ts';

const COUNTED = ['Visitors', 'Pageviews'] as const;

export function Today({ site }: { site: Site }) {
  const { data, error } = useToday(site.host);
  const [counted, setCounted] = useState<(typeof COUNTED)[number]>('Visitors');
  const [totals, byHour] = data?.answers ?? [];
  const [visitors, visits, pageviews] = totals?.totals ?? [];
  const metric = counted === 'Visitors' ? 'visitors' : 'pageviews';
  const hoursUntil = (ms: number) => (data && byHour ? hoursSoFar(data.range, byHour.rows, ms, site.timezone) : []);
  const hours = hoursUntil(Date.now());
  const toCome = hoursUntil(data ? data.range[1] : 0).slice(hours.length);
  return (
    <section className={styles.today} aria-labelledby="today">
      <Column>
        <div className={styles.head}>
          <h2 id="today">Today</h2>
          <span className={layout.soft}>{data && `${formatDay(data.range[0], site.timezone)}, ${site.timezone}`}</span>
        </div>
        {error && !data && <p role="alert">{error.message}</p>}
        <dl className={styles.figures}>
          <Figure name="Visitors" value={visitors} />
          <Figure name="Visits" value={visits} />
          <Figure name="Pageviews" value={pageviews} />
        </dl>
      </Column>
      <div className={layout.full}>
        <HourChart counted={metric} hours={hours.map((hour) => ({ ...hour, count: hour[metric] }))} toCome={toCome} />
      </div>
      <Column>
        <div className={styles.head}>
          <Choice
            legend="Bars show"
            options={COUNTED.map((word) => ({ value: word, word }))}
            chosen={counted}
            onChoose={setCounted}
          />
          <span className={layout.soft}>by hour</span>
        </div>
        <HourTable hours={hours} />
      </Column>
    </section>
  );
}

const Figure = ({ name, value }: { name: string; value: number | null | undefined }) => (
  <div>
    <dt>{name}</dt>
    <dd data-today={name.toLowerCase()}>{value === undefined || value === null ? '–' : formatCount(value)}</dd>
  </div>
);
