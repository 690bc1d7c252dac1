// What the live stream asks for. Without the rest of the requests: the worker speaks no language, and needs no catalogue.
import { apiUrl } from '../base-path.ts';
import type { Wanted } from './wanted.ts';

/** `GET /api/live`. */
export function liveUrl({ sites, filtered, feeds }: Wanted): string {
  const parts = filtered.length === 0 ? '' : `&filtered=${encodeURIComponent(JSON.stringify(filtered))}`;
  return `${apiUrl('live')}?sites=${list(sites)}${parts}${feeds.length === 0 ? '' : `&feed=${list(feeds)}`}`;
}
const list = (hosts: readonly string[]) => hosts.map(encodeURIComponent).join(',');
export const sessionUrl = apiUrl('session');
