// The dictionaries of all sites, as they are on disk and beyond: what published segments need is stored, the rest is given anew
// after a restart. One thread alone gives ids, so that no two values get the same.
import type { Space } from './columns.ts';
import { createDictionary, type GrowingDictionary } from './dictionary.ts';
import type { Db } from './driver.ts';

export interface StoredDictionary extends GrowingDictionary {
  isStored(space: Space, id: number): boolean;
  /** It is on disk now. */
  noteStored(space: Space, id: number): void;
  /** It is not on disk any more: nothing that is stored uses it. What it means here stays. */
  noteGone(space: Space, id: number): void;
}

const STORED = 'SELECT space, id, value FROM dictionary WHERE site_id = ?';

export interface Dictionaries {
  /** Read when it is first asked for. */
  of(siteId: number): StoredDictionary;
  forget(siteId: number): void;
}

/** Reads from `db`, a reading connection. */
export function createDictionaries(db: Db): Dictionaries {
  const select = db.prepare(STORED).raw();
  const dictionaries = new Map<number, StoredDictionary>();

  function open(siteId: number): StoredDictionary {
    const dictionary = createDictionary();
    const stored = new Map<Space, Set<number>>();
    function noteStored(space: Space, id: number): void {
      const ids = stored.get(space) ?? new Set();
      stored.set(space, ids.add(id));
    }
    for (const [space, id, value] of select.iterate(siteId) as Iterable<[Space, number, string]>) {
      dictionary.load(space, id, value);
      noteStored(space, id);
    }
    return {
      ...dictionary,
      noteStored,
      noteGone: (space, id) => void stored.get(space)?.delete(id),
      isStored: (space, id) => id === 0 || stored.get(space)?.has(id) === true,
    };
  }

  return {
    of(siteId) {
      const dictionary = dictionaries.get(siteId) ?? open(siteId);
      dictionaries.set(siteId, dictionary);
      return dictionary;
    },
    forget: (siteId) => void dictionaries.delete(siteId),
  };
}
