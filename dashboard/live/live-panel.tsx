// Who is on the site right now, and what brought them.
import { formatPath, formatReferrer } from '../format.ts';
import { pageAddress } from '../sites/site-address.ts';
import hidden from '../ui/hidden.module.css';
import { Ranking } from '../ui/ranking.tsx';
import { LiveDot } from './live-dot.tsx';
import { LiveNotice } from './live-notice.tsx';
import { LiveNumber } from './live-number.tsx';
import styles from './live-panel.module.css';
import { MinuteBars } from './minute-bars.tsx';
import { useLive } from './use-live.ts';

const NO_MINUTES: readonly number[] = Array(30).fill(0);

export function LivePanel({ host }: { host: string }) {
  const live = useLive(({ sites }) => sites.get(host));
  const isStale = useLive(({ staleSince }) => staleSince !== null);
  const state = live?.shown;
  const isFaded = isStale || (live?.isSettling ?? true);
  return (
    <section
      className={styles.panel}
      aria-labelledby="live"
      data-live-panel={isStale ? 'stale' : live?.isSettling ? 'settling' : live ? 'fresh' : 'empty'}
    >
      <div>
        <h1 id="live" className={hidden.hidden}>
          {host}, right now
        </h1>
        <LiveNumber visitors={state?.visitors ?? null} tabs={state?.tabs ?? null} isFaded={isFaded} />
        <LiveNotice host={host} />
      </div>
      <MinuteBars minutes={state?.minutes ?? NO_MINUTES} isFaded={isFaded} />
      <div className={styles.lists}>
        <div>
          <h2 id="live-pages">
            Live pages <LiveDot isFaded={isFaded} />
          </h2>
          <Ranking
            labelledBy="live-pages"
            rows={state?.pages ?? []}
            format={formatPath}
            href={(path) => pageAddress(host, path)}
            empty="no page is open"
            isFaded={isFaded}
          />
        </div>
        <div>
          <h2 id="live-referrers">Referrers</h2>
          <Ranking
            labelledBy="live-referrers"
            rows={state?.referrers ?? []}
            format={formatReferrer}
            href={(referrer) => referrer}
            empty="nobody came by a link"
            isFaded={isFaded}
          />
        </div>
      </div>
    </section>
  );
}
