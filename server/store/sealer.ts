// The sealing's part in the thread that reads: which day is due, and its segments, step by step. Between any two steps the thread
// answers whatever else it was asked.
import type { StoredDayParts } from './day-parts.ts';
import { isLast, type SealOrder, sealDay } from './seal-day.ts';
import type { Write } from './writes.ts';

export type SealQuestion =
  /** The first day that is due, of those that begin at `from` or later. */
  | { sealing: 'due'; site: { id: number; timezone: string }; from: number; now: number }
  /** Begins a day; what was begun before is given up. */
  | { sealing: 'begin'; order: SealOrder }
  /** What was told is on disk, or will be before what this answers. */
  | { sealing: 'next'; seal: number }
  /** The site was removed. */
  | { sealing: 'forget'; siteId: number };

export interface DueDay {
  start: number;
  end: number;
  /** Why it is made anew, where a column was damaged. */
  damage: string | undefined;
}

export interface SealStep {
  /** For one transaction; may be none. */
  writes: Write[];
  /** It publishes: the next is to be asked for when this one is on disk, the others may be made ahead. */
  isLast: boolean;
  /** The day is done: it was published by what was written before. */
  isDone: boolean;
}

/** A day is left alone for so long: who read on past midnight is still telling of it. */
export const REST_MS = 30 * 60_000;
/** One that rows came to afterwards is made anew at most so often. */
export const AGAIN_MS = 3_600_000;

export type SealAnswer = DueDay | SealStep | undefined;

/** Answers with a DueDay or nothing, and with SealSteps. */
export function createSealer(days: StoredDayParts): (question: SealQuestion) => SealAnswer {
  let underWay: { seal: number; siteId: number; steps: Iterator<Write[]> } | undefined;

  function next(seal: number): SealStep {
    if (underWay?.seal !== seal) throw new Error(`seal ${seal} is not under way`); // the thread is another by now
    const step = underWay.steps.next();
    if (!step.done) return { writes: step.value, isLast: isLast(step.value), isDone: false };
    underWay = undefined;
    return { writes: [], isLast: false, isDone: true };
  }

  function due(site: { id: number; timezone: string }, from: number, now: number): DueDay | undefined {
    for (const { start, end, seal } of days.days(site, from, now - REST_MS)) {
      if (end + REST_MS > now) return undefined;
      const isDue = !seal || seal.damage !== undefined || (seal.isLate && now - seal.sealedAt >= AGAIN_MS);
      if (start >= from && isDue) return { start, end, damage: seal?.damage };
    }
    return undefined;
  }

  return (question) => {
    switch (question.sealing) {
      case 'due':
        return due(question.site, question.from, question.now);
      case 'begin': {
        const { order } = question;
        underWay = { seal: order.seal, siteId: order.siteId, steps: sealDay(days, order) };
        return next(order.seal);
      }
      case 'next':
        return next(question.seal);
      case 'forget':
        if (underWay?.siteId === question.siteId) underWay = undefined;
        return undefined;
    }
  };
}
