// What reaches a goal, in words. Pure.
import type { Goal } from '../../server/contract/browser.ts';
import { drawable, formatPath } from '../format.ts';
import { words } from '../words/words.ts';

const t = words('goals');

/** `page /buy/*`, `event Signup`, `event Signup with plan = pro` */
export function meaningOf({ page, event, property }: Pick<Goal, 'page' | 'event' | 'property'>): string {
  if (page !== null) return t('pageMeaning', { path: formatPath(page) });
  const name = drawable(event ?? '');
  return property
    ? t('eventWith', { event: name, key: drawable(property.key), value: drawable(property.value) })
    : t('eventMeaning', { event: name });
}
