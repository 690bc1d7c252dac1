// Goals by what they mean: what was counted of them is remembered under that, so that it lasts when a goal is called otherwise, and is
// not asked for any more when it means something else.
import type { Condition, Filter } from '../contract/report.ts';
import type { AskedGoal } from './goals.ts';
import { isCondition } from './question.ts';
import { testOf } from './values.ts';

/** Of goals with the same, a hit has reached all or none. */
export function meaningOf({ page, event, property }: AskedGoal): string {
  return JSON.stringify(page === null ? { event, key: property?.key, value: property?.value } : { page });
}

/** Names which goals are meant, or must not be there, and whether no goal at all will do. */
function keyOfGoals(condition: Condition, goals: readonly AskedGoal[]): unknown[] {
  const [operator] = condition;
  const test = testOf(condition);
  const mayHaveNone = test('');
  const isRefused = operator === 'is_not' || operator === 'contains_not';
  const named = goals.filter(({ name }) => test(name) !== isRefused);
  return ['goal', isRefused, mayHaveNone, [...new Set(named.map(meaningOf))].sort()];
}

/** Two lists of filters with the same key choose the same hits, although the goals in them may be called otherwise. */
export function keyOfFilters(filters: readonly Filter[], goals: readonly AskedGoal[]): string {
  const keyOf = (filter: Filter): unknown[] => {
    if (isCondition(filter)) return filter[1] === 'goal' ? keyOfGoals(filter, goals) : [...filter];
    if (filter[0] === 'not') return ['not', keyOf(filter[1])];
    return [filter[0], filter[1].map(keyOf)];
  };
  return JSON.stringify(filters.map(keyOf));
}
