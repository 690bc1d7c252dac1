// All sites at a glance, most visitors first: who is there now, the last half hour, today. One stream carries them all, up to a hundred;
// those beyond say that they are not live here.
import { useQuery } from '@tanstack/react-query';
import { memo, useMemo } from 'react';
import { Link } from 'wouter';
import type { Site } from '../../server/contract/browser.ts';
import { api } from '../api.ts';
import { pages } from '../base-path.ts';
import { formatCount } from '../format.ts';
import { LiveDot } from '../live/live-dot.tsx';
import { steadyScale, stepsPath } from '../live/minute-scale.ts';
import { useLive } from '../live/use-live.ts';
import { MOST_SITES } from '../live/wanted.ts';
import { Announcement } from '../ui/announcement.tsx';
import { Hidden } from '../ui/hidden.tsx';
import layout from '../ui/layout.module.css';
import { Column } from '../ui/layout.tsx';
import { useHeldRows } from '../ui/use-held-rows.ts';
import { useIsSeen } from '../ui/use-is-seen.ts';
import { useTitle } from '../ui/use-title.ts';
import { laterWords } from '../words/later.ts';
import styles from './overview.module.css';

const t = laterWords('overview');

export default function Overview({ sites }: { sites: readonly Site[] }) {
  useTitle(`${t('title')} · headcount`);
  const live = useLive((snapshot) => snapshot.sites);
  const isStale = useLive(({ staleSince }) => staleSince !== null);
  const rows = useMemo(
    () =>
      sites
        .map((site) => ({ value: site.host, site, visitors: live.get(site.host)?.shown.visitors ?? -1 }))
        .sort((a, b) => b.visitors - a.visitors || (a.value < b.value ? -1 : 1)),
    [sites, live],
  );
  const { shown, signs } = useHeldRows(rows);
  const total = rows.reduce((sum, { visitors }) => sum + Math.max(0, visitors), 0);
  return (
    <Column>
      <div className={styles.overview}>
        <header>
          <h1>
            {t('title')} <LiveDot isFaded={isStale} />
          </h1>
          <p className={layout.soft}>{t('total', { n: total })}</p>
          {sites.length > MOST_SITES && (
            <p className={layout.soft}>{t('notLive', { live: MOST_SITES, all: sites.length })}</p>
          )}
        </header>
        <ol className={styles.sites} {...signs}>
          {shown.map(({ value, site }) => (
            <Row key={value} site={site} />
          ))}
        </ol>
        <Announcement text={t('total', { n: total })} />
      </div>
    </Column>
  );
}

const Row = memo(({ site: { host, waiting, ...site } }: { site: Site }) => {
  const live = useLive(({ sites }) => sites.get(host));
  const isStale = useLive(({ staleSince }) => staleSince !== null);
  const isWaiting = live?.waiting ?? waiting;
  const state = live?.shown;
  return (
    <li className={styles.site} data-site={host}>
      <Link href={pages.site(host)} className={styles.link}>
        <span className={`${styles.number} ${isStale || live?.isSettling ? styles.faded : ''}`}>
          {state ? formatCount(state.visitors) : '–'}
          <Hidden> {state ? t('here') : t('notLiveHere')}</Hidden>
        </span>
        <span className={styles.host}>
          <bdi>{host}</bdi>
        </span>
        <Minutes minutes={state?.minutes ?? []} />
        <span className={styles.today}>
          {isWaiting ? t('waiting') : <Today key={site.timezone} host={host} here={state?.visitors ?? 0} />}
        </span>
      </Link>
    </li>
  );
});

function Minutes({ minutes }: { minutes: readonly number[] }) {
  if (minutes.length === 0) return <span className={styles.minutes} />;
  const steps = stepsPath(minutes, steadyScale(Math.max(...minutes)));
  return (
    <svg
      className={styles.minutes}
      viewBox={`0 0 ${minutes.length} 1`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t('minutes', { numbers: minutes.join(', ') })}
    >
      <path d={`${steps}V1H0Z`} />
    </svg>
  );
}

const ASK_EVERY_MS = 60_000;

/** Asked for when it comes into view: of five hundred sites most are not looked at. */
function Today({ host, here }: { host: string; here: number }) {
  const [isSeen, place] = useIsSeen();
  const { data, error } = useQuery({
    queryKey: ['visitors today', host],
    queryFn: () => api.report(host, { range: 'today', queries: [{ metrics: ['visitors'], dimensions: [] }] }),
    enabled: isSeen,
    staleTime: ASK_EVERY_MS,
    refetchInterval: isSeen ? ASK_EVERY_MS : false,
  });
  const told = data?.answers[0]?.rows[0]?.metrics[0] ?? (data ? 0 : undefined);
  // Whoever is here now has been here today, though the answer may be a minute old.
  const visitors = told === undefined ? undefined : Math.max(told ?? 0, here);
  return (
    <span ref={place} title={error?.message}>
      {visitors === undefined ? (error ? '–' : t('loading')) : t('today', { n: visitors })}
    </span>
  );
}
