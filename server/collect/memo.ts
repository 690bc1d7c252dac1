// Remembers what a pure function answered: the same few thousand user agents, hosts and languages come again with nearly
// every hit, and one look-up is a hundred times cheaper than parsing. Bounded in entries and in the length of a key.
//
// Two generations instead of an order of use: a hit looks up some ten texts, and to keep an order costs more than to find one.
import { ownText } from './own-text.ts';

/**
 * `answer`, asked once per distinct key; at most `maxEntries` are kept, at least the half of them that was used last. Keys are
 * cut at `maxLength` characters before they are asked for, so that a flood of long ones cannot take the memory. `answer` must
 * not throw.
 */
export function remember<Answer extends object | string>(
  maxEntries: number,
  maxLength: number,
  answer: (key: string) => Answer,
): (key: string) => Answer {
  let young = new Map<string, Answer>();
  let old = young;

  function keep(key: string, found: Answer): Answer {
    if (young.size >= maxEntries / 2) {
      old = young;
      young = new Map();
    }
    young.set(key, found);
    return found;
  }

  return (text) => {
    const key = text.length > maxLength ? text.slice(0, maxLength) : text;
    const found = young.get(key);
    if (found !== undefined) return found;
    const copy = ownText(key);
    return keep(copy, old.get(key) ?? answer(copy));
  };
}
