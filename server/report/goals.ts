// Which goals hits have reached, decided when it is asked: a goal is nothing but a filter with a name, so that one that was made today
// answers for the past. A hit may reach several; each combination that is met has a number, and is decided once for each path and
// each event, however many hits have it.
import type { Goal } from '../contract/browser.ts';
import { comparablePath, createPathPattern } from '../sites/path-pattern.ts';
import type { DayPart, Dictionary, HitColumn, Numbers } from '../store/columns.ts';
import type { Chosen } from './chosen.ts';
import { readProperty } from './property.ts';

export type AskedGoal = Pick<Goal, 'name' | 'page' | 'event' | 'property'>;

export interface Goals {
  /** Of each hit of the part the combination of goals that it has reached; 0: none. Kept until another part is asked for. */
  ofPart(part: DayPart): Uint32Array;
  /** The names of a combination; of none, ''. */
  namesOf(combination: number): readonly string[];
  /** Combinations are below it; it grows. */
  combinations(): number;
  /** The chosen hits that have reached a goal, each as often as it has reached one; undefined: none has. */
  reachedOf(chosen: Chosen): Chosen | undefined;
  /** Of each hit of what `reachedOf` made the goal's number, from 1 on. */
  idsOf(reached: Chosen): Numbers;
  /** The name behind a goal's number; '' of 0. */
  nameOf(id: number): string;
  /** Numbers of goals are below it. */
  bound(): number;
}

/** Numbers by ids of a dictionary, found at first sight. */
function createFound(find: (id: number) => number): (bound: number) => (id: number) => number {
  /** The number + 1; 0: not looked for yet. */
  let known = new Uint32Array(0);
  return (bound) => {
    if (known.length < bound) {
      const wider = new Uint32Array(Math.max(bound, 2 * known.length));
      wider.set(known);
      known = wider;
    }
    return (id) => {
      if (known[id] === 0) known[id] = find(id) + 1;
      return known[id]! - 1;
    };
  };
}

/** The goals' places in the list are their numbers, less one. */
export function createGoals(goals: readonly AskedGoal[], dictionary: Dictionary): Goals {
  const numbered = goals.map((goal, i) => ({ ...goal, id: i + 1 }));
  const pages = numbered.flatMap(({ id, page }) => (page === null ? [] : [{ id, means: createPathPattern(page) }]));
  const events = numbered.flatMap(({ id, event, property }) => (event === null ? [] : [{ id, event, property }]));
  const asksProperties = events.some(({ property }) => property !== null);

  const combinations: number[][] = [[]];
  const numbers = new Map([['', 0]]);
  function numberOf(ids: number[]): number {
    const key = ids.join();
    const number = numbers.get(key) ?? combinations.push(ids) - 1;
    numbers.set(key, number);
    return number;
  }

  const byPage = createFound((id) => {
    const path = comparablePath(dictionary.valueOf('page', id));
    return numberOf(pages.filter(({ means }) => means(path)).map(({ id }) => id));
  });

  /** What is hoped for of an event, by the event's id; nothing of nearly all. */
  const hopes = new Map<number, typeof events>();
  function hopesOf(event: number): typeof events {
    const known = hopes.get(event);
    if (known) return known;
    const name = dictionary.valueOf('event', event);
    const found = events.filter((each) => each.event === name);
    hopes.set(event, found);
    return found;
  }
  const byAct = new Map<string, number>();
  function ofAct(event: number, props: number): number {
    const hoped = hopesOf(event);
    if (hoped.length === 0) return 0;
    const key = `${event} ${props}`;
    let number = byAct.get(key);
    if (number === undefined) {
      const json = dictionary.valueOf('props', props);
      const reached = hoped.filter(({ property }) => !property || readProperty(json, property.key) === property.value);
      number = numberOf(reached.map(({ id }) => id));
      byAct.set(key, number);
    }
    return number;
  }

  function combinationsOf(hit: (column: HitColumn) => Numbers): Uint32Array {
    const acts = hit('event');
    const reached = new Uint32Array(acts.length);
    if (pages.length > 0) {
      const paths = hit('page');
      const ofPage = byPage(dictionary.bound('page'));
      for (let i = 0; i < reached.length; i += 1) if (acts[i] === 0) reached[i] = ofPage(paths[i]!);
    }
    if (events.length > 0) {
      const props = asksProperties ? hit('props') : undefined;
      for (let i = 0; i < reached.length; i += 1) if (acts[i] !== 0) reached[i] = ofAct(acts[i]!, props?.[i] ?? 0);
    }
    return reached;
  }

  let last: { part: DayPart; reached: Uint32Array } | undefined;
  const GOALS = 'goals of hits';

  return {
    ofPart(part) {
      if (last?.part !== part) last = { part, reached: combinationsOf((column) => part.hit(column)) };
      return last.reached;
    },
    namesOf: (combination) =>
      combination === 0 ? [''] : (combinations[combination] ?? []).map((id) => goals[id - 1]?.name ?? ''),
    combinations: () => combinations.length,
    reachedOf(chosen) {
      const reached = combinationsOf((column) => chosen.hit(column));
      let count = 0;
      for (let place = 0; place < reached.length; place += 1) count += combinations[reached[place]!]!.length;
      if (count === 0) return undefined;
      const [places, ids] = [new Uint32Array(count), new Uint32Array(count)];
      for (let place = 0, n = 0; n < count; place += 1) {
        for (const id of combinations[reached[place]!]!) {
          places[n] = place;
          ids[n++] = id;
        }
      }
      const narrowed = chosen.at(places);
      narrowed.once(GOALS, () => ids);
      return narrowed;
    },
    idsOf: (reached) =>
      reached.once(GOALS, (): Numbers => {
        throw new Error('goals are counted of hits that have reached one');
      }),
    nameOf: (id) => goals[id - 1]?.name ?? '',
    bound: () => goals.length + 1,
  };
}
