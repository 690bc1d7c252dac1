// Small steps on files that must hold across a power cut: a name is only on disk once its folder was synced, too.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { StartError } from '../errors.ts';
import { explain } from '../store/open.ts';

/** Of a file or a folder. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** SHA-256 of a file, in hexadecimal. Never of the database that a server is using: closing it would end that one's locks. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
  return hash.digest('hex');
}

/** What the operating system or SQLite says of a file that cannot be used, as a StartError; any other error as it is. */
export function explainFile(what: string, path: string, error: unknown): unknown {
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL')
    return new StartError(
      `${what} does not fit: the disk of ${path} is full. Free some space, or choose another folder.`,
    );
  if (syscall !== undefined)
    return new StartError(`${what} failed: ${path} cannot be used (${code}). Correct the path or its permissions.`);
  return explain(path, error);
}
