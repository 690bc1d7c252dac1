// How many are here now, large; what exactly that means is one hover away.
import { formatCount, plural } from '../format.ts';
import { Meaning } from '../ui/meaning.tsx';
import { LargeNumber } from './large-number.tsx';
import styles from './live-number.module.css';

interface Props {
  /** Null until the first state has come. */
  visitors: number | null;
  tabs: number | null;
  isFaded: boolean;
}

export const LiveNumber = ({ visitors, tabs, isFaded }: Props) => (
  <>
    <p data-live="visitors">
      <LargeNumber of={visitors} isFaded={isFaded} />
    </p>
    <div className={styles.unit}>
      <Meaning of={`${plural(visitors ?? 0, 'visitor')} here now`}>
        A visitor is here while a tab is visible; a tab that falls silent is dropped after 40 s. One visitor may have
        several tabs.
      </Meaning>
      <span className={isFaded ? styles.faded : ''}>
        in <span data-live="tabs">{tabs === null ? '–' : formatCount(tabs)}</span> {plural(tabs ?? 0, 'tab')}
      </span>
    </div>
  </>
);
