// Asks the analyst thread, and watches it: a question that takes too long ends with a sentence, and one that holds the thread up
// for twice its budget ends with the thread, whose other questions are asked again.
import type { Clock } from '../clock.ts';
import type { TrailReply } from '../contract/browser.ts';
import type { HitsRequest, ReportRequest } from '../contract/report.ts';
import { Refusal } from '../errors.ts';
import { threadFile } from '../files.ts';
import type { Eraser } from '../store/deletions.ts';
import type { Found } from '../store/eraser.ts';
import type { SealAnswer, SealQuestion } from '../store/sealer.ts';
import type { Sizes } from '../store/sizes.ts';
import { startThread, ThreadError } from '../store/thread.ts';
import type { AnalystData, AnalystQuestion, Form } from './analyst-thread.ts';
import type { AskedGoal } from './goals.ts';
import { planOf, refuseUnknownGoals } from './question.ts';
import type { Piece } from './telling.ts';
import { streamOf, type Told } from './told.ts';
import type { TrailQuestion } from './trail.ts';
import { OVER_BUDGET, STILL_READING } from './turns.ts';
import { intervalOf } from './zones.ts';

/** Whose hits are asked for. */
export interface AskedSite {
  id: number;
  timezone: string;
  /** All of the site's; none unless told. */
  goals?: readonly AskedGoal[];
}

export interface Analyst {
  /**
   * Answers every query of the request, from one pass over the hits: a ReportReply as JSON, or the rows of its only query as CSV.
   * Rejects with a Refusal that names the field, and beyond the budget (`over_budget`). A long answer is a stream, and must be read or
   * destroyed.
   */
  report(site: AskedSite, request: ReportRequest, now: number, as?: Form): Promise<Told>;
  /** Single hits, newest first: a HitsReply as JSON, or CSV. Otherwise as `report`. */
  hits(site: AskedSite, request: HitsRequest, now: number, as?: Form): Promise<Told>;
  /** The hits of the visit that this visitor is on or was on last; undefined: none within 24 hours. */
  trail(question: TrailQuestion): Promise<TrailReply | undefined>;
  /** The making of segments, step by step: see sealing.ts. */
  seal(question: SealQuestion): Promise<SealAnswer>;
  /** What deletions ask, see deletions.ts. However long it takes: they are no questions of a page that waits. */
  eraser: Eraser;
  /** What is stored of the site. */
  sizes(siteId: number): Promise<Sizes>;
  /** The site was removed: nothing of it is kept in memory. */
  forget(siteId: number): void;
  /** Ends the thread and starts another, which is asked what the old one has not answered. Resolves when it has ended. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface AnalystSettings {
  clock: Clock;
  /** What one question may take of the thread's time. */
  queryBudgetMs: number;
  onDeath: (error: Error) => void;
  /** What was counted of finished days is kept for the next question, as it is unless this says false. */
  remembers?: boolean;
}

/** Questions under way; a dashboard has a handful. */
const MOST_WAITING = 200;
/** Long answers that are read by somebody: each keeps what was counted for it, or a day's columns. */
const MOST_TOLD = 20;
/** The thread starts with the first question, or by itself so soon: not while the server itself starts, which it would slow down. */
const START_AFTER_MS = 1_000;

