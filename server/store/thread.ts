// Questions to a worker thread and their answers, by number. Both threads (recorder, analyst) are spoken to this way:
// every call is settled exactly once, also when the thread dies.
import { type MessagePort, Worker } from 'node:worker_threads';
import { StartError } from '../errors.ts';

/** An error that crossed the thread boundary; `code` is SQLite's, when it was SQLite's. */
export class ThreadError extends Error {
  override name = 'ThreadError';
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

interface Answer {
  call: number;
  value?: unknown;
  error?: { message: string; code: string; isStartError: boolean };
}

export interface Thread<Question> {
  /** Resolves with the thread's answer; rejects with a StartError or ThreadError, also when the thread is gone. */
  ask<Value>(question: Question): Promise<Value>;
  /** Ends the thread once it has answered what it was asked. Calling it again is harmless. */
  close(): Promise<void>;
  /** Ends the thread now; what it was asked is rejected. Not a death. Calling it again is harmless. */
  end(): Promise<void>;
}

/** What a question brings is garbage a moment later: with more room for it, more memory would be held for nothing. */
export const THREAD_LIMITS = { maxYoungGenerationSizeMb: 4 };

/** Starts the compiled thread in `file`; otherwise as speakTo(). */
export const startThread = <Question>(file: URL, workerData: unknown, onDeath: (error: Error) => void) =>
  speakTo<Question>(new Worker(file, { workerData, resourceLimits: THREAD_LIMITS }), onDeath);

/**
 * A thread that was started a moment ago. `onDeath` is told when it ends although nobody closed it: what it was asked has been
 * rejected by then.
 */
export function speakTo<Question>(worker: Worker, onDeath: (error: Error) => void): Thread<Question> {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let calls = 0;
  let closing = false;
  let death: Error | undefined;

  worker.on('message', ({ call, value, error }: Answer) => {
    const asked = waiting.get(call);
    waiting.delete(call);
    if (!error) asked?.resolve(value as never);
    else asked?.reject(error.isStartError ? new StartError(error.message) : new ThreadError(error.message, error.code));
  });
  worker.on('error', (error) => {
    death ??= error;
  });
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      death ??= new ThreadError(`thread ended with code ${code}`, 'THREAD_ENDED');
      for (const { reject } of waiting.values()) reject(death);
      waiting.clear();
      if (!closing) onDeath(death);
      resolve();
    });
  });

  function ask<Value>(question: Question): Promise<Value> {
    if (death) return Promise.reject(death);
    calls += 1;
    const call = calls;
    return new Promise<Value>((resolve, reject) => {
      waiting.set(call, { resolve, reject });
      worker.postMessage({ call, question });
    });
  }

  return {
    ask,
    close() {
      if (!closing && !death) {
        closing = true;
        worker.postMessage({ close: true });
      }
      return exited;
    },
    async end() {
      closing = true;
      await worker.terminate();
      await exited;
    },
  };
}

/**
 * The thread's side: answers each question with what `answer` returns, resolves to or throws; those that take no promise in order.
 * `close` runs at the end, and what is not answered by then never is.
 */
export function serveThread<Question>(
  port: MessagePort,
  answer: (question: Question) => unknown,
  close: () => void,
): void {
  const refuse = (call: number, caught: unknown) => {
    const error = caught as Error & { code?: string };
    const { message, code = '' } = error;
    port.postMessage({ call, error: { message, code, isStartError: error instanceof StartError } } satisfies Answer);
  };
  port.on('message', (message: { close: true } | { call: number; question: Question }) => {
    if ('close' in message) {
      close();
      port.close();
      return;
    }
    const { call, question } = message;
    const reply = (value: unknown) => port.postMessage({ call, value } satisfies Answer);
    try {
      const value = answer(question);
      if (value instanceof Promise) value.then(reply).catch((error) => refuse(call, error));
      else reply(value);
    } catch (error) {
      refuse(call, error);
    }
  });
}
