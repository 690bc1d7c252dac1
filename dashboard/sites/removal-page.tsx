// After a site was removed: how much of what it had stored is still to go, and where to go on. Nobody needs to wait here.
import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import type { RemovalsReply, Site } from '../../server/contract/browser.ts';
import { pages } from '../base-path.ts';
import layout from '../ui/layout.module.css';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { useTitle } from '../ui/use-title.ts';
import { words } from '../words/words.ts';
import styles from './removal-page.module.css';
import { useRemovals } from './use-sites.ts';

const t = words('sites');

type Removal = RemovalsReply['removals'][number];

/** `id`: what the site had. Its name is remembered by this entry of the browser's history. */
export function RemovalPage({ id, sites }: { id: number; sites: readonly Site[] }) {
  const { data, error } = useRemovals(id);
  const host = useHistoryState<{ host?: string } | null>()?.host ?? t('removalAnybody');
  const removal = data?.find((one) => one.id === id);
  const isDone = data !== undefined && removal === undefined;
  const title = t('removal', { host });
  useTitle(`${title} · headcount`);
  return (
    <div className={`${layout.stack} ${layout.narrow}`} data-removal={isDone ? 'done' : 'going'}>
      <h1>{title}</h1>
      <div className={styles.progress}>
        <ProgressBar name={t('removalDeleted')} share={isDone ? 1 : shareOf(removal)} />
        <p role="status">{isDone ? t('removalDone') : (error?.message ?? t('removalGoing'))}</p>
        <span className={styles.figures}>{inFigures(removal)}</span>
      </div>
      <Onwards sites={sites} />
    </div>
  );
}

function shareOf(removal: Removal | undefined): number {
  if (!removal || removal.hits === null) return 0;
  return removal.hits === 0 ? 1 : Math.min(1, removal.gone / removal.hits);
}

function inFigures(removal: Removal | undefined): string {
  if (!removal || removal.hits === null) return '';
  const { gone, hits } = removal;
  return t('removalFigures', { gone, hits });
}

/** To the next site, or to where one is added. */
export const Onwards = ({ sites: [next] }: { sites: readonly Site[] }) => (
  <p>
    {next ? (
      <Link href={pages.site(next.host)}>{t('goTo', { host: next.host })}</Link>
    ) : (
      <Link href={pages.addSite}>{t('goToAdd')}</Link>
    )}
  </p>
);
