// Says that the browser has no network, when that keeps the server away: one on the same machine is reached without.
import { useSyncExternalStore } from 'react';
import { useLive } from '../live/use-live.ts';
import layout from '../ui/layout.module.css';
import { words } from '../words/words.ts';
import styles from './offline.module.css';

const t = words('sites');

function subscribe(listener: () => void) {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

export function Offline() {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  const isStale = useLive(({ staleSince }) => staleSince !== null);
  const isOffline = !isOnline && isStale;
  return (
    <div role="status" className={styles.place}>
      {isOffline && <p className={layout.notice}>{t('offline')}</p>}
    </div>
  );
}
