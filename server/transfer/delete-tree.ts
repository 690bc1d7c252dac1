// Deletes a folder and says truly why it could not: Node's `rm` reports an immutable file as ENOTDIR, since it takes what it
// may not unlink for a folder.
import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Deletes a file, or a folder with all that is in it; links are not followed, and what is not there counts as deleted. What cannot
 * be deleted does not keep the rest: only then it rejects, with the system's first error.
 */
export async function deleteTree(path: string): Promise<void> {
  try {
    if ((await lstat(path)).isDirectory()) await deleteFolder(path);
    else await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function deleteFolder(folder: string): Promise<void> {
  let first: unknown;
  for (const name of await readdir(folder)) {
    try {
      await deleteTree(join(folder, name));
    } catch (error) {
      first ??= error;
    }
  }
  if (first !== undefined) throw first;
  await rmdir(folder);
}
