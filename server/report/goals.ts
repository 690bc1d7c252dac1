// Which goals hits have reached, decided when it is asked: a goal is nothing but a filter with a name, so that one that was made today
// answers for the past. A hit may reach several; each combination that is met has a number, and is decided once for each path and
// each event, however many hits have it.
import type { Goal } from '../contract/browser.ts';
import { comparablePath, createPathPattern } from '../path-pattern.ts';
import type { DayPart, Dictionary, HitColumn, Numbers } from '../store/columns.ts';
import type { Chosen } from './chosen.ts';
import { readProperty } from './property.ts';

export type AskedGoal = Pick<Goal, 'name' | 'page' | 'event' | 'property'>;

export interface Goals {
  /** All of the site's. Their places are their numbers, less one. */
  readonly asked: readonly AskedGoal[];
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

/** What is found of an id is kept as its number + 1; 0: it was not looked for yet. */
function roomFor(bound: number, known: Uint32Array): Uint32Array {
  if (known.length >= bound) return known;
  const wider = new Uint32Array(Math.max(bound, 2 * known.length));
  wider.set(known);
  return wider;
}

/** Instead of a combination: that depends on the event's properties. */
const BY_PROPERTIES = 2 ** 32 - 2;

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

  let byPage: Uint32Array = new Uint32Array(0);
  function findPage(id: number): number {
    const path = comparablePath(dictionary.valueOf('page', id));
    return numberOf(pages.filter(({ means }) => means(path)).map(({ id }) => id));
  }

  const hopedOf = (event: number) => {
    const name = dictionary.valueOf('event', event);
    return events.filter((each) => each.event === name);
  };
  let byEvent: Uint32Array = new Uint32Array(0);
  function findEvent(event: number): number {
    const hoped = hopedOf(event);
    return hoped.some(({ property }) => property) ? BY_PROPERTIES : numberOf(hoped.map(({ id }) => id));
  }
  /** Of events that depend on them: by event, and then by properties. */
  const byProperties = new Map<number, Map<number, number>>();
  function findByProperties(event: number, props: number): number {
    const ofEvent = byProperties.get(event) ?? new Map<number, number>();
    byProperties.set(event, ofEvent);
    let number = ofEvent.get(props);
    if (number === undefined) {
      const json = dictionary.valueOf('props', props);
      const reached = hopedOf(event).filter(
        ({ property }) => !property || readProperty(json, property.key) === property.value,
      );
      number = numberOf(reached.map(({ id }) => id));
      ofEvent.set(props, number);
    }
    return number;
  }

  function combinationsOf(hit: (column: HitColumn) => Numbers): Uint32Array {
    const acts = hit('event');
    const reached = new Uint32Array(acts.length);
    if (pages.length > 0) {
      const paths = hit('page');
      byPage = roomFor(dictionary.bound('page'), byPage);
      for (let i = 0; i < reached.length; i += 1) {
        if (acts[i] !== 0) continue;
        const path = paths[i]!;
        if (byPage[path] === 0) byPage[path] = findPage(path) + 1;
        reached[i] = byPage[path]! - 1;
      }
    }
    if (events.length > 0) {
      const props = asksProperties ? hit('props') : undefined;
      byEvent = roomFor(dictionary.bound('event'), byEvent);
      for (let i = 0; i < reached.length; i += 1) {
        const event = acts[i]!;
        if (event === 0) continue;
        if (byEvent[event] === 0) byEvent[event] = findEvent(event) + 1;
        const number = byEvent[event]! - 1;
        reached[i] = number === BY_PROPERTIES ? findByProperties(event, props?.[i] ?? 0) : number;
      }
    }
    return reached;
  }

  let last: { part: DayPart; reached: Uint32Array } | undefined;
  const GOALS = 'goals of hits';

  return {
    asked: goals,
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
