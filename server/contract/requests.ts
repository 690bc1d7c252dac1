// What the dashboard asks of the server. Strict: an unknown key or a wrong type is refused, nothing is coerced.
import { z } from 'zod';
import { LIVE_DIMENSIONS } from './browser.ts';

const email = z.email('must be an e-mail address').max(254, 'must be at most 254 characters');

/** Passwords are 12 to 256 characters; anything longer would only feed the hash. */
export const MIN_PASSWORD_LENGTH = 12;
const password = z
  .string()
  .min(MIN_PASSWORD_LENGTH, `must have at least ${MIN_PASSWORD_LENGTH} characters`)
  .max(256, 'must have at most 256 characters');

/** `POST /api/setup`: makes the first account. The token stands in the link that the server prints at its start. */
export const SetupRequest = z.strictObject({
  token: z.string().max(128).describe('Of the link that the server prints at its start.'),
  email: email.describe('With which to sign in.'),
  password: password.describe('Only a hash of it is kept.'),
});
export type SetupRequest = z.infer<typeof SetupRequest>;

/** `POST /api/session`: signs in. */
export const SignInRequest = z.strictObject({
  email: z.string().max(254).describe('Of the account.'),
  password: z.string().max(256).describe('Of the account.'),
});
export type SignInRequest = z.infer<typeof SignInRequest>;

/** `PUT /api/password`: another password for whoever asks. */
export const ChangePasswordRequest = z.strictObject({
  current: z.string().max(256).describe('The password that counts now.'),
  password: password.describe('The one that counts from now on; only a hash of it is kept.'),
});
export type ChangePasswordRequest = z.infer<typeof ChangePasswordRequest>;

/** Any IANA name that this Node knows; checked by asking Intl, so that aliases such as `Europe/Kyiv` work too. */
export const TimeZone = z
  .string()
  .max(64)
  .refine((name) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name });
      return /^[A-Za-z]/.test(name); // Intl also takes offsets such as +01:00; a site's zone must know its summer time
    } catch {
      return false;
    }
  }, 'must be an IANA time zone such as Europe/Berlin');

/** `POST /api/sites`: registers a site. `host` may be a whole URL; the host in it is kept. */
export const NewSiteRequest = z.strictObject({
  host: z.string().min(1, 'must name a site').max(2048).describe('A host or a whole URL; the host in it is kept.'),
  timezone: TimeZone.optional().describe('IANA zone in which its days begin; the server’s setting unless told.'),
});
export type NewSiteRequest = z.infer<typeof NewSiteRequest>;

const MAX_RULES = 200;
/** As the end of a sentence that begins with the entry's place: there is nothing else to name it by. */
export const EMPTY_RULE = 'is empty: remove the line';
const rules = (entry: z.ZodType<string>) => z.array(entry).max(MAX_RULES, `must have at most ${MAX_RULES} entries`);

/**
 * What a site does not want counted; a list that is left out stays. Hosts and paths may be whole URLs; the host or the path in them
 * is kept. What an entry may be, sites/rules.ts says.
 */
export const ChangeSiteRules = z.strictObject({
  allowedHosts: rules(z.string().min(1, EMPTY_RULE).max(2048))
    .optional()
    .describe('Hosts whose hits count, `*.example.com` with all below it, or whole URLs; none: all do.'),
  excludedAddresses: rules(z.string().min(1, EMPTY_RULE).max(64))
    .optional()
    .describe('Addresses and CIDR ranges that do not count.'),
  excludedPaths: rules(z.string().min(1, EMPTY_RULE).max(2048))
    .optional()
    .describe(
      'Paths or whole URLs that do not count; `*` stands for anything, and a path without one means itself only.',
    ),
  excludedCountries: rules(z.string().min(1, EMPTY_RULE).max(64))
    .optional()
    .describe('ISO 3166-1 alpha-2, in any case.'),
  visitorIds: z
    .enum(['always', 'unless_refused', 'never'])
    .optional()
    .describe('Who gets a visitor id: everyone, all but those who ask for privacy (GPC, DNT), or nobody.'),
});
export type ChangeSiteRules = z.infer<typeof ChangeSiteRules>;

