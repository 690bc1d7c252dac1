// The open loop in a thread of its own, so that what the experiment does meanwhile does not count as the server's delay.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { startLoad } from './ingest-load.mjs';

/**
 * Like startLoad(), in a thread.
 *
 * @param {import('./ingest-load.mjs').LoadOptions} options
 * @returns {{ stop(): Promise<import('./ingest-load.mjs').LoadResult> }}
 */
export function startLoadThread(options) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { load: options } });
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

if (!isMainThread && workerData?.load) {
  const load = startLoad(workerData.load);
  parentPort?.once('message', async () => parentPort?.postMessage(await load.stop()));
}
