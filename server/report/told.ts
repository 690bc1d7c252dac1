// An answer on its way to whoever asked: a text, or for a long one a stream that takes the next piece from the analyst when the socket
// has room for it, so that neither side ever holds more than a piece or two.
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Cancel, Clock } from '../clock.ts';
import type { Piece } from './telling.ts';

export type Told = string | Readable;

/** All of it, for who wants it whole. */
export async function textOf(told: Promise<Told>): Promise<string> {
  const answer = await told;
  return typeof answer === 'string' ? answer : text(answer);
}

/** A reader who takes nothing for so long is gone, or as good as gone: what their answer is made from is wanted by others. */
export const STALLED_MS = 60_000;

export interface Rest {
  /** The next piece. */
  more(): Promise<Piece>;
  /** Called once, when nothing more is wanted; also after the last piece. */
  letGo(): void;
}

/** The rest of what began with `first`. Ends in an error, which cuts the connection, when it cannot be told to its end. */
export function streamOf(first: Piece, { more, letGo }: Rest, clock: Clock): Readable {
  let next: Piece | undefined = first;
  let stopWaiting: Cancel = () => undefined;

  function tell(stream: Readable, { text, isLast }: Piece): void {
    if (stream.destroyed) return;
    stopWaiting = clock.after(STALLED_MS, () => stream.destroy(new Error('an answer was not read on for a minute')));
    stream.push(text);
    if (isLast) stream.push(null);
  }

  return new Readable({
    highWaterMark: 1, // nothing is asked for ahead of what is read
    read() {
      stopWaiting();
      if (next) {
        tell(this, next);
        next = undefined;
        return;
      }
      more().then(
        (piece) => tell(this, piece),
        (error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      stopWaiting();
      letGo();
      done(error);
    },
  });
}
