// The folder that the backups stand in: their names, which say when and why they were made, and which of them go. Nothing is
// ever deleted that does not have our name and a manifest, or our name for what is unfinished or on its way out.
import { readFileSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { deleteTree } from './delete-tree.ts';
import { sync } from './files.ts';
import { MANIFEST_FILE, type Manifest, readManifest } from './manifest.ts';

/** `headcount`, `by-hand`, or `before-migration-0002`. */
const NAME = /^(headcount|by-hand|before-migration-\d{4})-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/;
const UNFINISHED = '.unfinished';
/** Of an old backup: what still has this name could not be deleted, and says so to whoever lists the folder. */
const TO_DELETE = '.to-delete';

export interface StoredBackup {
  name: string;
  kind: string;
  /** When it was begun, ms since 1970. */
  at: number;
  manifest: Manifest;
}

/** The time in UTC, in letters that every file system takes. */
export const backupName = (kind: string, at: number) =>
  `${kind}-${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}`;

export const unfinishedName = (name: string) => `${name}${UNFINISHED}`;

function parseName(name: string): Omit<StoredBackup, 'manifest'> | undefined {
  const [, kind, date, hours, minutes, seconds, ms] = NAME.exec(name) ?? [];
  if (kind === undefined) return undefined;
  const at = Date.parse(`${date}T${hours}:${minutes}:${seconds}.${ms}Z`);
  return Number.isNaN(at) ? undefined : { name, kind, at };
}

function manifestIn(folder: string): Manifest | undefined {
  try {
    return readManifest(readFileSync(join(folder, MANIFEST_FILE), 'utf8'));
  } catch {
    return undefined;
  }
}

/** The backups with a valid manifest whose kind begins with `kind`, newest first; none when there is no such folder. */
export async function listBackups(folder: string, kind: string): Promise<StoredBackup[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .map(parseName)
    .filter((backup) => backup !== undefined)
    .filter((backup) => backup.kind.startsWith(kind))
    .flatMap((backup) => {
      const manifest = manifestIn(join(folder, backup.name));
      return manifest ? [{ ...backup, manifest }] : [];
    })
    .sort((one, other) => other.at - one.at);
}

/** What should go and could not: its place, which sort of thing it is, and why, in words. */
export interface Undeleted {
  path: string;
  what: string;
  why: string;
}

const OLD = 'An old backup';
const INTERRUPTED = 'What an interrupted backup left';

/** In words where the system's word alone does not say what to look for. */
const REASONS: { [code: string]: string } = {
  EPERM: 'EPERM: it is immutable, or another user’s',
  EACCES: 'EACCES: this user may not change what is in it',
};

const undeleted = (path: string, what: string, error: unknown): Undeleted => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return { path, what, why: REASONS[code] ?? (code || message) };
};

async function tryToDelete(path: string, what: string): Promise<Undeleted | undefined> {
  try {
    await deleteTree(path);
    return undefined;
  } catch (error) {
    return undeleted(path, what, error);
  }
}

/** What `name` is, if it is ours and to go: a name of a backup, and what we add to it. */
function leftoverOf(name: string): string | undefined {
  for (const [suffix, what] of [
    [UNFINISHED, INTERRUPTED],
    [TO_DELETE, OLD],
  ] as const)
    if (name.endsWith(suffix) && parseName(name.slice(0, -suffix.length)) !== undefined) return what;
  return undefined;
}

/**
 * Deletes what killed backups have left, and old ones that could not be deleted before; returns what still could not be, once each:
 * no reason not to make a new one. Only for who holds the folder's lock: nothing is being made then.
 */
export async function removeLeftovers(folder: string): Promise<Undeleted[]> {
  const left: Undeleted[] = [];
  for (const name of await readdir(folder)) {
    const what = leftoverOf(name);
    if (what === undefined) continue;
    const stays = await tryToDelete(join(folder, name), what);
    if (stays) left.push(stays);
  }
  return left;
}

/**
 * Deletes the oldest backups of a kind beyond the newest `kept`, never `made`; returns their names, and what could not be deleted.
 * Never rejects: `made` is good, whatever becomes of the older ones.
 */
export async function pruneBackups(
  folder: string,
  kind: string,
  kept: number,
  made: string,
  now: number,
): Promise<{ deleted: string[]; left: Undeleted[] }> {
  const deleted: string[] = [];
  const left: Undeleted[] = [];
  try {
    // One of the future was made by a clock that was wrong: it neither counts nor goes, for nobody knows how old it is.
    const others = (await listBackups(folder, kind)).filter(({ name, at }) => name !== made && at <= now);
    for (const { name } of others.slice(kept - 1)) {
      try {
        // Renamed first: half a backup must not have a backup's name, whenever this is killed.
        await rename(join(folder, name), join(folder, `${name}${TO_DELETE}`));
      } catch (error) {
        left.push(undeleted(join(folder, name), OLD, error));
        continue;
      }
      const stays = await tryToDelete(join(folder, `${name}${TO_DELETE}`), OLD);
      if (stays) left.push(stays);
      else deleted.push(name);
    }
    if (deleted.length > 0) await sync(folder);
  } catch (error) {
    left.push(undeleted(folder, OLD, error));
  }
  return { deleted, left };
}
