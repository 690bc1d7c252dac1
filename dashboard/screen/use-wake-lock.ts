// Keeps the screen on while the page is seen. Browsers know this over https only, may refuse (a battery runs low), and take
// it back whenever the page is hidden.
import { useEffect } from 'react';

export function useWakeLock() {
  useEffect(() => {
    if (!('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const release = () => void lock?.release().catch(() => {});
    async function keepOn() {
      if (document.visibilityState !== 'visible' || (lock !== null && !lock.released)) return;
      try {
        lock = await navigator.wakeLock.request('screen');
        if (isOver) release();
      } catch {
        // refused: the screen goes dark when its owner has set it so
      }
    }
    void keepOn();
    document.addEventListener('visibilitychange', keepOn);
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', keepOn);
      release();
    };
  }, []);
}
