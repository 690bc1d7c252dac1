// The environment as one validated, documented value. Nothing else reads process.env. A bad value stops the start with a
// line that names the setting; the README's table is compared with this list by config.test.ts.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { isAddressRange } from './address-ranges.ts';
import { MAX_RETENTION_DAYS, MIN_PASSWORD_LENGTH, TimeZone } from './contract/requests.ts';
import { StartError } from './errors.ts';

/** Cloudflare's published edge ranges (www.cloudflare.com/ips), unchanged since 2023. */
const CLOUDFLARE = [
  ['173.245.48.0/20', '103.21.244.0/22', '103.22.200.0/22', '103.31.4.0/22', '141.101.64.0/18', '108.162.192.0/18'],
  ['190.93.240.0/20', '188.114.96.0/20', '197.234.240.0/22', '198.41.128.0/17', '162.158.0.0/15', '104.16.0.0/13'],
  ['104.24.0.0/14', '172.64.0.0/13', '131.0.72.0/22', '2400:cb00::/32', '2606:4700::/32', '2803:f800::/32'],
  ['2405:b500::/32', '2405:8100::/32', '2a06:98c0::/29', '2c0f:f248::/32'],
].flat();

export const TRUST_PRESETS = new Map<string, readonly string[]>(
  Object.entries({
    loopback: ['127.0.0.0/8', '::1/128'],
    private: ['127.0.0.0/8', '::1/128', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fe80::/10'],
    cloudflare: CLOUDFLARE,
    none: [],
  }),
);

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be between ${least} and ${most}`);

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);

/** Other programs take `true`, `*` or 0.0.0.0/0: to believe everybody is to believe what anybody makes up. */
const faultOfTrusted = (entry: string) =>
  `has "${entry}", which is neither an address or range (10.0.0.0/8; not everybody, /0) nor one of ${[...TRUST_PRESETS.keys()].join(', ')}`;

const trustProxy = list.transform((entries, context) => {
  const cidrs: string[] = [];
  for (const entry of entries) {
    const preset = TRUST_PRESETS.get(entry);
    if (preset) cidrs.push(...preset);
    else if (isAddressRange(entry)) cidrs.push(entry);
    else context.addIssue({ code: 'custom', message: faultOfTrusted(entry) });
  }
  return cidrs;
});

const baseUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'must be an http(s) URL')
  .refine((text) => !/[?#@]/.test(text), 'must be an address and perhaps a path, without ?, # and @')
  .transform((text) => text.replace(/\/+$/, ''));

/** One path segment or more, without a query, so that it can stand in a snippet and in a route. */
const fileName = z
  .string()
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*\.js$/, 'must be a plain file name such as headcount.js')
  .refine((name) => !['here.js', 'docs'].includes(name), 'is taken by Headcount itself');
const urlPath = z
  .string()
  .regex(/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/, 'must be a path such as /hit')
  .refine(
    (path) =>
      !/^\/(api|assets|try|sites|live|account|server|setup|healthz|readyz|badge|docs|client\.js|here\.js|try\.css)(\/|$)/.test(
        path,
      ),
    'is taken by Headcount itself',
  );

const MB = 1024 * 1024;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Each setting: how it is read, its default (as it would be written), and what it means. The order is the README's. */
export const settings = {
  PORT: { schema: wholeNumber(0, 65_535), fallback: '8080', about: 'Port to listen on; 0 takes a free one' },
  HOST: { schema: z.string().min(1), fallback: '127.0.0.1', about: 'Address to listen on (`0.0.0.0` in the image)' },
  DATA_DIR: { schema: z.string().min(1), fallback: './data', about: 'Folder of the database and the salts' },
  BASE_URL: {
    schema: baseUrl.optional(),
    fallback: undefined,
    about: 'Public address, may have a path; every URL derives from it',
  },
  TRUST_PROXY: {
    schema: trustProxy,
    fallback: '',
    about: 'Proxies whose X-Forwarded-* is believed: CIDRs, or `loopback`, `private`, `cloudflare`; `none`: no other',
  },
  ADMIN_EMAIL: {
    schema: z.email('must be an e-mail address').max(254).optional(),
    fallback: undefined,
    about: 'First account, made at the start; later the account to set the password of',
  },
  ADMIN_PASSWORD: {
    schema: z
      .string()
      .min(MIN_PASSWORD_LENGTH, `must have at least ${MIN_PASSWORD_LENGTH} characters`)
      .max(256)
      .optional(),
    fallback: undefined,
    about: `Its password, at least ${MIN_PASSWORD_LENGTH} characters; a forgotten one is replaced at the next start`,
  },
  SITES: { schema: list, fallback: '', about: 'Sites to create when missing, comma-separated hosts' },
  SITE_TIMEZONE: { schema: TimeZone, fallback: 'UTC', about: 'Time zone of sites that are created without one' },
  SCRIPT_NAME: { schema: fileName, fallback: 'headcount.js', about: 'File name of the tracker script' },
  COLLECT_PATH: { schema: urlPath, fallback: '/hit', about: 'Path that takes the hits' },
  LOG_LEVEL: {
    schema: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`),
    fallback: 'info',
    about: 'How much is logged',
  },
  MAX_LEASES: { schema: wholeNumber(1, 100_000_000), fallback: '1000000', about: 'Most open pages kept in memory' },
  MAX_STREAMS: { schema: wholeNumber(1, 1_000_000), fallback: '20000', about: 'Most open dashboard streams' },
  MAX_STREAMS_PER_PERSON: { schema: wholeNumber(1, 1_000_000), fallback: '30', about: '… of one person' },
  MAX_STREAMS_PER_ADDRESS: { schema: wholeNumber(1, 1_000_000), fallback: '100', about: '… from one address' },
  MAX_PUBLIC_STREAMS: {
    schema: wholeNumber(0, 1_000_000),
    fallback: '1000',
    about: 'Most open streams of sites that show their readers how many they are; 0: none',
  },
  MAX_PUBLIC_STREAMS_PER_ADDRESS: { schema: wholeNumber(1, 1_000_000), fallback: '100', about: '… to one address' },
  MAX_CONNECTIONS: {
    schema: wholeNumber(10, 10_000_000),
    fallback: '50000',
    about: 'Most open connections, streams included; more are closed at once',
  },
  HITS_PER_SECOND_PER_ADDRESS: {
    schema: wholeNumber(0, 1_000_000),
    fallback: '0',
    about:
      'Most hits a second taken of one address; twice as many at once, and at least 10. 0: no limit, as behind an undeclared proxy all readers share one',
  },
  HITS_PER_SECOND_PER_SITE: { schema: wholeNumber(0, 1_000_000), fallback: '0', about: '… of one site; likewise' },
  GEO_DB: {
    schema: z.string().min(1).optional(),
    fallback: undefined,
    about: 'Another file to find countries (and cities) with, in the format mmdb',
  },
  QUERY_BUDGET_MS: {
    schema: wholeNumber(10, 600_000),
    fallback: '5000',
    about: 'Most time that one report may take of the thread that answers them',
  },
  RETENTION_DAYS: {
    schema: wholeNumber(0, MAX_RETENTION_DAYS),
    fallback: '0',
    about: 'Finished days that are older are deleted, unless a site says otherwise; 0: nothing goes by itself',
  },
  DISK_FLOOR_MB: {
    schema: wholeNumber(0, 1_000_000),
    fallback: '200',
    about: 'With less free space than this new hits are refused (503) until there is more',
  },
  BALLAST_MB: {
    schema: wholeNumber(0, 1_000_000),
    fallback: '64',
    about: 'Size of a file in the data folder that is deleted when the disk is full; 0: none',
  },
  BACKUPS_TO: {
    schema: z.string().min(1).optional(),
    fallback: undefined,
    about: 'Folder of the backups; `backups` in the data folder unless set',
  },
} as const;

