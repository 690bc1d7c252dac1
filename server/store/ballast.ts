// A file that only takes up room, to be thrown overboard when the disk is full: a checkpoint, which would give the WAL's
// space back, needs some room first.
import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const CHUNK_BYTES = 256 * 1024;
/** A commit that comes meanwhile waits for this much at most: file systems sync their journal as a whole. */
const SYNC_EVERY_BYTES = 2 * 1024 * 1024;

export interface Ballast {
  /** Whether it lies there, whole. */
  isPlaced(): Promise<boolean>;
  /** Writes it, on disk when resolved; of another size, it is written anew. Rejects, leaving nothing, when it does not fit. */
  place(): Promise<void>;
  /** Its room is free when resolved. Without it, nothing happens. */
  drop(): Promise<void>;
}

export function createBallast(folder: string, bytes: number): Ballast {
  const file = join(folder, 'ballast');
  const unfinished = `${file}.new`;

  return {
    isPlaced: () =>
      stat(file).then(
        ({ size }) => size === bytes,
        () => false,
      ),
    async place() {
      await rm(file, { force: true });
      try {
        const handle = await open(unfinished, 'w', 0o600);
        try {
          // Zeros would take no room on a file system that compresses.
          for (let left = bytes; left > 0; left -= CHUNK_BYTES) {
            await handle.writeFile(randomBytes(Math.min(CHUNK_BYTES, left)));
            if ((bytes - left) % SYNC_EVERY_BYTES === 0) await handle.datasync();
          }
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(unfinished, file);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    async drop() {
      await rm(unfinished, { force: true });
      await rm(file, { force: true });
    },
  };
}
