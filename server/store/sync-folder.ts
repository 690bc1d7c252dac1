// A file whose name is not on disk is lost in a power cut with all that was synced into it. SQLite syncs the folder in which it
// makes a file, but passes over an error of that (os_unix.c, unixSync), and the kernel tells an error once: so we ask ourselves,
// before it does.
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { StartError } from '../errors.ts';

/** Some file systems (of shared folders, of other systems) know no sync of a folder, or we may not read it. */
const CANNOT = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EBADF', 'EISDIR', 'EPERM', 'EACCES']);

/**
 * The names of the files that are in the folder now are on disk when it returns. Throws a StartError when the disk refuses that;
 * where a file system knows no such thing, nothing is promised.
 */
export function syncFolder(folder: string): void {
  let fd: number | undefined;
  try {
    fd = openSync(folder, 'r');
    fsyncSync(fd);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (CANNOT.has(code)) return;
    throw new StartError(
      `The folder ${folder} could not be written to disk (${code}): the disk is full or failing. Check it, then start again.`,
    );
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
