// How a visitor of a stored day is named: when that day began, and their number within it. Nothing else is known of them once the day's
// salt is gone, and nothing of it is the same on another day. Pure.
import type { DayPart } from '../store/columns.ts';

type Day = Pick<DayPart, 'start'>;

/** '' of who is not to be told apart. */
export const nameOf = ({ start }: Day, number: number): string => (number === 0 ? '' : `${start}.${number}`);

/** The numbers of those of the visitors who were there on a day. */
export function numbersOf(names: readonly string[]): (day: Day) => ReadonlySet<number> {
  const days = new Map<number, Set<number>>();
  for (const name of names) {
    const [start = 0, number = 0] = name.split('.').map(Number);
    if (number > 0) days.set(start, (days.get(start) ?? new Set()).add(number));
  }
  const nobody: ReadonlySet<number> = new Set();
  return ({ start }) => days.get(start) ?? nobody;
}
