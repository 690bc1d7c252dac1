// Answers questions about what is stored, on a read-only connection of its own, so that a long look never delays a hit or
// a frame. Long questions take turns, a part of a day at a time. What was read is kept, and only what was committed since is
// read again: the file is the bus.
import { totalmem } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../clock.ts';
import { DamagedColumn } from '../store/column-blob.ts';
import { openDayParts } from '../store/day-parts.ts';
import { type Chosen, countChosen, createEraser, type EraseQuestion, findUnused } from '../store/eraser.ts';
import { openReader } from '../store/open.ts';
import { createSealer, type SealQuestion } from '../store/sealer.ts';
import { measure } from '../store/sizes.ts';
import { serveThread } from '../store/thread.ts';
import { createReport, type Peaks } from './answer.ts';
import { csvOfAnswer, csvOfHits } from './csv.ts';
import { type HitsPlan, tellHits } from './hits.ts';
import { jsonOfHits, jsonOfReport } from './json.ts';
import type { Plan } from './question.ts';
import { createRemembered } from './remembered.ts';
import { createTellings, type Piece } from './telling.ts';
import { createTrail, type TrailQuestion } from './trail.ts';
import { createTurns, OVER_BUDGET, STILL_READING } from './turns.ts';

export interface AnalystData {
  path: string;
  /** Two numbers for turns.ts. */
  watched: Int32Array;
  /** What was counted of finished days is kept for the next question. */
  remembers: boolean;
}

/** An answer is text: what is sent is written here, and not where it would hold up hits and streams. */
export type Form = 'json' | 'csv';

interface LongQuestion {
  as: Form;
  /** Tells it from the others that are under way; above 0. */
  number: number;
  site: { id: number; timezone: string };
  budgetMs: number;
}
export type ReportOf = LongQuestion & { report: Plan };
export type HitsOf = LongQuestion & { hits: HitsPlan };
/** The next piece of an answer that was begun, and that nobody wants it any more. */
export interface MoreOf {
  more: true;
  number: number;
}
export interface NoMoreOf {
  letGo: number;
}
export type CountOf = Omit<LongQuestion, 'as'> & { count: Chosen };
export type UnusedOf = Omit<LongQuestion, 'as'> & { unused: true };
export type SizesOf = Omit<LongQuestion, 'as'> & { sizes: true };
/** When the site's first hit came, ms since 1970; undefined: none has. */
export interface FirstHitOf {
  firstHitOf: number;
}
/** A site that was removed: nothing of it is to be kept in memory. */
export interface SiteToForget {
  forget: number;
}
export type AnalystQuestion =
  | (ReportOf | HitsOf | MoreOf | NoMoreOf | CountOf | UnusedOf | SizesOf)
  | (FirstHitOf | SiteToForget | TrailQuestion | SealQuestion | EraseQuestion);

/** Of the memory that the process may use: for days that were read from rows, for columns of finished ones, for what was counted. */
const SHARE_FOR_ROWS = 1 / 16;
const SHARE_FOR_COLUMNS = 1 / 8;
const SHARE_FOR_COUNTS = 1 / 32;

