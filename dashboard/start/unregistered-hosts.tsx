// Hits arrive from a host that is no site here: a second blog, or the first one mistyped. One click settles it.
import { useLocation } from 'wouter';
import { pages } from '../base-path.ts';
import { useLive } from '../live/use-live.ts';
import { useAddSite, useChangeSite } from '../sites/use-sites.ts';
import { Hidden } from '../ui/hidden.tsx';
import layout from '../ui/layout.module.css';
import { WordButton } from '../ui/word-button.tsx';
import { laterWords } from '../words/later.ts';
import { bdi } from '../words/rich.tsx';
import styles from './unregistered-hosts.module.css';

const t = laterWords('start');

/** `waitingSite`: the site that waits for its first visitor, and may be one of these under a wrong name. */
export default function UnregisteredHosts({ waitingSite }: { waitingSite?: string }) {
  const hosts = useLive((live) => live.unregistered);
  const [, navigate] = useLocation();
  const addSite = useAddSite();
  const changeSite = useChangeSite(waitingSite ?? '');
  const error = addSite.error ?? changeSite.error;
  const isBusy = addSite.isPending || changeSite.isPending;
  if (hosts.length === 0) return null;

  return (
    <section className={layout.notice} aria-labelledby="elsewhere">
      <h2 id="elsewhere">{t('unregistered')}</h2>
      <p className={layout.soft}>{t('unregisteredText')}</p>
      <ul className={styles.hosts}>
        {hosts.map(({ host, hits }) => (
          <li key={host} className={styles.host} data-host={host}>
            <span className={styles.name}>{t.rich('unregisteredCount', { n: hits, host, bdi })}</span>
            <WordButton
              disabled={isBusy}
              onClick={() => addSite.mutate(host, { onSuccess: (site) => navigate(pages.site(site.host)) })}
            >
              {t('addIt')}
              <Hidden> {host}</Hidden>
            </WordButton>
            {waitingSite && (
              <WordButton
                disabled={isBusy}
                onClick={() =>
                  changeSite.mutate(
                    { host },
                    { onSuccess: (site) => navigate(pages.site(site.host), { replace: true }) },
                  )
                }
              >
                {t('rename', { site: waitingSite })}
                <Hidden> {host}</Hidden>
              </WordButton>
            )}
          </li>
        ))}
      </ul>
      {error && <p role="alert">{error.message}</p>}
    </section>
  );
}
