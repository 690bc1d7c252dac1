// What came in one turn of the event loop is worked on together, once all of it has been read. Between two reads the
// processor's caches are full of sockets and headers; one hit right after another finds its tables there. A tenth less time
// per hit at 256 connections (docs/decisions/0010); a lone hit waits for nothing.

type Work = () => void;

let turn: Work[] = [];

function work(): void {
  const all = turn;
  turn = [];
  let done = 0;
  try {
    for (const each of all) {
      done += 1;
      each();
    }
  } finally {
    // Somebody threw, against the rule: the others are not made to pay for it.
    for (const each of all.slice(done)) atEndOfTurn(each);
  }
}

/** Calls `each` when everything that this turn has to read is read, in order. It must not throw. */
export function atEndOfTurn(each: Work): void {
  if (turn.length === 0) setImmediate(work);
  turn.push(each);
}
