// Reads the whole database once, on a connection of its own that cannot write. See check.ts for the other side.
import { doErrand } from './errand.ts';
import { openReader } from './open.ts';

/** Answers with `ok`, or with what SQLite found first. Throws SQLite's error when it cannot read the file at all. */
function quickCheck({ path }: { path: string }): string {
  const db = openReader(path);
  try {
    return String(db.pragma('quick_check(1)', { simple: true }));
  } finally {
    db.close();
  }
}

await doErrand(quickCheck);
