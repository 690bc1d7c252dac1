// How many are here now, large; what exactly that means is one hover away.
import type { ReactNode } from 'react';
import { formatCount } from '../format.ts';
import { Meaning } from '../ui/meaning.tsx';
import { words } from '../words/words.ts';
import { LargeNumber } from './large-number.tsx';
import styles from './live-number.module.css';

const t = words('live');

interface Props {
  /** Null until the first state has come. */
  visitors: number | null;
  tabs: number | null;
  /** How the visitors are here; together they are all of them. */
  reading: number | null;
  idle: number | null;
  inferred: number | null;
  /** How many there are in all, when these are only some of them. */
  among?: number | undefined;
  isFaded: boolean;
}

const written = (number: number | null) => (number === null ? '–' : formatCount(number));

export const LiveNumber = ({ visitors, tabs, reading, idle, inferred, among, isFaded }: Props) => (
  <>
    <p data-live="visitors">
      <LargeNumber of={visitors} isFaded={isFaded} />
    </p>
    <div className={styles.unit}>
      <Meaning of={t('visitorsHere', { count: visitors ?? 0 })}>{t('hereMeans')}</Meaning>
      {among !== undefined && (
        <span className={isFaded ? styles.faded : ''}>
          {t.rich('among', {
            count: written(among),
            n: (number: ReactNode) => <span data-live="among">{number}</span>,
          })}
        </span>
      )}
      <span className={isFaded ? styles.faded : ''}>
        {t.rich('tabs', {
          shown: written(tabs),
          count: tabs ?? 0,
          n: (number: ReactNode) => <span data-live="tabs">{number}</span>,
        })}
      </span>
    </div>
    <div className={`${styles.unit} ${isFaded ? styles.faded : ''}`} data-live="modes">
      <Meaning of={t('reading', { count: written(reading) })}>{t('readingMeans')}</Meaning>
      <Meaning of={t('idle', { count: written(idle) })}>{t('idleMeans')}</Meaning>
      {inferred !== null && inferred > 0 && (
        <Meaning of={t('inferred', { count: written(inferred) })}>{t('inferredMeans')}</Meaning>
      )}
    </div>
  </>
);
