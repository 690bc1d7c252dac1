// Puts a backup in the database's place, after all of it was verified, and keeps what was there: a way back. At every moment
// the name headcount.db stands for a whole database, the old or the new, whenever this is killed.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { copyFile, link, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../errors.ts';
import { migrationsFolder } from '../files.ts';
import { Database } from '../store/driver.ts';
import { freeSpace, inWords } from '../store/free-space.ts';
import { lockFolder } from '../store/lock.ts';
import { makeFolders } from '../store/make-folders.ts';
import { newestSchema } from '../store/migrate.ts';
import { APPLICATION_ID, databaseFile, explain, openWriter } from '../store/open.ts';
import { explainFile, sha256Of, sync } from './files.ts';
import { DATABASE_FILE, MANIFEST_FILE, type Manifest, readManifest } from './manifest.ts';

export interface RestoreOrder {
  /** Of the backup. */
  folder: string;
  dataDir: string;
  /** Allows a database to be there already; it is moved aside. */
  overwrite: boolean;
  /** Wall time, ms since 1970. */
  now: number;
}

export interface Restored {
  file: string;
  manifest: Manifest;
  /** Where the database is that was there before, if there was one. */
  aside: string | undefined;
}

const refuse = (folder: string, fault: string) =>
  new StartError(`${folder} ${fault} Nothing was changed. Use another backup.`);

/** What SQLite finds in the backup's database. Its bytes are the manifest's already. */
function inspect(folder: string, manifest: Manifest): void {
  const db = new Database(join(folder, DATABASE_FILE), { readonly: true, fileMustExist: true });
  try {
    const schema = db.pragma('user_version', { simple: true }) as number;
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID)
      throw refuse(folder, 'holds the database of another program.');
    if (schema !== manifest.schema)
      throw refuse(folder, `says schema ${manifest.schema}, but its database says ${schema}.`);
    if (schema > newestSchema(migrationsFolder))
      throw new StartError(
        `${folder} was made by a newer Headcount. Nothing was changed. Restore it with that version.`,
      );
    const found = db.pragma('integrity_check(1)', { simple: true });
    if (found !== 'ok') throw refuse(folder, `holds a damaged database (${found}).`);
  } finally {
    db.close();
  }
}

/** Reads all of a backup. Rejects with a StartError when it is not, to the byte, what was once made. */
export async function verifyBackup(folder: string, say: (line: string) => void): Promise<Manifest> {
  const manifestFile = join(folder, MANIFEST_FILE);
  const file = join(folder, DATABASE_FILE);
  if (!existsSync(manifestFile)) throw new StartError(`${folder} is no backup: there is no ${MANIFEST_FILE} in it.`);
  try {
    const manifest = readManifest(readFileSync(manifestFile, 'utf8'));
    if (!manifest) throw refuse(folder, 'has a manifest that is damaged, or made by a newer Headcount.');
    const bytes = statSync(file, { throwIfNoEntry: false })?.size;
    if (bytes !== manifest.bytes)
      throw refuse(folder, `should hold ${manifest.bytes} bytes of database, and holds ${bytes ?? 'none'}.`);
    say(`Verifying ${inWords(bytes)} …`);
    if ((await sha256Of(file)) !== manifest.sha256)
      throw refuse(folder, 'holds a database that was changed (its SHA-256 is another).');
    inspect(folder, manifest);
    return manifest;
  } catch (error) {
    throw explainFile('The restore', folder, error);
  }
}

/** Folds the WAL in, so that the database is its one file; false when it is damaged, and cannot be opened. */
function foldIn(file: string): boolean {
  try {
    const db = openWriter(file);
    try {
      const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
      if (result?.busy !== 0)
        throw new StartError(`${file} is in use, perhaps by a backup. Nothing was changed. Try again when it is done.`);
      return true;
    } finally {
      db.close();
    }
  } catch (caught) {
    const error = explain(file, caught) as Error;
    if (/damaged or not a database/.test(error.message)) return false;
    throw error;
  }
}

/** A second name for the file; a copy where the file system knows none. */
const alsoCall = (file: string, name: string) => link(file, name).catch(() => copyFile(file, name));

/** Gives the database that is there a second name. Rejects, having changed nothing, when somebody uses it. */
async function keepAside(file: string, now: number): Promise<string> {
  const aside = `${file}.before-restore-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`;
  const wal = `${file}-wal`;
  const hasWal = (statSync(wal, { throwIfNoEntry: false })?.size ?? 0) > 0;
  // First, since the attempt to open a damaged database may delete its WAL.
  if (hasWal) await copyFile(wal, `${aside}-wal`);
  try {
    if (foldIn(file)) await rm(`${aside}-wal`, { force: true });
    else if (hasWal) await sync(`${aside}-wal`);
  } catch (error) {
    await rm(`${aside}-wal`, { force: true });
    throw error;
  }
  await alsoCall(file, aside);
  await sync(aside);
  return aside;
}

/**
 * Verifies, copies, and puts the copy in place. Rejects with a StartError, having changed nothing: a backup with a changed
 * byte, a server that is running, a database that is there without `overwrite`, no room.
 */
export async function restoreBackup(order: RestoreOrder, say: (line: string) => void): Promise<Restored> {
  const { folder, dataDir, overwrite, now } = order;
  const manifest = await verifyBackup(folder, say);
  const file = databaseFile(dataDir);
  const copy = `${file}.restoring`;
  try {
    makeFolders(dataDir);
  } catch (error) {
    throw explainFile('The restore', dataDir, error);
  }
  const lock = lockFolder(dataDir, 0);
  try {
    const isThere = existsSync(file);
    if (isThere && !overwrite) {
      throw new StartError(
        `There is a database in ${dataDir} already. Nothing was changed. With --overwrite it is moved aside and kept.`,
      );
    }
    await rm(copy, { force: true });
    const free = await freeSpace(dataDir);
    if (free < manifest.bytes)
      throw new StartError(
        `The restore needs ${inWords(manifest.bytes)} in ${dataDir}, where ${inWords(free)} are free.`,
      );
    say(`Copying ${inWords(manifest.bytes)} …`);
    await copyFile(join(folder, DATABASE_FILE), copy);
    await sync(copy);
    if ((await sha256Of(copy)) !== manifest.sha256) throw refuse(folder, 'could not be copied without a change.');
    const aside = isThere ? await keepAside(file, now) : undefined;
    for (const suffix of ['-wal', '-shm']) await rm(file + suffix, { force: true });
    await sync(dataDir);
    await rename(copy, file);
    await sync(dataDir);
    return { file, manifest, aside };
  } catch (error) {
    await rm(copy, { force: true }).catch(() => undefined);
    throw explainFile('The restore', dataDir, error);
  } finally {
    lock.close();
  }
}
