// After a site was removed: how much of what it had stored is still to go, and where to go on. Nobody needs to wait here.
import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import type { RemovalsReply, Site } from '../../server/contract/browser.ts';
import { pages } from '../base-path.ts';
import { formatCount, plural } from '../format.ts';
import layout from '../ui/layout.module.css';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { useTitle } from '../ui/use-title.ts';
import styles from './removal-page.module.css';
import { useRemovals } from './use-sites.ts';

type Removal = RemovalsReply['removals'][number];

/** `id`: what the site had. Its name is remembered by this entry of the browser's history. */
export function RemovalPage({ id, sites }: { id: number; sites: readonly Site[] }) {
  const { data, error } = useRemovals(id);
  const host = useHistoryState<{ host?: string } | null>()?.host ?? 'The site';
  const removal = data?.find((one) => one.id === id);
  const isDone = data !== undefined && removal === undefined;
  const title = `${host} is removed`;
  useTitle(`${title} · headcount`);
  return (
    <div className={`${layout.stack} ${layout.narrow}`} data-removal={isDone ? 'done' : 'going'}>
      <h1>{title}</h1>
      <div className={styles.progress}>
        <ProgressBar name="Deleted" share={isDone ? 1 : shareOf(removal)} />
        <p role="status">
          {isDone
            ? 'Nothing is stored of it any more.'
            : (error?.message ?? 'What was stored of it is being deleted. Nobody needs to wait: it goes on by itself.')}
        </p>
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
  return `${formatCount(gone)} of ${formatCount(hits)} ${plural(hits, 'hit')}`;
}

/** To the next site, or to where one is added. */
export const Onwards = ({ sites: [next] }: { sites: readonly Site[] }) => (
  <p>
    {next ? <Link href={pages.site(next.host)}>Go to {next.host}</Link> : <Link href={pages.addSite}>Add a site</Link>}
  </p>
);
