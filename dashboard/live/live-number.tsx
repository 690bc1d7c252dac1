// How many are here now, large; what exactly that means is one hover away.
import { formatCount, plural } from '../format.ts';
import { Meaning } from '../ui/meaning.tsx';
import { LargeNumber } from './large-number.tsx';
import styles from './live-number.module.css';

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

const count = (number: number | null) => (number === null ? '–' : formatCount(number));

export const LiveNumber = ({ visitors, tabs, reading, idle, inferred, among, isFaded }: Props) => (
  <>
    <p data-live="visitors">
      <LargeNumber of={visitors} isFaded={isFaded} />
    </p>
    <div className={styles.unit}>
      <Meaning of={`${plural(visitors ?? 0, 'visitor')} here now`}>
        A visitor is here while a tab is visible; a tab that falls silent is dropped after 40 s. One visitor may have
        several tabs.
      </Meaning>
      {among !== undefined && (
        <span className={isFaded ? styles.faded : ''}>
          of <span data-live="among">{count(among)}</span>
        </span>
      )}
      <span className={isFaded ? styles.faded : ''}>
        in <span data-live="tabs">{count(tabs)}</span> {plural(tabs ?? 0, 'tab')}
      </span>
    </div>
    <div className={`${styles.unit} ${isFaded ? styles.faded : ''}`} data-live="modes">
      <Meaning of={`${count(reading)} reading`}>
        They scrolled, typed, clicked or touched something lately, in at least one visible tab.
      </Meaning>
      <Meaning of={`${count(idle)} idle`}>
        Their tab is visible, but nothing has happened in it for a quarter of a minute or more.
      </Meaning>
      {inferred !== null && inferred > 0 && (
        <Meaning of={`${count(inferred)} inferred`}>
          They came by the pixel or a server, which tell nothing more: believed to be here for five minutes.
        </Meaning>
      )}
    </div>
  </>
);
