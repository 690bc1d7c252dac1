// What a server of these tests has stored, read from its file.
import { databaseFile, openReader } from '../store/open.ts';
import type { TestApp } from './build-test-app.ts';

/** Every hit, in the order in which they were stored; `visitor` as 16 hexadecimal digits, '' for none. */
export function hitsOf({ config }: Pick<TestApp, 'config'>): { [column: string]: unknown }[] {
  const reader = openReader(databaseFile(config.dataDir));
  try {
    return reader.prepare('SELECT *, lower(hex(visitor)) AS visitor FROM hits ORDER BY id').all() as never;
  } finally {
    reader.close();
  }
}
