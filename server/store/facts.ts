// What rows say of a hit besides its page, in a few groups of values that repeat together: who brought it, from where, with what
// browser. A group is read as one JSON text and taken apart only the first time it is seen, which halves the time of reading rows,
// and a hit in memory takes a number for each group instead of one for each of 21 values.
import type { Numbers, Space } from './columns.ts';
import type { GrowingDictionary } from './dictionary.ts';
import { GrowingColumn } from './numbers.ts';

export const GROUPS = {
  act: ['event', 'props'],
  came: [
    ...(['referrer', 'source', 'channel'] as const),
    ...(['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'] as const),
  ],
  place: ['hostname', 'country', 'region', 'city', 'language'],
  machine: ['browser', 'browser_version', 'os', 'os_version', 'device', 'screen'],
} as const satisfies { [group: string]: readonly Space[] };

export type Group = keyof typeof GROUPS;

/** The properties' JSON with its keys in order, so that equal properties are one value. */
function canonical(props: string): string {
  const entries = Object.entries(JSON.parse(props) as object);
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
}

export interface Facts {
  /** The number of a group's values: a JSON array in the order of GROUPS, whose nulls are ''. No text at all: all are ''. */
  numberOf(json: string): number;
  /** The dictionary's ids of one kind of value, by number. Grows; not to be written to. */
  idsOf(space: Space): Numbers;
  /** About what it takes in memory. */
  bytes(): number;
}

/** Empty; number 0 stands for nothing but ''. */
export function createFacts(group: Group, dictionary: GrowingDictionary): Facts {
  const spaces: readonly Space[] = GROUPS[group];
  const columns = spaces.map(() => new GrowingColumn());
  const numbers = new Map<string, number>();
  let textLength = 0;

  function add(json: string, values: readonly (string | null)[]): number {
    const number = numbers.size;
    numbers.set(Buffer.from(json).toString(), number); // a piece of a longer text would keep all of that in memory
    textLength += json.length;
    for (const [i, space] of spaces.entries()) {
      const value = values[i] ?? '';
      columns[i]?.push(dictionary.add(space, space === 'props' && value !== '' ? canonical(value) : value));
    }
    return number;
  }

  add('', []);
  return {
    numberOf: (json) => (json === '' ? 0 : (numbers.get(json) ?? add(json, JSON.parse(json)))),
    idsOf: (space) => columns[spaces.indexOf(space)]?.values() ?? new Uint8Array(),
    bytes: () => columns.reduce((sum, { bytes }) => sum + bytes, 0) + textLength + numbers.size * 64,
  };
}
