// One hit: when, who, what, and what brought them. What strangers wrote is text, and a link only where a browser may follow it.
import { memo } from 'react';
import { drawable, formatAge, formatCountry, formatDevice, formatPath, formatSource } from '../format.ts';
import type { FeedEntry } from '../live/feed-log.ts';
import { Hidden } from '../ui/hidden.tsx';
import { words } from '../words/words.ts';
import styles from './feed-row.module.css';
import { HitPage } from './hit-page.tsx';
import { VisitorMark } from './visitor-mark.tsx';

const t = words('feed');

interface Props {
  hit: FeedEntry;
  /** Of the site. */
  host: string;
  /** ms since 1970. */
  now: number;
  onOpen: (visitor: string) => void;
}

export const FeedRow = ({ now, ...rest }: Props) => <Row age={formatAge(now - rest.hit.t)} {...rest} />;

/** Drawn anew only when what it says changes: there may be 200 of them, and their ages are looked at every second. */
const Row = memo(({ age, hit, host, onOpen }: Omit<Props, 'now'> & { age: string }) => (
  <li className={styles.row} data-hit={hit.path}>
    <time className={styles.age} dateTime={new Date(hit.t).toISOString()}>
      {age}
    </time>
    <button
      type="button"
      className={`${styles.who} ${hit.isNew ? styles.arrival : ''}`}
      aria-haspopup="dialog"
      onClick={() => onOpen(hit.visitor)}
    >
      <VisitorMark visitor={hit.visitor} linked={hit.linked} />
      <Hidden>{t('showVisit')}</Hidden>
    </button>
    <div className={styles.what} title={formatPath(hit.path)}>
      {hit.kind === 'event' ? (
        t.rich('eventOn', {
          event: () => (
            <b>
              <bdi>{drawable(hit.event)}</bdi>
            </b>
          ),
          page: () => <HitPage hit={hit} host={host} />,
        })
      ) : (
        <HitPage hit={hit} host={host} />
      )}
    </div>
    <div className={styles.from} title={fromWhere(hit)}>
      <bdi>{fromWhere(hit)}</bdi>
    </div>
  </li>
));

/** `from Google · Germany · phone`; whoever has just come from nowhere came `direct`. */
function fromWhere({ isNew, source, country, device }: FeedEntry): string {
  const from = source === '' ? (isNew ? formatSource(source) : '') : t('fromSource', { source: formatSource(source) });
  const where = country === '' ? '' : formatCountry(country);
  return [from, where, formatDevice(device)].filter((part) => part !== '').join(' · ');
}
