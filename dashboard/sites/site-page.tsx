// One site: waiting for its first visitor, and from then on its dashboard. The live stream decides which, without a reload.
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { Site } from '../../server/contract/browser.ts';
import { pages } from '../base-path.ts';
import { Feed } from '../feed/feed.tsx';
import { useFilters } from '../filters/use-filters.ts';
import { formatTitle } from '../format.ts';
import { LivePanel } from '../live/live-panel.tsx';
import { useLive, useWatchedFeed } from '../live/use-live.ts';
import { partKey } from '../live/wanted.ts';
import { RejectedHits } from '../rejected/rejected-hits.tsx';
import { Announcement } from '../ui/announcement.tsx';
import { Boundary } from '../ui/boundary.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Column } from '../ui/layout.tsx';
import { lazily } from '../ui/lazily.tsx';
import { useTitle } from '../ui/use-title.ts';
import { useTurn } from '../ui/use-turn.ts';
import { words } from '../words/words.ts';
import { DontCountLink } from './dont-count-link.tsx';
import styles from './site-page.module.css';
import { useSites } from './use-sites.ts';

const t = words('sites');

const Waiting = lazily<{ site: Site }>(() => import('../start/waiting.tsx'));
const UnregisteredHosts = lazily<{ waitingSite?: string }>(() => import('../start/unregistered-hosts.tsx'));

const History = lazily<{ site: Site }>(async () => ({ default: (await import('../feed/history.tsx')).History }));

/** Below the live view: fetched when the number stands there, which never waits for it. */
const Report = lazily<{ site: Site }>(async () => ({ default: (await import('../report/report.tsx')).Report }));

export function SitePage({ site }: { site: Site }) {
  const isWaiting = useLive(({ sites }) => sites.get(site.host)?.waiting) ?? site.waiting;
  useWatchedFeed(site.host);

  // The list of sites was read before the first hit; what it says of this one is out of date now.
  const { refetch } = useSites();
  useEffect(() => {
    if (site.waiting && !isWaiting) void refetch();
  }, [site.waiting, isWaiting, refetch]);

  return (
    <>
      <SiteTitle host={site.host} isWaiting={isWaiting} />
      {isWaiting ? <Waiting site={site} /> : <Dashboard site={site} />}
    </>
  );
}

/** What the browser's tab says, and what is said to those who listen: the number on the page, of those whom filters ask for. */
function SiteTitle({ host, isWaiting }: { host: string; isWaiting: boolean }) {
  const { live: filters } = useFilters();
  const all = useLive(({ sites }) => sites.get(host)?.shown.visitors);
  const part = useLive(({ parts }) => parts.get(partKey(host, filters))?.visitors);
  const visitors = (filters.length > 0 ? part : all) ?? null;
  const rejected = useLive(({ sites }) => sites.get(host)?.rejected) ?? 0;
  const isStale = useLive(({ staleSince }) => staleSince !== null);
  const isAsleep = useLive(({ connection }) => connection === 'asleep');
  useTitle(isWaiting ? t('waiting', { host }) : formatTitle(isAsleep ? null : visitors, host, isStale));
  const here = visitors === null ? '' : t('here', { n: visitors });
  const waiting = rejected === 0 ? t('waitingSaid') : t('waitingSaidRejected', { n: rejected });
  return <Announcement text={isWaiting ? waiting : here} />;
}

function Dashboard({ site }: { site: Site }) {
  const isElsewhere = useLive((live) => live.unregistered.length > 0);
  const isReportsTurn = useTurn(useLive(({ sites }) => sites.has(site.host)));
  const awaited = <div className={styles.awaited} />;
  return (
    <>
      <Boundary>
        <Column>
          <LivePanel site={site} />
        </Column>
      </Boundary>
      <Boundary>
        <Feed site={site} />
      </Boundary>
      <Boundary fallback={awaited}>{isReportsTurn ? <Report site={site} /> : awaited}</Boundary>
      <Column>
        <SingleHits site={site} />
        <footer className={styles.foot}>
          <Boundary fallback={null}>{isElsewhere && <UnregisteredHosts />}</Boundary>
          <Boundary>
            <RejectedHits site={site} />
          </Boundary>
          <DontCountLink host={site.host} />
          <p>
            <Link href={pages.settings(site.host)}>{t('settings', { host: site.host })}</Link>
          </p>
        </footer>
      </Column>
    </>
  );
}

/** Fetched when somebody wants them. */
function SingleHits({ site }: { site: Site }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Disclosure summary={<b>{t('singleHits')}</b>} isWide onToggle={setIsOpen}>
      {isOpen && (
        <Boundary>
          <History site={site} />
        </Boundary>
      )}
    </Disclosure>
  );
}
