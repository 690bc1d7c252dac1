// The table of contents: every part, in the order in which a request meets them. Production and tests build the same app;
// they differ in config and clock only.
import { join } from 'node:path';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { createAccounts } from './accounts/accounts.ts';
import { guard } from './accounts/guard.ts';
import { accountRoutes } from './accounts/routes.ts';
import type { Cancel, Clock } from './clock.ts';
import { createEnrich } from './collect/enrich.ts';
import { createRecord } from './collect/record.ts';
import { collectRoutes } from './collect/routes.ts';
import { openSalts } from './collect/salts.ts';
import { scriptRoutes } from './collect/script.ts';
import type { Config } from './config.ts';
import { dashboardFiles, readDashboard } from './dashboard-files.ts';
import { answerClientError, answerErrors, answerFrameworkError } from './error-replies.ts';
import { StartError } from './errors.ts';
import { createLive, type Live } from './live/live.ts';
import { liveRoutes } from './live/routes.ts';
import { healthRoutes } from './ops/health.ts';
import { type LogOutput, loggerOptions } from './ops/log.ts';
import { securityHeaders } from './ops/security-headers.ts';
import { openAnalyst } from './report/analyst.ts';
import { reportRoutes } from './report/routes.ts';
import { parseSiteHost } from './sites/host.ts';
import { siteRoutes } from './sites/routes.ts';
import { createSites } from './sites/sites.ts';
import { watchSteadiness } from './steady-clock.ts';
import { databaseFile, makeDataFolder, openReader } from './store/open.ts';
import { openRecorder } from './store/recorder.ts';
import { validateWithZod } from './zod-routes.ts';

const FORGET_SALTS_EVERY_MS = 10 * 60_000;
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
  const { recorder, migrated } = await openRecorder(file, clock, onDeath);
  const reader = openReader(file);
  const salts = openSalts(join(config.dataDir, 'salts'));
  const analyst = openAnalyst(file, onDeath);

  // People and sites.
  const accounts = createAccounts(reader, recorder, clock);
  if (config.admin) await accounts.ensureAdmin(config.admin.email, config.admin.password);
  const sites = createSites(reader, recorder, clock);
  for (const name of config.sites) {
    if (!sites.find(name)) await sites.add(siteFromSetting(name), config.siteTimezone);
  }

  // Who is here now, and who watches.
  const live = createLive({
    clock,
    maxLeases: config.maxLeases,
    limits: {
      streams: config.maxStreams,
      perPerson: config.maxStreamsPerPerson,
      perAddress: config.maxStreamsPerAddress,
    },
    siteById: sites.byId,
  });

  // A hit's way in.
  const record = createRecord({
    sites,
    enrich: createEnrich(salts),
    recorder,
    presence: live.presence,
    clock,
    onUnregistered(host) {
      live.unregistered.note(host, clock.wall());
      live.hub.touch('unregistered');
    },
    onFirstHit: (site) => live.hub.touch(site.id),
  });

  const steadiness = watchSteadiness(clock);
  const stopForgetting = clock.every(FORGET_SALTS_EVERY_MS, () => {
    if (!steadiness.isSteady()) return;
    for (const date of salts.forgetOld(clock.wall()))
      http.log.error(`the salt of ${date} cannot be deleted: is the data folder writable?`);
  });

  // HTTP.
  const http = Fastify({
    logger: loggerOptions(config.logLevel, logOutput),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
    routerOptions: { maxParamLength: 500 },
    // Under BASE_URL's path, whether or not the proxy in front has cut it off.
    rewriteUrl: ({ url = '/' }) => withoutBasePath(url, config.basePath),
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
    requestTimeout: 10_000,
    keepAliveTimeout: 72_000, // longer than the usual 60 s of a proxy in front, which would else meet closed connections
    http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 8_192 },
    return503OnClosing: false, // a 503 would end every EventSource for good
    forceCloseConnections: 'idle', // what is under way is answered
  });
  http.removeContentTypeParser('text/plain'); // the API takes JSON only, which a form of another site cannot send
  validateWithZod(http);
  const dashboard = readDashboard(config.basePath);
  answerErrors(http, dashboard, clock);
  await http.register(fastifyHelmet, securityHeaders(config));
  await http.register(fastifyCookie);
  const publicHost = config.baseUrl === undefined ? undefined : new URL(config.baseUrl).host;
  await http.register(guard, { accounts, config, publicHost });

  let ready = true;
  await http.register(collectRoutes, { record, path: config.collectPath });
  await http.register(scriptRoutes, { scriptName: config.scriptName, collectPath: config.collectPath });
  await http.register(accountRoutes, { accounts, config, clock, onSignOut: live.hub.endSession });
  await http.register(siteRoutes, {
    sites,
    config,
    onChange(site) {
      live.unregistered.remove(site.host);
      live.hub.touch('unregistered');
      live.hub.touch(site.id);
    },
  });
  await http.register(liveRoutes, { live, sites });
  await http.register(reportRoutes, { analyst, sites, clock });
  await http.register(healthRoutes, { isReady: () => ready });
  await http.register(dashboardFiles, { html: dashboard });
  for (const name of migrated) http.log.info(`migrated the database: ${name}`);

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
    steadiness.stop();
    await analyst.close();
    reader.close();
    await recorder.close(); // last: closing the last connection checkpoints the WAL
  });

  return { http, live, setupToken: accounts.setupToken, close: () => http.close() };
}
