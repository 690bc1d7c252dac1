// What reaches a goal, in words. Pure.
import type { Goal } from '../../server/contract/browser.ts';
import { drawable, formatPath } from '../format.ts';

/** `page /buy/*`, `event Signup`, `event Signup with plan = pro` */
export function meaningOf({ page, event, property }: Pick<Goal, 'page' | 'event' | 'property'>): string {
  if (page !== null) return `page ${formatPath(page)}`;
  const having = property ? ` with ${drawable(property.key)} = ${drawable(property.value)}` : '';
  return `event ${drawable(event ?? '')}${having}`;
}
