// Cuts a large part between visitors: no column of a segment is then too large for one short transaction.
import type { DayPart, HitColumn, Numbers, VisitColumn } from './columns.ts';

/** Its widest columns make BLOBs of at most four bytes a hit. */
export const MAX_HITS = 200_000;

const at = (values: Numbers, i: number): number => values[i] ?? 0;

function slice(part: DayPart, from: number, to: number): DayPart {
  const first = part.visit('first_hit');
  const [fromHit, toHit] = [at(first, from), at(first, to)];
  const visitor = part.visit('visitor');
  const linked = Math.max(from, Math.min(to, part.linked));
  let visitors = 0;
  for (let i = from; i < linked; i += 1) if (i === from || visitor[i] !== visitor[i - 1]) visitors += 1;
  const less = (values: Numbers, by: number) => Uint32Array.from(values, (value) => value - by);

  return {
    ...{ siteId: part.siteId, start: part.start, end: part.end, id: undefined },
    ...{ visits: to - from, hits: toHit - fromHit, linked: linked - from, visitors },
    visit: (column: VisitColumn) =>
      column === 'first_hit' ? less(first.subarray(from, to + 1), fromHit) : part.visit(column).subarray(from, to),
    hit(column: HitColumn) {
      const hits = part.hit(column).subarray(fromHit, toHit);
      return column === 'visit' ? less(hits, from) : hits;
    },
  };
}

/** The part in parts of at most `maxHits`, but for a visitor who made more; itself where it is small. */
export function* slicesOf(part: DayPart, maxHits = MAX_HITS): Generator<DayPart> {
  if (part.hits <= maxHits) {
    if (part.hits > 0) yield part;
    return;
  }
  const first = part.visit('first_hit');
  const visitor = part.visit('visitor');
  let from = 0;
  /** The last place where it could be cut. */
  let cut = 0;
  for (let i = 1; i <= part.visits; i += 1) {
    const isEnd = i === part.visits || at(visitor, i) === 0 || visitor[i] !== visitor[i - 1];
    if (!isEnd) continue;
    if (at(first, i) - at(first, from) > maxHits && cut > from) {
      yield slice(part, from, cut);
      from = cut;
    }
    cut = i;
  }
  yield slice(part, from, part.visits);
}
