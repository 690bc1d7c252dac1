// Questions that take long, answered in turns: a few steps of one, a few of the next. So a large question delays a small one by some
// milliseconds, and one that goes beyond its budget ends by itself.

/** What a question says that has taken more than its budget. */
export const OVER_BUDGET = 'OVER_BUDGET';
/** The same, where a day is read for it, which goes on. */
export const STILL_READING = 'STILL_READING';

/** Steps are taken one after the other for so long; giving others their turn after each would take longer than many a step. */
const TURN_MS = 4;

export interface Turns {
  /** Takes all steps, and lets others have theirs in between. Rejects beyond the budget (code OVER_BUDGET), and when ended. */
  take(question: number, steps: Iterator<unknown>, budgetMs: number): Promise<void>;
  /** Nothing takes another step. */
  end(): void;
}

/**
 * `watched` is shared with who watches from outside: the number of the question whose step is under way, 0 between steps; and how many
 * steps there have been.
 */
export function createTurns(monotonic: () => number, watched: Int32Array): Turns {
  let hasEnded = false;
  return {
    async take(question, steps, budgetMs) {
      for (let spent = 0, ofTurn = 0; ; ) {
        if (hasEnded) throw new Error('the server is ending');
        const began = monotonic();
        Atomics.store(watched, 0, question);
        Atomics.add(watched, 1, 1);
        try {
          if (steps.next().done) return;
        } finally {
          Atomics.store(watched, 0, 0);
        }
        const took = monotonic() - began;
        spent += took;
        ofTurn += took;
        if (spent > budgetMs) throw Object.assign(new Error('a question took too long'), { code: OVER_BUDGET });
        if (ofTurn < TURN_MS) continue;
        ofTurn = 0;
        await new Promise(setImmediate);
      }
    },
    end() {
      hasEnded = true;
    },
  };
}
