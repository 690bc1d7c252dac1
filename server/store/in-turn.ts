// Work that must not happen at the same time as other work: one after the other, in the order in which it was asked for.

/** Runs the task when all before it have ended, however they did. Settles as the task does. */
export type InTurn = <Result>(task: () => Promise<Result>) => Promise<Result>;

export function createInTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const mine = last.then(task);
    last = mine.catch(() => undefined);
    return mine;
  };
}
