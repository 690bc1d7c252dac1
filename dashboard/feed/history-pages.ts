// What the list of single hits asks for next. Pure.
import type { HitsReply } from '../../server/contract/browser.ts';
import type { HitsQuestion } from '../../server/contract/report.ts';

export interface Next {
  range: HitsQuestion['range'];
  offset: number;
}

/** What follows on these, of what was there when the first were told; undefined: nothing does. */
export function nextOf(first: HitsReply | undefined, last: HitsReply, told: number): Next | undefined {
  const newest = first?.hits[0]?.t;
  if (!last.more || newest === undefined) return undefined;
  return { range: [last.range[0], newest + 1], offset: told };
}
