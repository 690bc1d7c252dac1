// Finished days that are older than a site keeps them go by themselves. Looks every hour, and only while the clock can be believed:
// what is deleted cannot be had back.
import { Temporal } from 'temporal-polyfill';
import type { Cancel, Clock } from '../clock.ts';
import type { Deletions } from '../store/deletions.ts';
import { EVER } from '../store/deletions.ts';
import type { Db } from '../store/driver.ts';

const EVERY_MS = 3_600_000;
/** After the start: the clock has agreed with itself for ten minutes by then. */
const FIRST_MS = 11 * 60_000;

// Each the first entry of an index.
const IS_OLDER = `SELECT EXISTS (SELECT 1 FROM hits WHERE site_id = :site AND at < :before)
  OR EXISTS (SELECT 1 FROM engagements WHERE site_id = :site AND at < :before)
  OR EXISTS (SELECT 1 FROM live_minutes WHERE site_id = :site AND minute * 60000 < :before AND minute < :before / 60000)`;

export interface RetentionParts {
  clock: Clock;
  reader: Db;
  /** All that there are. */
  sites: () => readonly { id: number; timezone: string; retentionDays: number | null }[];
  /** Of sites that do not say otherwise; 0: for ever. */
  days: number;
  isSteady: () => boolean;
  deletions: Pick<Deletions, 'begin' | 'underWay'>;
  log: { warn(line: string): void };
}

/** The beginning of the first day that stays: today by the site's calendar, and so many days before it. `days` is at least 1. */
export function keptFrom(timezone: string, days: number, now: number): number {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone).toPlainDate();
  return today.subtract({ days }).toZonedDateTime(timezone).epochMilliseconds;
}

/** Begins to look; the deletions themselves go on by themselves. */
export function keepRetention({ clock, reader, sites, days, isSteady, deletions, log }: RetentionParts): Cancel {
  const isOlder = reader.prepare(IS_OLDER).pluck();
  let cancel: Cancel;
  let isStopped = false;

  async function look(): Promise<void> {
    for (const { id, timezone, retentionDays } of sites()) {
      const kept = retentionDays ?? days;
      if (isStopped || !isSteady()) return;
      if (kept === 0 || deletions.underWay(id).some(({ reason }) => reason === 'retention')) continue;
      const before = keptFrom(timezone, kept, clock.wall());
      if (isOlder.get({ site: id, before }) === 1)
        await deletions.begin({ siteId: id, reason: 'retention', path: null, from: EVER.from, until: before });
      await new Promise<void>((resolve) => void clock.after(0, resolve)); // others have their turn
    }
  }

  function again(ms: number): void {
    cancel = clock.after(ms, () => {
      again(EVERY_MS);
      look().catch((error: Error) => log.warn(`old days could not be deleted, which is tried again: ${error.message}`));
    });
  }

  again(FIRST_MS);
  return () => {
    isStopped = true;
    cancel();
  };
}
