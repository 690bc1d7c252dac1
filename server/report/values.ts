// The values of a site while one question is answered: which ids of the dictionary a condition holds for, and the values of single
// properties under numbers of their own. Decided once for each value, however many hits have it, and as the dictionary grows.
import type { Condition } from '../contract/report.ts';
import type { Dictionary, Numbers, Space } from '../store/columns.ts';
import { type AskedGoal, createGoals, type Goals } from './goals.ts';
import { readProperty } from './property.ts';
import { propOf } from './question.ts';

/** For each id 1 where a condition holds; at least as long as there are ids. A combination of goals has one too (goals.ts). */
export type Members = () => Uint8Array;

export interface Property {
  /** Of ids of property objects, the ids of this property's values: 0 for none. */
  idsOf(props: Numbers): Uint32Array;
  valueOf(id: number): string;
  bound(): number;
}

export interface Values {
  readonly dictionary: Dictionary;
  readonly goals: Goals;
  members(condition: Condition): Members;
  property(key: string): Property;
}

/** Which dictionary a dimension's ids are of. */
export function spaceOf(dimension: string): Space {
  if (propOf(dimension as `prop:${string}`) !== undefined) return 'props';
  return dimension === 'entry_page' || dimension === 'exit_page' ? 'page' : (dimension as Space);
}

/** Whether a value is one of those that the condition means, or one of those that it leaves. */
export function testOf([operator, , values]: Condition): (value: string) => boolean {
  switch (operator) {
    case 'contains':
      return (value) => values.some((part) => value.includes(part));
    case 'contains_not':
      return (value) => !values.some((part) => value.includes(part));
    case 'starts':
      return (value) => values.some((part) => value.startsWith(part));
    case 'ends':
      return (value) => values.some((part) => value.endsWith(part));
    default: {
      const those = new Set(values);
      return operator === 'is' ? (value) => those.has(value) : (value) => !those.has(value);
    }
  }
}

/** `asked`: the site's goals, which may be asked for by name. */
export function createValues(dictionary: Dictionary, asked: readonly AskedGoal[] = []): Values {
  const goals = createGoals(asked, dictionary);
  const properties = new Map<string, Property>();
  const members = new Map<string, Members>();

  function decide(condition: Condition): Members {
    const [operator, dimension, values] = condition;
    const space = spaceOf(dimension);
    const key = propOf(dimension);
    const isGoal = dimension === 'goal';
    const test = testOf(condition);
    let table = new Uint8Array(0);
    let decided = 0;
    const grow = (bound: number) => {
      if (table.length >= bound) return;
      const wider = new Uint8Array(Math.max(bound, 2 * table.length));
      wider.set(table);
      table = wider;
    };
    if (operator === 'is' && key === undefined && !isGoal) {
      // Nothing but a few ids: a hundred thousand values need not be looked at.
      return () => {
        grow(dictionary.bound(space));
        for (const value of values) {
          const id = dictionary.idOf(space, value);
          if (id !== undefined) table[id] = 1;
        }
        return table;
      };
    }
    function holds(id: number): boolean {
      // Of several goals any may be meant, and of those that are not meant none may be there.
      if (isGoal)
        return operator === 'is_not' || operator === 'contains_not'
          ? goals.namesOf(id).every(test)
          : goals.namesOf(id).some(test);
      const value = dictionary.valueOf(space, id);
      return test(key === undefined ? value : readProperty(value, key));
    }
    return () => {
      const bound = isGoal ? goals.combinations() : dictionary.bound(space);
      grow(bound);
      for (; decided < bound; decided += 1) table[decided] = holds(decided) ? 1 : 0;
      return table;
    };
  }

  function learn(key: string): Property {
    const values = [''];
    const ids = new Map([['', 0]]);
    /** By the id of the object: the value's id + 1; 0: not looked at yet. */
    let known = new Uint32Array(0);
    const look = (props: number): number => {
      const value = readProperty(dictionary.valueOf('props', props), key);
      const id = ids.get(value) ?? values.push(value) - 1;
      ids.set(value, id);
      known[props] = id + 1;
      return id + 1;
    };
    return {
      idsOf(props) {
        const bound = dictionary.bound('props');
        if (known.length < bound) {
          const wider = new Uint32Array(Math.max(bound, 2 * known.length));
          wider.set(known);
          known = wider;
        }
        const found = new Uint32Array(props.length);
        for (let i = 0; i < found.length; i += 1) {
          const id = props[i]!;
          found[i] = (known[id] || look(id)) - 1;
        }
        return found;
      },
      valueOf: (id) => values[id] ?? '',
      bound: () => values.length,
    };
  }

  function once<Made>(made: Map<string, Made>, key: string, make: () => Made): Made {
    const known = made.get(key) ?? make();
    made.set(key, known);
    return known;
  }

  return {
    dictionary,
    goals,
    members: (condition) => once(members, JSON.stringify(condition), () => decide(condition)),
    property: (key) => once(properties, key, () => learn(key)),
  };
}
