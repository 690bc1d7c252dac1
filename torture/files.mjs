// Thousands of connections need as many files.
import { spawnSync } from 'node:child_process';
import { CannotRun } from './harness.mjs';
import { fileLimit } from './ingest-watch.mjs';

/** Both sides of every connection need a file; the server inherits our limit. @param {number} files */
export function needFiles(files) {
  if (fileLimit(process.pid) >= files) return;
  spawnSync('prlimit', [`--pid=${process.pid}`, `--nofile=${files}:${files}`]);
  if (fileLimit(process.pid) < files)
    throw new CannotRun(
      `a process may open ${fileLimit(process.pid)} files here; ${files} are needed (ulimit -n ${files})`,
    );
}
