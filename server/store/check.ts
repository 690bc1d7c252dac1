// After an unclean stop the database is read through once, beside everything else: SQLite's WAL survives kill -9 and a power
// cut, but a disk or a file system that lied about it should be found out now and not when the page is next needed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../clock.ts';
import { StartError } from '../errors.ts';
import { threadFile } from '../files.ts';
import type { Finding } from './check-program.ts';
import type { Errand } from './errand.ts';
import { outcomeOf } from './failures.ts';
import type { Log } from './log.ts';
import { ThreadError } from './thread.ts';

/** Rejects like an errand; with THREAD_ENDED when it was killed, by us or by others. */
function startCheck(path: string): Errand<string> {
  const program = fileURLToPath(threadFile('store/check-program'));
  const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'ignore'] });
  child.unref();
  const kill = () => void child.kill('SIGKILL');
  process.on('exit', kill);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));

  const closed = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_, signal) => resolve(signal));
  });

  async function read(): Promise<string> {
    const signal = await closed.finally(() => process.off('exit', kill));
    if (signal) throw new ThreadError(`the check was ended by ${signal}`, 'THREAD_ENDED');
    if (chunks.length === 0) throw new ThreadError('it ended without a word', 'CHECK_FAILED');
    const finding = JSON.parse(Buffer.concat(chunks).toString()) as Finding;
    if ('found' in finding) return finding.found;
    const { message, code, isStartError } = finding.error;
    throw isStartError ? new StartError(message) : new ThreadError(message, code);
  }
  const done = read();
  done.catch(() => undefined); // whoever ends it need not also listen
  return {
    done,
    async end() {
      kill();
      await closed.catch(() => undefined);
    },
  };
}

/** `onDamage` is told when the file is damaged, with a sentence that says what to do. Ending it early is harmless. */
export function checkDatabase(
  path: string,
  clock: Clock,
  log: Log,
  onDamage: (error: Error) => void,
): Pick<Errand<string>, 'done' | 'end'> {
  const began = clock.monotonic();
  const errand = startCheck(path);
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
