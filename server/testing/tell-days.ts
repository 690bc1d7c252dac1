// What days hold, in words: equal for the same hits, whether they come from rows or from segments, and in how many parts.
import { type DayPart, type DayParts, type Dictionary, VISIT_DIMENSIONS } from '../store/columns.ts';

function tellVisit(part: DayPart, dictionary: Dictionary, visit: number): string {
  const first = part.visit('first_hit');
  const dimensions = VISIT_DIMENSIONS.map((name) =>
    dictionary.valueOf(
      name === 'entry_page' || name === 'exit_page' ? 'page' : name,
      part.visit(name)[visit] ?? Number.NaN,
    ),
  );
  const hits: unknown[] = [];
  for (let i = first[visit] ?? 0; i < (first[visit + 1] ?? 0); i += 1) {
    hits.push([
      ...(['time', 'engaged', 'scroll'] as const).map((column) => part.hit(column)[i]),
      ...(['page', 'event', 'props'] as const).map((column) =>
        dictionary.valueOf(column, part.hit(column)[i] ?? Number.NaN),
      ),
      part.hit('visit')[i] === visit,
    ]);
  }
  const counts = (['start', 'duration', 'pageviews', 'events'] as const).map((column) => part.visit(column)[visit]);
  return JSON.stringify([visit < part.linked, counts, dimensions, hits]);
}

/** By day: its bounds, its visitors, and all its visits by visitor, in no order that anybody promises. */
export function tellDays(days: DayParts, site: { id: number; timezone: string }, from: number, to: number) {
  const told = new Map<number, { end: number; visitors: number; of: Map<string, string[]> }>();
  for (const [place, part] of [...days.parts(site, from, to)].entries()) {
    const day = told.get(part.start) ?? { end: part.end, visitors: 0, of: new Map<string, string[]>() };
    told.set(part.start, day);
    day.visitors += part.visitors;
    for (let visit = 0; visit < part.visits; visit += 1) {
      const number = part.visit('visitor')[visit];
      const visitor = number === 0 ? `${place}/${visit}` : `${number}`;
      day.of.set(visitor, [...(day.of.get(visitor) ?? []), tellVisit(part, days.dictionary(site.id), visit)]);
    }
  }
  return [...told].map(([start, { end, visitors, of }]) => ({
    ...{ start, end, visitors },
    visits: [...of.values()].map((visits) => visits.join()).sort(),
  }));
}
