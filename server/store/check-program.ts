// Reads the whole database once, on a connection of its own that cannot write, and prints what it found. See check.ts for the
// other side.
import { StartError } from '../errors.ts';
import { openReader } from './open.ts';

export type Finding =
  /** `ok`, or what SQLite found first. */
  { found: string } | { error: { message: string; code: string; isStartError: boolean } };

function quickCheck(path: string): Finding {
  try {
    const db = openReader(path);
    try {
      return { found: String(db.pragma('quick_check(1)', { simple: true })) };
    } finally {
      db.close();
    }
  } catch (caught) {
    const { message, code = '' } = caught as Error & { code?: string };
    return { error: { message, code, isStartError: caught instanceof StartError } };
  }
}

process.stdout.write(JSON.stringify(quickCheck(process.argv[2] ?? '')));
