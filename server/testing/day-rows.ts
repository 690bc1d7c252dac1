// Hits and engagements of a day, added one by one as a test tells of them: what the store reads from rows, thousands at once.
import type { DayRows, VisitGroup } from '../store/day-rows.ts';

interface Hit extends Readonly<Record<VisitGroup, string>> {
  readonly at: number;
  /** 16 hexadecimal digits, as is the visitor; who is '' is anonymous. */
  readonly page: string;
  readonly visitor: string;
  readonly path: string;
  /** Null: a pageview. */
  readonly act: string | null;
}

interface Engagement {
  readonly page: string;
  readonly engagedMs: number;
  readonly scrollDepth: number;
}

export function addHit(rows: DayRows, { at, page, visitor, path, act, came, place, machine }: Hit): void {
  const ids = Buffer.from(page + (visitor === '' ? '0'.repeat(18) : `01${visitor}`), 'hex');
  rows.addHits({ at: [at], pagesAndVisitors: ids, path: [path], act: [act ?? ''] }, (places) => {
    const those = (text: string) => places.map(() => text);
    return { came: those(came), place: those(place), machine: those(machine) };
  });
}

export function addEngagement(rows: DayRows, { page, engagedMs, scrollDepth }: Engagement): void {
  rows.addEngagements({ pages: Buffer.from(page, 'hex'), engagedMs: [engagedMs], scrollDepth: [scrollDepth] });
}
