// After an unclean stop the database is read through once, beside everything else: SQLite's WAL survives kill -9 and a power
// cut, but a disk or a file system that lied about it should be found out now and not when the page is next needed.
import type { Clock } from '../clock.ts';
import { StartError } from '../errors.ts';
import { threadFile } from '../files.ts';
import { type Errand, sendOnErrand } from './errand.ts';
import { outcomeOf } from './failures.ts';
import type { Log } from './log.ts';
import type { ThreadError } from './thread.ts';

/** `onDamage` is told when the file is damaged, with a sentence that says what to do. Ending it early is harmless. */
export function checkDatabase(
  path: string,
  clock: Clock,
  log: Log,
  onDamage: (error: Error) => void,
): Pick<Errand<string>, 'done' | 'end'> {
  const began = clock.monotonic();
  const errand = sendOnErrand<{ path: string }, string>(threadFile('store/check-thread'), { path }, () => undefined);
  log.info('checking the database in the background …');

  function damaged(found: string): void {
    onDamage(
      new Error(
        `The database is damaged (${found}). Restore a backup: npm run headcount -- restore <folder> --overwrite`,
      ),
    );
  }

  errand.done.then(
    (found) => {
      if (found !== 'ok') damaged(found.replaceAll(/\s+/g, ' '));
      else log.info(`checked the database in ${Math.round(clock.monotonic() - began)} ms: it is whole`);
    },
    (error: ThreadError | StartError) => {
      const code = error instanceof StartError ? '' : error.code;
      if (code === 'THREAD_ENDED') log.info('the check of the database was ended before it was done');
      else if (error instanceof StartError || outcomeOf(code) === 'fatal') damaged(error.message);
      else log.error(`the database could not be checked (${code}: ${error.message})`);
    },
  );
  return errand;
}
