import { describe, expect, it } from 'vitest';
import { type Outcome, outcomeOf } from './failures.ts';

describe('an error of SQLite’s means', () => {
  const table: [Outcome, string, string[]][] = [
    ['fatal', 'the file or the page cache cannot be believed', ['SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_DIR_FSYNC']],
    [
      'fatal',
      'the file is damaged',
      ['SQLITE_CORRUPT', 'SQLITE_CORRUPT_INDEX', 'SQLITE_CORRUPT_VTAB', 'SQLITE_NOTADB'],
    ],
    ['fatal', 'what was read is not what was written', ['SQLITE_IOERR_CORRUPTFS', 'SQLITE_IOERR_DATA']],
    ['full', 'room is to be made', ['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'SQLITE_IOERR_WRITE']],
    ['refused', 'the next may go well', ['SQLITE_IOERR_TRUNCATE', 'SQLITE_IOERR_READ', 'SQLITE_IOERR_LOCK']],
    ['refused', 'the next may go well', ['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED', 'SQLITE_NOMEM']],
    ['refused', 'it was the row', ['SQLITE_CONSTRAINT_FOREIGNKEY', 'SQLITE_MISMATCH', 'SQLITE_TOOBIG']],
    ['refused', 'it was not SQLite’s', ['', 'THREAD_ENDED', 'ENOSPC', 'NOT_SQLITE_CORRUPT']],
  ];
  it.each(table)('%s: %s', (outcome, _, codes) => {
    for (const code of codes) expect([code, outcomeOf(code)]).toEqual([code, outcome]);
  });
});
