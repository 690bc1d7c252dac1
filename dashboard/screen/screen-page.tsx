// One site for a wall: how many are here as large as the screen allows, and what can be read across a room. Made to be left
// alone for weeks: it keeps the screen on, wanders against burn-in, and never shows an old number as a fresh one.
import { formatCount, formatPath, formatSource, formatTitle } from '../format.ts';
import { LiveDot } from '../live/live-dot.tsx';
import { LiveNotice } from '../live/live-notice.tsx';
import { useLive } from '../live/use-live.ts';
import { Hidden } from '../ui/hidden.tsx';
import { useNow } from '../ui/use-now.ts';
import { useTitle } from '../ui/use-title.ts';
import { formatLocale } from '../words/locale.ts';
import { words } from '../words/words.ts';
import { driftAt } from './drift.ts';
import { ScreenBars } from './screen-bars.tsx';
import { ScreenControls } from './screen-controls.tsx';
import { ScreenList } from './screen-list.tsx';
import styles from './screen-page.module.css';
import { useIdle } from './use-idle.ts';
import { useWakeLock } from './use-wake-lock.ts';

const [t, wordsOfLive] = [words('screen'), words('live')];

export function ScreenPage({ host }: { host: string }) {
  const live = useLive(({ sites }) => sites.get(host));
  const isStale = useLive(({ staleSince }) => staleSince !== null);
  const isAsleep = useLive(({ connection }) => connection === 'asleep');
  const isIdle = useIdle();
  useWakeLock();
  const state = live?.shown;
  const condition = isStale ? 'stale' : live === undefined ? 'empty' : live.isSettling ? 'settling' : 'fresh';
  const visitors = state?.visitors ?? null;
  const written = visitors === null ? '–' : formatCount(visitors);
  useTitle(formatTitle(isAsleep ? null : visitors, host, isStale));

  return (
    <main className={styles.screen} data-screen={condition} data-idle={isIdle}>
      <Drifting>
        <header className={styles.head}>
          <h1>
            {t.rich('rightNow', {
              host: () => <bdi>{host}</bdi>,
              hidden: (text: React.ReactNode) => <Hidden>{text}</Hidden>,
            })}
          </h1>
          <div className={styles.condition}>
            {condition === 'fresh' && (
              <span>
                <LiveDot isFaded={false} /> {t('live')}
              </span>
            )}
            <LiveNotice host={host} />
          </div>
          <Clock />
        </header>
        <div className={styles.here}>
          <p className={styles.number} data-live="visitors" style={{ '--characters': Math.max(2, written.length) }}>
            <span>{written}</span>
          </p>
          <p>{live?.waiting ? t('waiting') : wordsOfLive('visitorsHere', { count: visitors ?? 0 })}</p>
          <ScreenBars minutes={state?.minutes} />
        </div>
        <div className={styles.lists}>
          <ScreenList
            title={t('pages')}
            rows={state?.pages ?? []}
            titles={state?.titles}
            format={formatPath}
            empty={state ? wordsOfLive('noPage') : '…'}
          />
          <ScreenList
            title={wordsOfLive('sources')}
            rows={state?.sources ?? []}
            format={formatSource}
            empty={state ? wordsOfLive('nobody') : '…'}
          />
        </div>
      </Drifting>
      <ScreenControls host={host} />
    </main>
  );
}

function Drifting({ children }: { children: React.ReactNode }) {
  const { x, y } = driftAt(Math.floor(useNow() / 60_000));
  return (
    <div className={styles.picture} style={{ translate: `${x}px ${y}px` }} data-drift={`${x} ${y}`}>
      {children}
    </div>
  );
}

/** On the wall's own clock, as this machine has it. */
function Clock() {
  const time = new Date(useNow()).toLocaleTimeString(formatLocale, { hour: '2-digit', minute: '2-digit' });
  return <time className={styles.clock}>{time}</time>;
}