const LiveFilterRequest = z.tuple([
  z.literal('is'),
  z.enum(LIVE_DIMENSIONS),
  z.array(z.string().max(2048)).min(1, 'must name a value').max(10, 'must name at most 10 values'),
]);
const LiveFilters = z.array(LiveFilterRequest).max(10, 'must be at most 10 filters');

const FILTERS = 'Who of them, as JSON: `[["is", "country", ["AT", "DE"]], …]`; all must hold, any of the values.';

/** JSON in a query: what is no JSON is refused as such. */
const inJson = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .max(16_000)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** `GET /api/sites/:site/live`: who is there; with filters, who of them. */
export const SiteLiveQuery = z.strictObject({
  filters: inJson(LiveFilters).optional().describe(FILTERS),
});

/** A whole number in a query. */
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));

/**
 * Rows of a live list that are put in order: the ten-thousandth of 50,000 values would keep everybody else waiting for 100 ms,
 * the thousandth for 3 to 7 (November 2026).
 */
export const MAX_LIVE_ROWS = 1_000;

/**
 * `GET /api/sites/:site/live/rows`: one list up to its thousandth row, from its `offset`-th (0 to 999; 0) on, `limit` rows (1 to
 * 1,000; 100) at most; with filters, of those for whom they hold.
 */
export const LiveRowsQuestion = z.strictObject({
  dimension: z.enum(LIVE_DIMENSIONS).describe('Which list.'),
  filters: inJson(LiveFilters).optional().describe(FILTERS),
  limit: whole(1, MAX_LIVE_ROWS).prefault('100').describe('Most rows that come, 1 to 1,000.'),
  offset: whole(0, MAX_LIVE_ROWS - 1)
    .prefault('0')
    .describe('How many are left out before them, at most 999.'),
});
export type LiveRowsQuestion = z.infer<typeof LiveRowsQuestion>;

/**
 * `GET /api/live`: the states of several sites (hosts, by commas), of parts of some (`[["example.com", filters], …]`), and the
 * latest hits of some (`feed`, by commas).
 */
export const LiveQuery = z.strictObject({
  sites: z.string().min(1, 'must name a site').max(10_000).describe('Hosts, by commas; at most 100.'),
  filtered: inJson(z.array(z.tuple([z.string().max(253), LiveFilters])).max(5, 'must be at most 5 views'))
    .optional()
    .describe('Parts of some, as JSON: `[["blog.example.com", filters], …]`; at most 5.'),
  feed: z
    .string()
    .min(1, 'must name a site')
    .max(10_000)
    .optional()
    .describe('Whose latest hits are told, too; hosts, by commas, at most 20.'),
});

/** `POST /api/live`: the states of several sites over one stream, all filtered alike. */
export const LiveRequest = z.strictObject({
  sites: z
    .array(z.string().max(253))
    .min(1, 'must name a site')
    .max(100, 'must be at most 100 sites')
    .describe('Hosts.'),
  filters: LiveFilters.optional().describe('All must hold, any of the values.'),
});

/** A hundred years. */
export const MAX_RETENTION_DAYS = 36_500;

/** `PATCH /api/sites/:site`: corrects what was registered; what is left out stays. */
export const ChangeSiteRequest = z
  .strictObject({
    host: z.string().min(1).max(2048).optional().describe('When the site has moved: hits of the new host are its own.'),
    timezone: TimeZone.optional().describe('IANA zone in which its days begin.'),
    rules: ChangeSiteRules.optional().describe('What of it does not count.'),
    publicLive: z.boolean().optional().describe('Whether anybody may ask how many are here now.'),
    publicPageviews: z.boolean().optional().describe('Whether anybody may ask how many views a page has had.'),
    retentionDays: z
      .int()
      .min(0)
      .max(MAX_RETENTION_DAYS)
      .nullable()
      .optional()
      .describe('Finished days that are older go by themselves. 0: none do; null: as the server’s setting says.'),
  })
  .refine(
    (change) => Object.keys(change).length > 0,
    'must change something: host, timezone, rules, publicLive, publicPageviews or retentionDays',
  );
export type ChangeSiteRequest = z.infer<typeof ChangeSiteRequest>;
