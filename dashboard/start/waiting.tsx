// Before a site's first visitor: the snippet, and the promise that this page becomes the dashboard by itself. The 0 stands
// where the number of visitors will.
import { Link } from 'wouter';
import type { Site } from '../../server/contract/browser.ts';
import { pages } from '../base-path.ts';
import { LargeNumber } from '../live/large-number.tsx';
import { LiveDot } from '../live/live-dot.tsx';
import { LiveNotice } from '../live/live-notice.tsx';
import { useLive } from '../live/use-live.ts';
import { RejectedWhileWaiting } from '../rejected/rejected-hits.tsx';
import { siteOrigin } from '../sites/site-address.ts';
import layout from '../ui/layout.module.css';
import { Column } from '../ui/layout.tsx';
import { SafeLink } from '../ui/safe-link.tsx';
import { laterWords } from '../words/later.ts';
import { Check } from './check.tsx';
import { SamplePageLink } from './sample-page-link.tsx';
import { Snippet } from './snippet.tsx';
import UnregisteredHosts from './unregistered-hosts.tsx';
import styles from './waiting.module.css';

const t = laterWords('start');

export default function Waiting({ site }: { site: Site }) {
  const isListening = useLive(({ connection, staleSince }) => connection === 'open' && staleSince === null);
  return (
    <Column>
      <div className={layout.stack} data-live-panel="waiting">
        <div className={styles.number} aria-hidden="true">
          <LargeNumber of={0} isFaded />
        </div>
        <div>
          <h1>
            {t('waiting')} <LiveDot isFaded={!isListening} />
          </h1>
          <LiveNotice host={site.host} />
        </div>
        <div className={styles.steps}>
          <div className={styles.step}>
            <h2>{t('paste', { host: site.host })}</h2>
            <Snippet site={site} />
          </div>
          <div className={styles.step}>
            <h2>{t('openPage')}</h2>
            <p>
              {t.rich('openPageText', {
                host: site.host,
                link: (text) => <SafeLink href={siteOrigin(site.host)}>{text}</SafeLink>,
              })}
            </p>
            {site.tryUrl && <SamplePageLink url={site.tryUrl} />}
          </div>
        </div>
        <Check site={site} />
        <RejectedWhileWaiting site={site} />
        <UnregisteredHosts waitingSite={site.host} />
        <p className={styles.ways}>
          <Link href={pages.settings(site.host)}>{t('mistyped')}</Link>
          <Link href={pages.settings(site.host, 'counts')}>{t('settings', { host: site.host })}</Link>
        </p>
      </div>
    </Column>
  );
}
