// Loaded into the server before its own code: SIGWINCH writes how late the main loop was since the last time, to a file where it runs.
// In ms, beyond the one millisecond at which it is looked at.
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const RESOLUTION_MS = 1;

if (isMainThread) {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  const late = (/** @type {number} */ ns) => Math.max(0, ns / 1e6 - RESOLUTION_MS);
  process.on('SIGWINCH', () => {
    const { p50, p99 } = { p50: late(delays.percentile(50)), p99: late(delays.percentile(99)) };
    writeFileSync('loop-lag.part', JSON.stringify({ p50, p99, max: late(delays.max) }));
    renameSync('loop-lag.part', 'loop-lag.json');
    delays.reset();
  });
}