export function openAnalyst(path: string, settings: AnalystSettings): Analyst {
  const { clock, queryBudgetMs, onDeath, remembers = true } = settings;
  let watched = new Int32Array(new SharedArrayBuffer(8));
  function start() {
    watched = new Int32Array(new SharedArrayBuffer(8));
    const data: AnalystData = { path, watched, remembers };
    return startThread<AnalystQuestion>(threadFile('report/analyst-thread'), data, onDeath);
  }
  let thread: ReturnType<typeof start> | undefined;
  let isClosed = false;
  function started() {
    if (isClosed && !thread) throw new Error('the server is ending');
    thread ??= start();
    return thread;
  }
  const cancelStart = clock.after(START_AFTER_MS, () => void started());
  let waiting = 0;
  let numbers = 0;
  /** The question that held the thread up. */
  let guilty = 0;

  async function restart(): Promise<void> {
    if (!thread) return;
    const old = thread;
    thread = start();
    await old.end();
  }

  /** The step that was under way at the last look, and which look that was the first of. */
  let seen = { step: 0, since: 0 };
  const stopWatching = clock.every(queryBudgetMs, () => {
    const [number, step] = [Atomics.load(watched, 0), Atomics.load(watched, 1)];
    const now = clock.monotonic();
    if (number === 0 || step !== seen.step) seen = { step: number === 0 ? 0 : step, since: now };
    else if (now - seen.since >= 2 * queryBudgetMs) {
      guilty = number;
      seen = { step: 0, since: now };
      void restart();
    }
  });

  const overBudget = () =>
    new Refusal(
      'over_budget',
      `This question takes longer than ${queryBudgetMs / 1000} seconds. Ask for a shorter range or for less at once, or set QUERY_BUDGET_MS.`,
    );

  async function ask<Answer>(question: AnalystQuestion): Promise<Answer> {
    if (waiting >= MOST_WAITING) {
      throw new Refusal('overloaded', 'Too many questions are being answered. Ask again in a while.', {
        retryAfter: 5,
      });
    }
    waiting += 1;
    try {
      for (;;) {
        const asked = started();
        try {
          return await asked.ask<Answer>(question);
        } catch (error) {
          if (error instanceof ThreadError && error.code === OVER_BUDGET) throw overBudget();
          if (error instanceof ThreadError && error.code === STILL_READING)
            throw new Refusal('over_budget', error.message, { retryAfter: 3 });
          if (asked === thread) throw error; // else it was restarted meanwhile
          if ('number' in question && question.number === guilty) throw overBudget();
        }
      }
    } finally {
      waiting -= 1;
    }
  }

  const long = (site: AskedSite, as: Form) => {
    numbers = (numbers % 0x7fff_ffff) + 1;
    return { as, number: numbers, site: { id: site.id, timezone: site.timezone }, budgetMs: queryBudgetMs };
  };
  let told = 0;
  /** What the question asks for, whole where it is short. */
  async function tell(question: AnalystQuestion & { number: number }): Promise<Told> {
    const { number } = question;
    const first = await ask<Piece>(question);
    if (first.isLast) return first.text;
    // A thread that ends has forgotten it anyway.
    const letGo = () => void thread?.ask({ letGo: number }).catch(() => undefined);
    if (told >= MOST_TOLD) {
      letGo();
      throw new Refusal('overloaded', 'Too many long answers are being read. Ask again in a while.', { retryAfter: 5 });
    }
    told += 1;
    const rest = {
      more: () => ask<Piece>({ more: true, number }),
      letGo() {
        told -= 1;
        letGo();
      },
    };
    return streamOf(first, rest, clock);
  }

  const patient = (site: AskedSite) => ({ ...long(site, 'json'), budgetMs: Number.POSITIVE_INFINITY });
  const ofSite = (id: number) => patient({ id, timezone: 'UTC' });
  const firstHitOf = async (site: AskedSite, range: unknown) =>
    range === 'all' ? ask<number | undefined>({ firstHitOf: site.id }) : undefined;

  return {
    async report(site, request, now, as = 'json') {
      const plan = planOf(request, site.timezone, now, await firstHitOf(site, request.range), site.goals);
      return tell({ ...long(site, as), report: plan });
    },
    async hits(site, { range, timezone = site.timezone, filters, limit, offset }, now, as = 'json') {
      const { goals = [] } = site;
      refuseUnknownGoals(filters, goals);
      const interval = intervalOf(range, timezone, now, await firstHitOf(site, range));
      return tell({ ...long(site, as), hits: { interval, filters, goals, limit, offset } });
    },
    trail: (question) => ask<TrailReply | undefined>(question),
    eraser: {
      count: (site, chosen) => {
        const { path, from, until } = chosen;
        return ask({ ...patient(site), count: { path, from, until } });
      },
      find: (question) => ask<Found>({ erasing: 'find', ...question }),
      unused: (siteId) => ask({ ...ofSite(siteId), unused: true }),
      forget: (siteId, gone) => ask({ erasing: 'forget', siteId, gone }),
    },
    sizes: (siteId) => ask({ ...ofSite(siteId), sizes: true }),
    seal: (question) => ask<SealAnswer>(question),
    // A thread that ends instead of answering has forgotten all.
    forget: (siteId) => void thread?.ask({ forget: siteId }).catch(() => undefined),
    restart,
    async close() {
      isClosed = true;
      stopWatching();
      cancelStart();
      await thread?.close();
    },
  };
}
