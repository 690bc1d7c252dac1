// Makes a backup: a folder with a copy of the database and a manifest, whole or not at all. The copy is one snapshot, taken
// beside a server that goes on writing. Salts are files elsewhere, so that none is ever in it.
import { chmodSync, existsSync, statSync } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../errors.ts';
import { Database, type Db } from '../store/driver.ts';
import { freeSpace, inWords } from '../store/free-space.ts';
import { takeLock } from '../store/lock.ts';
import { makeFolders } from '../store/make-folders.ts';
import { APPLICATION_ID, databaseFile, explain, openReader } from '../store/open.ts';
import { WAL_ALARM_BYTES } from '../store/wal-watch.ts';
import { backupName, pruneBackups, removeLeftovers, type Undeleted, unfinishedName } from './backup-folder.ts';
import { explainFile, sha256Of, sync } from './files.ts';
import { DATABASE_FILE, MANIFEST_FILE, type Manifest, writeManifest } from './manifest.ts';

export interface BackupOrder {
  dataDir: string;
  /** The folder to put it in; made when missing. */
  into: string;
  /** What its name begins with: `headcount`, or `before-migration-0002`. */
  kind: string;
  /** How many of those whose kind begins with `family` are kept, this one included. */
  kept: number;
  family: string;
  /** Wall time, ms since 1970. */
  now: number;
  /** Bytes beyond which the WAL must not grow while the copy is made; those at which readers are ended unless a test says otherwise. */
  mostWalBytes?: number;
}

export interface MadeBackup {
  folder: string;
  manifest: Manifest;
  /** Names of the older backups that were deleted for it. */
  deleted: string[];
  /** What is to be mended although this backup is good: older ones that could not be deleted. Sentences, most often none. */
  warnings: string[];
}

/** Copied in one go, some 4 MB: a hundredth of a second. Between two the copy can be ended. */
const PAGES_PER_STEP = 1_024;
/** Manifest, lock and what the file system needs for itself. */
const SPARE_BYTES = 1024 * 1024;

const walBytes = (file: string) => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;

/** Bytes that a copy of the data folder's database may need. Throws a StartError when there is none. */
export function bytesToCopy(dataDir: string): number {
  const file = databaseFile(dataDir);
  if (!existsSync(file))
    throw new StartError(`There is no database in ${dataDir}. Set DATA_DIR to the server's data folder.`);
  return statSync(file).size + walBytes(file) + SPARE_BYTES;
}

/** Numbers of a copy that nobody else has open. Throws a StartError when it is damaged. */
function inspect(file: string): Pick<Manifest, 'schema' | 'sqlite' | 'lastHitId' | 'hits'> {
  const db = new Database(file);
  try {
    db.pragma('journal_mode = DELETE'); // so that the copy is this one file
    const found = db.pragma('integrity_check(1)', { simple: true });
    if (found !== 'ok')
      throw new StartError(
        `The database is damaged (${found}), so that no backup was made of it. Restore an older one.`,
      );
    return { ...countsOf(db), sqlite: db.prepare('SELECT sqlite_version()').pluck().get() as string };
  } finally {
    db.close();
  }
}

function countsOf(db: Db): Pick<Manifest, 'schema' | 'lastHitId' | 'hits'> {
  const [hits, lastHitId] = db.prepare('SELECT count(*), coalesce(max(id), 0) FROM hits').raw().get() as [
    number,
    number,
  ];
  return { schema: db.pragma('user_version', { simple: true }) as number, lastHitId, hits };
}

/** Of the database as a connection sees it, the part in the WAL included: what a copy of it will have. */
const bytesOf = (db: Db) =>
  (db.pragma('page_count', { simple: true }) as number) * (db.pragma('page_size', { simple: true }) as number);

/**
 * Step by step within one transaction, which is one snapshot: without it, a write by another connection between two steps would
 * begin the copy anew, for ever on a busy server. While it lasts the WAL cannot begin anew, so that the copy is given up when the WAL
 * has become as large as readers are ended at; the server could not end that of another process. The driver's first step is of no
 * pages, and asks for the size of the next.
 */
