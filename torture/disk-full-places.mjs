// Where a disk can be filled without hurting anybody: a file system in a file, one in memory, and a limit on the size of the
// files that one process may write. Each is a data folder with a way to fill it and a way to free it again.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CannotRun, needTool } from './harness.mjs';

const SIZE_MB = 32;

/** @typedef {{ dataDir: string, fill: (pid: number) => void, free: (pid: number) => void }} Place `fill` may be called again */

/** @param {string} command @param {string[]} args @param {string} what */
function must(command, args, what) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new CannotRun(`${what} (${error?.message ?? stderr.trim().split('\n')[0]}).`);
}

/** Takes all the room there is, to the last block. @param {string} file */
function takeAllRoom(file) {
  const handle = openSync(file, 'a');
  try {
    for (let chunk = 1024 * 1024; chunk >= 512; ) {
      try {
        writeSync(handle, Buffer.alloc(chunk, 1));
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOSPC') throw error;
        chunk /= 2;
      }
    }
  } finally {
    closeSync(handle);
  }
}

/** @param {import('./harness.mjs').Context} context @param {string} folder @param {string[]} mountArgs @returns {Place} */
function mounted(context, folder, mountArgs) {
  const at = join(folder, 'disk');
  mkdirSync(at);
  const cure = 'It needs root and, in a container, --privileged';
  must('mount', [...mountArgs, at], `This machine does not let a small disk be mounted. ${cure}`);
  context.onEnd(() => must('umount', ['-l', at], `${at} cannot be unmounted`));
  const filler = join(at, 'filler');
  return { dataDir: join(at, 'data'), fill: () => takeAllRoom(filler), free: () => rmSync(filler, { force: true }) };
}

/** A real file system, with a journal of its own. @param {import('./harness.mjs').Context} context */
export function loopPlace(context) {
  needTool('mkfs.ext4', 'Install e2fsprogs');
  needTool('mount', 'Install mount');
  const folder = context.folder();
  const image = join(folder, 'image');
  writeFileSync(image, '');
  truncateSync(image, SIZE_MB * 1024 * 1024);
  must('mkfs.ext4', ['-q', '-F', '-m', '0', image], 'The small disk cannot be formatted');
  return mounted(context, folder, ['-o', 'loop', image]);
}

/** @param {import('./harness.mjs').Context} context */
export function memoryPlace(context) {
  needTool('mount', 'Install mount');
  return mounted(context, context.folder(), ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tmpfs']);
}

/** RLIMIT_FSIZE: the file system has room, and says so; the process alone may not write. @param {import('./harness.mjs').Context} context @returns {Place} */
export function limitPlace(context) {
  needTool('prlimit', 'Install util-linux');
  const limit = (/** @type {number} */ pid, /** @type {string} */ bytes) =>
    must('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`], 'A limit on the size of files cannot be set');
  return {
    dataDir: join(context.folder(), 'data'),
    // Two pages: no transaction fits into a WAL of that size.
    fill: (pid) => limit(pid, '8192'),
    free: (pid) => limit(pid, 'unlimited'),
  };
}