function memory(): number {
  const constrained = process.constrainedMemory(); // 0, or more than there is, where nothing constrains it
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/** For turns.ts: what is done for nobody in particular. No question has this number. */
const BACKGROUND = -1;
/** Days that nobody has asked for in 10 to 15 s are packed. */
const REST_EVERY_MS = 5_000;

const FIRST_HIT = 'SELECT min(at) FROM hits WHERE site_id = :siteId';
const PEAKS = `SELECT minute, peak FROM live_minutes WHERE site_id = :siteId AND minute >= :from AND minute < :to
  ORDER BY minute`;
const MINUTE = 60_000;

function serve(port: NonNullable<typeof parentPort>): void {
  const { path, watched, remembers } = workerData as AnalystData;
  const db = openReader(path);
  const room = { rowBytes: memory() * SHARE_FOR_ROWS, columnBytes: Math.floor(memory() * SHARE_FOR_COLUMNS) };
  const days = openDayParts(db, room);
  const remembered = remembers ? createRemembered(Math.floor(memory() * SHARE_FOR_COUNTS)) : undefined;
  const sealer = createSealer(days);
  const eraser = createEraser(db, days);
  const turns = createTurns(systemClock.monotonic, watched);
  const trail = createTrail(db);
  const firstHit = db.prepare(FIRST_HIT).pluck();
  const peaks = db.prepare(PEAKS).raw();

  const peaksOf =
    (siteId: number): Peaks =>
    ({ from, to }) => {
      const minutes = { siteId, from: Math.ceil(from / MINUTE), to: Math.ceil(to / MINUTE) };
      return (peaks.all(minutes) as [number, number][]).map(([minute, peak]) => [minute * MINUTE, peak]);
    };

  let isReadingOn = false;
  /** Reads to its end what was begun. What fails is told to whoever asks for it again. */
  async function readOn(): Promise<void> {
    if (isReadingOn) return;
    isReadingOn = true;
    await turns.take(BACKGROUND, days.readOn(), Number.POSITIVE_INFINITY).catch(() => undefined);
    isReadingOn = false;
  }
  const stopResting = systemClock.every(REST_EVERY_MS, () => {
    turns.take(BACKGROUND, days.rest(), Number.POSITIVE_INFINITY).catch(() => undefined); // the server is ending
  });

  /** A question over its budget ends, what it began to read does not. */
  async function take({ number, site, budgetMs }: LongQuestion, steps: Iterator<unknown>): Promise<void> {
    try {
      await turns.take(number, steps, budgetMs);
    } catch (error) {
      const reading = (error as { code?: string }).code === OVER_BUDGET ? days.underWay(site.id) : undefined;
      if (!reading) throw error;
      void readOn();
      const { hits, day } = reading;
      const whose = day.end > systemClock.wall() ? 'Today’s' : 'A day’s';
      const message = `${whose} ${hits.toLocaleString('en')} hits are being read: ask again in a few seconds.`;
      throw Object.assign(new Error(message), { code: STILL_READING });
    }
  }

  const tellings = createTellings<ReportOf | HitsOf>(take);

  function report(question: ReportOf): Promise<Piece> {
    const { site, report: plan, as } = question;
    const report = createReport(plan, days.dictionary(site.id), peaksOf(site.id), remembered);
    function* texts() {
      for (const { interval, add, rest } of report.spans) {
        for (const part of days.steps(site, interval.from, interval.to)) {
          if (part) add(part);
          yield;
        }
        for (const _ of rest()) yield;
      }
      const reply = report.answer();
      if (as === 'json') yield* jsonOfReport(reply);
      else for (const answer of reply.answers) yield* csvOfAnswer(plan.queries[0]!, answer);
    }
    return tellings.begin(question, texts());
  }

  function hits(question: HitsOf): Promise<Piece> {
    const { site, hits: plan, as } = question;
    const told = tellHits(site, plan, days);
    return tellings.begin(question, as === 'csv' ? csvOfHits(told) : jsonOfHits(plan.interval, told));
  }

  /** Takes all steps in turns; answers with what they return. */
  async function inTurns<Result>(
    { number, budgetMs }: Omit<LongQuestion, 'as'>,
    steps: Generator<void, Result>,
  ): Promise<Result> {
    let result: { value: Result } | undefined;
    function* all() {
      result = { value: yield* steps };
    }
    await turns.take(number, all(), budgetMs);
    if (!result) throw new Error('the steps have ended without a result');
    return result.value;
  }

  /** A day of which a column is damaged is answered from its rows when it is asked for again. */
  async function despiteDamage<Reply>(ask: () => Promise<Reply>): Promise<Reply> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof DamagedColumn)) throw error;
      }
    }
  }

  function forget(siteId: number): void {
    sealer({ sealing: 'forget', siteId });
    days.forget(siteId);
    remembered?.clear();
    tellings.forget(siteId);
  }

  function answer(question: AnalystQuestion): unknown {
    if ('report' in question) return despiteDamage(() => report(question));
    if ('hits' in question) return hits(question);
    if ('more' in question) return tellings.more(question.number);
    if ('letGo' in question) return tellings.letGo(question.letGo);
    if ('count' in question)
      return despiteDamage(() => inTurns(question, countChosen(days, question.site, question.count)));
    if ('unused' in question) {
      const { id } = question.site;
      return inTurns(question, findUnused(db, days.dictionary(id), id));
    }
    if ('sizes' in question) return inTurns(question, measure(db, question.site.id));
    if ('erasing' in question) return eraser(question);
    if ('sealing' in question) return sealer(question);
    if ('forget' in question) return forget(question.forget);
    if ('trailOf' in question) return trail(question);
    return (firstHit.get({ siteId: question.firstHitOf }) as number | null) ?? undefined;
  }

  serveThread<AnalystQuestion>(port, answer, () => {
    stopResting();
    turns.end();
    db.close();
  });
}

if (parentPort) serve(parentPort);
