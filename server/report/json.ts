// Answers as JSON, a little at a time: the same text as of the whole reply in one go, of which there may be more than should be in
// memory at once. Pure.
import type { LazyReply } from './answer.ts';
import type { ToldHits } from './hits.ts';
import type { Interval } from './zones.ts';

/** A ReportReply. */
export function* jsonOfReport({ answers, ...head }: LazyReply): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"answers":[`;
  let before = '';
  for (const { rows, ...rest } of answers) {
    yield `${before}{"rows":[`;
    before = '';
    for (const row of rows) {
      yield before + JSON.stringify(row);
      before = ',';
    }
    yield `],${JSON.stringify(rest).slice(1)}`;
    before = ',';
  }
  yield ']}';
}

/** A HitsReply; undefined: others may have a turn. */
export function* jsonOfHits({ from, to }: Interval, hits: ToldHits): Generator<string | undefined> {
  yield `{"range":[${from},${to}],"hits":[`;
  let before = '';
  let step = hits.next();
  for (; !step.done; step = hits.next()) {
    if (step.value === undefined) {
      yield;
      continue;
    }
    yield before + JSON.stringify(step.value);
    before = ',';
  }
  yield `],"more":${step.value}}`;
}
