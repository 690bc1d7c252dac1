// Everything behind the sign-in: the masthead, the switcher, and one page about one site.
import { useEffect } from 'react';
import { Redirect, Route, Switch, useRoute } from 'wouter';
import type { Site } from '../../server/contract/browser.ts';
import { UnreachablePage } from '../accounts/signed-in.tsx';
import { pages, SETTINGS_PARTS, type SettingsPart } from '../base-path.ts';
import { useFilters } from '../filters/use-filters.ts';
import { useLive, useWatched } from '../live/use-live.ts';
import { MOST_SITES } from '../live/wanted.ts';
import { queryClient, SESSION_KEY } from '../query-client.ts';
import { Boundary } from '../ui/boundary.tsx';
import layout from '../ui/layout.module.css';
import { Column } from '../ui/layout.tsx';
import { lazily } from '../ui/lazily.tsx';
import { useTitle } from '../ui/use-title.ts';
import { words } from '../words/words.ts';
import { Frame } from './frame.tsx';
import { Onwards, RemovalPage } from './removal-page.tsx';
import { SitePage } from './site-page.tsx';
import { useSites } from './use-sites.ts';

const t = words('sites');

const AddSitePage = lazily<{ isFirst: boolean }>(() => import('../start/add-site-page.tsx'));
const Overview = lazily<{ sites: readonly Site[] }>(() => import('./overview.tsx'));
const SettingsPage = lazily<{ site: Site; part: SettingsPart }>(() => import('../settings/settings-page.tsx'));
const AccountPage = lazily(() => import('../settings/account-page.tsx'));
const ServerPage = lazily(() => import('../settings/server-page.tsx'));
const ScreenPage = lazily<{ host: string }>(() =>
  import('../screen/screen-page.tsx').then(({ ScreenPage: Page }) => ({ default: Page })),
);

export function SitesArea() {
  const { data: sites, error, refetch } = useSites();
  const [, params] = useRoute('/sites/:host/*?');
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
        {sites.length > 1 ? (
          <Frame sites={sites} chosen="">
            <Overview sites={sites} />
          </Frame>
        ) : (
          <Redirect to={sites[0] ? pages.site(sites[0].host) : pages.addSite} replace />
        )}
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
          <Boundary key={chosen[0]} fallback={null}>
            <ScreenPage host={chosen[0]} />
          </Boundary>
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
      <Route path={pages.account}>
        <Frame sites={sites} chosen="">
          <AccountPage />
        </Frame>
      </Route>
      <Route path={pages.server}>
        <Frame sites={sites} chosen="">
          <ServerPage />
        </Frame>
      </Route>
      <Route path="/sites/:host/settings/:part?">
        {({ host, part = SETTINGS_PARTS[0] }) => {
          const site = sites.find((one) => one.host === decode(host));
          const known = SETTINGS_PARTS.find((one) => one === part);
          return (
            <Frame sites={sites} chosen={site?.host ?? ''}>
              {site && known ? (
                <SettingsPage key={site.id} site={site} part={known} />
              ) : (
                <NothingHere host={decode(host)} sites={sites} />
              )}
            </Frame>
          );
        }}
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

/** `host`: whose page this would be. */
function NothingHere({ host, sites }: { host?: string; sites: readonly Site[] }) {
  const isGone = useLive(({ gone }) => host !== undefined && gone.includes(host));
  const title = isGone ? t('removed', { host: host ?? '' }) : t('nothingHere');
  useTitle(`${title} · headcount`);
  return (
    <Column>
      <div className={layout.stack} data-nothing={isGone ? 'gone' : 'unknown'}>
        <h1>{title}</h1>
        <p role="status">{isGone ? t('goneText') : t('unknownSite')}</p>
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
