// The table of contents: every part, in the order in which a request meets them. Production and tests build the same app;
// they differ in config and clock only.
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { createAccounts } from './accounts/accounts.ts';
import { guard } from './accounts/guard.ts';
import { createKeys } from './accounts/keys.ts';
import { accountRoutes } from './accounts/routes.ts';
import type { Cancel, Clock } from './clock.ts';
import { openCollect } from './collect/collect.ts';
import { collectorOperations } from './collect/docs.ts';
import { readPlaces } from './collect/place.ts';
import { scriptRoutes } from './collect/script.ts';
import type { Config } from './config.ts';
import { dashboardFiles, readDashboard } from './dashboard-files.ts';
import { keepRetention } from './deletions/retention.ts';
import { deletionRoutes } from './deletions/routes.ts';
import { answerClientError, answerErrors, answerFrameworkError, createExplain } from './error-replies.ts';
import { StartError } from './errors.ts';
import { version } from './files.ts';
import { createGoals } from './goals/goals.ts';
import { goalRoutes } from './goals/routes.ts';
import { hereRoutes } from './here/routes.ts';
import { createHttpServer } from './http-server.ts';
import { createLive, type Live } from './live/live.ts';
import { liveRoutes } from './live/routes.ts';
import { healthRoutes } from './ops/health.ts';
import { type LogOutput, loggerOptions } from './ops/log.ts';
import { noticesOf, watchNotices } from './ops/notices.ts';
import { serverRoutes } from './ops/routes.ts';
import { securityHeaders } from './ops/security-headers.ts';
import { createPathTest } from './path-pattern.ts';
import { referenceRoutes } from './reference/routes.ts';
import { openAnalyst } from './report/analyst.ts';
import { reportRoutes } from './report/routes.ts';
import { parseSiteHost } from './sites/host.ts';
import { siteRoutes } from './sites/routes.ts';
import { createSites } from './sites/sites.ts';
import { watchSteadiness } from './steady-clock.ts';
import { createDeletions } from './store/deletions.ts';
import { createEngagements } from './store/engagements.ts';
import { readFileSizes } from './store/file-sizes.ts';
import { createInTurn } from './store/in-turn.ts';
import { createLiveMinutes } from './store/live-minutes.ts';
import { databaseFile, makeDataFolder, openReader } from './store/open.ts';
import { createRemovals } from './store/removal.ts';
import { sealFinishedDays } from './store/sealing.ts';
import { openStorage } from './store/storage.ts';
import { createStoredHits } from './store/stored-hits.ts';
import { type MadeBackup, makeBackup } from './transfer/backup.ts';
import { backUpNightly } from './transfer/nightly.ts';
import { beforeMigration } from './transfer/orders.ts';
import { backupRoutes } from './transfer/routes.ts';
import { validateWithZod, zodOnly } from './zod-routes.ts';

/** How long requests that are under way may take when the server ends. */
const LAST_REQUESTS_MS = 3_000;

export interface App {
  http: FastifyInstance;
  live: Live;
  /** The one-time set-up token, while there is no account. */
  setupToken(): string | undefined;
  /** Ends every stream with a bye, takes no more hits, commits what is queued, closes the database. Twice is harmless. */
  close(): Promise<void>;
}

function siteFromSetting(name: string): string {
  try {
    return parseSiteHost(name, true);
  } catch (error) {
    throw new StartError(`Bad setting: SITES has "${name}". ${(error as Error).message}`);
  }
}

