// Whether an element is in view, or about to be.
import { useCallback, useState } from 'react';

/** The answer, and what to give the element as its `ref`. Once seen it counts as seen. */
export function useIsSeen(): [boolean, (element: Element | null) => (() => void) | undefined] {
  const [isSeen, setSeen] = useState(false);
  const place = useCallback((element: Element | null) => {
    if (!element) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        setSeen(true);
        observer.disconnect();
      },
      { rootMargin: '200px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [isSeen, place];
}
