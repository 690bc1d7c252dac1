// What follows from an error of SQLite's. Most are weather: the transaction was rolled back, nothing of it is kept, and the
// next may go well. A few say that the file or what the kernel holds of it cannot be believed any more, and then the only
// safe way on is to end and to recover from the WAL at the next start.

/** `refused`: this one write; `full`: this one write, and room is to be made; `fatal`: no write may follow. */
export type Outcome = 'refused' | 'full' | 'fatal';

/**
 * After a failed fsync the kernel may have marked the pages clean that it could not write, so that a second fsync "succeeds"
 * (lwn.net/Articles/752063). CORRUPTFS and DATA: the file system or a checksum says that what was read is not what was written.
 */
const FATAL = /^SQLITE_(IOERR_(FSYNC|DIR_FSYNC|CORRUPTFS|DATA)|CORRUPT(_.+)?|NOTADB)$/;

/** On a full disk growing the WAL's index is a SHMSIZE; a write beyond a limit on the size of files is a WRITE (EFBIG). */
const FULL = /^SQLITE_(FULL|IOERR_SHMSIZE|IOERR_WRITE)$/;

/** Takes SQLite's extended code, or any other. */
export function outcomeOf(code: string): Outcome {
  if (FATAL.test(code)) return 'fatal';
  return FULL.test(code) ? 'full' : 'refused';
}
