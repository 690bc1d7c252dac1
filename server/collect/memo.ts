// Remembers what a pure function answered: the same few thousand user agents, hosts and languages come again with nearly
// every hit, and one look-up is a hundred times cheaper than parsing. Bounded in entries and in the length of a key.
import { LRUCache } from 'lru-cache';

/**
 * `answer`, asked once per distinct key; the `maxEntries` used last are kept. Keys are cut at `maxLength` characters
 * before they are asked for, so that a flood of long ones cannot take the memory. `answer` must not throw.
 */
export function remember<Answer extends object | string>(
  maxEntries: number,
  maxLength: number,
  answer: (key: string) => Answer,
): (key: string) => Answer {
  const known = new LRUCache<string, Answer>({ max: maxEntries });
  return (text) => {
    const key = text.length > maxLength ? text.slice(0, maxLength) : text;
    const found = known.get(key);
    if (found !== undefined) return found;
    // A copy: V8 keeps the whole of a header or URL alive for as long as a slice of it is.
    const copy = Buffer.from(key).toString();
    const fresh = answer(copy);
    known.set(copy, fresh);
    return fresh;
  };
}
