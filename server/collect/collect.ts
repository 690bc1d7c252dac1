// The collector, put together: what stands between a request to /hit and a stored hit with its visitor live. app.ts says where
// everything else of it comes from.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { dayOf } from '../calendar.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { Refusal } from '../errors.ts';
import { networkOf } from '../ip-address.ts';
import { createKeyedHash, HASH_KEY_BYTES } from '../keyed-hash.ts';
import type { Live } from '../live/live.ts';
import type { Site, Sites } from '../sites/sites.ts';
import type { Log } from '../store/log.ts';
import type { Recorder } from '../store/recorder.ts';
import { createCardinality, MOST_VALUES } from './cardinality.ts';
import { createDeviceReader } from './device.ts';
import { createEnrich } from './enrich.ts';
import { feedHit } from './feed-hit.ts';
import { rememberToday } from './known-values.ts';
import { openLedger } from './ledger.ts';
import { openPlaces } from './place.ts';
import { type Advice, createProxyAdvice } from './proxy-advice.ts';
import { createRecord } from './record.ts';
import { createRefuse, excludedBy } from './refuse.ts';
import { type Collector, createCollector } from './routes.ts';
import { openSalts } from './salts.ts';
import { openSpamList } from './spam.ts';
import { createTokenBuckets } from './token-buckets.ts';

const FORGET_SALTS_EVERY_MS = 10 * 60_000;

export interface CollectParts {
  config: Config;
  clock: Clock;
  /** What the file of places has, if it was read before. */
  places: Buffer | undefined;
  /** Of the database. */
  file: string;
  recorder: Recorder;
  sites: Sites;
  live: Live;
  /** The id of the site that an ingest key was made for. */
  siteOfKey: (key: string) => number | undefined;
  /** What an error says to the sender; logs what is ours. */
  explain: (error: unknown) => Refusal;
  log: Pick<Log, 'info' | 'warn'>;
}

export interface Collect {
  collector: Collector;
  /** About a proxy that is not declared, now. */
  proxyAdvice(): Advice | undefined;
  /** Where more different values came in, today or right after the start, than are kept apart. */
  overflowing(): { site: string; dimension: string }[];
  /**
   * Forgets old salts, and old days' numbers of values, from now on, whenever the wall clock `isSteady`; `complain` is told of
   * a salt that cannot be deleted.
   * Returns how to stop.
   */
  forgetSalts(isSteady: () => boolean, complain: (message: string) => void): () => void;
  /** Its rules may have changed: readers who send nothing more are judged by them now, all others at their next beat. */
  judgeAnew(site: Site): void;
  /** The site was removed. */
  forgetSite(siteId: number): void;
  /** Ends what reads the database beside us. Twice is harmless. */
  endReading(): Promise<void>;
}

function tooManyHits(whose: string, setting: string, retryAfter: number): Refusal {
  const message = `More hits of ${whose} arrive than ${setting} allows. Try again later, or raise it.`;
  return new Refusal('too_many_hits', message, { retryAfter });
}

/** Throws a StartError when a file that the settings name cannot be used. */
export function openCollect(parts: CollectParts): Collect {
  const { config, clock, places, file, recorder, sites, live, siteOfKey, explain, log } = parts;
  const salts = openSalts(join(config.dataDir, 'salts'));
  const hashKey = randomBytes(HASH_KEY_BYTES);
  const ledger = openLedger(file, recorder);
  const cardinality = createCardinality(MOST_VALUES, createKeyedHash(hashKey), ledger);
  const today = { now: clock.wall(), limit: MOST_VALUES, hashKey, log };
  const remembering = rememberToday(file, sites.list(), cardinality, today);
  const advice = createProxyAdvice({ trusted: config.trustProxy, setting: config.trustProxySetting });
  const addressBuckets = createTokenBuckets(config.hitsPerSecondPerAddress);
  const siteBuckets = createTokenBuckets(config.hitsPerSecondPerSite);

  const record = createRecord({
    sites,
    enrich: createEnrich({
      ...{ salts, readDevice: createDeviceReader(), cardinality },
      places: openPlaces(config.geoDb, places),
    }),
    refuse: createRefuse(openSpamList(config.dataDir).isSpam),
    recorder,
    presence: live.presence,
    titles: live.titles,
    clock,
    onUnregistered(host) {
      live.unregistered.note(host, clock.wall());
      live.hub.touch('unregistered');
    },
    onRejected(site, { k: kind }, { page, referrer }, rejection) {
      live.reject(site.id, { kind, ...rejection, host: page.host, path: page.path, referrer: referrer?.url ?? '' });
    },
    onCounted: (row, isNew) => live.follow(row.siteId, feedHit(row, isNew)),
    onFirstHit: (site) => void live.hub.touch(site.id),
    limitSite(site, kind, hits) {
      const wait = siteBuckets.take(site.id, clock.monotonic(), hits);
      if (wait === 0) return;
      live.reject(site.id, { kind, reason: 'too_many', detail: '', host: '', path: '', referrer: '' });
      throw tooManyHits('this site', 'HITS_PER_SECOND_PER_SITE', wait);
    },
  });

  const collector = createCollector({
    record,
    paths: [...new Set([config.collectPath, config.basePath + config.collectPath])],
    trustProxy: config.trustProxy,
    siteOfKey(key) {
      const id = siteOfKey(key);
      return id === undefined ? undefined : (name) => sites.find(name)?.id === id;
    },
    now: clock.wall,
    limitAddress(address) {
      if (config.hitsPerSecondPerAddress === 0) return;
      const wait = addressBuckets.take(networkOf(address), clock.monotonic());
      if (wait > 0) throw tooManyHits('one address', 'HITS_PER_SECOND_PER_ADDRESS', wait);
    },
    onConnection: (connection, userAgent) => advice.note(connection, userAgent, clock.monotonic()),
    onMalformed(name, detail) {
      const site = sites.find(name);
      if (site) live.reject(site.id, { kind: '', reason: 'malformed', detail, host: '', path: '', referrer: '' });
    },
    explain,
  });

  return {
    collector,
    proxyAdvice: () => advice.advice(clock.monotonic()),
    overflowing() {
      return cardinality.overflowing().flatMap(({ siteId, date, dimension }) => {
        const site = sites.byId(siteId);
        return site && date === dayOf(site.timezone, clock.wall()).date ? [{ site: site.host, dimension }] : [];
      });
    },
    forgetSalts(isSteady, complain) {
      return clock.every(FORGET_SALTS_EVERY_MS, () => {
        if (!isSteady()) return;
        ledger.forgetOld(clock.wall());
        for (const date of salts.forgetOld(clock.wall()))
          complain(`the salt of ${date} cannot be deleted: is the data folder writable?`);
      });
    },
    judgeAnew: (site) => live.turnAwayInferred(site.id, excludedBy(site)),
    forgetSite: cardinality.forget,
    endReading: () => remembering.end(),
  };
}