type Settings = typeof settings;
type Values = { [Name in keyof Settings]: z.output<Settings[Name]['schema']> };

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  /** Without a trailing slash; undefined when every URL is to derive from the request. */
  baseUrl: string | undefined;
  /** The path of `baseUrl`, '' at the root. */
  basePath: string;
  trustProxy: readonly string[];
  /** As it was written. */
  trustProxySetting: string;
  admin: { email: string; password: string } | undefined;
  sites: readonly string[];
  siteTimezone: string;
  scriptName: string;
  collectPath: string;
  logLevel: Values['LOG_LEVEL'];
  maxLeases: number;
  maxStreams: number;
  maxStreamsPerPerson: number;
  maxStreamsPerAddress: number;
  /** Streams for a blog's own readers; they take none of the dashboards' places. */
  maxPublicStreams: number;
  maxPublicStreamsPerAddress: number;
  maxConnections: number;
  hitsPerSecondPerAddress: number;
  hitsPerSecondPerSite: number;
  /** Undefined: the file that comes with the product. */
  geoDb: string | undefined;
  queryBudgetMs: number;
  /** Of sites that do not say otherwise; 0: for ever. */
  retentionDays: number;
  diskFloorBytes: number;
  ballastBytes: number;
  /** Folder of the backups. */
  backupsTo: string;
  /** Readers are made up (`npm run demo`); said on every page of the dashboard. */
  simulated: boolean;
}

