// Whether nobody has touched pointer or keys for a while.
import { useEffect, useState } from 'react';

const IDLE_AFTER_MS = 3_000;
const SIGNS = ['pointermove', 'pointerdown', 'keydown'] as const;

export function useIdle(): boolean {
  const [isIdle, setIsIdle] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const stir = () => {
      clearTimeout(timer);
      setIsIdle(false);
      timer = setTimeout(() => setIsIdle(true), IDLE_AFTER_MS);
    };
    stir();
    for (const sign of SIGNS) addEventListener(sign, stir, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const sign of SIGNS) removeEventListener(sign, stir);
    };
  }, []);
  return isIdle;
}
