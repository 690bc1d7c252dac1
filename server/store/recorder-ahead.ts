// Starts the recorder's thread before the program itself is read (headcount.js does so): loading the thread and SQLite's driver takes
// a tenth of a second, which another core has time for meanwhile. It opens nothing until it is asked to.
//
// The program is a file of its own, with a copy of this one in it: so the thread waits where both find it.
import { Worker } from 'node:worker_threads';
import { threadFile } from '../files.ts';
import { THREAD_LIMITS } from './thread.ts';

const PLACE = Symbol.for('headcount: the recorder’s thread');
const place = globalThis as { [PLACE]?: Worker | undefined };

const startWorker = () => new Worker(threadFile('store/recorder-thread'), { resourceLimits: THREAD_LIMITS });

/** Only for who is going to take it: a thread that nobody takes keeps its process alive. */
export function startRecorderAhead(): void {
  place[PLACE] = startWorker();
}

/** The thread that was started ahead, once; else another. */
export function takeRecorderWorker(): Worker {
  const started = place[PLACE];
  place[PLACE] = undefined;
  return started ?? startWorker();
}
