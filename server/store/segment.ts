// A part of a finished day as BLOBs, one for each column, and back. What follows from other columns is not stored: where visits
// begin among hits, entry and exit pages, how long a visit was. What is nearly told by another column is stored as what it is
// not told. Columns are decoded when they are first asked for.
import {
  DamagedColumn,
  decodeColumn,
  encodeColumn,
  stepsOf,
  sumOfSteps,
  surprisesOf,
  withoutSurprises,
} from './column-blob.ts';
import {
  type DayPart,
  type HitColumn,
  type Numbers,
  VISIT_DIMENSIONS,
  type VisitColumn,
  type VisitDimension,
} from './columns.ts';
import { asWideAs, narrow } from './numbers.ts';

type StoredDimension = Exclude<VisitDimension, 'entry_page' | 'exit_page'>;

/** What is stored of visits and of hits. `untold`: 1 for a visit of which no engagement was told. */
export type StoredColumn =
  | `visit ${Exclude<VisitColumn, 'first_hit' | 'duration' | 'entry_page' | 'exit_page'> | 'untold'}`
  | `hit ${Exclude<HitColumn, 'visit'>}`;

/** Which dimension tells which. No circles. */
const TELLERS: { readonly [Name in StoredDimension]?: StoredDimension } = {
  source: 'referrer',
  channel: 'source',
  utm_medium: 'utm_source',
  region: 'city',
  country: 'region',
  screen: 'device',
};

const STORED_DIMENSIONS = VISIT_DIMENSIONS.filter(
  (name): name is StoredDimension => name !== 'entry_page' && name !== 'exit_page',
);

/** All columns of a segment, in the order in which they are written. */
export const STORED_COLUMNS: readonly StoredColumn[] = [
  ...(['visit visitor', 'visit start', 'visit pageviews', 'visit events', 'visit untold'] as const),
  ...STORED_DIMENSIONS.map((name) => `visit ${name}` as const),
  ...(['hit time', 'hit event', 'hit page', 'hit engaged', 'hit scroll', 'hit props'] as const),
];

const at = (values: Numbers, i: number): number => values[i] ?? 0;
const MOST = 0xffff_ffff;

/** What was engaged in the hits of each visit; ms. */
function readingOf(firstHit: Numbers, engaged: Numbers): Uint32Array {
  const reading = new Uint32Array(firstHit.length - 1);
  for (let visit = 0; visit < reading.length; visit += 1) {
    let sum = 0;
    for (let i = at(firstHit, visit); i < at(firstHit, visit + 1); i += 1) sum += at(engaged, i);
    reading[visit] = Math.min(sum, MOST);
  }
  return reading;
}

/** From the first hit of a visit to its last; ms. */
const spanOf = (firstHit: Numbers, time: Numbers, visit: number): number =>
  at(time, at(firstHit, visit + 1) - 1) - at(time, at(firstHit, visit));

function untoldOf(part: DayPart): Numbers {
  const [firstHit, time] = [part.visit('first_hit'), part.hit('time')];
  const reading = readingOf(firstHit, part.hit('engaged'));
  return new Uint8Array(part.visits).map((_, visit) => {
    const duration = at(part.visit('duration'), visit);
    if (duration === reading[visit]) return 0;
    if (duration === spanOf(firstHit, time, visit)) return 1;
    throw new Error(`the duration of visit ${visit} follows from nothing`);
  });
}

/** Each hit's time since the one before it in its visit; 0 for the first, which is at the visit's start. */
function pausesOf(part: DayPart): Numbers {
  const [time, visit] = [part.hit('time'), part.hit('visit')];
  const pauses = new Uint32Array(time.length);
  for (let i = 1; i < time.length; i += 1) if (visit[i] === visit[i - 1]) pauses[i] = at(time, i) - at(time, i - 1);
  return pauses;
}

const kindOf = (column: StoredColumn) => (column.startsWith('visit ') ? 'visit' : 'hit');
const nameOf = (column: StoredColumn) => column.slice(kindOf(column).length + 1);
const tellerOf = (column: StoredColumn): StoredDimension | undefined =>
  kindOf(column) === 'visit' ? TELLERS[nameOf(column) as StoredDimension] : undefined;

function toStore(part: DayPart, column: StoredColumn): Numbers {
  const teller = tellerOf(column);
  if (teller) return surprisesOf(part.visit(nameOf(column) as StoredDimension), part.visit(teller));
  switch (column) {
    case 'visit visitor':
    case 'visit start':
      return stepsOf(part.visit(nameOf(column) as VisitColumn));
    case 'visit untold':
      return untoldOf(part);
    case 'hit time':
      return pausesOf(part);
    default:
      return kindOf(column) === 'visit'
        ? part.visit(nameOf(column) as VisitColumn)
        : part.hit(nameOf(column) as HitColumn);
  }
}

