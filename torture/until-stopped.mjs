// Work in a thread of its own that goes on until it is stopped, and then says what came of it.
import { Worker } from 'node:worker_threads';

/**
 * Starts the thread in `file`, which posts its one message, the result, when it is sent one. stop() resolves with it.
 *
 * @template Result
 * @param {URL} file
 * @param {object} workerData
 * @returns {{ stop(): Promise<Result> }}
 */
export function startUntilStopped(file, workerData) {
  const worker = new Worker(file, { workerData });
  const ended = new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  ended.catch(() => undefined); // told to whoever stops it
  return {
    async stop() {
      worker.postMessage('stop');
      const result = await ended;
      await worker.terminate();
      return result;
    },
  };
}