/** `NAME`, or the content of the file that `NAME_FILE` names (docker secrets), or nothing. Empty counts as absent. */
function read(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = environment[name];
  const file = environment[`${name}_FILE`];
  if (value && file) throw new StartError(`${name} and ${name}_FILE are both set. Keep one of them.`);
  if (!file) return value || undefined;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    throw new StartError(`${name}_FILE names ${file}, which cannot be read. Correct the path or its permissions.`);
  }
}

/** Reads every setting; throws a StartError that lists all faults in one line. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const entries = Object.entries(settings).map(([name, setting]) => {
    const result = setting.schema.safeParse(read(environment, name) ?? setting.fallback);
    if (!result.success) faults.push(...result.error.issues.map((issue) => `${name} ${issue.message}`));
    return [name, result.data];
  });
  if (faults.length > 0) throw new StartError(`Bad setting: ${faults.join('; ')}.`);
  const values = Object.fromEntries(entries) as Values;

  if ((values.ADMIN_EMAIL === undefined) !== (values.ADMIN_PASSWORD === undefined)) {
    throw new StartError('Bad setting: ADMIN_EMAIL and ADMIN_PASSWORD go together. Set both, or neither.');
  }
  if (values.COLLECT_PATH === `/${values.SCRIPT_NAME}`) {
    throw new StartError('Bad setting: COLLECT_PATH and SCRIPT_NAME are the same. Give them different names.');
  }
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: resolve(values.DATA_DIR),
    baseUrl: values.BASE_URL,
    basePath: values.BASE_URL === undefined ? '' : new URL(values.BASE_URL).pathname.replace(/\/$/, ''),
    trustProxy: values.TRUST_PROXY,
    trustProxySetting: read(environment, 'TRUST_PROXY') ?? '',
    admin:
      values.ADMIN_EMAIL !== undefined && values.ADMIN_PASSWORD !== undefined
        ? { email: values.ADMIN_EMAIL, password: values.ADMIN_PASSWORD }
        : undefined,
    sites: values.SITES,
    siteTimezone: values.SITE_TIMEZONE,
    scriptName: values.SCRIPT_NAME,
    collectPath: values.COLLECT_PATH,
    logLevel: values.LOG_LEVEL,
    maxLeases: values.MAX_LEASES,
    maxStreams: values.MAX_STREAMS,
    maxStreamsPerPerson: values.MAX_STREAMS_PER_PERSON,
    maxStreamsPerAddress: values.MAX_STREAMS_PER_ADDRESS,
    maxPublicStreams: values.MAX_PUBLIC_STREAMS,
    maxPublicStreamsPerAddress: values.MAX_PUBLIC_STREAMS_PER_ADDRESS,
    maxConnections: values.MAX_CONNECTIONS,
    hitsPerSecondPerAddress: values.HITS_PER_SECOND_PER_ADDRESS,
    hitsPerSecondPerSite: values.HITS_PER_SECOND_PER_SITE,
    geoDb: values.GEO_DB,
    queryBudgetMs: values.QUERY_BUDGET_MS,
    retentionDays: values.RETENTION_DAYS,
    diskFloorBytes: values.DISK_FLOOR_MB * MB,
    ballastBytes: values.BALLAST_MB * MB,
    backupsTo: resolve(values.BACKUPS_TO ?? join(values.DATA_DIR, 'backups')),
    simulated: false,
  };
}
