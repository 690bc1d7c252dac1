// What somebody types, when they have stopped for a moment.
import { useEffect, useState } from 'react';

const AFTER_MS = 200;

export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
