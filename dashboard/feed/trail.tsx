// What one visitor did on this visit: how they came, and page after page what they saw. Beside the dashboard, which goes on.
import { type SyntheticEvent, useId, useLayoutEffect, useRef } from 'react';
import type { Site, TrailReply } from '../../server/contract/browser.ts';
import { formatAge, formatList } from '../format.ts';
import layout from '../ui/layout.module.css';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import styles from './trail.module.css';
import { TrailFacts } from './trail-facts.tsx';
import { TrailHits } from './trail-hits.tsx';
import { useTrail } from './use-trail.ts';
import { VisitorMark } from './visitor-mark.tsx';

const t = words('feed');

interface Props {
  site: Site;
  visitor: string;
  /** The number of their latest hit in the feed. */
  latest: number;
  onClose: () => void;
}

export function Trail({ site, visitor, latest, onClose }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const { data, error } = useTrail(site.host, visitor, latest);

  function closed(event: SyntheticEvent<HTMLDialogElement>) {
    const { isConnected, open } = event.currentTarget;
    if (isConnected && !open) onClose(); // else it was taken away, and nobody closed it
  }

  // The browser itself keeps the focus inside, closes it at Escape, and gives the focus back to where it came from; for that
  // it must be closed before it is taken away.
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (!shown?.open) shown?.showModal();
    return () => shown?.close();
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: by keyboard Escape does what a click beside it does
    <dialog
      ref={dialog}
      className={styles.trail}
      aria-labelledby={id}
      onClose={closed}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
      data-trail={visitor}
    >
      <div className={styles.content}>
        <div className={styles.head}>
          <h2 id={id}>
            <VisitorMark visitor={visitor} linked={data?.linked ?? true} />
          </h2>
          <WordButton onClick={() => dialog.current?.close()}>{t('close')}</WordButton>
        </div>
        {error && !data ? (
          <p role="alert">{error.message}</p>
        ) : (
          data && (
            <>
              <TrailFacts trail={data} />
              <h3>{summary(data)}</h3>
              <TrailHits site={site} hits={data.hits} more={data.more} />
            </>
          )
        )}
        <p className={layout.soft}>{data?.linked === false ? t('unlinked') : t('made')}</p>
      </div>
    </dialog>
  );
}

/** `This visit: 3 pages and 1 event in 4 min` */
function summary({ hits, more }: TrailReply): string {
  const pages = hits.filter(({ kind }) => kind === 'view').length;
  const events = hits.length - pages;
  const took = (hits.at(-1)?.t ?? 0) - (hits[0]?.t ?? 0);
  const done = formatList([
    ...(pages > 0 ? [t('pages', { count: pages })] : []),
    ...(events > 0 ? [t('events', { count: events })] : []),
  ]);
  const what = more ? t('latestOnly', { what: done }) : done;
  return t('thisVisit', { what: took >= 1000 ? t('within', { what, age: formatAge(took) }) : what });
}
