// Everything behind the sign-in: the masthead, the switcher, and one page about one site.
import { useEffect } from 'react';
import { Redirect, Route, Switch, useRoute } from 'wouter';
import type { Site } from '../../server/contract/browser.ts';
import { Masthead } from '../accounts/masthead.tsx';
import { UnreachablePage } from '../accounts/signed-in.tsx';
import { pages } from '../base-path.ts';
import { useFilters } from '../filters/use-filters.ts';
import { useLive, useWatched } from '../live/use-live.ts';
import { MOST_SITES } from '../live/wanted.ts';
import { Notices } from '../notices/notices.tsx';
import { queryClient, SESSION_KEY } from '../query-client.ts';
import { ScreenPage } from '../screen/screen-page.tsx';
import layout from '../ui/layout.module.css';
import { Column } from '../ui/layout.tsx';
import { useTitle } from '../ui/use-title.ts';
import { AddSitePage } from './add-site-page.tsx';
import { Onwards, RemovalPage } from './removal-page.tsx';
import { SitePage } from './site-page.tsx';
import { SiteSwitcher } from './site-switcher.tsx';
import { useSites } from './use-sites.ts';

export function SitesArea() {
  const { data: sites, error, refetch } = useSites();
  const [, params] = useRoute('/sites/:host');
  const [, screen] = useRoute('/live/:host/screen');
  const hosts = sites?.map(({ host }) => host) ?? [];
  const chosen = hosts.filter((host) => host === decode(params?.host ?? screen?.host ?? ''));
  const { live } = useFilters();
  useWatched({
    sites: hosts.length <= MOST_SITES ? hosts : [...new Set([...chosen, ...hosts])].slice(0, MOST_SITES),
    filtered: live.length === 0 ? [] : chosen.map((host) => [host, live]),
  });
  useRefetchWhileInDoubt(hosts, refetch);
  useSignOutWithTheStream();

  if (!sites) return error ? <UnreachablePage message={error.message} /> : null;
  return (
    <Switch>
      <Route path={pages.home}>
        <Redirect to={sites[0] ? pages.site(sites[0].host) : pages.addSite} replace />
      </Route>
      <Route path={pages.addSite}>
        <Frame sites={sites} chosen={null}>
          <Column>
            <AddSitePage isFirst={sites.length === 0} />
          </Column>
        </Frame>
      </Route>
      <Route path="/live/:host/screen">
        {chosen[0] !== undefined ? (
          <ScreenPage key={chosen[0]} host={chosen[0]} />
        ) : (
          <Frame sites={sites} chosen="">
            <NothingHere host={decode(screen?.host ?? '')} sites={sites} />
          </Frame>
        )}
      </Route>
      <Route path="/removals/:id">
        {({ id }) => (
          <Frame sites={sites} chosen="">
            <Column>
              <RemovalPage key={id} id={Number(id)} sites={sites} />
            </Column>
          </Frame>
        )}
      </Route>
      <Route path="/sites/:host">
        {({ host }) => {
          const site = sites.find((one) => one.host === decode(host));
          return (
            <Frame sites={sites} chosen={site?.host ?? ''}>
              {site ? <SitePage key={site.id} site={site} /> : <NothingHere host={decode(host)} sites={sites} />}
            </Frame>
          );
        }}
      </Route>
      <Route>
        <Frame sites={sites} chosen="">
          <NothingHere sites={sites} />
        </Frame>
      </Route>
    </Switch>
  );
}

/**
 * A site may be renamed elsewhere. Then its states come under a name that is not in the list, or, for a stream that asks
 * for the old name, they do not come at all. Or it is removed elsewhere, which the stream says.
 */
function useRefetchWhileInDoubt(hosts: readonly string[], refetch: () => Promise<unknown>) {
  const isInDoubt = useLive(
    ({ staleSince, sites, gone }) =>
      staleSince !== null ||
      [...sites.keys()].some((host) => !hosts.includes(host)) ||
      gone.some((host) => hosts.includes(host)),
  );
  useEffect(() => {
    if (!isInDoubt) return;
    void refetch();
    const timer = setInterval(() => void refetch(), 10_000);
    return () => clearInterval(timer);
  }, [isInDoubt, refetch]);
}

/** The stream learns first that a session has ended (signed out elsewhere, expired); the gate is told to look. */
function useSignOutWithTheStream() {
  const isSignedOut = useLive((live) => live.connection === 'signed_out');
  useEffect(() => {
    if (isSignedOut) void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
  }, [isSignedOut]);
}

function Frame({ sites, chosen, children }: { sites: Site[]; chosen: string | null; children: React.ReactNode }) {
  return (
    <div className={layout.page}>
      <Column>
        <Notices />
        <Masthead />
        {sites.length > 0 && <SiteSwitcher sites={sites} chosen={chosen} />}
      </Column>
      <main className={layout.page}>{children}</main>
    </div>
  );
}

/** `host`: whose page this would be. */
function NothingHere({ host, sites }: { host?: string; sites: readonly Site[] }) {
  const isGone = useLive(({ gone }) => host !== undefined && gone.includes(host));
  const title = isGone ? `${host} was removed` : 'Nothing here';
  useTitle(`${title} · headcount`);
  return (
    <Column>
      <div className={layout.stack} data-nothing={isGone ? 'gone' : 'unknown'}>
        <h1>{title}</h1>
        <p role="status">
          {isGone
            ? 'Somebody removed this site from the headcount, with everything that was stored of it.'
            : 'No site of this headcount has that address.'}
        </p>
        <Onwards sites={sites} />
      </div>
    </Column>
  );
}

function decode(host: string): string {
  try {
    return decodeURIComponent(host);
  } catch {
    return host;
  }
}