/** One column of a part as a BLOB. */
export const encodePartColumn = (part: DayPart, column: StoredColumn): Uint8Array =>
  encodeColumn(column, toStore(part, column));

/** What is known of a segment besides its columns. */
export type SegmentHead = Omit<DayPart, 'visit' | 'hit' | 'id'> & { readonly id: number };

/** Where decoded columns are kept for a while. */
export interface Decoded {
  /** `make` when it is not there (any more). */
  get(segment: number, column: string, make: () => Numbers): Numbers;
}

/**
 * A stored part; `read` gives a column's BLOB, undefined when it is missing. Asking for a column throws a DamagedColumn when one that
 * it follows from is damaged or missing.
 */
export function openSegment(
  head: SegmentHead,
  read: (column: StoredColumn) => Uint8Array | undefined,
  decoded: Decoded,
): DayPart {
  function stored(column: StoredColumn): Numbers {
    const blob = read(column);
    if (!blob) throw new DamagedColumn(column, 'it is missing');
    return decodeColumn(column, blob, kindOf(column) === 'visit' ? head.visits : head.hits);
  }

  function firstHits(): Numbers {
    const first = new Uint32Array(head.visits + 1);
    const [pageviews, events] = [visit('pageviews'), visit('events')];
    for (let i = 0; i < head.visits; i += 1) first[i + 1] = at(first, i) + at(pageviews, i) + at(events, i);
    if (first[head.visits] !== head.hits) throw new DamagedColumn('visit pageviews', 'it does not fit the hits');
    return first;
  }

  function durations(): Numbers {
    const firstHit = visit('first_hit');
    const durations = readingOf(firstHit, hit('engaged'));
    const untold = stored('visit untold');
    for (let i = untold.indexOf(1); i >= 0; i = untold.indexOf(1, i + 1))
      durations[i] = spanOf(firstHit, hit('time'), i);
    return durations;
  }

  function entryPages(): Numbers {
    const [first, page] = [visit('first_hit'), hit('page')];
    const pages = asWideAs(page, head.visits);
    for (let i = 0; i < head.visits; i += 1) pages[i] = at(page, at(first, i));
    return pages;
  }

  function exitPages(): Numbers {
    const [first, page, event] = [visit('first_hit'), hit('page'), hit('event')];
    const pages = asWideAs(page, head.visits);
    for (let i = 0; i < head.visits; i += 1) {
      const last = at(first, i + 1) - 1;
      let row = last;
      while (row >= at(first, i) && event[row] !== 0) row -= 1;
      pages[i] = at(page, row < at(first, i) ? last : row);
    }
    return pages;
  }

  function times(): Numbers {
    const [first, start] = [visit('first_hit'), visit('start')];
    const time = Uint32Array.from(stored('hit time'));
    for (let i = 0; i < head.visits; i += 1) {
      for (let row = at(first, i), before = at(start, i); row < at(first, i + 1); row += 1) {
        before += at(time, row);
        time[row] = before;
      }
    }
    return time;
  }

  function visitsOfHits(): Numbers {
    const first = visit('first_hit');
    const rows = new Uint32Array(head.hits);
    for (let i = 0; i < head.visits; i += 1) rows.fill(i, first[i], first[i + 1]);
    return rows;
  }

  function makeVisit(column: VisitColumn): Numbers {
    switch (column) {
      case 'visitor':
        return narrow(sumOfSteps(stored('visit visitor')));
      case 'start':
        return sumOfSteps(stored('visit start'));
      case 'first_hit':
        return firstHits();
      case 'duration':
        return durations();
      case 'entry_page':
        return entryPages();
      case 'exit_page':
        return exitPages();
      default: {
        const teller = tellerOf(`visit ${column}`);
        const values = stored(`visit ${column}`);
        return teller ? withoutSurprises(values, visit(teller)) : values;
      }
    }
  }

  function makeHit(column: HitColumn): Numbers {
    if (column === 'time') return times();
    return column === 'visit' ? visitsOfHits() : stored(`hit ${column}`);
  }

  const visit = (column: VisitColumn) => decoded.get(head.id, `visit ${column}`, () => makeVisit(column));
  const hit = (column: HitColumn) => decoded.get(head.id, `hit ${column}`, () => makeHit(column));
  return { ...head, visit, hit };
}
