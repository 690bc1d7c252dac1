// What the blog's readers did before the curtain rises: nine weeks of visits, more on weekdays and in the evening, a little more each
// week, and one crowd. Written as the collector would have stored them, so that reports have something to tell.
import { randomBytes } from 'node:crypto';
import { dayOf } from '../server/calendar.ts';
import { systemClock } from '../server/clock.ts';
import { createDeviceReader } from '../server/collect/device.ts';
import { createEnrich, type Sender } from '../server/collect/enrich.ts';
import { openPlaces, readPlaces } from '../server/collect/place.ts';
import type { Config } from '../server/config.ts';
import { createGoals } from '../server/goals/goals.ts';
import { createSites } from '../server/sites/sites.ts';
import { createEngagements } from '../server/store/engagements.ts';
import type { HitRow } from '../server/store/hit-row.ts';
import { databaseFile, makeDataFolder, openReader } from '../server/store/open.ts';
import { openRecorder } from '../server/store/recorder.ts';
import { crowdedSources, goal, HOST, type Post, posts, sources } from './blog.ts';
import { between, oneOf, type Random, weighted } from './random.ts';
import { newReader, visit } from './readers.ts';

const DAYS = 63;
const DAY_MS = 86_400_000;
const VISITS_PER_DAY = 600;
/** Sunday first. */
const WEEK = [0.7, 1.05, 1.15, 1.1, 1.05, 0.95, 0.65];
/** How much is read in each hour of the blog's own day. */
const HOURS = [5, 3, 2, 2, 2, 3, 6, 10, 14, 16, 15, 14, 15, 14, 13, 14, 15, 17, 20, 24, 26, 24, 17, 10];
const HOUR_MS = 3_600_000;
/** So many days ago a link brought three times as many. */
const CROWD_DAYS_AGO = 11;
const CROWD = 3;
const CROWDED = posts[1] as Post;
const ROWS_PER_COMMIT = 500;

const hours = HOURS.map((weight, hour) => ({ weight, hour }));

/** How many visits a day has, `ago` days before today. */
function visitsOf(random: Random, startMs: number, ago: number): number {
  const growth = 1 - (0.3 * ago) / DAYS;
  const crowd = ago === CROWD_DAYS_AGO ? CROWD : ago === CROWD_DAYS_AGO - 1 ? CROWD / 2 : 1;
  const weekday = WEEK[new Date(startMs + DAY_MS / 2).getUTCDay()] ?? 1;
  return Math.round(VISITS_PER_DAY * growth * crowd * weekday * between(random, 0.9, 1.1));
}

/**
 * Fills the data folder, which nobody else may have open. Resolves with how many hits there are. Rejects with a StartError where the
 * folder cannot be used.
 */
export async function makePast(config: Config, random: Random, now: number): Promise<number> {
  makeDataFolder(config.dataDir);
  const file = databaseFile(config.dataDir);
  const { recorder } = await openRecorder(file, systemClock, (error) => {
    throw error;
  });
  const reader = openReader(file);
  const engagements = createEngagements(recorder, systemClock);
  const site = await createSites(reader, recorder, systemClock).add(HOST, config.siteTimezone);
  await createGoals(reader, recorder, systemClock).add(site.id, goal);

  // Of days that are over nobody keeps a salt; these are made up and forgotten at once.
  const salts = new Map<string, Buffer>();
  function saltOf(date: string): Buffer {
    const salt = salts.get(date) ?? randomBytes(32);
    salts.set(date, salt);
    return salt;
  }
  const enrich = createEnrich({
    salts: { of: saltOf, forPresence: saltOf, ifKnown: () => undefined },
    readDevice: createDeviceReader(),
    places: openPlaces(config.geoDb, await readPlaces(config.geoDb)),
    cardinality: { admit: () => true },
  });

  let rows: HitRow[] = [];
  function live(startMs: number, isCrowd: boolean): void {
    const { address, userAgent, ...reading } = newReader(random);
    const sender: Sender = {
      ...{ address, userAgent, acceptLanguage: undefined },
      ...{ wantsPrivacy: false, isPrefetch: false, isSilent: false },
    };
    const post = isCrowd ? CROWDED : weighted(random, posts);
    const source = isCrowd ? oneOf(random, crowdedSources) : weighted(random, sources);
    let at = startMs;
    let viewAt = startMs;
    for (const { waitMs, hit } of visit(random, { address, userAgent, ...reading }, post, source)) {
      at = Math.round(at + waitMs);
      if (at >= now) return;
      if (hit.k === 'view') viewAt = at;
      if (hit.k === 'view' || hit.k === 'event') {
        rows.push(enrich.row(hit, site, sender, enrich.look(hit, site, sender), at));
      } else if (hit.k === 'leave') {
        engagements.add({ siteId: site.id, page: hit.p, at: viewAt, engagedMs: hit.e ?? 0, scrollDepth: hit.y ?? 0 });
      }
    }
  }

  let written = 0;
  for (let ago = DAYS; ago >= 0; ago -= 1) {
    const { start } = dayOf(config.siteTimezone, now - ago * DAY_MS);
    const visits = visitsOf(random, start, ago);
    for (let i = 0; i < visits; i += 1) {
      const startMs = start + (weighted(random, hours).hour + random()) * HOUR_MS;
      const isCrowd = ago <= CROWD_DAYS_AGO && ago >= CROWD_DAYS_AGO - 1 && random() < 0.6;
      if (startMs < now) live(startMs, isCrowd);
    }
    rows.sort((a, b) => a.at - b.at);
    for (let i = 0; i < rows.length; i += ROWS_PER_COMMIT) await recorder.recordAll(rows.slice(i, i + ROWS_PER_COMMIT));
    written += rows.length;
    rows = [];
  }
  await engagements.close();
  reader.close();
  await recorder.close();
  return written;
}
