// Whose turn comes when something else is there, and in any case after a while: what is less urgent does not take the line, or the
// processor, from what is more so, and does not wait for ever for what may never come.
import { useEffect, useState } from 'react';

const AT_THE_LATEST_MS = 2_000;

/** True from when `isFirstThere` was true for the first time, or after two seconds. */
export function useTurn(isFirstThere: boolean): boolean {
  const [hasCome, setHasCome] = useState(isFirstThere);
  useEffect(() => {
    if (isFirstThere) setHasCome(true);
  }, [isFirstThere]);
  useEffect(() => {
    const timer = setTimeout(() => setHasCome(true), AT_THE_LATEST_MS);
    return () => clearTimeout(timer);
  }, []);
  return hasCome;
}
