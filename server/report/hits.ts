// Single hits of a range, newest first. A day at a time from the last one back, so that the first page costs a day and not the range.
import type { HitsReply } from '../contract/browser.ts';
import type { Filter } from '../contract/report.ts';
import type { DayPart, DayParts, Dictionary } from '../store/columns.ts';
import { VISIT_DIMENSIONS } from '../store/columns.ts';
import { type Chosen, createChooser } from './chosen.ts';
import type { AskedGoal } from './goals.ts';
import { createValues, spaceOf } from './values.ts';
import { bucketsOf, type Interval } from './zones.ts';

export interface HitsPlan {
  interval: Interval;
  filters: Filter[];
  /** All of the site's. */
  goals: readonly AskedGoal[];
  limit: number;
  offset: number;
}

export interface HitsAnswer {
  /** Each step looks at a part of a day, or reads a bit of one. */
  steps: Iterator<void>;
  answer(): HitsReply;
}

type Told = HitsReply['hits'][number];

export function createHits(site: { id: number; timezone: string }, plan: HitsPlan, days: DayParts): HitsAnswer {
  const { interval, filters, goals, limit, offset } = plan;
  const dictionary = days.dictionary(site.id);
  const values = createValues(dictionary, goals);
  const told: Told[] = [];
  let toSkip = offset;
  let more = false;

  function* steps(): Generator<void> {
    const { starts } = bucketsOf(site.timezone, 'day', interval);
    for (let day = starts.length - 1; day >= 0 && !more; day -= 1) {
      const from = Math.max(starts[day] ?? 0, interval.from);
      const to = Math.min(starts[day + 1] ?? Number.POSITIVE_INFINITY, interval.to);
      const choose = createChooser(filters, { from, to }, values);
      const chosen: Chosen[] = [];
      for (const part of days.steps(site, from, to)) {
        const some = part && choose(part);
        if (some) chosen.push(some);
        yield;
      }
      tell(chosen);
      yield;
    }
  }

  /** The day's hits that are on the page which was asked for. */
  function tell(chosen: readonly Chosen[]): void {
    const count = chosen.reduce((sum, { hits }) => sum + hits, 0);
    if (count <= toSkip) {
      toSkip -= count;
      return;
    }
    const places = chosen.flatMap((each) => {
      const times = each.hit('time');
      return Array.from(times, (time, place) => ({ each, place, at: each.part.start + time }));
    });
    places.sort((a, b) => b.at - a.at || b.place - a.place);
    for (const { each, place } of places.slice(toSkip)) {
      if (told.length === limit) {
        more = true;
        return;
      }
      told.push(hitOf(each, place, dictionary));
    }
    toSkip = 0;
  }

  return {
    steps: steps(),
    answer: () => ({ range: [interval.from, interval.to], hits: told, more }),
  };
}

function hitOf(chosen: Chosen, place: number, dictionary: Dictionary): Told {
  const { part } = chosen;
  const of = (column: Parameters<DayPart['hit']>[0]) => chosen.hit(column)[place] ?? 0;
  const visit = of('visit');
  const event = dictionary.valueOf('event', of('event'));
  const props = dictionary.valueOf('props', of('props'));
  const facts = VISIT_DIMENSIONS.map((name) => [name, dictionary.valueOf(spaceOf(name), part.visit(name)[visit] ?? 0)]);
  return {
    t: part.start + of('time'),
    kind: event === '' ? 'view' : 'event',
    linked: visit < part.linked,
    page: dictionary.valueOf('page', of('page')),
    event,
    props: props === '' ? {} : JSON.parse(props),
    engagedMs: of('engaged') || null,
    scrollDepth: of('scroll') || null,
    visit: Object.fromEntries(facts),
  };
}
