// All sites as words, the chosen one marked, each with the number of people on it right now.
import { Link } from 'wouter';
import type { Site } from '../../server/contract/browser.ts';
import { pages } from '../base-path.ts';
import { formatCount } from '../format.ts';
import { useLive } from '../live/use-live.ts';
import { Hidden } from '../ui/hidden.tsx';
import words from '../ui/words.module.css';
import styles from './site-switcher.module.css';

interface Props {
  sites: readonly Site[];
  /** The chosen site's host; null where a site is being added. */
  chosen: string | null;
}

export function SiteSwitcher({ sites, chosen }: Props) {
  return (
    <nav aria-label="Sites">
      <ul className={words.row}>
        {sites.map(({ host }) => (
          <li key={host}>
            <Link href={pages.site(host)} className={words.word} aria-current={host === chosen ? 'page' : undefined}>
              {host}
            </Link>
            {sites.length > 1 && <Here host={host} />}
          </li>
        ))}
        <li>
          <Link href={pages.addSite} className={words.word} aria-current={chosen === null ? 'page' : undefined}>
            + add a site
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
      <Hidden> here now</Hidden>
    </span>
  );
}
