// One site: waiting for its first visitor, and from then on its dashboard. The live stream decides which, without a reload.
import { lazy, Suspense, useEffect } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { Feed } from '../feed/feed.tsx';
import { useFilters } from '../filters/use-filters.ts';
import { formatCount, formatTitle, plural } from '../format.ts';
import { LivePanel } from '../live/live-panel.tsx';
import { useLive, useWatchedFeed } from '../live/use-live.ts';
import { partKey } from '../live/wanted.ts';
import { RejectedHits } from '../rejected/rejected-hits.tsx';
import { Announcement } from '../ui/announcement.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Column } from '../ui/layout.tsx';
import { useTitle } from '../ui/use-title.ts';
import { CorrectSite } from './correct-site.tsx';
import { DontCountLink } from './dont-count-link.tsx';
import { PublicLive } from './public-live.tsx';
import { PublicPageviews } from './public-pageviews.tsx';
import { RemovePage, RemoveRange } from './remove-part.tsx';
import { RemoveSite } from './remove-site.tsx';
import { Retention } from './retention.tsx';
import styles from './site-page.module.css';
import { SiteRulesForm } from './site-rules.tsx';
import { SnippetBox } from './snippet-box.tsx';
import { StoredSize } from './stored-size.tsx';
import { UnregisteredHosts } from './unregistered-hosts.tsx';
import { useSites } from './use-sites.ts';
import { Waiting } from './waiting.tsx';

/** Below the live view, and not waited for by it. */
const Report = lazy(async () => ({ default: (await import('../report/report.tsx')).Report }));

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
  useTitle(isWaiting ? `waiting · ${host}` : formatTitle(isAsleep ? null : visitors, host, isStale));
  const here = visitors === null ? '' : `${formatCount(visitors)} ${plural(visitors, 'visitor')} here now`;
  const waiting = `Waiting for the first visitor${rejected === 0 ? '' : `; ${formatCount(rejected)} not counted`}`;
  return <Announcement text={isWaiting ? waiting : here} />;
}

function Dashboard({ site }: { site: Site }) {
  return (
    <>
      <Column>
        <LivePanel host={site.host} timeZone={site.timezone} />
      </Column>
      <Feed site={site} />
      <Suspense fallback={<div className={styles.awaited} />}>
        <Report site={site} />
      </Suspense>
      <Column>
        <footer className={styles.foot}>
          <UnregisteredHosts />
          <RejectedHits site={site} />
          <DontCountLink host={site.host} />
          <Disclosure summary={`Snippet and settings of ${site.host}`}>
            <SnippetBox site={site} />
            <CorrectSite site={site} />
            <h2>What counts</h2>
            <SiteRulesForm site={site} />
            <h2>For your own readers</h2>
            <PublicLive site={site} />
            <PublicPageviews site={site} />
            <h2>What is kept</h2>
            <Retention site={site} />
            <StoredSize site={site} />
            <h2>Removal</h2>
            <RemovePage site={site} />
            <RemoveRange site={site} />
            <RemoveSite site={site} />
          </Disclosure>
        </footer>
      </Column>
    </>
  );
}
