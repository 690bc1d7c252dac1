// Who is on the site right now, and what brought them.
import { Link } from 'wouter';
import type { Site } from '../../server/contract/browser.ts';
import { pages } from '../base-path.ts';
import { FilterRow } from '../filters/filter-row.tsx';
import { isPicked } from '../filters/filters.ts';
import { useChangeFilters, useFilters } from '../filters/use-filters.ts';
import { dimensionName } from '../filters/values.ts';
import {
  drawable,
  formatCountry,
  formatDevice,
  formatList,
  formatPath,
  formatReferrer,
  formatSource,
} from '../format.ts';
import { SearchWord } from '../search/search-word.tsx';
import { pageAddress } from '../sites/site-address.ts';
import hidden from '../ui/hidden.module.css';
import { SafeLink } from '../ui/safe-link.tsx';
import { words } from '../words/words.ts';
import { LiveDot } from './live-dot.tsx';
import { type List, LiveList } from './live-list.tsx';
import { LiveNotice } from './live-notice.tsx';
import { LiveNumber } from './live-number.tsx';
import styles from './live-panel.module.css';
import { MinuteBars } from './minute-bars.tsx';
import { useLive } from './use-live.ts';
import { partKey } from './wanted.ts';

const t = words('live');

const LISTS: readonly List[] = [
  {
    id: 'live-pages',
    title: t('pages'),
    all: (count) => t('allPages', { count }),
    dimension: 'page',
    of: 'pages',
    format: formatPath,
    href: (path, host) => pageAddress(host, path),
    empty: t('noPage'),
  },
  {
    id: 'live-sources',
    title: t('sources'),
    all: (count) => t('allSources', { count }),
    dimension: 'source',
    of: 'sources',
    format: formatSource,
    empty: t('nobody'),
  },
  {
    id: 'live-referrers',
    title: t('referrers'),
    all: (count) => t('allReferrers', { count }),
    dimension: 'referrer',
    of: 'referrers',
    format: formatReferrer,
    href: (referrer) => referrer,
    empty: t('nobodyByLink'),
  },
  {
    id: 'live-countries',
    title: t('countries'),
    all: (count) => t('allCountries', { count }),
    dimension: 'country',
    of: 'countries',
    format: formatCountry,
    empty: t('nobody'),
  },
  {
    id: 'live-devices',
    title: t('devices'),
    all: (count) => t('allDevices', { count }),
    dimension: 'device',
    of: 'devices',
    format: formatDevice,
    empty: t('nobody'),
  },
  {
    id: 'live-campaigns',
    title: t('campaigns'),
    all: (count) => t('allCampaigns', { count }),
    dimension: 'utm_campaign',
    of: 'campaigns',
    format: drawable,
    empty: t('nobodyByCampaign'),
  },
];

export function LivePanel({ site }: { site: Site }) {
  const { host, timezone } = site;
  const { live: filters, filters: all, notLive } = useFilters();
  const { toggle } = useChangeFilters();
  const isPart = filters.length > 0;
  const live = useLive(({ sites }) => sites.get(host));
  const part = useLive(({ parts }) => parts.get(partKey(host, filters)));
  const isStale = useLive(({ staleSince }) => staleSince !== null);
  // Until the part's own state has come, what is shown is about everybody, and faded.
  const state = isPart ? (part ?? live?.shown) : live?.shown;
  const isFaded = isStale || (live?.isSettling ?? true) || (isPart && part === undefined);
  return (
    <section
      className={styles.panel}
      aria-labelledby="live"
      data-live-panel={isStale ? 'stale' : live?.isSettling ? 'settling' : live ? 'fresh' : 'empty'}
    >
      <div>
        <h1 id="live" className={hidden.hidden}>
          {t('rightNow', { host })}
        </h1>
        <LiveNumber
          visitors={state?.visitors ?? null}
          tabs={state?.tabs ?? null}
          reading={state?.reading ?? null}
          idle={state?.idle ?? null}
          inferred={state?.inferred ?? null}
          among={isPart ? live?.shown.visitors : undefined}
          isFaded={isFaded}
        />
        <LiveNotice host={host} />
        <div className={styles.tools}>
          <FilterRow />
          <span className={styles.search}>
            <SearchWord site={site} />
          </span>
          <Link href={pages.screen(host)} className={styles.screen}>
            {t('bigScreen')}
          </Link>
          {notLive.length > 0 && (
            <p className={styles.notLive}>
              {t('notLive', {
                names: formatList([...new Set(notLive.map(([, dimension]) => dimensionName(dimension)))]),
              })}
            </p>
          )}
        </div>
      </div>
      <MinuteBars
        minutes={state?.minutes}
        yesterday={state?.yesterday}
        peak={state?.peak}
        timeZone={timezone}
        isFaded={isFaded}
      />
      {/* However long the lists are when they come, what stands below is not pushed away before anybody's eyes. */}
      <div className={`${styles.lists} ${state === undefined ? styles.awaited : ''}`}>
        {(state === undefined ? [] : LISTS).map((list) => (
          <div key={list.id}>
            <LiveList
              {...{ host, list, filters, state, isFaded }}
              mark={list.of === 'pages' && <LiveDot isFaded={isFaded} />}
              isPicked={(value) => isPicked(all, list.dimension, value)}
              onPick={(value) => toggle(list.dimension, value)}
            />
            {list.of === 'countries' && (
              // The licence of the list that comes along (CC BY 4.0) wants this link wherever it is shown.
              <p className={styles.credit}>
                <SafeLink href="https://db-ip.com">IP Geolocation by DB-IP</SafeLink>
              </p>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}
