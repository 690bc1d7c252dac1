// What the machine itself can do meanwhile: beside the server, somebody who only writes 4 kB to the same disk a hundred times
// a second, and says how long that took from when it was due. A p99 that the witness has, too, is not the server's.
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { quantile } from './harness.mjs';
import { startUntilStopped } from './until-stopped.mjs';

const EVERY_MS = 10;

/**
 * @param {string} folder on the disk that matters
 * @returns {{ stop(): Promise<{ machineP99Ms: number, machineMaxMs: number }> }}
 */
export function startMachineWitness(folder) {
  return startUntilStopped(new URL(import.meta.url), { witness: folder });
}

/** @param {string} folder */
function witness(folder) {
  const path = join(folder, 'witness');
  const file = openSync(path, 'w');
  const page = Buffer.alloc(4_096);
  /** @type {number[]} */
  const took = [];
  let due = performance.now() + EVERY_MS;
  const timer = setInterval(() => {
    if (performance.now() < due) return;
    writeSync(file, page, 0, page.length, 0);
    fdatasyncSync(file);
    const now = performance.now();
    took.push(now - due);
    due = now + EVERY_MS;
  }, 1);
  return () => {
    clearInterval(timer);
    closeSync(file);
    rmSync(path);
    const round = (/** @type {number} */ ms) => Math.round(ms * 10) / 10;
    return { machineP99Ms: round(quantile(took, 0.99)), machineMaxMs: round(quantile(took, 1)) };
  };
}

if (!isMainThread && workerData?.witness) {
  const stop = witness(workerData.witness);
  parentPort?.once('message', () => parentPort?.postMessage(stop()));
}
