// What a search may mean: texts as pages and referrers may have them, and visitors of the feed. Pure.
import { visitorName } from '../feed/visitor-name.ts';
import type { FeedEntry } from '../live/feed-log.ts';

const MOST_VISITORS = 5;

/** The text as it may stand in an address: upper and lower case are told apart there, and what is no ASCII is encoded. */
export function variantsOf(text: string): string[] {
  const lower = text.toLowerCase();
  const capital = lower.slice(0, 1).toUpperCase() + lower.slice(1);
  const written = [text, lower, capital, text.toUpperCase()];
  return [...new Set([...written, ...written.map(encoded)])];
}

function encoded(text: string): string {
  try {
    return encodeURI(text).replaceAll('%25', '%');
  } catch {
    return text; // half a surrogate pair
  }
}

/** Those whose made-up name contains the text, or whose id begins with it; who was there last first. */
export function visitorsLike(hits: readonly FeedEntry[], text: string): string[] {
  const wanted = text.toLowerCase();
  const linked = hits.filter((hit) => hit.linked).map(({ visitor }) => visitor);
  return [...new Set(linked.reverse())]
    .filter((visitor) => visitorName(visitor).toLowerCase().includes(wanted) || visitor.startsWith(wanted))
    .slice(0, MOST_VISITORS);
}
