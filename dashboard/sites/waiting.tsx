// Before a site's first visitor: the snippet, and the promise that this page becomes the dashboard by itself. The 0 stands
// where the number of visitors will.
import type { Site } from '../../server/contract/browser.ts';
import { LargeNumber } from '../live/large-number.tsx';
import { LiveDot } from '../live/live-dot.tsx';
import { LiveNotice } from '../live/live-notice.tsx';
import { useLive } from '../live/use-live.ts';
import { RejectedWhileWaiting } from '../rejected/rejected-hits.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import layout from '../ui/layout.module.css';
import { Column } from '../ui/layout.tsx';
import { SafeLink } from '../ui/safe-link.tsx';
import { CorrectSite } from './correct-site.tsx';
import { RemoveSite } from './remove-site.tsx';
import { SamplePageLink } from './sample-page-link.tsx';
import { siteOrigin } from './site-address.ts';
import { SiteRulesForm } from './site-rules.tsx';
import { SnippetBox } from './snippet-box.tsx';
import { UnregisteredHosts } from './unregistered-hosts.tsx';
import styles from './waiting.module.css';

export function Waiting({ site }: { site: Site }) {
  const isListening = useLive(({ connection, staleSince }) => connection === 'open' && staleSince === null);
  return (
    <Column>
      <div className={layout.stack} data-live-panel="waiting">
        <div className={styles.number} aria-hidden="true">
          <LargeNumber of={0} isFaded />
        </div>
        <div>
          <h1>
            Waiting for the first visitor <LiveDot isFaded={!isListening} />
          </h1>
          <LiveNotice host={site.host} />
        </div>
        <div className={styles.steps}>
          <div className={styles.step}>
            <h2>Paste this into the head of every page of {site.host}</h2>
            <SnippetBox site={site} />
          </div>
          <div className={styles.step}>
            <h2>Open a page of it</h2>
            <p>
              <SafeLink href={siteOrigin(site.host)}>{site.host}</SafeLink>, for one. At the first hit this page turns
              into the dashboard; there is nothing to reload.
            </p>
            {site.tryUrl && <SamplePageLink url={site.tryUrl} />}
          </div>
        </div>
        <RejectedWhileWaiting site={site} />
        <UnregisteredHosts waitingSite={site.host} />
        <Disclosure summary="Mistyped? Correct the site">
          <CorrectSite site={site} />
        </Disclosure>
        <Disclosure summary={`What counts on ${site.host}`}>
          <SiteRulesForm site={site} />
        </Disclosure>
        <RemoveSite site={site} />
      </div>
    </Column>
  );
}
