// The address's query, for React: what it says, and a step to another one.
import { useCallback, useMemo } from 'react';
import { useLocation } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';

type Change = (query: URLSearchParams) => void;

/**
 * The same object while the address stays the same; it must not be changed. `change` is given a copy of what stands in the address
 * then; each is a step in the browser's history unless it takes the place of the last one.
 */
export function useQuery(): [URLSearchParams, (change: Change, options?: { replace?: boolean }) => void] {
  // As the browser has it: wouter's own useSearch() undoes the percent-encoding once, and URLSearchParams once more.
  const search = useSearch();
  const [path, navigate] = useLocation();
  const change = useCallback(
    (make: Change, options?: { replace?: boolean }) => {
      const query = new URLSearchParams(window.location.search);
      make(query);
      const text = query.toString();
      navigate(text === '' ? path : `${path}?${text}`, options);
    },
    [path, navigate],
  );
  return [useMemo(() => new URLSearchParams(search), [search]), change];
}
