// The strings of a site and their numbers, one space of numbers for each kind of value. It only grows: a number that was given
// means the same for as long as the process lives, and beyond it once it was stored.
import { type Dictionary, type Space, VISIT_DIMENSIONS, type VisitDimension } from './columns.ts';

const isSpace = (name: VisitDimension): name is Exclude<VisitDimension, 'entry_page' | 'exit_page'> =>
  name !== 'entry_page' && name !== 'exit_page';

/** In a fixed order, which is also their order on disk: only ever add to its end. */
export const SPACES: readonly Space[] = ['page', 'event', 'props', ...VISIT_DIMENSIONS.filter(isSpace)];

export interface GrowingDictionary extends Dictionary {
  /** The id of a value; given if need be. */
  add(space: Space, value: string): number;
  /** Puts back what was stored, before anything is added: the same id has the same value in every process. */
  load(space: Space, id: number, value: string): void;
}

interface Values {
  byId: (string | undefined)[];
  ids: Map<string, number>;
}

export function createDictionary(): GrowingDictionary {
  const spaces = Object.fromEntries(
    SPACES.map((space) => [space, { byId: [''], ids: new Map([['', 0]]) } satisfies Values]),
  ) as { [Name in Space]: Values };

  return {
    add(space, value) {
      const { byId, ids } = spaces[space];
      const known = ids.get(value);
      if (known !== undefined) return known;
      const id = byId.length;
      byId.push(value);
      ids.set(value, id);
      return id;
    },
    load(space, id, value) {
      const { byId, ids } = spaces[space];
      while (byId.length < id) byId.push(undefined); // given once, and never stored
      byId[id] = value;
      ids.set(value, id);
    },
    valueOf: (space, id) => spaces[space].byId[id] ?? '',
    idOf: (space, value) => spaces[space].ids.get(value),
    bound: (space) => spaces[space].byId.length,
  };
}