function withoutBasePath(url: string, basePath: string): string {
  if (!url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : url;
}

/** What the process gives the app, besides its settings. */
export interface Surroundings {
  clock: Clock;
  /** Where log lines go. */
  logOutput: LogOutput;
  /** A thread ended by itself: the process must be ended and started again. */
  onDeath: (error: Error) => void;
}

/**
 * Opens the data folder and builds the server; it does not listen yet. Rejects with a StartError when the start cannot go
 * on, or with SQLite's own error when a file that could be opened cannot be read.
 */
export async function buildApp(config: Config, { clock, logOutput, onDeath }: Surroundings): Promise<App> {
  // Storage.
  makeDataFolder(config.dataDir);
  const file = databaseFile(config.dataDir);
  let backedUp: MadeBackup | undefined;
  const readingPlaces = readPlaces(config.geoDb);
  const opening = openStorage({
    ...config,
    clock,
    onDeath,
    async beforeMigration([first = '']) {
      const place = { dataDir: config.dataDir, into: config.backupsTo, now: clock.wall() };
      backedUp = await makeBackup(beforeMigration(place, first), () => undefined);
    },
    onDiskState: () => live.hub.touchAll(),
    async onReadersTooLong() {
      await Promise.all([analyst.restart(), collect.endReading()]);
    },
  });
  // HTTP, while the thread of the storage starts.
  const http = Fastify({
    logger: loggerOptions(config.logLevel, logOutput),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
    routerOptions: { maxParamLength: 500 },
    schemaController: zodOnly,
    // Under BASE_URL's path, whether or not the proxy in front has cut it off.
    rewriteUrl: ({ url = '/' }) => withoutBasePath(url, config.basePath),
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
    // Hits first: they are nearly all there is, and need nothing of what follows.
    serverFactory: (handler) =>
      createHttpServer(
        (request, response) => void (collect.collector(request, response) || handler(request, response)),
        config.maxConnections,
        clock,
        (message) => http.log.warn(message),
      ),
    return503OnClosing: false, // a 503 would end every EventSource for good
    forceCloseConnections: 'idle', // what is under way is answered
  });
  http.removeContentTypeParser('text/plain'); // the API takes JSON only, which a form of another site cannot send
  validateWithZod(http);

  const storage = await opening;
  const places = await readingPlaces;
  const { recorder, migrated } = storage;
  const reader = openReader(file);
  const analyst = openAnalyst(file, { clock, queryBudgetMs: config.queryBudgetMs, onDeath });

  // People and sites.
  const accounts = createAccounts(reader, recorder, clock);
  if (config.admin) await accounts.ensureAdmin(config.admin.email, config.admin.password);
  const sites = createSites(reader, recorder, clock);
  const goals = createGoals(reader, recorder, clock);
  for (const name of config.sites) {
    if (!sites.find(name)) await sites.add(siteFromSetting(name), config.siteTimezone);
  }

  // Who is here now, and who watches.
  const engagements = createEngagements(recorder, clock);
  const minutes = createLiveMinutes(recorder, reader, (message) => http.log.warn(message));
  const live = createLive({
    clock,
    maxLeases: config.maxLeases,
    limits: {
      streams: config.maxStreams,
      perPerson: config.maxStreamsPerPerson,
      perAddress: config.maxStreamsPerAddress,
    },
    siteById: sites.byId,
    notices: () => notices(),
    onEnd: (ended) => engagements.add({ ...ended, at: ended.at || clock.wall() }),
    onMinutes: minutes.add,
    readMinutes: minutes.read,
  });

  // A hit's way in.
  const collect = openCollect({
    ...{ config, clock, places, file, recorder, sites, live },
    siteOfKey: createKeys(reader).siteOf,
    explain: (error) => explain(error),
    log: { info: (line) => http.log.info(line), warn: (line) => http.log.warn(line) },
  });

  // What whoever runs the server should know.
  const notices = () =>
    noticesOf({
      isDiskFull: storage.diskState() === 'full',
      advice: config.simulated ? undefined : collect.proxyAdvice(),
      overflowing: collect.overflowing(),
    });
  const stopNoticing = watchNotices(clock, notices, () => live.hub.touch('notices'));
  const steadiness = watchSteadiness(clock);
  const stopForgetting = collect.forgetSalts(steadiness.isSteady, (message) => http.log.error(message));

  // What is asked.
  const dashboard = readDashboard(config.basePath);
  const explain = createExplain(http, clock);
  answerErrors(http, dashboard, explain);
  await http.register(fastifyHelmet, securityHeaders(config));
  await http.register(fastifyCookie);
  const publicHost = config.baseUrl === undefined ? undefined : new URL(config.baseUrl).host;
  await http.register(guard, { accounts, config, publicHost });

  await http.register(referenceRoutes, { config, others: collectorOperations(config.collectPath) }); // sees all that follow
  let ready = true;
  await http.register(scriptRoutes, { ...config, sites, clock });
  await http.register(accountRoutes, { accounts, config, clock, onSignOut: live.hub.endSession });
  const stored = createStoredHits(reader, clock);
  const removals = createRemovals({ recorder, reader, clock, log: http.log, count: stored });
  const inTurn = createInTurn();
  // Before the deletions: one that an earlier process has brought to its end may be done at once.
  const sealing = sealFinishedDays({
    ...{ clock, recorder, sites: sites.list },
    mayBegin: () => steadiness.isSteady() && storage.diskState() === 'accepting',
    ...{ inTurn, ask: analyst.seal, restart: analyst.restart, log: http.log },
  });
  const deletions = createDeletions({
    ...{ recorder, reader, clock, log: http.log, inTurn, eraser: analyst.eraser, site: sites.byId },
    onDelete({ siteId, path, from, until }, when) {
      live.strike(siteId, from, until, path === null ? undefined : createPathTest(path), when);
      if (when === 'done') sealing.again();
    },
  });
  await http.register(siteRoutes, {
    ...{ sites, config, removals, stored },
    onChange(site) {
      collect.judgeAnew(site);
      live.unregistered.remove(site.host);
      live.hub.touch('unregistered');
      live.hub.touch(site.id);
    },
    onRemove({ id, host }) {
      recorder.drop(id);
      live.dropSite(id, host);
      collect.forgetSite(id);
      deletions.forget(id);
      analyst.forget(id);
      goals.forget(id);
      removals.begin(id);
    },
  });
  await http.register(liveRoutes, { live, sites });
  await http.register(hereRoutes, {
    ...{ clock, sites, count: live.presence.countOf },
    limits: { streams: config.maxPublicStreams, perAddress: config.maxPublicStreamsPerAddress },
  });
  await http.register(goalRoutes, { goals, sites });
  await http.register(reportRoutes, { analyst, sites, goalsOf: goals.list, clock });
  await http.register(deletionRoutes, {
    ...{ sites, clock, deletions, count: analyst.eraser.count, sizes: analyst.sizes },
    fileSizes: () => readFileSizes(reader, config.dataDir),
  });
  const nightly = backUpNightly({
    ...config,
    into: config.backupsTo,
    clock,
    isSteady: steadiness.isSteady,
    log: http.log,
  });
  await http.register(backupRoutes, { folder: config.backupsTo, nightly });
  await http.register(serverRoutes, { version, startedAt: clock.wall() });
  await http.register(healthRoutes, { isReady: () => ready });
  await http.register(dashboardFiles, { html: dashboard });
  if (backedUp) http.log.info(`backed up before migrating, to ${backedUp.folder}`);
  for (const warning of backedUp?.warnings ?? []) http.log.warn(warning);
  for (const name of migrated) http.log.info(`migrated the database: ${name}`);
  storage.watch(http.log);

  const stopRetention = keepRetention({
    ...{ clock, reader, sites: sites.list, days: config.retentionDays, isSteady: steadiness.isSteady, deletions },
    log: http.log,
  });

  // Streams would keep the listener from closing.
  const untilClosed: Cancel[] = [];
  http.addHook('preClose', async () => {
    ready = false;
    live.close();
    // A connection that was busy when the listener closed is kept alive afterwards, and would hold up the end.
    untilClosed.push(clock.every(50, () => http.server.closeIdleConnections()));
    // One that has sent no whole request is never idle, and Node has stopped to look for those that take too long.
    untilClosed.push(clock.after(LAST_REQUESTS_MS, () => http.server.closeAllConnections()));
  });
  http.addHook('onClose', async () => {
    for (const stop of untilClosed) stop();
    stopForgetting();
    stopNoticing();
    steadiness.stop();
    stopRetention();
    await Promise.all([engagements.close(), minutes.close(), collect.endReading()]);
    await Promise.all([removals.close(), deletions.close()]);
    await Promise.all([nightly.close(), sealing.close()]);
    await analyst.close();
    reader.close();
    await storage.close(); // last: closing the last connection checkpoints the WAL
  });

  return { http, live, setupToken: accounts.setupToken, close: () => http.close() };
}