async function copyDatabase(
  from: string,
  to: string,
  mostWalBytes: number,
  say: (line: string) => void,
): Promise<void> {
  const db = openReader(from);
  try {
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID)
      throw new StartError(`${from} belongs to another program. Set DATA_DIR to the server's data folder.`);
    db.exec('BEGIN');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    say(`Copying ${inWords(bytesOf(db))} …`);
    const most = Math.max(mostWalBytes, walBytes(from)); // it may be large already, and nobody writes to it
    function progress(): number {
      if (walBytes(from) <= most) return PAGES_PER_STEP;
      throw new StartError(
        `The backup was given up: the server wrote more than ${inWords(most)} while the database was copied, which keeps its WAL from being folded in. Try again when fewer hits arrive, or with a faster disk for the backups.`,
      );
    }
    await db.backup(to, { progress });
  } catch (error) {
    // Any other fault is the copy's.
    throw /^SQLITE_(CORRUPT|NOTADB)/.test((error as { code?: string }).code ?? '') ? explain(from, error) : error;
  } finally {
    db.close();
  }
}

async function fill(folder: string, order: BackupOrder, say: (line: string) => void): Promise<Manifest> {
  const file = join(folder, DATABASE_FILE);
  await copyDatabase(databaseFile(order.dataDir), file, order.mostWalBytes ?? WAL_ALARM_BYTES, say);
  chmodSync(file, 0o600);
  say('Checking the copy …');
  const counts = inspect(file);
  await sync(file);
  const { size: bytes } = await stat(file);
  say(`Hashing ${inWords(bytes)} …`);
  const createdAt = new Date(order.now).toISOString();
  const manifest: Manifest = { format: 1, createdAt, ...counts, bytes, sha256: await sha256Of(file) };
  await writeFile(join(folder, MANIFEST_FILE), writeManifest(manifest), { mode: 0o600 });
  await sync(join(folder, MANIFEST_FILE));
  await sync(folder);
  return manifest;
}

const warningOf = ({ path, what, why }: Undeleted) =>
  `${what} could not be deleted (${why}) and takes up space: delete ${path} yourself, or see what holds it. It is tried again with every backup.`;

/**
 * Makes one backup and deletes the oldest beyond those kept; that one cannot be deleted is a warning. Rejects with a StartError that says what to do: no database, no
 * room, a folder that cannot be written, a database that is damaged, another backup at work in the same folder.
 */
export async function makeBackup(order: BackupOrder, say: (line: string) => void): Promise<MadeBackup> {
  const { dataDir, into, kind, family, kept, now } = order;
  const needed = bytesToCopy(dataDir);
  let lock: Db | undefined;
  let unfinished: string | undefined;
  try {
    makeFolders(into);
    lock = takeLock(join(into, 'lock.db'), 0);
    if (!lock) throw new StartError(`Another backup is being made in ${into}. Try again when it is done.`);
    const left = await removeLeftovers(into);
    const free = await freeSpace(into);
    if (free < needed) {
      throw new StartError(
        `A backup needs ${inWords(needed)} in ${into}, where ${inWords(free)} are free. Free some space, or choose another folder.`,
      );
    }
    const name = backupName(kind, now);
    const folder = join(into, name);
    if (existsSync(folder)) throw new StartError(`${folder} is there already. Try again.`);
    unfinished = join(into, unfinishedName(name));
    await mkdir(unfinished, { mode: 0o700 });
    const manifest = await fill(unfinished, order, say);
    await rename(unfinished, folder);
    await sync(into);
    unfinished = undefined; // it is good from here on
    const pruned = await pruneBackups(into, family, kept, name, now);
    return { folder, manifest, deleted: pruned.deleted, warnings: [...left, ...pruned.left].map(warningOf) };
  } catch (error) {
    if (unfinished !== undefined) await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
    throw explainFile('The backup', into, error);
  } finally {
    lock?.close();
  }
}
