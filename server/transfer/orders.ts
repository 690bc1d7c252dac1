// Which backups there are, and how many of each are kept.
import type { BackupOrder } from './backup.ts';

const KEPT = 7;
const KEPT_BEFORE_MIGRATIONS = 3;

type Place = Pick<BackupOrder, 'dataDir' | 'into' | 'now'>;

/** Nightly, or asked for on the command line. */
export const ordinary = (place: Place): BackupOrder => ({
  ...place,
  kind: 'headcount',
  family: 'headcount',
  kept: KEPT,
});

/** Asked for on the dashboard: whoever asks again and again must not push the days before out. */
export const byHand = (place: Place): BackupOrder => ({ ...place, kind: 'by-hand', family: 'by-hand', kept: KEPT });

/** `migration`: the file name of the first one that is to run, such as `0002-collector.sql`. */
export const beforeMigration = (place: Place, migration: string): BackupOrder => ({
  ...place,
  kind: `before-migration-${migration.slice(0, 4)}`,
  family: 'before-migration-',
  kept: KEPT_BEFORE_MIGRATIONS,
});
