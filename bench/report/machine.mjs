// What a figure depends on besides the code: machine, kernel, versions, and how long this disk takes to sync.
import { readFileSync, statfsSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/ready.mjs';

/** Magic numbers of file systems in memory (linux/magic.h): tmpfs, ramfs. */
const IN_MEMORY = [0x01021994, 0x858458f6];

/** Whether syncing files in this folder costs nothing, so that figures from there would mean nothing. */
export const isInMemory = (/** @type {string} */ folder) => IN_MEMORY.includes(statfsSync(folder).type);

export async function machine() {
  const { Database } = await import('../../dist/server/store/driver.js');
  const memory = new Database(':memory:');
  const sqlite = memory.prepare('SELECT sqlite_version()').pluck().get();
  memory.close();
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cpus: cpus().length,
    memoryBytes: totalmem(),
    kernel: `${type()} ${release()}`,
    node: process.versions.node,
    sqlite,
    headcount: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    loadBefore: readLoad(),
  };
}

/** Processes that wanted a core in the last minute, on average; figures taken on a busy machine are not to be trusted. */
function readLoad() {
  try {
    return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
  } catch {
    return Number.NaN;
  }
}

/** Seconds that all cores together have worked so far, for whomever; NaN where the system does not tell (not Linux). */
export function busySeconds() {
  try {
    const [, user, nice, system, , , interrupts, softInterrupts] = readFileSync('/proc/stat', 'utf8')
      .split('\n', 1)
      .flatMap((line) => line.split(/\s+/).map(Number));
    return (Number(user) + Number(nice) + Number(system) + Number(interrupts) + Number(softInterrupts)) / 100;
  } catch {
    return Number.NaN;
  }
}
