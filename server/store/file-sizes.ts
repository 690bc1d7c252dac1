// How large the database is, and how much room its disk has left.
import type { Db } from './driver.ts';
import { freeSpace } from './free-space.ts';

export interface FileSizes {
  /** Bytes of the file; `unused` of them hold nothing, and are used for what comes. */
  bytes: number;
  unused: number;
  /** Null where the system does not say. */
  free: number | null;
}

export async function readFileSizes(reader: Db, folder: string): Promise<FileSizes> {
  const pragma = (name: string) => reader.pragma(name, { simple: true }) as number;
  const page = pragma('page_size');
  const free = await freeSpace(folder).catch(() => null);
  return { bytes: pragma('page_count') * page, unused: pragma('freelist_count') * page, free };
}
