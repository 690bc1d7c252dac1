// All sites as words, the chosen one marked, each with the number of people on it right now. Where they are too many for that, the
// chosen one stands beside the way to all of them.
import { Link, useLocation } from 'wouter';
import type { Site } from '../../server/contract/browser.ts';
import { pages } from '../base-path.ts';
import { formatCount } from '../format.ts';
import { useLive } from '../live/use-live.ts';
import { Hidden } from '../ui/hidden.tsx';
import choices from '../ui/words.module.css';
import { words } from '../words/words.ts';
import styles from './site-switcher.module.css';

const t = words('sites');

/** Two lines of words on a wide page. */
const MOST = 12;

interface Props {
  sites: readonly Site[];
  /** The chosen site's host; null where a site is being added. */
  chosen: string | null;
}

export function SiteSwitcher({ sites, chosen }: Props) {
  const [path] = useLocation();
  const shown = sites.length <= MOST ? sites : sites.filter(({ host }) => host === chosen);
  return (
    <nav aria-label={t('sites')}>
      <ul className={choices.row}>
        {sites.length > 1 && (
          <li>
            <Link
              href={pages.home}
              className={choices.word}
              aria-current={path === pages.home ? 'page' : undefined}
              aria-keyshortcuts="s"
            >
              {t('allSites')}
            </Link>
            {sites.length > MOST && <span className={styles.count}>{formatCount(sites.length)}</span>}
          </li>
        )}
        {shown.map(({ host }) => (
          <li key={host}>
            <Link href={pages.site(host)} className={choices.word} aria-current={host === chosen ? 'page' : undefined}>
              {host}
            </Link>
            {sites.length > 1 && <Here host={host} />}
          </li>
        ))}
        <li>
          <Link href={pages.addSite} className={choices.word} aria-current={chosen === null ? 'page' : undefined}>
            {t('addSite')}
          </Link>
        </li>
      </ul>
    </nav>
  );
}

function Here({ host }: { host: string }) {
  const visitors = useLive((live) => live.sites.get(host)?.shown.visitors);
  const isStale = useLive((live) => live.staleSince !== null);
  if (visitors === undefined) return null;
  return (
    <span className={`${styles.count} ${isStale ? styles.faded : ''}`}>
      {formatCount(visitors)}
      <Hidden> {t('hereNow')}</Hidden>
    </span>
  );
}
