// A worker thread for one piece of long work: it is given its data, says things on its way, answers once, and is gone. For
// what must not hold up a commit or a frame and needs no second question: checking a file, copying it.
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { StartError } from '../errors.ts';
import { ThreadError } from './thread.ts';

export interface Errand<Result> {
  /** Rejects with a StartError or a ThreadError; with code THREAD_ENDED when it was ended before it had answered. */
  done: Promise<Result>;
  /** Ends it, and resolves when it has ended: a call into SQLite that is under way is finished first. Twice is harmless. */
  end(): Promise<void>;
}

type Message =
  | { said: unknown }
  | { result: unknown }
  | { error: { message: string; code: string; isStartError: boolean } };

/**
 * Starts the compiled thread in `file`, which calls doErrand(). It does not keep the process alive. `say` is told, in order and
 * before the answer, what the thread says on its way: lines for a log, or a long answer piece by piece.
 */
export function sendOnErrand<Data, Result, Said = string>(
  file: URL,
  data: Data,
  say: (said: Said) => void,
): Errand<Result> {
  const worker = new Worker(file, { workerData: data });
  worker.unref();
  const done = new Promise<Result>((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if ('said' in message) say(message.said as Said);
      else if ('result' in message) resolve(message.result as Result);
      else {
        const { message: text, code, isStartError } = message.error;
        reject(isStartError ? new StartError(text) : new ThreadError(text, code));
      }
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new ThreadError('it was ended before it was done', 'THREAD_ENDED')));
  });
  done.catch(() => undefined); // whoever ends it need not also listen
  return {
    done,
    async end() {
      await worker.terminate();
    },
  };
}

/** The thread's side. */
export async function doErrand<Data, Said = string>(
  work: (data: Data, say: (said: Said) => void) => unknown | Promise<unknown>,
): Promise<void> {
  const port = parentPort;
  if (!port) return;
  const post = (message: Message) => port.postMessage(message);
  try {
    post({ result: await work(workerData as Data, (said) => post({ said })) });
  } catch (caught) {
    const { message, code = '' } = caught as Error & { code?: string };
    post({ error: { message, code, isStartError: caught instanceof StartError } });
  }
}
