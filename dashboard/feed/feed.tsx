// The feed: who just arrived where, from where, and what they did next. A visitor's trail is one click away; which one is open
// stands in the address.
import { useCallback, useRef, useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { drawable, formatPath, formatSource } from '../format.ts';
import type { FeedEntry } from '../live/feed-log.ts';
import { LiveDot } from '../live/live-dot.tsx';
import { useLive } from '../live/use-live.ts';
import { Announcement } from '../ui/announcement.tsx';
import layout from '../ui/layout.module.css';
import { Column } from '../ui/layout.tsx';
import { useHand } from '../ui/use-hand.ts';
import { useNow } from '../ui/use-now.ts';
import { useQuery } from '../ui/use-query.ts';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import styles from './feed.module.css';
import { FeedRow } from './feed-row.tsx';
import { Trail } from './trail.tsx';
import { useFeed, useHits } from './use-feed.ts';
import { visitorName } from './visitor-name.ts';

const t = words('feed');

const OPEN = 'trail';

/** So long somebody may look without moving a hand. */
const READ_FOR_MS = 60_000;

export function Feed({ site }: { site: Site }) {
  const [query, changeQuery] = useQuery();
  const open = query.get(OPEN);
  const hits = useHits(site.host);
  const isStale = useLive(({ staleSince }) => staleSince !== null);
  const region = useRef<HTMLElement>(null);
  const { isNear, signs } = useHand(READ_FOR_MS);
  const [isScrolled, setIsScrolled] = useState(false);
  const { shown, waiting, catchUp } = useFeed(hits, isNear || isScrolled || open !== null);

  const openTrail = useCallback((visitor: string) => changeQuery((next) => next.set(OPEN, visitor)), [changeQuery]);
  const closeTrail = useCallback(() => changeQuery((next) => next.delete(OPEN), { replace: true }), [changeQuery]);

  function showWaiting() {
    region.current?.scrollTo({ top: 0 });
    setIsScrolled(false);
    catchUp();
  }

  return (
    <Column>
      <section aria-labelledby="feed" data-feed={hits === undefined ? 'empty' : isStale ? 'stale' : 'fresh'}>
        <div className={styles.head}>
          <h2 id="feed">
            {t('latest')} <LiveDot isFaded={isStale || hits === undefined} />
          </h2>
          {shown.length > 0 && <span className={`${layout.soft} ${styles.legend}`}>{t('bold')}</span>}
          {waiting > 0 && <WordButton onClick={showWaiting}>{t('newOnes', { count: waiting })}</WordButton>}
        </div>
        {shown.length === 0 ? (
          <p className={layout.soft}>{hits === undefined ? '…' : t('none')}</p>
        ) : (
          <section
            ref={region}
            className={styles.region}
            aria-label={t('newestFirst')}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
            {...signs}
            onScroll={(event) => setIsScrolled(event.currentTarget.scrollTop > 0)}
          >
            <Rows shown={shown} host={site.host} onOpen={openTrail} />
          </section>
        )}
        <Announcement text={arrivalIn(hits)} />
        {open !== null && (
          <Trail
            key={open}
            site={site}
            visitor={open}
            latest={hits?.findLast(({ visitor }) => visitor === open)?.n ?? 0}
            onClose={closeTrail}
          />
        )}
      </section>
    </Column>
  );
}

interface RowsProps {
  shown: readonly FeedEntry[];
  host: string;
  onOpen: (visitor: string) => void;
}

function Rows({ shown, host, onOpen }: RowsProps) {
  const now = useNow();
  return (
    <ol className={styles.rows}>
      {shown.map((hit) => (
        <FeedRow key={hit.id} hit={hit} host={host} now={now} onOpen={onOpen} />
      ))}
    </ol>
  );
}

/** The last arrival, for those who listen. */
function arrivalIn(hits: readonly FeedEntry[] | undefined): string {
  const hit = hits?.findLast(({ isNew }) => isNew);
  if (!hit) return '';
  const who = hit.linked ? visitorName(hit.visitor) : t('somebody');
  const page = drawable(hit.title) || formatPath(hit.path);
  return t('arrived', { who, page, source: formatSource(hit.source) });
}
