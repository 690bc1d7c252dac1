// The open loop in a thread of its own, so that what the experiment does meanwhile does not count as the server's delay.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { startLoad } from './ingest-load.mjs';
import { startUntilStopped } from './until-stopped.mjs';

/**
 * Like startLoad(), in a thread.
 *
 * @param {import('./ingest-load.mjs').LoadOptions} options
 * @returns {{ stop(): Promise<import('./ingest-load.mjs').LoadResult> }}
 */
export function startLoadThread(options) {
  return startUntilStopped(new URL(import.meta.url), { load: options });
}

if (!isMainThread && workerData?.load) {
  const load = startLoad(workerData.load);
  parentPort?.once('message', async () => parentPort?.postMessage(await load.stop()));
}
