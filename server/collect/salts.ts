// The salts of the visitor ids: one per calendar date, made at its first use, deleted 24 hours after that date has ended
// everywhere on earth. Each is a file of its own, so that deleting it leaves no copy in a database's journal, and a backup
// has one folder to pass over.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { endedEverywhere } from '../calendar.ts';
import { Refusal, StartError } from '../errors.ts';

const SALT_BYTES = 32;
const KEPT_AFTER_MS = 24 * 3_600_000;
const IS_DATE = /^\d{4}-\d{2}-\d{2}$/;

export interface Salts {
  /**
   * The salt of an ISO date, for ids that are stored; made, and on disk, at the first call. Throws a Refusal `storage_failed`
   * when it cannot be.
   */
  of(date: string): Buffer;
  /**
   * The same for ids that are not stored: who is here is known on a full disk, too. What cannot be written is kept in mind, and is
   * the date's salt once it can be. Never throws.
   */
  forPresence(date: string): Buffer;
  /** The salt of a date if there is one: never makes it. */
  ifKnown(date: string): Buffer | undefined;
  /**
   * Deletes what has had its time, and returns the dates whose salts could not be deleted: they are tried again at the
   * next call. Only ever call it with a clock that can be believed (steady-clock.ts).
   */
  forgetOld(now: number): string[];
}

function sync(path: string, flags: 'r' | 'wx', content?: Buffer): void {
  const handle = openSync(path, flags, 0o600);
  try {
    if (content) writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function write(folder: string, date: string, salt: Buffer): void {
  const file = join(folder, date);
  try {
    sync(file, 'wx', salt);
    // The name, too, must survive a power cut: otherwise the day's visitors would be counted anew under another salt.
    sync(folder, 'r');
  } catch (error) {
    rmSync(file, { force: true }); // what is half written must not be taken for a salt, nor stand in the way of one
    const { code } = error as NodeJS.ErrnoException;
    throw new Refusal('storage_failed', `It could not be stored (${code}). Try again shortly.`, { retryAfter: 5 });
  }
}

/** Throws a StartError when the folder cannot be used. */
export function openSalts(folder: string): Salts {
  const known = new Map<string, Buffer>();
  /** Of dates whose salts could not be written yet. */
  const unwritten = new Map<string, Buffer>();
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const date of readdirSync(folder).filter((name) => IS_DATE.test(name))) {
      const salt = readFileSync(join(folder, date));
      if (salt.length === SALT_BYTES) known.set(date, salt);
      else unlinkSync(join(folder, date)); // a power cut between making and filling it; nothing was made with it
    }
  } catch (error) {
    throw new StartError(
      `Cannot use ${folder} (${(error as NodeJS.ErrnoException).code}). Make it readable and writable for this user.`,
    );
  }

  function make(date: string): Buffer {
    const salt = unwritten.get(date) ?? randomBytes(SALT_BYTES);
    unwritten.set(date, salt);
    write(folder, date, salt);
    unwritten.delete(date);
    known.set(date, salt);
    return salt;
  }

  return {
    of: (date) => known.get(date) ?? make(date),
    forPresence(date) {
      const salt = known.get(date) ?? unwritten.get(date);
      if (salt) return salt;
      try {
        return make(date);
      } catch {
        return unwritten.get(date) as Buffer;
      }
    },
    ifKnown: (date) => known.get(date) ?? unwritten.get(date),
    forgetOld(now) {
      const isDue = (date: string) => now >= endedEverywhere(date) + KEPT_AFTER_MS;
      for (const date of [...unwritten.keys()].filter(isDue)) unwritten.delete(date);
      return [...known.keys()].filter(isDue).filter((date) => {
        try {
          rmSync(join(folder, date), { force: true });
          known.delete(date);
          return false;
        } catch {
          return true;
        }
      });
    },
  };
}
